"""Volumes of a service, the results of calling people back, and the floors below which nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

MOST_CALLED = 10_000
"""More people than anybody calls back of one unit and month."""

_DAY = timedelta(days=1)
_SATURDAY = 6


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
    def reached(self) -> int:
        """How many were spoken to."""
        return self.agreed + self.differed

    @property
    def agreement(self) -> Fraction | None:
        """The part of those reached who agreed; None when nobody was reached."""
        return Fraction(self.agreed, self.reached) if self.reached else None

    @property
    def adds_up(self) -> bool:
        """Whether everybody called agreed, differed or was not reached."""
        return self.called == self.agreed + self.differed + self.unreachable


def called_together(found: Iterable[CallBack]) -> dict[int, CallBack]:
    """Add the months of each unit up, by its id; the first month stands for all."""
    sums: dict[int, CallBack] = {}
    for each in found:
        before = sums.get(each.unit_id)
        sums[each.unit_id] = each if before is None else _together(before, each)
    return sums


def _together(one: CallBack, other: CallBack) -> CallBack:
    return replace(
        one,
        called=one.called + other.called,
        agreed=one.agreed + other.agreed,
        differed=one.differed + other.differed,
        unreachable=one.unreachable + other.unreachable,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCalls:
    """One record of calls as it was made; a later one of the same unit and month takes its place."""

    found: CallBack
    recorded_by: str
    recorded_at: datetime
    counts: bool
    """Whether no later record replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a unit must reach to be ranked, from a day on, and which document decided it."""

    valid_from: date
    response_rate: Fraction
    """Respondents of those served, 0–1."""
    coverage: Fraction
    """Invitations of those served, 0–1."""
    decided_by: str
    recorded_at: datetime | None = None
    """When it was entered here; None for the packaged one, and for floors of before this was kept."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Which lines a unit's month has."""

    whole: bool
    """Whether there is one for the month as a whole."""
    days: int
    """For how many of the days that must be told there is one."""


_NOTHING = Told(whole=False, days=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The volumes of a period, by the unit's id."""

    volumes: Mapping[int, Volume]
    """Of the units of which every day that must be told is told."""
    missing: Mapping[int, date]
    """Of the other units that told anything: the first such day without a line."""


def days_to_tell(since: date, until: date, *, closed: Container[date], today: date | None = None) -> list[date]:
    """List the days of a period that need a line: Monday to Friday but for holidays, and over by `today`.

    A day without a line is not a day without files: an office that had none says 0.
    """
    last = until if today is None else min(until, today - _DAY)
    every = (since + step * _DAY for step in range((last - since).days + 1))
    return [day for day in every if day.isoweekday() < _SATURDAY and day not in closed]


def doubtful(
    told: Mapping[tuple[int, date], Told], unit_ids: Iterable[int], period: tuple[date, date], days: Iterable[date]
) -> list[int]:
    """List the units of which some month has fewer lines than days to tell, and no line about the whole of it."""
    needed: dict[date, int] = {}
    for day in days:
        needed[day.replace(day=1)] = needed.get(day.replace(day=1), 0) + 1
    return [
        unit_id
        for unit_id in unit_ids
        if any(
            (lines := told.get((unit_id, month), _NOTHING)).days < many and not _speaks(lines, month, period)
            for month, many in needed.items()
        )
    ]


def first_untold(
    lines: Mapping[date, Told], on_days: Container[date], period: tuple[date, date], days: Iterable[date]
) -> date | None:
    """Give the first of the days of a unit that neither has a line nor stands in a month told as a whole.

    Answers of a day that nobody counted the files of would make a rate too high, and a floor look reached.
    """
    for day in days:
        month = day.replace(day=1)
        if day not in on_days and not _speaks(lines.get(month, _NOTHING), month, period):
            return day
    return None


def _speaks(lines: Told, month: date, period: tuple[date, date]) -> bool:
    """Tell whether a line about a month is there and speaks for the period: the whole month must lie within it."""
    return lines.whole and period[0] <= month and month_end(month) <= period[1]


def by_unit(volumes: Mapping[tuple[int, date], Volume]) -> dict[int, Volume]:
    """Add up, by unit, volumes by unit and month."""
    sums: dict[int, list[Volume]] = {}
    for (unit_id, _month), volume in volumes.items():
        sums.setdefault(unit_id, []).append(volume)
    return {unit_id: added(every) for unit_id, every in sums.items()}


def added(volumes: Iterable[Volume]) -> Volume:
    """Add volumes up."""
    every = list(volumes)
    return Volume(finished=sum(one.finished for one in every), refused=sum(one.refused for one in every))


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
