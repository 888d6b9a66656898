"""What a group of answers adds up to, and how it is kept."""

from __future__ import annotations

from analytics.tally.domain.calendar import DayTable
from analytics.tally.domain.counts import NO_LEVELS, NO_PAIR, Counts, Levels, Pair, total
from analytics.tally.domain.layouts import CALENDAR_DAYS, Layout
from analytics.tally.domain.periods import Wanted, month_end, months_of, split_period

__all__ = [
    "CALENDAR_DAYS",
    "NO_LEVELS",
    "NO_PAIR",
    "Counts",
    "DayTable",
    "Layout",
    "Levels",
    "Pair",
    "Wanted",
    "month_end",
    "months_of",
    "split_period",
    "total",
]
