"""The difference of two groups' indices with its interval, and what it amounts to (method note §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING

from analytics.index.domain.intervals import student_quantile
from analytics.index.domain.shares import index_fraction
from analytics.index.domain.steady import steady_variance
from analytics.index.domain.units import State, state_of

if TYPE_CHECKING:
    from analytics.tally.domain import Counts


class Direction(StrEnum):
    """What a difference amounts to."""

    UP = "up"
    DOWN = "down"
    NOT_SIGNIFICANT = "not_significant"
    """Chance alone may have made it."""
    CANNOT_SAY = "cannot_say"
    """One of the two groups has too few answers."""


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


def difference(now: Counts, before: Counts) -> Change | None:
    """Compare two groups that share no respondent; None when one of them is insufficient (method note §6).

    d = S₁ − S₂, d ± t √(var₁ + var₂), with the variances between respondents of §2 and Student's t with the
    degrees of freedom of Welch and Satterthwaite, (var₁ + var₂)² / (var₁²/(m₁ − 1) + var₂²/(m₂ − 1)), rounded
    down.
    """
    ours, theirs = index_fraction(now), index_fraction(before)
    if ours is None or theirs is None or State.INSUFFICIENT in {state_of(now), state_of(before)}:
        return None
    first, second = steady_variance(now) or 0.0, steady_variance(before) or 0.0
    degrees = (first + second) ** 2 / (first**2 / (now.respondents - 1) + second**2 / (before.respondents - 1))
    apart = float(ours - theirs)
    reach = student_quantile(int(degrees)) * sqrt(first + second)
    return Change(difference=apart, low=apart - reach, high=apart + reach)


def direction(change: Change | None) -> Direction:
    """Say what a difference amounts to."""
    if change is None:
        return Direction.CANNOT_SAY
    if not change.significant:
        return Direction.NOT_SIGNIFICANT
    return Direction.UP if change.difference > 0 else Direction.DOWN
