"""Whether a group of answers looks made up: one-sided levels, haste, and the same hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.chances import binomial_tail, either, ranked_tail, share
from analytics.screening.domain.profiles import high, low

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Bools, Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The signature of a group beside the rest of its unit, as p-values."""

    level: float
    """How one-sided the levels are."""
    speed: float
    """How hasty."""
    upward: bool
    """Whether the levels are pushed up, rather than down."""
    like: Bools
    """Which of the group's answers carry the level of the signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What signatures are read from, computed once a period."""

    high: Floats
    satisfied: Floats
    low: Floats
    haste: Floats
    """Dwell by what is usual for the channel and number of questions; small is hasty."""


def columns(answers: Answers) -> Columns:
    """Prepare a period."""
    return Columns(
        high=high(answers),
        satisfied=np.where(np.isnan(answers.good), np.nan, (answers.good >= 0.999).astype(float)),  # noqa: PLR2004
        low=low(answers),
        haste=_haste(answers),
    )


def _haste(answers: Answers) -> Floats:
    """Give dwell over the median of answers of the same channel and about the same length."""
    relative = np.full(len(answers), np.nan)
    length = np.minimum(answers.given // 4, 8)
    for channel in np.unique(answers.channel):
        for size in np.unique(length):
            rows = np.flatnonzero((answers.channel == channel) & (length == size) & ~np.isnan(answers.dwell))
            if len(rows) >= 20:  # noqa: PLR2004 - fewer have no usual pace
                relative[rows] = (answers.dwell[rows] + 0.5) / (np.median(answers.dwell[rows]) + 0.5)
    return relative


def look(known: Columns, rows: Ints, beside: Ints) -> Look:
    """Compare a group with other answers; `beside` are those of its unit, the group's own may be among them."""
    inside = np.zeros(len(known.high), dtype=bool)
    inside[rows] = True
    rest = beside[~inside[beside]]
    up = either([_share_tail(known.high, rows, rest), _share_tail(known.satisfied, rows, rest)])
    down = _share_tail(known.low, rows, rest)
    upward = up <= down
    return Look(
        level=either([up, down]),
        speed=ranked_tail(np.isin(np.concatenate([rows, rest]), rows), known.haste[np.concatenate([rows, rest])]),
        upward=upward,
        like=known.satisfied[rows] == 1.0 if upward else known.low[rows] == 1.0,
    )


def _share_tail(flag: Floats, rows: Ints, rest: Ints) -> float:
    """Give the chance that so many of a group carry a flag, when it has the share of the rest."""
    own, other = flag[rows], flag[rest]
    own, other = own[~np.isnan(own)], other[~np.isnan(other)]
    if not own.size:
        return 1.0
    return binomial_tail(int(own.sum()), own.size, share(float(other.sum()), other.size, prior=0.5, weight=2.0))
