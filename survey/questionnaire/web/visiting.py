"""Who asks, and which documents they may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from survey.foundation.clock import local_day, now
from survey.foundation.errors import ForbiddenError, NotFoundError
from survey.foundation.gate import Audience
from survey.questionnaire.domain.faults import NoDraftError
from survey.questionnaire.domain.refusals import NoQuestionnaireError, echo
from survey.questionnaire.records import draft_by_id, unit_names, versions_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.questionnaire.domain import Sheet, Version


class Visitor(Protocol):
    """What these pages ask of an account; accounts stand on the organisation, so this feature knows them not."""

    @property
    def name(self) -> str:
        """The name the account signs in with."""

    @property
    def unit_id(self) -> int | None:
        """The unit the account is of; None for the whole province."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the account."""


class NoVersionError(NotFoundError):
    """An address that names no version."""

    message = "There is no such version."


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The house these pages open, and how to learn who is there."""

    house: House
    who: Callable[[], Visitor]

    @property
    def is_centre(self) -> bool:
        """Whether the visitor writes the questions asked everywhere."""
        who = self.who()
        return Audience.ADMINISTRATOR in who.roles and who.unit_id is None

    @property
    def own_unit(self) -> int | None:
        """The unit whose own questions the visitor writes."""
        who = self.who()
        return who.unit_id if Audience.UNIT_HEAD in who.roles else None

    def may_write(self, unit_id: int | None) -> bool:
        """Tell whether the visitor may write for the centre (None) or for a unit."""
        return self.is_centre if unit_id is None else unit_id == self.own_unit

    def writes_for(self) -> int | None:
        """Give the unit the visitor writes for, None for the centre; refuse who writes for nobody."""
        if self.is_centre:
            return None
        if self.own_unit is None:
            raise ForbiddenError
        return self.own_unit

    def sheet(self, connection: Connection, draft_id: int) -> Sheet:
        """Find a draft; what somebody else writes is not there."""
        sheet = draft_by_id(connection, draft_id)
        if sheet is None or not self.may_write(sheet.unit_id):
            raise NoDraftError
        return sheet

    def unit_name(self, connection: Connection, unit_id: int | None) -> str:
        """Name a unit as it stands today; nothing for the centre."""
        return unit_names(connection, today()).get(unit_id, "") if unit_id else ""


def today() -> date:
    """Give the day of this request."""
    return local_day(now())


def listed(connection: Connection, code: str) -> list[Version]:
    """Find the centre's versions of a questionnaire an address names."""
    found = versions_of(connection, code)
    if not found:
        raise NoQuestionnaireError(code=echo(code))
    return found
