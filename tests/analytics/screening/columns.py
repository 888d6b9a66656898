"""Columns of answers for the tests of detectors, with irrelevant-looking defaults."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.screening.domain import Answers
from analytics.screening.services.running import limits_for

if TYPE_CHECKING:
    from analytics.screening.domain import Finding, Tested

LIMITS = limits_for(date(2026, 3, 1))
MONDAY = 20_515
"""2 March 2026, in days since 1970."""


def at(day: int, hour: float) -> float:
    return (MONDAY + day) * 86_400.0 + (hour - 7) * 3_600.0


def some_answers(count: int, **told: Any) -> Answers:
    """Give answers to one unit at four in the afternoon of a Monday, an hour apart, all at level 5."""
    received = np.asarray(told.pop("received", at(0, 8) + 3_600.0 * np.arange(count)), dtype=float)
    plain: dict[str, Any] = {
        "unit": 1, "desk": 11, "staff": 0, "channel": "qr_open", "told": np.nan, "dwell": 30.0, "device": 0,
        "network": 0, "token": 0, "given": 6, "rated": 6, "good": 1.0, "mean": 5.0, "straight": True,
    }  # fmt: skip
    columns = {
        name: value if isinstance(value, np.ndarray) else np.full(count, value)
        for name, value in (plain | told).items()
    }
    columns["channel"] = columns["channel"].astype("U12")
    day = np.floor((np.nan_to_num(received) + 7 * 3_600) / 86_400).astype(np.int64)
    return Answers(ids=range(count), received=received, **({"day": day} | columns))


def rows_of(tested: Tested | list[Tested]) -> set[int]:
    return {int(row) for one in _findings(tested) for row in one.rows}


def _findings(tested: Tested | list[Tested]) -> list[Finding]:
    every = tested if isinstance(tested, list) else [tested]
    return [finding for one in every for finding in one.findings]
