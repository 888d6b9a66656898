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

__all__ = [
    "Flagged",
    "Wish",
    "appeal",
    "confirm",
    "decide",
    "flags",
    "propose",
    "run_screening",
    "settle",
]
