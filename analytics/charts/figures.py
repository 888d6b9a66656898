"""The numbers a chart draws, and how the reader's language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Sums of floats overshoot 0 and 1 by this much at most; a percentage passed for a share overshoots by far more.
_SLACK = 1e-6


def checked(share: float) -> float:
    """Give a share pulled onto 0–1; a value clearly outside (a percentage, a NaN) is a programming error."""
    if not -_SLACK <= share <= 1 + _SLACK:
        raise ValueError(f"not a share between 0 and 1: {share!r}")
    return min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share of 0–1 with the ends of its interval."""

    share: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if checked(self.low) > checked(self.high) + _SLACK:
            raise ValueError(f"interval upside down: {self.low!r} > {self.high!r}")
        checked(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How numbers read, in the words and with the decimal mark of the reader's language."""

    percent: Callable[[float, int], str]
    """A share of 0–1 and a number of decimals: (0.874, 1) reads "87,4 %"."""
    answers: Callable[[int], str]
    """How many answered: 312 reads "312 lượt"."""
    estimate: Callable[[Estimate], str]
    """A share with its interval: "87,4 % (83–91 %)"."""
