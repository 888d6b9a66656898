"""The point estimates as exact fractions of the counts, so that thresholds compare exactly (method note §1)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.tally.domain import Counts, Levels


def index_fraction(counts: Counts, weights: Mapping[str, Fraction] | None = None) -> Fraction | None:
    """Give S = Σ w_j p_j, p_j = (answers 4 or 5) / (answers), exactly, 0–1 (method note §1, §3).

    Every w_j is 1/k unless weights by question are given. None when there is no index question or one of them
    has no answer. Compare thresholds with this, never with the float.
    """
    parts = [(satisfied(levels), sum(levels)) for levels in indexed_levels(counts)]
    if weights is None or _mean(parts) is None:
        return _mean(parts)
    shares = zip(counts.indexed, parts, strict=True)
    return sum((weights[question] * Fraction(*part) for question, part in shares), Fraction(0))


def respondent_fraction(counts: Counts) -> Fraction | None:
    """Give R, the mean over respondents of their own share of satisfied answers, exactly, 0–1 (method note §1).

    R = (1/m) Σ_a X_a/a with X_a the satisfied answers of those who answered exactly a index questions.
    """
    if not counts.respondents:
        return None
    sums = [(happy, answered) for answered, happy in enumerate(counts.overlap, start=1)]
    return _sum(sums, counts.respondents)


def pooled_fraction(counts: Counts) -> Fraction | None:
    """Give P = (answers 4 or 5) / (answers) over all index questions together, exactly, 0–1 (method note §1)."""
    answers = ratings(counts)
    return Fraction(satisfactions(counts), answers) if answers else None


def mean100_fraction(counts: Counts) -> Fraction | None:
    """Give the mean over the index questions of 100 (mean level − 1)/4, exactly, 0–100 (method note §1)."""
    return _mean([(points100(levels), sum(levels)) for levels in indexed_levels(counts)])


def ratings(counts: Counts) -> int:
    """Count N, the answers to index questions."""
    return sum(map(sum, indexed_levels(counts)))


def satisfactions(counts: Counts) -> int:
    """Count the answers 4 or 5 to index questions."""
    return sum(map(satisfied, indexed_levels(counts)))


def indexed_levels(counts: Counts) -> list[Levels]:
    """Give the five counts of each index question, in index order."""
    return [counts.levels[place] for place in _places(counts.questions, counts.indexed)]


def satisfied(levels: Levels) -> int:
    """Count the answers 4 or 5."""
    return levels[3] + levels[4]


def points100(levels: Levels) -> int:
    """Add up the answers as 0, 25, 50, 75 and 100 points."""
    return 25 * sum(step * count for step, count in enumerate(levels))


def _mean(parts: Sequence[tuple[int, int]]) -> Fraction | None:
    """Average whole-number ratios with equal weights; None when there are none or one divides by zero."""
    if not parts or not all(divisor for _, divisor in parts):
        return None
    return _sum(parts, len(parts))


def _sum(parts: Sequence[tuple[int, int]], shared: int = 1) -> Fraction:
    """Add up ratios over their common divisor and share them out: one fraction is made, not one a part."""
    common = lcm(*(divisor for _, divisor in parts))
    return Fraction(sum(amount * (common // divisor) for amount, divisor in parts), common * shared)


@lru_cache(maxsize=256)
def _places(questions: tuple[str, ...], indexed: tuple[str, ...]) -> tuple[int, ...]:
    """Give where the index questions stand among all; every group of a questionnaire asks this anew."""
    return tuple(map(questions.index, indexed))
