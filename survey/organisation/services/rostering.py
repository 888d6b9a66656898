"""Filling the roster from weekly patterns; substitutes and swaps of single days."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL, local_moment
from survey.foundation.tables import one_at_a_time
from survey.organisation import records
from survey.organisation.domain import collision, expand, fitting, handed_over
from survey.organisation.services.errors import (
    BackwardsError,
    ElsewhereError,
    LongSpanError,
    NoShiftError,
    NoSuchPatternError,
    PeriodBackwardsError,
    SamePersonError,
)
from survey.organisation.services.holidays import office_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.organisation.domain import Pattern, Shift

LONGEST = 92
"""Days filled at once: a quarter."""

_HORIZON = 400
"""Days ahead for which a roster may have been made."""

Seat = tuple[int, int]
"""A desk's id and a person's."""


def day_ends(day: date) -> tuple[datetime, datetime]:
    """Give the moments between which a local day lies."""
    return local_moment(day, time()), local_moment(day + timedelta(days=1), time())


def fill_roster(
    connection: Connection, desk_ids: Collection[int], *, first: date, last: date
) -> tuple[Shift, ...]:
    """Make shifts of the weekly patterns of some desks between two days, both included; give those that are new.

    Days off have none. What stands in the roster wins: a substitute stays, and filling twice changes nothing.
    """
    if last < first:
        raise BackwardsError(start=first, end=last)
    if (last - first).days >= LONGEST:
        raise LongSpanError(most=LONGEST)
    one_at_a_time(connection, "organisation")
    since, until = day_ends(first)[0], day_ends(last)[1]
    every = records.desks(connection)
    serving = [
        pattern
        for pattern in records.patterns(connection, desk_ids)
        if (end := every[pattern.desk_id].valid_to) is None or end >= first
    ]
    wanted = [
        shift
        for shift in expand(serving, office_calendar(connection), first=first, last=last)
        if (end := every[shift.desk_id].valid_to) is None or shift.starts.astimezone(LOCAL).date() <= end
    ]
    new = fitting(wanted, records.shifts_between(connection, since=since, until=until))
    records.add_shifts(connection, new)
    return tuple(new)


def substitute(connection: Connection, seat: Seat, *, by: int, day: date) -> tuple[Shift, ...]:
    """Put another person into all shifts somebody has at a desk on a day; give the new shifts."""
    if seat[1] == by:
        raise SamePersonError
    one_at_a_time(connection, "organisation")
    kept = _of_day(connection, day)
    old = _shifts_in(connection, kept, seat, day)
    return _exchange(connection, kept, old, handed_over(old, by))


def swap(connection: Connection, one: Seat, other: Seat, *, day: date) -> tuple[Shift, ...]:
    """Let two people sit in each other's shifts of a day; give the new shifts."""
    if one[1] == other[1]:
        raise SamePersonError
    one_at_a_time(connection, "organisation")
    kept = _of_day(connection, day)
    first, second = (_shifts_in(connection, kept, seat, day) for seat in (one, other))
    new = [*handed_over(first, other[1]), *handed_over(second, one[1])]
    return _exchange(connection, kept, [*first, *second], new)


def end_pattern(connection: Connection, pattern_id: int, *, last: date, today: date) -> int:
    """Let a weekly pattern end; give how many shifts were made of it for later days and are taken out again.

    Days before `today` stay as they were.
    """
    one_at_a_time(connection, "organisation")
    pattern = pattern_of(connection, pattern_id)
    if last < pattern.valid_from:
        raise PeriodBackwardsError(start=pattern.valid_from, end=last)
    first = max(last + timedelta(days=1), today)
    horizon = first + timedelta(days=_HORIZON)
    made = set(expand([replace(pattern, valid_to=None)], office_calendar(connection), first=first, last=horizon))
    since, until = day_ends(first)[0], day_ends(horizon)[1]
    dropped = [shift for shift in records.shifts_between(connection, since=since, until=until) if shift in made]
    records.drop_shifts(connection, dropped)
    records.end_pattern(connection, pattern_id, last)
    return len(dropped)


def remove(connection: Connection, seat: Seat, *, day: date) -> tuple[Shift, ...]:
    """Take somebody out of a desk on a day; give the shifts that were."""
    one_at_a_time(connection, "organisation")
    old = _shifts_in(connection, _of_day(connection, day), seat, day)
    records.drop_shifts(connection, old)
    return tuple(old)


def add_shifts(connection: Connection, new: Sequence[Shift]) -> None:
    """Put shifts into the roster; refuse to put somebody at two desks at once."""
    one_at_a_time(connection, "organisation")
    kept: list[Shift] = []
    if new:
        since, until = min(shift.starts for shift in new), max(shift.ends for shift in new)
        kept = records.shifts_between(connection, since=since, until=until)
    clash = collision(new, kept)
    if clash:
        raise _elsewhere(connection, clash[1])
    records.add_shifts(connection, new)


def pattern_of(connection: Connection, pattern_id: int) -> Pattern:
    """Find a weekly pattern."""
    for pattern in records.patterns(connection):
        if pattern.pattern_id == pattern_id:
            return pattern
    raise NoSuchPatternError


def _of_day(connection: Connection, day: date) -> list[Shift]:
    since, until = day_ends(day)
    return records.shifts_between(connection, since=since, until=until)


def _shifts_in(connection: Connection, kept: Sequence[Shift], seat: Seat, day: date) -> list[Shift]:
    found = [shift for shift in kept if (shift.desk_id, shift.staff_id) == seat]
    if not found:
        person = records.staff_by_id(connection).get(seat[1])
        raise NoShiftError(name=person.name if person else "–", day=day)
    return found


def _exchange(
    connection: Connection, kept: Sequence[Shift], old: Sequence[Shift], new: Sequence[Shift]
) -> tuple[Shift, ...]:
    clash = collision(new, (shift for shift in kept if shift not in old))
    if clash:
        raise _elsewhere(connection, clash[1])
    records.drop_shifts(connection, old)
    records.add_shifts(connection, new)
    return tuple(new)


def _elsewhere(connection: Connection, shift: Shift) -> ElsewhereError:
    return ElsewhereError(
        name=records.staff_by_id(connection)[shift.staff_id].name,
        desk=records.desks(connection)[shift.desk_id].name,
        start=f"{shift.starts.astimezone(LOCAL):%H:%M}",
        end=f"{shift.ends.astimezone(LOCAL):%H:%M}",
    )
