"""Weekly patterns made into shifts, and one person taking another's place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from survey.organisation.domain.places import Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.organisation.domain.calendar import Calendar

_ON_THE_WALL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Who sits at which desk on which days of the week, 1 Monday to 7 Sunday, from one day to another."""

    pattern_id: int
    desk_id: int
    staff_id: int
    days: frozenset[int]
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None


def expand(patterns: Iterable[Pattern], calendar: Calendar, *, first: date, last: date) -> Iterator[Shift]:
    """Give the shifts the patterns mean between two days, both included; on days off there are none."""
    listed = list(patterns)
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        for pattern in listed:
            valid = pattern.valid_from <= day and (pattern.valid_to is None or day <= pattern.valid_to)
            if valid and calendar.covers(pattern.days, day):
                yield Shift(
                    desk_id=pattern.desk_id,
                    staff_id=pattern.staff_id,
                    starts=datetime.combine(day, pattern.starts, tzinfo=_ON_THE_WALL),
                    ends=datetime.combine(day, pattern.ends, tzinfo=_ON_THE_WALL),
                )


def overlap(one: Shift, other: Shift) -> bool:
    """Tell whether two shifts share a moment."""
    return one.starts < other.ends and other.starts < one.ends


def fitting(new: Iterable[Shift], kept: Iterable[Shift]) -> list[Shift]:
    """Give the new shifts for which desk and person are free among the kept ones: what a person entered wins."""
    by_desk: dict[int, list[Shift]] = defaultdict(list)
    by_person: dict[int, list[Shift]] = defaultdict(list)
    for shift in kept:
        by_desk[shift.desk_id].append(shift)
        by_person[shift.staff_id].append(shift)
    found: list[Shift] = []
    for shift in new:
        beside = (*by_desk[shift.desk_id], *by_person[shift.staff_id])
        if not any(overlap(shift, other) for other in beside):
            found.append(shift)
            # Two patterns may put two people at one desk, never one person at two desks.
            by_person[shift.staff_id].append(shift)
    return found


def handed_over(shifts: Iterable[Shift], staff_id: int) -> list[Shift]:
    """Give the same shifts with another person in them."""
    return [replace(shift, staff_id=staff_id) for shift in shifts]


def collision(new: Iterable[Shift], kept: Iterable[Shift]) -> tuple[Shift, Shift] | None:
    """Find a person who would be in two shifts at once: the new one and the other."""
    beside = list(kept)
    for shift in new:
        for other in beside:
            if other.staff_id == shift.staff_id and overlap(shift, other):
                return shift, other
        beside.append(shift)
    return None
