"""What is usual: how many answers a place gets at an hour of a weekday, and how its people answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import HOUR_S, clock

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Bools, Floats, Ints

BIN_S = HOUR_S // 2
_BINS = 48
_PRIOR = 40.0
"""A place's own profile is blended with the province's as if that were so many of its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The usual traffic of a class of answers (tablets, or phones)."""

    places: Ints
    days: Ints
    counts: Floats
    """Answers by place, day and half hour."""
    shape: Floats
    """By place and half hour: the share of a day's answers."""
    bustle: Floats
    """By day: how busy the whole province was, the mean of days with answers being 1."""
    dispersion: float
    """Variance of the half-hourly counts over their mean."""

    def expected(self, place: int, moment: Floats, day: Ints, *, width_s: float) -> Floats:
        """Give how many answers a place usually gets in windows that begin at some moments of a day.

        The window's own day is left out of what is usual, so that a burst does not excuse itself.
        """
        at = int(np.searchsorted(self.places, place))
        days = np.searchsorted(self.days, day)
        middle = np.mod(clock(moment) + width_s / 2, 2 * BIN_S * _BINS // 2)
        bins = (middle // BIN_S).astype(np.int64) % _BINS
        own = self.counts[at].sum(axis=1)
        bustle = self.bustle[days]
        rest = (own.sum() - own[days]) / np.maximum(self.bustle.sum() - bustle, 1e-9)
        # A place with few other answers may be busier than they show.
        rest = np.maximum(rest, 0.5 / max(len(self.days), 1))
        usual: Floats = rest * bustle * self.shape[at, bins] * width_s / BIN_S
        return usual


def profile(answers: Answers, moment: Floats, among: Bools) -> Profile | None:
    """Learn the usual traffic of some answers; None without any."""
    rows = np.flatnonzero(among & ~np.isnan(moment))
    if not rows.size:
        return None
    place, day = answers.place[rows], answers.day[rows]
    places, at = np.unique(place, return_inverse=True)
    days, on = np.unique(day, return_inverse=True)
    bins = (clock(moment[rows]) // BIN_S).astype(np.int64)
    counts = np.zeros((len(places), len(days), _BINS))
    np.add.at(counts, (at, on, bins), 1.0)
    # The same day of one place counts at most by its square root: a burst must not shape what is usual.
    tamed = np.sqrt(counts).sum(axis=1)
    common = tamed.sum(axis=0) + 0.05
    common /= common.sum()
    shape = (tamed + _PRIOR * common) / (tamed.sum(axis=1, keepdims=True) + _PRIOR)
    by_day = np.sqrt(counts.sum(axis=2)).sum(axis=0)
    bustle = by_day / by_day.mean()
    return Profile(
        places=places,
        days=days,
        counts=counts,
        shape=shape,
        bustle=bustle,
        dispersion=_dispersion(counts, shape, bustle),
    )


def _dispersion(counts: Floats, shape: Floats, bustle: Floats) -> float:
    """Give the ratio of variance and mean, the most extreme hundredth of the cells left out."""
    total = counts.sum(axis=(1, 2))
    mean = total[:, None, None] * (bustle / bustle.sum())[None, :, None] * shape[:, None, :]
    usual = mean > 0.02  # noqa: PLR2004 - cells in which nobody is ever expected say nothing
    square = (counts[usual] - mean[usual]) ** 2 / mean[usual]
    if square.size < 100:  # noqa: PLR2004 - too few cells to learn from
        return 1.0
    kept = np.sort(square)[: -max(1, square.size // 200)]
    return float(max(1.0, kept.mean()))


def high(answers: Answers) -> Floats:
    """Give 1 where every index answer is 5, 0 where not, nan without any."""
    return np.where(np.isnan(answers.mean), np.nan, (answers.mean >= 4.999).astype(float))  # noqa: PLR2004


def low(answers: Answers) -> Floats:
    """Give 1 where the mean level is at most 1.5, 0 where not, nan without any."""
    return np.where(np.isnan(answers.mean), np.nan, (answers.mean <= 1.5).astype(float))  # noqa: PLR2004
