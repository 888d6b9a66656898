"""The points a trend is drawn through, and which of them a line may join."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.charts.figures import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

# Points further apart than this many usual steps are not joined: a week nobody reported is not a straight line.
_JOINED = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One step of time: its first day, how many answered, and the share or why it is not told."""

    day: date
    answers: int
    estimate: Estimate | str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendBeside:
    """Another line over the same days, drawn apart: dashed, without a band, never a part of the main one."""

    name: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines of one trend: the main one, those beside it, and a share to compare with."""

    main: Sequence[TrendPoint]
    beside: Sequence[TrendBeside] = ()
    reference: float | None = None

    @property
    def every(self) -> list[TrendPoint]:
        """The points of every line."""
        return [*self.main, *(point for each in self.beside for point in each.points)]

    @property
    def days(self) -> list[date]:
        """The days any line has a point at, in order."""
        return sorted({point.day for point in self.every})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A point whose share may be told, and its place across."""

    x: float
    day: date
    answers: int
    estimate: Estimate


def stretches(points: Sequence[TrendPoint], across: Callable[[date], float]) -> list[list[Known]]:
    """Split the points into stretches to be joined by a line."""
    steps = [(after.day - before.day).days for before, after in itertools.pairwise(points)]
    usual = min(steps, default=0)
    found: list[list[Known]] = [[]]
    for step, point in zip([0, *steps], points, strict=False):
        if not isinstance(point.estimate, Estimate) or step > usual * _JOINED:
            found.append([])
        if isinstance(point.estimate, Estimate):
            known = Known(x=across(point.day), day=point.day, answers=point.answers, estimate=point.estimate)
            found[-1].append(known)
    return [stretch for stretch in found if stretch]
