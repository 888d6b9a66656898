"""Ranks with their uncertainty: which units are really better, and who may be ranked at all (method note §5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from analytics.index.domain.bounds import Floors
from analytics.index.domain.units import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from analytics.index.domain.units import UnitIndex

WIDEST = 0.10
"""Half the width of the interval that a ranked unit may have: ten points (method note §4)."""

TIE = 1e-9
"""Unrounded values no further apart than this share a rank (method note §5)."""

LEVEL = 0.05
"""How often any comparison of the block may be wrong (method note §5)."""

_LETTERS = 26
_DEFAULT_FLOORS = Floors()


class Unranked(StrEnum):
    """Why a unit is not ranked."""

    NO_ANSWERS = "no_answers"
    INSUFFICIENT = "insufficient"
    OTHER_QUESTIONS = "other_questions"
    """Its answers are to other questions than those the block is ranked by."""
    FEW = "few"
    WIDE = "wide_interval"
    RESPONSE_RATE = "response_rate"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one unit stands among those ranked; 1 is best."""

    rank: int
    low: int
    """Best and worst place that the answers allow; the sets of all units are right together with 95 %."""
    high: int
    marginal_low: int
    """The same for this unit shown alone."""
    marginal_high: int
    tied_with_best: bool
    group: str
    """A: nobody is significantly better; B: nobody outside A is; and so on."""


def why_unranked(
    index: UnitIndex,
    *,
    response_rate: Fraction | None = None,
    coverage: Fraction | None = None,
    floors: Floors = _DEFAULT_FLOORS,
) -> Unranked | None:
    """Say why a unit cannot be ranked, None when it can; a rate that is not known is not held against it."""
    if not index.respondents:
        return Unranked.NO_ANSWERS
    if index.state is not State.OK:
        return Unranked.INSUFFICIENT if index.state is State.INSUFFICIENT else Unranked.FEW
    if index.low is None or index.high is None or (index.high - index.low) / 2 > WIDEST:
        return Unranked.WIDE
    if response_rate is not None and response_rate < floors.response_rate:
        return Unranked.RESPONSE_RATE
    return Unranked.COVERAGE if coverage is not None and coverage < floors.coverage else None


def rank(values: Sequence[float], errors: Sequence[float]) -> tuple[Standing, ...]:
    """Rank units by values with standard errors above 0; the standings run beside the values (method note §5).

    The order of the units is of no account. Competition ranks: equals share the better place, the next place
    stays empty.
    """
    if not values:
        return ()
    estimates = np.asarray(values, dtype=np.float64)
    distances = _distances(estimates, np.asarray(errors, dtype=np.float64))
    together, alone = _better_by_holm(distances), distances > _marginal_distance(len(values))
    ranks = competition_ranks(values)
    low, high = _set(together)
    marginal_low, marginal_high = _set(alone)
    groups = _groups(together)
    return tuple(
        Standing(
            rank=ranks[place],
            low=int(low[place]),
            high=int(high[place]),
            marginal_low=int(marginal_low[place]),
            marginal_high=int(marginal_high[place]),
            tied_with_best=int(low[place]) == 1,
            group=_letters(int(groups[place])),
        )
        for place in range(len(values))
    )


def competition_ranks(values: Sequence[float]) -> tuple[int, ...]:
    """Give 1 + how many are higher, for each: equals share the better place (method note §5)."""
    estimates = np.asarray(values, dtype=np.float64)
    return tuple(int(above) + 1 for above in (estimates[None, :] - estimates[:, None] > TIE).sum(axis=1))


def better_pairs(values: Sequence[float], errors: Sequence[float]) -> NDArray[np.bool_]:
    """Tell for every ordered pair whether the first is significantly better, by Holm's procedure at 5 %."""
    return _better_by_holm(_distances(np.asarray(values, float), np.asarray(errors, float)))


def _distances(estimates: NDArray[np.float64], errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give z_uv = (S_u − S_v) / √(se_u² + se_v²); a unit is at no distance from itself."""
    squares = errors**2
    return np.asarray(
        (estimates[:, None] - estimates[None, :]) / np.sqrt(squares[:, None] + squares[None, :]), dtype=np.float64
    )


def _better_by_holm(distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Reject the K(K − 1) one-sided hypotheses "u is not better than v" step by step (Holm 1979)."""
    chances = ndtr(-distances)
    np.fill_diagonal(chances, np.inf)
    ordered = np.sort(chances, axis=None)
    tests = ordered.size - len(distances)
    held = ordered[:tests] > LEVEL / np.arange(tests, 0, -1)
    rejected = int(held.argmax()) if held.any() else tests
    # Equal chances fall on the same side: the later ones face a wider threshold.
    last = ordered[rejected - 1] if rejected else -np.inf
    return np.asarray(chances <= last, dtype=np.bool_)


def _marginal_distance(units: int) -> float:
    return float(ndtri(1 - LEVEL / (2 * (units - 1)))) if units > 1 else np.inf


def _set(better: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give each unit's places: behind all that are better, before all that are worse."""
    return 1 + better.sum(axis=0), len(better) - better.sum(axis=1)


def _groups(better: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give each unit's group by number: those that no unit left is better than, then so among the rest."""
    groups = np.full(len(better), -1, dtype=np.intp)
    left = np.ones(len(better), dtype=np.bool_)
    number = 0
    while left.any():
        taken = left & ~better[left].any(axis=0)
        groups[taken] = number
        left &= ~taken
        number += 1
    return groups


def _letters(number: int) -> str:
    """Name a group: A to Z, then AA, AB and so on."""
    head, tail = divmod(number, _LETTERS)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)
