"""Counts to the satisfaction index of a unit, its interval and what it can bear; formulas in docs/method.md."""

from __future__ import annotations

from analytics.index.domain.bounds import Floors, bounds_for_all, coverage, response_rate
from analytics.index.domain.channels import ChannelGap, channel_gap
from analytics.index.domain.clusters import Clustered, cluster_variance, clustered_index, pooled_cluster_variance
from analytics.index.domain.intervals import Interval, normal_quantile, student_quantile, wilson
from analytics.index.domain.ranking import Standing, Unranked, rank, why_unranked
from analytics.index.domain.shares import index_fraction, mean100_fraction, pooled_fraction, ratings
from analytics.index.domain.shrinkage import (
    Prior,
    PriorState,
    Sample,
    Score,
    Shrinkage,
    frozen_prior,
    reliability,
    shrink,
)
from analytics.index.domain.steady import steady_variance
from analytics.index.domain.strata import Stratum
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
from analytics.index.domain.weighting import (
    Stratified,
    Weighted,
    by_criteria,
    by_volume,
    post_stratified,
    standardised,
)

__all__ = [
    "LEAST_SCORED",
    "LEAST_SHOWN",
    "METHOD",
    "ChannelGap",
    "Clustered",
    "Criterion",
    "Floors",
    "Interval",
    "Prior",
    "PriorState",
    "Sample",
    "Score",
    "Shrinkage",
    "Standing",
    "State",
    "Stratified",
    "Stratum",
    "UnitIndex",
    "Unranked",
    "Weighted",
    "bounds_for_all",
    "by_criteria",
    "by_volume",
    "channel_gap",
    "cluster_variance",
    "clustered_index",
    "coverage",
    "criterion",
    "frozen_prior",
    "index_fraction",
    "index_variance",
    "mean100_fraction",
    "normal_quantile",
    "pooled_cluster_variance",
    "pooled_fraction",
    "pooled_variance",
    "post_stratified",
    "question_index",
    "rank",
    "ratings",
    "reliability",
    "required_n",
    "response_rate",
    "shrink",
    "standardised",
    "state_of",
    "steady_variance",
    "student_quantile",
    "unit_index",
    "why_unranked",
    "wilson",
]
