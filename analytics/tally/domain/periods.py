"""Which answers a number is about, and how a period falls into months and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which answers a number is about, both days included; None means all of a kind.

    Tallies are kept by desk and officer or by procedure, never by both: one of them may be limited at a time.
    """

    since: date
    until: date
    unit_ids: frozenset[int] | None = None
    desk_ids: frozenset[int] | None = None
    procedure_ids: frozenset[int] | None = None
    channels: frozenset[str] | None = None
    tiers: frozenset[str] | None = None
    version_ids: frozenset[int] | None = None
    states: frozenset[str] | None = None


def split_period(since: date, until: date) -> tuple[list[date], list[tuple[date, date]]]:
    """Cover a period by whole months (their first days) and stretches of single days, both ends included.

    Whole months are read from the month's tally, so that a year costs twelve rows where it would cost 365.
    """
    months: list[date] = []
    stretches: list[tuple[date, date]] = []
    start = since
    while start <= until:
        end = min(month_end(start), until)
        if start.day == 1 and end == month_end(start):
            months.append(start)
        else:
            stretches.append((start, end))
        start = end + timedelta(days=1)
    return months, stretches


def months_of(since: date, until: date) -> list[date]:
    """List the first days of the months that a period touches."""
    months: list[date] = []
    start = since
    while start <= until:
        months.append(start.replace(day=1))
        start = month_end(start) + timedelta(days=1)
    return months


def month_end(day: date) -> date:
    """Give the last day of the month that a day is in."""
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
