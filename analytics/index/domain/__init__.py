"""Counts to the satisfaction index of a unit, its interval and what it can bear; formulas in docs/method.md."""

from __future__ import annotations

from analytics.index.domain.intervals import Interval, normal_quantile, student_quantile, wilson
from analytics.index.domain.shares import index_fraction, mean100_fraction, pooled_fraction, ratings
from analytics.index.domain.units import (
    LEAST_SCORED,
    LEAST_SHOWN,
    METHOD,
    Criterion,
    State,
    UnitIndex,
    criterion,
    question_index,
    required_n,
    state_of,
    unit_index,
)
from analytics.index.domain.variances import index_variance, pooled_variance

__all__ = [
    "LEAST_SCORED",
    "LEAST_SHOWN",
    "METHOD",
    "Criterion",
    "Interval",
    "State",
    "UnitIndex",
    "criterion",
    "index_fraction",
    "index_variance",
    "mean100_fraction",
    "normal_quantile",
    "pooled_fraction",
    "pooled_variance",
    "question_index",
    "ratings",
    "required_n",
    "state_of",
    "student_quantile",
    "unit_index",
    "wilson",
]
