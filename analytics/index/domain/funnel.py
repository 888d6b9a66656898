"""Units against one target: a funnel with limits that allow for units' usual differences (method note §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from analytics.index.domain.trend import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_UNITS = 5
"""Fewer units say nothing about how much units usually differ."""

_WARNING, _ACTION = 0.95, 0.998
_TAIL = 0.1  # the share of units at each end whose distance is pulled in before the usual spread is taken


class Placement(StrEnum):
    """Where a unit lies."""

    FAR_BELOW = "far_below"
    """Below the 99.8 % limit."""
    BELOW = "below"
    """Below the 95 % limit: one unit of forty lies there by chance alone."""
    WITHIN = "within"
    ABOVE = "above"
    FAR_ABOVE = "far_above"


class Comparison(StrEnum):
    """What a funnel says of all its units together."""

    TOO_FEW = "too_few"
    ALIKE = "alike"
    """No unit beyond the 99.8 % limits."""
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One unit: its key, its share of 0–1, and how many independent answers that rests on (above 0)."""

    key: str
    share: float
    n: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelUnit:
    """One unit with its distance from the target; `z` is None where the units are too few to judge."""

    key: str
    share: float
    n: float
    z: float | None
    placement: Placement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Units in the order of their keys around a target θ₀, shares 0–1."""

    comparison: Comparison
    target: float | None
    phi: float | None
    """Mean squared winsorised distance: 1 is what independent answers alone make."""
    tau2: float
    """Variance between units beyond that of their answers."""
    deviation: float
    """√(θ₀(1 − θ₀))."""
    units: tuple[FunnelUnit, ...]

    def limits(self, n: float, *, wide: bool) -> tuple[float, float]:
        """Give the 95 % limits at n answers, or the `wide` ones of 99.8 %, within 0–1."""
        target = self.target or 0.0
        reach = _quantile(_ACTION if wide else _WARNING) * sqrt(self.deviation**2 / n + self.tau2)
        return max(0.0, target - reach), min(1.0, target + reach)


def funnel(entrants: Iterable[Entrant], *, target: float | None = None) -> Funnel:
    """Place units around a target, their common share if none is given (Spiegelhalter 2005; method note §6)."""
    ordered = sorted(entrants, key=lambda each: each.key)
    total = sum(each.n for each in ordered)
    if target is None and total:
        target = min(1.0, sum(each.share * each.n for each in ordered) / total)
    if target is None or len(ordered) < LEAST_UNITS:
        return _unjudged(ordered, target, total)
    deviation = spread(target, total)
    distances = [(each.share - target) / deviation * sqrt(each.n) for each in ordered]
    phi = _dispersion(distances)
    tau2 = _between(phi, [each.n / deviation**2 for each in ordered])
    units = tuple(_placed(each, target, sqrt(deviation**2 / each.n + tau2)) for each in ordered)
    far = any(unit.placement in {Placement.FAR_BELOW, Placement.FAR_ABOVE} for unit in units)
    return Funnel(
        comparison=Comparison.SIGNAL if far else Comparison.ALIKE,
        target=target,
        phi=phi,
        tau2=tau2,
        deviation=deviation,
        units=units,
    )


def _unjudged(ordered: Sequence[Entrant], target: float | None, total: float) -> Funnel:
    return Funnel(
        comparison=Comparison.TOO_FEW,
        target=target,
        phi=None,
        tau2=0.0,
        deviation=0.0 if target is None else spread(target, total),
        units=tuple(
            FunnelUnit(key=each.key, share=each.share, n=each.n, z=None, placement=None) for each in ordered
        ),
    )


def _dispersion(distances: Sequence[float]) -> float:
    """Give φ = (1/K) Σ z², each z held between the 10 % and the 90 % quantile of all."""
    low, high = np.quantile(distances, [_TAIL, 1 - _TAIL])
    return float(np.mean(np.square(np.clip(distances, low, high))))


def _between(phi: float, weights: Sequence[float]) -> float:
    """Give τ² = max(0, (Kφ − (K − 1)) / (Σw − Σw²/Σw))."""
    size, total = len(weights), sum(weights)
    scale = total - sum(weight**2 for weight in weights) / total
    return max(0.0, (size * phi - (size - 1)) / scale)


def _placed(each: Entrant, target: float, deviation: float) -> FunnelUnit:
    z = (each.share - target) / deviation
    return FunnelUnit(key=each.key, share=each.share, n=each.n, z=z, placement=_placement(z))


def _placement(z: float) -> Placement:
    if abs(z) <= _quantile(_WARNING):
        return Placement.WITHIN
    if abs(z) <= _quantile(_ACTION):
        return Placement.ABOVE if z > 0 else Placement.BELOW
    return Placement.FAR_ABOVE if z > 0 else Placement.FAR_BELOW


@cache
def _quantile(inside: float) -> float:
    return float(ndtri((1 + inside) / 2))
