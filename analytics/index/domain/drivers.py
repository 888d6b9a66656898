"""How much of the differences in one rating go along with each of several others (method note §8).

Nothing here says that one rating makes another: people who answer one question well may answer all of them well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from analytics.index.domain.scale import straight_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Levels = NDArray[np.integer[Any]]

MOST_QUESTIONS = 8
"""More questions make more than 256 subsets, and differences between them that nobody can read."""

LEAST_PER_QUESTION = 10
LEAST_COMPLETE = 30
"""Complete answers wanted: thirty, and ten for each question."""

SEED = 20260101
DRAWS = 1000

_PORTION = 100  # bootstrap samples at a time
_SATISFIED = 4
_NOTHING = 1e-10  # part of a rating's variance below which it says nothing the others have not said
_ENDS = (0.025, 0.975)


class Drive(StrEnum):
    """Why there is a decomposition or not."""

    OK = "ok"
    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"
    TOO_FEW_ANSWERS = "too_few_answers"
    NO_VARIATION = "no_variation"
    """Everybody rated the outcome alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One question: its part of R² with a 95 % interval, and how it is rated itself."""

    question: str
    importance: float
    """The parts of all questions add up to R²."""
    low: float
    high: float
    performance: float | None
    """Share of answers 4 or 5, 0–1, over all who answered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """The decomposition of R², or why there is none; `n` respondents rated everything."""

    state: Drive
    n: int
    r2: float | None
    drivers: tuple[Driver, ...]


def drivers(
    answers: Levels, outcome: Levels, questions: Sequence[str], *, seed: int = SEED, draws: int = DRAWS
) -> Drivers:
    """Decompose R² of the outcome over the questions (LMG: Lindeman, Merenda and Gold 1980; method note §8).

    `answers` are respondents × questions and `outcome` runs beside them, levels 1–5 and 0 for no answer. The
    interval is that of `draws` bootstrap samples of whole respondents, drawn by PCG64 from `seed`.
    """
    table = np.column_stack([answers, outcome])
    table = table[(table > 0).all(axis=1)]
    state = _state(table, len(questions))
    if state is not Drive.OK:
        return Drivers(state=state, n=len(table), r2=None, drivers=())
    patterns, times = np.unique(table, axis=0, return_counts=True)
    values = patterns.astype(np.float64) - table.mean(axis=0)
    parts = lmg(covariances(values, times[None, :].astype(np.float64)))[0]
    low, high = np.quantile(_bootstrap(values, times, seed, draws), _ENDS, axis=0)
    return Drivers(
        state=Drive.OK,
        n=len(table),
        r2=float(parts.sum()),
        drivers=tuple(
            Driver(
                question=question,
                importance=float(parts[place]),
                low=float(low[place]),
                high=float(high[place]),
                performance=_performance(answers[:, place]),
            )
            for place, question in enumerate(questions)
        ),
    )


def without_straight_lines(
    answers: Levels, outcome: Levels, questions: Sequence[str], *, seed: int = SEED, draws: int = DRAWS
) -> Drivers:
    """Decompose once more without those who gave everything one level: they make all questions look alike."""
    kept = ~straight_lines(np.column_stack([answers, outcome]))
    return drivers(answers[kept], outcome[kept], questions, seed=seed, draws=draws)


def covariances(values: Floats, weights: Floats) -> Floats:
    """Give a covariance matrix for each row of weights on the rows of `values` (divided by the sum of weights)."""
    size = values.shape[1]
    products = (values[:, :, None] * values[:, None, :]).reshape(len(values), size * size)
    total = weights.sum(axis=1, keepdims=True)
    means = weights @ values / total
    moments = (weights @ products / total).reshape(-1, size, size)
    return np.asarray(moments - means[:, :, None] * means[:, None, :])


def lmg(matrices: Floats) -> Floats:
    """Give the part of R² of each question but the last variable's, the outcome, for each covariance matrix.

    A part is what a question adds to R², averaged over all orders in which the questions may be taken up.
    """
    k = matrices.shape[1] - 1
    explained = np.zeros((len(matrices), 2**k))
    scales = np.diagonal(matrices, axis1=1, axis2=2)
    _walk(matrices, scales, explained, place=0, chosen=0)
    parts = np.zeros((len(matrices), k))
    masks = np.arange(2**k)
    sizes = np.array([int(mask).bit_count() for mask in masks])
    for place in range(k):
        without = masks[masks & (1 << place) == 0]
        weights = np.array([1 / (k * comb(k - 1, int(size))) for size in sizes[without]])
        parts[:, place] = (explained[:, without | (1 << place)] - explained[:, without]) @ weights
    return parts


def _walk(left: Floats, scales: Floats, explained: Floats, *, place: int, chosen: int) -> None:
    """Fill in R² of every subset; `left` are the covariances of what the chosen questions leave unexplained.

    Taking a question up is one step of elimination, so that no subset is solved from the beginning.
    """
    k = left.shape[1] - 1
    if place == k:
        spread = scales[:, -1]
        gone = spread - left[:, -1, -1]
        explained[:, chosen] = np.divide(gone, spread, out=np.zeros_like(gone), where=spread > 0)
        return
    _walk(left, scales, explained, place=place + 1, chosen=chosen)
    column, pivot = left[:, :, place], left[:, place, place]
    useful = pivot > _NOTHING * scales[:, place]
    factor = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=useful)
    taken = left - factor[:, None, None] * column[:, :, None] * column[:, None, :]
    _walk(taken, scales, explained, place=place + 1, chosen=chosen | (1 << place))


def _state(table: Levels, questions: int) -> Drive:
    if not questions:
        return Drive.NO_QUESTIONS
    if questions > MOST_QUESTIONS:
        return Drive.TOO_MANY_QUESTIONS
    if len(table) < max(LEAST_COMPLETE, LEAST_PER_QUESTION * questions):
        return Drive.TOO_FEW_ANSWERS
    return Drive.OK if np.ptp(table[:, -1]) > 0 else Drive.NO_VARIATION


def _bootstrap(values: Floats, times: NDArray[np.intp], seed: int, draws: int) -> Floats:
    """Draw respondents anew; respondents who answered alike are drawn together, which changes no probability."""
    generator = np.random.Generator(np.random.PCG64(seed))
    chances = times / times.sum()
    parts = []
    for start in range(0, draws, _PORTION):
        drawn = generator.multinomial(int(times.sum()), chances, size=min(_PORTION, draws - start))
        parts.append(lmg(covariances(values, drawn.astype(np.float64))))
    return np.concatenate(parts)


def _performance(levels: Levels) -> float | None:
    given = levels[levels > 0]
    return float((given >= _SATISFIED).mean()) if len(given) else None
