"""When a share changed, in hindsight: the best cut of a series into stretches of one level (method note §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from math import asin, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from analytics.index.domain.trend import Observation

SHORTEST = 5
"""Fewer points are no level of their own."""

_LEAST_SIGMA = 0.5  # arcsin √p of n independent answers has the variance 1/4n
_UNBIASED = 1.128
_SLACK = 1e-12


class Breaks(StrEnum):
    """Whether a series changed its level."""

    TOO_SHORT = "too_short"
    NONE = "none"
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Points of one level: the days of the first and the last, how many, their share 0–1 and answers."""

    since: date
    until: date
    points: int
    share: float
    n: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The levels of a series, oldest first; each but the first begins at a change."""

    breaks: Breaks
    segments: tuple[Segment, ...]
    penalty: float
    """What another change must save in squared error."""

    @property
    def days(self) -> tuple[date, ...]:
        """The first day of each new level."""
        return tuple(segment.since for segment in self.segments[1:])


def change_points(observations: Iterable[Observation]) -> Changes:
    """Cut a series where Σ n (h − level)² + changes · 2 ln(T) σ̂² is least (method note §6).

    h is arcsin √((np + 3/8)/(n + 3/4)) (Anscombe 1948), which varies alike at every level, near 1 too. σ̂ is the
    mean |difference of neighbours| / √(1/n + 1/n′) / 1.128, at least that of independent answers, ½. No alarm: it
    is computed from the whole series and says where it changed, once it has.
    """
    series = sorted(observations, key=lambda each: each.day)
    if len(series) < 2 * SHORTEST:
        return Changes(breaks=Breaks.TOO_SHORT, segments=(), penalty=0.0)
    heights = [asin(sqrt((each.share * each.n + 3 / 8) / (each.n + 3 / 4))) for each in series]
    weights = [each.n for each in series]
    penalty = 2 * log(len(series)) * _sigma(heights, weights) ** 2
    cuts = best_cuts(heights, weights, penalty=penalty, shortest=SHORTEST)
    edges = [0, *cuts, len(series)]
    segments = tuple(_segment(series[start:end]) for start, end in pairwise(edges))
    return Changes(breaks=Breaks.FOUND if cuts else Breaks.NONE, segments=segments, penalty=penalty)


def best_cuts(
    heights: Sequence[float], weights: Sequence[float], *, penalty: float, shortest: int
) -> tuple[int, ...]:
    """Give the places where new levels begin in the exactly best cut, by optimal partitioning with pruning.

    Killick, Fearnhead and Eckley 2012 (PELT), every place a candidate.
    """
    size = len(heights)
    costs = _costs(heights, weights)
    best = [-penalty] + [float("inf")] * size
    origin = [0] * (size + 1)
    last_use = dict.fromkeys(range(size + 1), size)
    for end in range(shortest, size + 1):
        starts = [start for start in last_use if start <= end - shortest and best[start] < float("inf")]
        for start in starts:
            total = best[start] + costs.between(start, end) + penalty
            if total < best[end] - _SLACK:
                best[end], origin[end] = total, start
        for start in starts:
            if best[start] + costs.between(start, end) > best[end] + _SLACK:
                # A later end is cheaper through here, once there is room for a level between here and there.
                last_use[start] = min(last_use[start], end + shortest - 1)
        last_use = {start: last for start, last in last_use.items() if last > end}
    cuts: list[int] = []
    place = origin[size]
    while place:
        cuts.append(place)
        place = origin[place]
    return tuple(reversed(cuts))


class _Costs:
    """Σ w (y − mean)² of any stretch from three running sums."""

    __slots__ = ("first", "none", "second")

    def __init__(self, heights: Sequence[float], weights: Sequence[float]) -> None:
        self.none = [0.0, *accumulate(weights)]
        self.first = [0.0, *accumulate(w * y for y, w in zip(heights, weights, strict=True))]
        self.second = [0.0, *accumulate(w * y * y for y, w in zip(heights, weights, strict=True))]

    def between(self, start: int, end: int) -> float:
        """Give the cost of the stretch from `start` up to, not including, `end`."""
        n, total = self.none[end] - self.none[start], self.first[end] - self.first[start]
        return max(0.0, self.second[end] - self.second[start] - total * total / n)


def _costs(heights: Sequence[float], weights: Sequence[float]) -> _Costs:
    # Around their mean the squares are small, and their differences lose no digits.
    mean = sum(w * y for y, w in zip(heights, weights, strict=True)) / sum(weights)
    return _Costs([y - mean for y in heights], weights)


def _sigma(heights: Sequence[float], weights: Sequence[float]) -> float:
    steps = [
        abs(after - before) / sqrt(1 / n_before + 1 / n_after)
        for (before, n_before), (after, n_after) in pairwise(zip(heights, weights, strict=True))
    ]
    return max(_LEAST_SIGMA, sum(steps) / len(steps) / _UNBIASED)


def _segment(series: Sequence[Observation]) -> Segment:
    n = sum(each.n for each in series)
    share = sum(each.n * each.share for each in series) / n
    return Segment(since=series[0].day, until=series[-1].day, points=len(series), share=share, n=n)
