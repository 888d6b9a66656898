"""What a code leads to: the desk or unit that is rated, and the questionnaire that asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.errors import Refusal
from survey.intake.records import place_names
from survey.questionnaire.records import version_asked
from survey.touchpoint.domain import CODE_LENGTH
from survey.touchpoint.services import UnknownCodeError, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.questionnaire.domain import Version
    from survey.touchpoint.services import Resolved


class NothingToAskError(Refusal):
    """No questionnaire is published."""

    status = 503
    message = "No questionnaire is in force yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a citizen stands when using a code, and what the code proves."""

    found: Resolved
    unit_name: str
    desk_name: str | None
    desk_field: str | None
    service: str | None
    version: Version

    @property
    def code(self) -> str:
        """The code in its one spelling."""
        return self.found.code

    @property
    def lasting(self) -> bool:
        """Whether the code leads here again and again: a slip does once, a code from a screen for two minutes."""
        return len(self.found.code) == CODE_LENGTH

    @property
    def title(self) -> str:
        """The desk with its field, or the office, as the pages name it."""
        return place_name(self.unit_name, self.desk_name, self.desk_field)

    @property
    def whole(self) -> str:
        """The desk and its office in one line."""
        return f"{self.title}, {self.unit_name}" if self.desk_name else self.unit_name

    @property
    def names(self) -> Mapping[str, str | None]:
        """What the places in a question's text are filled with."""
        return {"unit": self.unit_name, "desk": self.desk_name, "service": self.service}


def place_name(unit: str, desk: str | None, field: str | None) -> str:
    """Name a place in one line: desk and field, or the office where there is no desk."""
    if not desk:
        return unit
    # Many offices write the field into the desk's name already: "Quầy 3 – Hộ tịch".
    return f"{desk} – {field}" if field and field.casefold() not in desk.casefold() else desk


def find_place(connection: Connection, typed: str, *, at: datetime, secret: bytes, spent: bool = False) -> Place:
    """Find what a code leads to at a moment; refuse, by the names of `resolve`, one that leads nowhere.

    `spent` lets a used slip through, for a form that may have been sent before.
    """
    found = resolve(connection, typed, at=at, secret=secret, spent=spent)
    day = local_day(at)
    # One statement for both questions: a slip's code is known to no process, so each of its pages asks them.
    version = version_asked(connection, found.unit_id, day)
    if version is None:
        raise NothingToAskError
    names = place_names(connection, found.unit_id, found.desk_id, found.procedure_id, day=day)
    if names is None:
        raise UnknownCodeError(code=found.code)
    unit_name, desk_name, desk_field, service = names
    return Place(
        found=found,
        unit_name=unit_name,
        desk_name=desk_name,
        desk_field=desk_field or None,
        service=service,
        version=version,
    )
