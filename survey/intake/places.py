"""What a code leads to: the desk or unit that is rated, and the questionnaire that asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.errors import Refusal
from survey.intake.records import place_names
from survey.questionnaire.records import version_in_force
from survey.touchpoint.domain import TouchpointState, tier_of
from survey.touchpoint.records import by_code, by_id

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from survey.questionnaire.domain import Version

QUESTIONNAIRE = "default"


class UnknownCodeError(Refusal):
    """The code is well formed and nobody issued it."""

    status = 404
    message = "No desk or office uses the code “%(code)s”."


class RevokedCodeError(Refusal):
    """The code was taken out of use; `new_code` is the one in its place, or None."""

    status = 410
    message = "The code “%(code)s” is no longer used."


class NothingToAskError(Refusal):
    """No questionnaire is published."""

    status = 503
    message = "No questionnaire is in force yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a citizen stands when using a code."""

    code: str
    unit_id: int
    desk_id: int | None
    unit_name: str
    desk_name: str | None
    desk_field: str | None
    tier: str
    version: Version

    @property
    def title(self) -> str:
        """The desk with its field, or the office, as the pages name it."""
        return place_name(self.unit_name, self.desk_name, self.desk_field)


def place_name(unit: str, desk: str | None, field: str | None) -> str:
    """Name a place in one line: desk and field, or the office where there is no desk."""
    if not desk:
        return unit
    # Many offices write the field into the desk's name already: "Quầy 3 – Hộ tịch".
    return f"{desk} – {field}" if field and field.casefold() not in desk.casefold() else desk


def find_place(connection: Connection, code: str, day: date) -> Place:
    """Find what a whole code leads to on a day; refuse unknown and revoked ones."""
    found = by_code(connection, code)
    if found is None:
        raise UnknownCodeError(code=code)
    if found.state is TouchpointState.REVOKED:
        successor = by_id(connection, found.replaced_by) if found.replaced_by else None
        raise RevokedCodeError(code=code, new_code=successor.code if successor else None)
    version = version_in_force(connection, QUESTIONNAIRE)
    if version is None:
        raise NothingToAskError
    names = place_names(connection, found.unit_id, found.desk_id, day=day)
    if names is None:
        raise UnknownCodeError(code=code)
    unit_name, desk_name, desk_field = names
    return Place(
        code=code,
        unit_id=found.unit_id,
        desk_id=found.desk_id,
        unit_name=unit_name,
        desk_name=desk_name,
        desk_field=desk_field or None,
        tier=tier_of(found.kind),
        version=version,
    )
