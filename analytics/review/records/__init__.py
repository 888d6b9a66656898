"""Tallies as a page reads them, and the months from which a usual level was taken anew."""

from analytics.review.records.reading import (
    Place,
    answered_versions,
    cells,
    ended_into,
    first_month,
    last_day,
    unit_months,
)
from analytics.review.records.rebasing import KeptRebase, add_rebase, rebases, trend_rebase

__all__ = [
    "KeptRebase",
    "Place",
    "add_rebase",
    "answered_versions",
    "cells",
    "ended_into",
    "first_month",
    "last_day",
    "rebases",
    "trend_rebase",
    "unit_months",
]
