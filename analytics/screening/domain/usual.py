"""What is usual among units: a rate that units full of made-up answers do not move, and how much units differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analytics.screening.domain.chances import crowd_tail, share

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Bools, Floats, Ints

_FAR = 0.01
"""How small the chance must be, corrected for the number of units, that a unit is like the others."""
_ROUNDS = 20


class Usual(NamedTuple):
    """How often answers have a feature, 0–1, and the variance of a unit's count by its mean, at least 1."""

    rate: float
    dispersion: float


def usual(count: Ints, size: Ints) -> Usual:
    """Pool the units, one answer one voice, without those that are too far above the rest to be of them.

    The middle unit's own rate would be 0 wherever most units have none; the pooled rate is the true one then.
    Units left out come back when the rest differ more among themselves than chance explains: features come in
    clusters, as a family's phone brings several answers.
    """
    kept = np.ones(len(count), dtype=bool)
    found = Usual(_rate(count, size), 1.0)
    for _ in range(_ROUNDS):
        kept = crowd_tail(count, _expected(found.rate, size), found.dispersion) * len(count) >= _FAR
        if not kept.any():
            break
        last, found = found, _of(count, size, kept)
        if found == last:
            break
    return found


def many(count: int, size: int, among: Usual) -> float:
    """Give the chance (mid-p) that a unit has at least so many answers with a feature."""
    tail = crowd_tail(np.array([count]), np.array([among.rate * size]), among.dispersion)
    return float(tail[0])


def _of(count: Ints, size: Ints, kept: Bools) -> Usual:
    rate = _rate(count[kept], size[kept])
    expected = _expected(rate, size[kept])
    spread = float(((count[kept] - expected) ** 2 / np.maximum(expected, 1e-9)).sum())
    return Usual(rate, max(1.0, spread / max(1, int(kept.sum()) - 1)))


def _expected(rate: float, size: Ints) -> Floats:
    return rate * size.astype(np.float64)


def _rate(count: Ints, size: Ints) -> float:
    return share(float(count.sum()), float(size.sum()), prior=0.02, weight=2.0)
