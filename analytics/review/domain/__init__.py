"""Periods, figures that may be shown, their change, and what is kept from view."""

from __future__ import annotations

from analytics.index.domain.differences import Change
from analytics.index.domain.hiding import hidden
from analytics.review.domain.judging import Judged, Standing, change, judge, weakest
from analytics.review.domain.periods import (
    MOST_DAYS,
    Chosen,
    Period,
    PeriodAheadError,
    PeriodBackwardsError,
    PeriodTooLongError,
    Pick,
    UnknownPeriodError,
    UnreadableDayError,
    Week,
    choose,
    free_period,
    weeks,
)

__all__ = [
    "MOST_DAYS",
    "Change",
    "Chosen",
    "Judged",
    "Period",
    "PeriodAheadError",
    "PeriodBackwardsError",
    "PeriodTooLongError",
    "Pick",
    "Standing",
    "UnknownPeriodError",
    "UnreadableDayError",
    "Week",
    "change",
    "choose",
    "free_period",
    "hidden",
    "judge",
    "weakest",
    "weeks",
]
