"""Tallies rebuilt for the days that changed, read for any period, and proved equal to the answers."""

from __future__ import annotations

from analytics.tally.domain import total
from analytics.tally.services.checking import differences
from analytics.tally.services.reading import (
    Stretches,
    answered_versions,
    answers_by,
    calendar,
    counts_by,
    stretches,
)
from analytics.tally.services.rebuilding import freshen, rebuild, rebuild_dirty, rebuild_everything

__all__ = [
    "Stretches",
    "answered_versions",
    "answers_by",
    "calendar",
    "counts_by",
    "differences",
    "freshen",
    "rebuild",
    "rebuild_dirty",
    "rebuild_everything",
    "stretches",
    "total",
]
