"""What a table says about the organisation, line by line, before it is weighed against what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from survey.organisation.domain.calendar import Holiday
    from survey.organisation.domain.timeline import Version

CODE_LIMIT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """One line of units: a unit as it is from one day on."""

    line: int
    kind: str
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEntry:
    """One line of desks."""

    line: int
    code: str
    unit: str
    name: str
    field: str
    opens: time | None
    closes: time | None
    days: frozenset[int]
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """One line of staff; without `valid_from` the import decides from when home unit and title count."""

    line: int
    code: str
    name: str
    title: str
    kind: str
    home_unit: str
    valid_from: date | None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEntry:
    """One line of the roster."""

    line: int
    desk: str
    staff: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureEntry:
    """One line of procedures; `unit` may be empty."""

    line: int
    code: str
    name: str
    field: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternEntry:
    """One line of weekly patterns."""

    line: int
    desk: str
    staff: str
    days: frozenset[int]
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayEntry:
    """One line of holidays."""

    line: int
    holiday: Holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many rows of one kind an import added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int
