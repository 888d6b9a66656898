"""The variance of an index that stays above 0 when everybody answered alike (method note §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.index.domain.intervals import normal_quantile
from analytics.index.domain.units import unit_index
from analytics.index.domain.variances import index_variance

if TYPE_CHECKING:
    from analytics.tally.domain import Counts


def steady_variance(counts: Counts) -> float | None:
    """Give var(S), or where it is 0 the squared width of the index's interval over 2 · 1.959964 (method note §6).

    The formula's 0 would say that nobody could ever answer otherwise. None when there is no interval.
    """
    variance = index_variance(counts)
    if variance:
        return float(variance)
    index = unit_index(counts)
    if index.low is None or index.high is None:
        return None
    return ((index.high - index.low) / (2 * normal_quantile())) ** 2
