"""Volumes of a service, the results of calling people back, and the floors below which nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Files that came to an end; both kinds of people were served and can be asked."""

    finished: int
    refused: int

    @property
    def served(self) -> int:
        """All files that came to an end."""
        return self.finished + self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeEntry:
    """One line of a table of volumes; `procedure_id` None stands for files not told apart by procedure."""

    unit_id: int
    procedure_id: int | None
    day: date
    """The day, or the first day of the month."""
    whole: bool
    """Whether the line is about the whole month."""
    volume: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """What calling back people of one unit and month found; nobody called is named anywhere."""

    unit_id: int
    month: date
    called: int
    agreed: int
    """Said the same as the answer that was kept, or would have said the same as others."""
    differed: int
    unreachable: int

    @property
    def agreement(self) -> Fraction | None:
        """The part of those reached who agreed; None when nobody was reached."""
        reached = self.agreed + self.differed
        return Fraction(self.agreed, reached) if reached else None

    @property
    def adds_up(self) -> bool:
        """Whether everybody called agreed, differed or was not reached."""
        return self.called == self.agreed + self.differed + self.unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a unit must reach to be ranked, from a day on, and which document decided it."""

    valid_from: date
    response_rate: Fraction
    """Answers of those served, 0–1."""
    coverage: Fraction
    """Invitations of those served, 0–1."""
    decided_by: str


DEFAULT_FLOOR = Floor(
    valid_from=date.min,
    response_rate=Fraction(1, 10),
    coverage=Fraction(95, 100),
    decided_by="default of this service, decided by no authority (docs/method.md §9)",
)
"""In force until somebody decides otherwise."""


def whole_months(since: date, until: date) -> tuple[date, date] | None:
    """Give the first and the last day of the whole months within a period; None when it has none."""
    first = since if since.day == 1 else month_end(since) + _DAY
    last = until if until == month_end(until) else until.replace(day=1) - _DAY
    return (first, last) if first < last else None


def around(since: date, until: date, months: tuple[date, date] | None) -> list[tuple[date, date]]:
    """Give the stretches of a period outside its whole months, both days included."""
    if months is None:
        return [(since, until)]
    stretches = [(since, months[0] - _DAY), (months[1] + _DAY, until)]
    return [(first, last) for first, last in stretches if first <= last]


def month_end(day: date) -> date:
    """Give the last day of the month that a day is in."""
    following = day.replace(day=28) + 4 * _DAY
    return following - following.day * _DAY
