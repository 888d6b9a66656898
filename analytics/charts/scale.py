"""Scales: from shares to places, with the ticks that name them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.charts.figures import checked

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_SPAN = 20
_STEPS = ((20, 5), (50, 10), (100, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Shares from `floor` to `ceiling` laid from place `start` to place `end`."""

    floor: float
    ceiling: float
    start: float
    end: float

    def at(self, share: float) -> float:
        """Tell the place of a share; one beyond the ends stays at the end."""
        inside = (checked(share) - self.floor) / (self.ceiling - self.floor)
        return self.start + min(1.0, max(0.0, inside)) * (self.end - self.start)

    @property
    def whole(self) -> bool:
        """Whether the scale runs from nought to everything."""
        return self.floor == 0.0 and self.ceiling == 1.0

    @property
    def ticks(self) -> tuple[float, ...]:
        """The shares to name, both ends included."""
        floor, ceiling = round(self.floor * 100), round(self.ceiling * 100)
        return tuple(percent / 100 for percent in range(floor, ceiling + 1, _step(ceiling - floor)))


def _step(percents: int) -> int:
    return next(step for most, step in _STEPS if percents <= most)


def span(shares: Iterable[float], *, zoom: bool) -> tuple[float, float]:
    """Choose floor and ceiling: 0–1, or with `zoom` whole tenths around the shares, at least a fifth apart."""
    values = list(map(checked, shares))
    if not zoom or not values:
        return 0.0, 1.0
    floor = math.floor(min(values) * 10 + 1e-9) * 10
    ceiling = math.ceil(max(values) * 10 - 1e-9) * 10
    while ceiling - floor < _LEAST_SPAN:
        floor, ceiling = max(0, floor - 10), (ceiling if floor else min(100, ceiling + 10))
    step = _step(ceiling - floor)
    return floor // step * step / 100, -(-ceiling // step) * step / 100
