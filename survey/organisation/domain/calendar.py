"""Holidays as data: which days are worked on, when so many working days have passed, whether a desk is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from survey.organisation.domain.places import Desk

# As in the foundation's clock, which the domain does not stand on: desks keep the hours on their own wall.
_ON_THE_WALL = ZoneInfo("Asia/Ho_Chi_Minh")
_DAY = timedelta(days=1)
_SATURDAY = 6
_WORKING_WEEK = frozenset(range(1, _SATURDAY))
_FARTHEST = 1000
"""Working days; about four years, more than any deadline of an office."""


class HolidayKind(StrEnum):
    """What is unusual about a day."""

    TET = "tet"
    CLOSED = "closed"
    WORKING = "working"
    """A Saturday or Sunday worked in exchange for another day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One unusual day; `expected` until the year's list is announced."""

    day: date
    name: str
    kind: HolidayKind
    expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The office's calendar: Monday to Friday but for days off, and days worked in exchange."""

    closed: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    """The years whose list is known; in others only weekends are days off."""

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        return day in self.worked or (day.isoweekday() < _SATURDAY and day not in self.closed)

    def working_days_after(self, day: date, number: int) -> date:
        """Give the day that is so many working days after `day`, which itself does not count.

        With 0 that is the day itself, whether worked on or not.
        """
        if not 0 <= number <= _FARTHEST:
            raise ValueError(f"between 0 and {_FARTHEST} working days")
        while number:
            day += _DAY
            number -= self.is_working(day)
        return day

    def is_open(self, desk: Desk, moment: datetime) -> bool:
        """Tell whether a desk is open at a moment; without told hours, all day on each day it serves."""
        local = moment.astimezone(_ON_THE_WALL)
        if not self.serves(desk, local.date()):
            return False
        if desk.opens is None or desk.closes is None:
            return True
        return desk.opens <= local.time() < desk.closes

    def serves(self, desk: Desk, day: date) -> bool:
        """Tell whether a desk serves on a day: its own weekdays, Monday to Friday when not told."""
        if desk.valid_to is not None and day > desk.valid_to:
            return False
        return self.covers(desk.days, day)

    def covers(self, days: frozenset[int], day: date) -> bool:
        """Tell whether weekdays hold on a day; a day worked in exchange counts for whole working weeks."""
        if day in self.worked:
            return day.isoweekday() in days or not days or days >= _WORKING_WEEK
        if day in self.closed:
            return False
        return day.isoweekday() in days if days else day.isoweekday() < _SATURDAY


def calendar_of(holidays: Iterable[Holiday]) -> Calendar:
    """Make a calendar of a list of unusual days."""
    listed = tuple(holidays)
    return Calendar(
        closed=frozenset(one.day for one in listed if one.kind is not HolidayKind.WORKING),
        worked=frozenset(one.day for one in listed if one.kind is HolidayKind.WORKING),
        years=frozenset(one.day.year for one in listed),
    )
