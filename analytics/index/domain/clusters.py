"""The index with days or desks as sampling units: would it repeat on other days? (method note §2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from analytics.index.domain.intervals import student_quantile, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

LEAST_CLUSTERS = 10
"""With fewer clusters that have answers the variance is not estimable (method note §2)."""

Totals: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
"""Whole numbers by cluster and question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """The index with an interval for clusters; what is None cannot be told from these answers."""

    clusters: int
    """C: the clusters with at least one answer."""
    estimable: bool
    """Whether there are at least 10 of them; below, neither variance nor interval is given."""
    index: float | None
    variance: float | None
    n_eff: float | None
    """How many independent answers the interval takes them for; with clusters it may lie below the respondents."""
    low: float | None
    high: float | None


def clustered_index(given: ArrayLike, satisfied: ArrayLike) -> Clustered:
    """Judge the index from the answers given and satisfied, each a matrix of clusters by index questions."""
    n, x = _totals(given, satisfied)
    index, variance = _index(n, x), cluster_variance(given, satisfied)
    if len(n) < LEAST_CLUSTERS or index is None or variance is None:
        return Clustered(
            clusters=len(n),
            estimable=False,
            index=None if index is None else float(index),
            variance=None,
            n_eff=None,
            low=None,
            high=None,
        )
    # Nothing varies: each cluster counts as one answer.
    n_eff = min(index * (1 - index) / variance, Fraction(int(n.sum()))) if variance else Fraction(len(n))
    interval = wilson(float(index), float(n_eff), student_quantile(len(n) - 1))
    return Clustered(
        clusters=len(n),
        estimable=True,
        index=float(index),
        variance=float(variance),
        n_eff=float(n_eff),
        low=interval.low,
        high=interval.high,
    )


def cluster_variance(given: ArrayLike, satisfied: ArrayLike) -> Fraction | None:
    """Give var(S) = C/(C − 1) Σ U_c², U_c = (1/k) Σ_j (x_cj − p_j n_cj)/n_j, exactly (method note §2).

    Clusters without an answer do not count. None when there is no index, or one cluster. The U_c add up to 0,
    so no mean is taken off.
    """
    n, x = _totals(given, satisfied)
    answers, happy = _sums(n), _sums(x)
    if not answers or not all(answers):
        return None
    multiple = lcm(*answers)
    weights = [(multiple // answer) ** 2 for answer in answers]
    of_satisfied = [answer * weight for answer, weight in zip(answers, weights, strict=True)]
    of_given = [-one * weight for one, weight in zip(happy, weights, strict=True)]
    return _between(n, x, (of_given, of_satisfied), len(answers) * multiple**2)


def pooled_cluster_variance(given: ArrayLike, satisfied: ArrayLike) -> Fraction | None:
    """Give var(P) with U_c = Σ_j (x_cj − P n_cj)/N, exactly; None when one cluster has all answers."""
    n, x = _totals(given, satisfied)
    answers, happy = sum(_sums(n)), sum(_sums(x))
    questions = n.shape[1]
    return _between(n, x, ([-happy] * questions, [answers] * questions), answers**2)


def _between(n: Totals, x: Totals, factors: tuple[Sequence[int], Sequence[int]], scale: int) -> Fraction | None:
    """Give C/(C − 1) Σ score²/scale², a cluster's score being its counts times the factors of given and satisfied.

    The sum of squares is a' (Z'Z) a: the products of counts fit 64 bits and are summed fast, the factors may not.
    """
    clusters = len(n)
    if clusters <= 1:
        return None
    counts = np.hstack([n, x])
    products, own = (counts.T @ counts).tolist(), [*factors[0], *factors[1]]
    squares = sum(
        a * b * product for a, row in zip(own, products, strict=True) for b, product in zip(own, row, strict=True)
    )
    return Fraction(clusters * squares, (clusters - 1) * scale**2)


def _index(n: Totals, x: Totals) -> Fraction | None:
    answers, happy = _sums(n), _sums(x)
    if not answers or not all(answers):
        return None
    return sum((Fraction(*part) for part in zip(happy, answers, strict=True)), Fraction(0)) / len(answers)


def _totals(given: ArrayLike, satisfied: ArrayLike) -> tuple[Totals, Totals]:
    """Leave out the clusters without an answer."""
    n, x = _matrix(given), _matrix(satisfied)
    if n.shape != x.shape:
        raise ValueError(f"{n.shape} answers given and {x.shape} satisfied do not belong together")
    answered = n.sum(axis=1) > 0
    return n[answered], x[answered]


def _matrix(numbers: ArrayLike) -> Totals:
    matrix = np.asarray(numbers, dtype=np.int64)
    return matrix if matrix.size else matrix.reshape(0, 0)


def _sums(rows: Totals) -> list[int]:
    return [int(total) for total in rows.sum(axis=0)]
