"""Small probabilities: tails of counts with mid-p, ranks, combining independent ones, many tests at once."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special, stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analytics.screening.domain.answers import Bools, Floats

LEAST = 1e-300
"""No p-value is told as 0."""


def binomial_tail(count: int, trials: int, chance: float) -> float:
    """Give P(X > count) + P(X = count)/2 for X of `trials` that each succeed with `chance` (mid-p)."""
    if trials == 0:
        return 1.0
    at = float(stats.binom.pmf(count, trials, chance))
    return _held(float(stats.binom.sf(count, trials, chance)) + at / 2)


def crowd_tail(count: NDArray[Any], expected: Floats, dispersion: float) -> Floats:
    """Give the mid-p that a count is at least so large, its variance `dispersion` times its mean (at least 1).

    Poisson for 1, negative binomial above: people come in groups.
    """
    mean = np.maximum(expected, 1e-9)
    if dispersion <= 1.0 + 1e-9:
        tail = stats.poisson.sf(count, mean) + stats.poisson.pmf(count, mean) / 2
    else:
        size, chance = mean / (dispersion - 1.0), 1.0 / dispersion
        tail = stats.nbinom.sf(count, size, chance) + stats.nbinom.pmf(count, size, chance) / 2
    return np.clip(np.nan_to_num(tail, nan=1.0), LEAST, 1.0)


def ranked_tail(inside: Bools, value: Floats) -> float:
    """Give the chance that the values inside a group are ranked so low, the members drawn at random.

    Normal approximation with the exact variance under permutation, ties included; 1 without enough values.
    """
    known = ~np.isnan(value)
    n, total = int((inside & known).sum()), int(known.sum())
    if n < 2 or total - n < 5:  # noqa: PLR2004 - too few to rank
        return 1.0
    ranks = stats.rankdata(value[known])
    mean, variance = ranks.mean(), ranks.var(ddof=1)
    if variance == 0:
        return 1.0
    error = sqrt(variance / n * (1 - n / total))
    return _held(float(special.ndtr((ranks[inside[known]].mean() - mean) / error)))


def fisher(ps: Sequence[float]) -> float:
    """Combine independent p-values into one (Fisher 1932)."""
    return _held(float(stats.chi2.sf(-2.0 * sum(log(max(p, LEAST)) for p in ps), 2 * len(ps))))


def either(ps: Sequence[float]) -> float:
    """Give one p-value for the smallest of several, however they depend on one another (Bonferroni)."""
    return _held(min(ps) * len(ps))


def benjamini_hochberg(ps: Sequence[float], q: float, tests: int) -> list[bool]:
    """Say which of the p-values are kept so that a share of at most `q` of them is false, among `tests` made."""
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    last = max((rank for rank, place in enumerate(order, 1) if ps[place] <= q * rank / max(tests, 1)), default=0)
    kept = [False] * len(ps)
    for place in order[:last]:
        kept[place] = True
    return kept


def share(count: float, total: float, *, prior: float = 0.5, weight: float = 2.0) -> float:
    """Give a share that is never exactly 0 or 1: pulled to `prior` as by `weight` more answers."""
    return (count + prior * weight) / (total + weight)


def _held(p: float) -> float:
    return min(max(p, LEAST), 1.0)
