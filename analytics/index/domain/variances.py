"""Respondent-clustered variances of index and pooled share, exactly, from the counts alone (method note §2).

Taylor linearisation with the respondent as the sampling unit (Binder 1983; Wolter 2007): var = m/(m−1) Σ_i u_i²
over m respondents, where the linearised values u_i sum to zero. A sum of squares over respondents needs only how
many answered each question so and each pair of questions so, which is what the counts hold.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING

from analytics.index.domain.shares import indexed_levels, ratings, satisfactions, satisfied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.tally.domain import Counts

_LEAST_CLUSTERS = 2  # one respondent says nothing about how much respondents differ


def index_variance(counts: Counts, weights: Mapping[str, Fraction] | None = None) -> Fraction | None:
    """Give var(S) with u_i = Σ_j w_j r_ij (y_ij − p_j)/n_j, exactly, never negative (method note §2, §3).

    r is 1 where respondent i answered question j, y is 1 where they were satisfied; w_j = 1/k unless weights
    by question are given. None when there is no index, or a single respondent.
    """
    levels, m = indexed_levels(counts), counts.respondents
    if m < _LEAST_CLUSTERS or not levels or not all(map(sum, levels)):
        return None
    shares = [weights[question] if weights else Fraction(1, len(levels)) for question in counts.indexed]
    common = lcm(*(share.denominator for share in shares))
    # With L the common multiple of the n_j and D that of the weights' denominators, D L² u_i is a sum of whole
    # numbers, one for each answer.
    multiple = lcm(*map(sum, levels))
    scores = []
    for answers, share in zip(levels, shares, strict=True):
        n, happy = sum(answers), satisfied(answers)
        weight = int(share * common) * (multiple // n) ** 2
        scores.append(((n - happy) * weight, -happy * weight))
    scale = common * multiple**2
    return Fraction(m * _sum_of_squares(counts, scores), (m - 1) * scale**2)


def pooled_variance(counts: Counts) -> Fraction | None:
    """Give var(P) with u_i = Σ_j r_ij (y_ij − P)/N, exactly, never negative (method note §2)."""
    m, answers, happy = counts.respondents, ratings(counts), satisfactions(counts)
    if m < _LEAST_CLUSTERS or not answers:
        return None
    scores = [(answers - happy, -happy)] * len(counts.indexed)
    return Fraction(m * _sum_of_squares(counts, scores), (m - 1) * answers**4)


def _sum_of_squares(counts: Counts, scores: Sequence[tuple[int, int]]) -> int:
    """Sum over respondents (Σ_j score of their answer to j)²; a question scores (satisfied, not satisfied)."""
    squares = 0
    for levels, (yes, no) in zip(indexed_levels(counts), scores, strict=True):
        happy = satisfied(levels)
        squares += happy * yes**2 + (sum(levels) - happy) * no**2
    products = 0
    pairs = zip(combinations(scores, 2), counts.pairs, strict=True)
    for ((yes_a, no_a), (yes_b, no_b)), (both, only_a, only_b, neither) in pairs:
        products += yes_a * (both * yes_b + only_a * no_b) + no_a * (only_b * yes_b + neither * no_b)
    return squares + 2 * products
