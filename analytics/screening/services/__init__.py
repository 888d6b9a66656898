"""Screening a period, and ruling on what was found."""

from analytics.screening.services.ruling import (
    Wish,
    appeal,
    confirm,
    decide,
    propose,
    settle,
)
from analytics.screening.services.running import Flagged, flags, run_screening
from analytics.screening.services.scales import Case, Weighed
from analytics.screening.services.stretches import Scoring
from analytics.screening.services.weighing import anew, weigh

__all__ = [
    "Case",
    "Flagged",
    "Scoring",
    "Weighed",
    "Wish",
    "anew",
    "appeal",
    "confirm",
    "decide",
    "flags",
    "propose",
    "run_screening",
    "settle",
    "weigh",
]
