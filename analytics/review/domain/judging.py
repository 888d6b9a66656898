"""What may be said of a group of answers, and whether it changed from one period to the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING

from analytics.index.domain import (
    LEAST_SHOWN,
    State,
    index_fraction,
    index_variance,
    normal_quantile,
    student_quantile,
    unit_index,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.index.domain import Criterion, UnitIndex
    from analytics.tally.domain import Counts


class Standing(StrEnum):
    """How much a page may say of a group."""

    NONE = "none"
    """Nobody answered."""
    HIDDEN = "hidden"
    """Too few answers to tell any number without telling on a person."""
    INSUFFICIENT = "insufficient"
    FEW = "few"
    OK = "ok"


_STANDINGS = {
    State.INSUFFICIENT: Standing.INSUFFICIENT,
    State.FEW: Standing.FEW,
    State.OK: Standing.OK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A group of answers with its index and what a page may say of it."""

    standing: Standing
    counts: Counts
    index: UnitIndex

    @property
    def shown(self) -> bool:
        """Whether the index may be shown; it then has an interval too."""
        return self.standing in {Standing.FEW, Standing.OK}

    @property
    def missing(self) -> int:
        """How many respondents are wanting until the index is shown."""
        answered = (each.n for each in self.index.criteria)
        return max(0, LEAST_SHOWN - min((self.index.respondents, *answered)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference of two indices and its 95 % interval, as shares: 0.021 is 2.1 points."""

    difference: float
    low: float
    high: float

    @property
    def significant(self) -> bool:
        """Whether chance alone would hardly make such a difference: its interval leaves out 0."""
        return not self.low <= 0 <= self.high


def judge(counts: Counts, *, least: int, kept: bool = False) -> Judged:
    """Judge a group; fewer than `least` answers are hidden, and a group `kept` from view to protect another."""
    index = unit_index(counts)
    if not counts.responses:
        standing = Standing.NONE
    elif kept or counts.responses < least:
        standing = Standing.HIDDEN
    else:
        standing = _STANDINGS[index.state]
    return Judged(standing=standing, counts=counts, index=index)


def change(now: Judged, before: Judged) -> Change | None:
    """Compare two periods; None when one of them has no index to show.

    The respondents of two periods are independent: d = S₁ − S₂, d ± t √(var₁ + var₂), with the variances
    between respondents of the method note §2 and Student's t with the degrees of freedom of Welch and
    Satterthwaite, (var₁ + var₂)² / (var₁²/(m₁ − 1) + var₂²/(m₂ − 1)), rounded down.
    """
    ours, theirs = index_fraction(now.counts), index_fraction(before.counts)
    if not now.shown or not before.shown or ours is None or theirs is None:
        return None
    first, second = _variance(now), _variance(before)
    degrees = (first + second) ** 2 / (
        first**2 / (now.counts.respondents - 1) + second**2 / (before.counts.respondents - 1)
    )
    difference = float(ours - theirs)
    reach = student_quantile(int(degrees)) * sqrt(first + second)
    return Change(difference=difference, low=difference - reach, high=difference + reach)


def weakest(judged: Judged) -> Criterion | None:
    """Give the index question with the lowest share, the first of equals; None when there is none to compare."""
    told: Iterable[Criterion] = (each for each in judged.index.criteria if each.state is not State.INSUFFICIENT)
    return min(told, key=lambda each: each.share or 0.0, default=None) if judged.shown else None


def _variance(judged: Judged) -> float:
    variance = float(index_variance(judged.counts) or 0)
    low, high = judged.index.low, judged.index.high
    if variance or low is None or high is None:
        return variance
    # Where everybody answered alike the formula gives 0, as if nobody could ever answer otherwise; the width of
    # the interval on the page does not.
    return ((high - low) / (2 * normal_quantile())) ** 2
