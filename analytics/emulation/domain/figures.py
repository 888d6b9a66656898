"""The figure a leaf looks at: what was counted, the share or number it makes, and what it can bear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import MeasureKind
from analytics.index.domain import State, criterion, index_fraction
from analytics.index.domain.blocks import lacking
from analytics.index.domain.shrinkage import PriorState, comparable
from analytics.index.domain.weighting import by_criteria

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.emulation.domain.programme import CriteriaWeights, Leaf
    from analytics.index.domain import Criterion, UnitIndex
    from analytics.index.domain.blocks import Drawn
    from analytics.tally.domain import Counts

    Blocks = Mapping[CriteriaWeights | None, Drawn]
    """A block drawn together, by the weights of its criteria."""


class Wanting(StrEnum):
    """Why there is no figure although there are answers."""

    OTHER_QUESTIONS = "other_questions"
    """The answers are to other questions than the block's."""
    NO_PRIOR = "no_prior"
    """Too few units of the block have an index, and no prior was decided before."""
    WEIGHTS = "weights"
    """The regulated weights are not those of the questions that were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """How an index was drawn to its block (method note §4); shares 0–1."""

    index: float
    """S, the unit's own."""
    n: float
    """So many independent answers."""
    x: float
    mu: float
    strength: float | None
    """M; None when the units differ no more than chance makes them, so that everyone gets μ."""
    own_weight: float
    low: float
    """The unit's rate is above this with 95 % (one-sided)."""
    units: int
    """K: the units of the block with an index."""
    deff: float
    prior: PriorState
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured: the counts, the share they make (0–1, exact), its 95 % interval and what it can bear.

    Letters of praise are a count of their own: `letters` and `value` hold it, nobody was asked, and none is 0.
    """

    respondents: int
    ratings: int
    criteria: tuple[Criterion, ...]
    value: Fraction | None
    low: float | None
    high: float | None
    state: State
    letters: int | None = None
    shrunk: Shrunk | None = None
    """How `value` was drawn to the block; its interval is then that of the unit's own index."""
    wanting: Wanting | None = None


def figure(leaf: Leaf, unit: str, counts: Counts, index: UnitIndex, *, letters: int, blocks: Blocks) -> Figure:
    """Find the figure a leaf looks at; a share stands on the answers to its own question."""
    measure = leaf.measure
    if measure.counts_letters:
        return _count_of_letters(letters)
    if measure.kind is MeasureKind.SHARE:
        return _question_figure(criterion(counts, measure.question))
    weights = None if leaf.weights is None else dict(leaf.weights.shares)
    if weights is not None and counts.indexed and set(weights) != set(counts.indexed):
        return _figure(index, None, wanting=Wanting.WEIGHTS)
    if measure.kind is MeasureKind.SHRUNK:
        return _drawn(index, counts, unit, blocks[leaf.weights])
    low, high, value = index.low, index.high, index_fraction(counts, weights)
    if weights is not None and counts.indexed:
        weighted = by_criteria(counts, weights)
        low, high = weighted.low, weighted.high
    if measure.kind is MeasureKind.LOW:
        value = None if low is None else Fraction(low)
    return _figure(index, value, low, high)


def _drawn(index: UnitIndex, counts: Counts, unit: str, drawn: Drawn) -> Figure:
    """Give the score of a unit within its block; the interval beside it is the index's own."""
    score, sample, block = drawn.scores.get(unit), drawn.samples.get(unit), drawn.block
    if counts.respondents and lacking(counts, drawn.criteria):
        return _figure(index, None, wanting=Wanting.OTHER_QUESTIONS)
    if sample is None or index.state is State.INSUFFICIENT:
        return _figure(index, None)
    if score is None or block.mu is None or block.deff is None:
        return _figure(index, None, wanting=Wanting.NO_PRIOR)
    shrunk = Shrunk(
        index=sample.index,
        n=sample.n,
        x=sample.satisfied,
        mu=block.mu,
        strength=block.strength,
        own_weight=score.own_weight,
        low=score.low,
        units=block.units,
        deff=block.deff,
        prior=block.prior,
        criteria=drawn.criteria,
    )
    return _figure(index, comparable(score.shrunk), index.low, index.high, shrunk=shrunk)


def _figure(
    index: UnitIndex,
    value: Fraction | None,
    low: float | None = None,
    high: float | None = None,
    *,
    shrunk: Shrunk | None = None,
    wanting: Wanting | None = None,
) -> Figure:
    return Figure(
        respondents=index.respondents,
        ratings=index.ratings,
        criteria=index.criteria,
        value=value,
        low=low,
        high=high,
        state=index.state,
        shrunk=shrunk,
        wanting=wanting,
    )


def _count_of_letters(letters: int) -> Figure:
    return Figure(
        respondents=0,
        ratings=0,
        criteria=(),
        value=Fraction(letters),
        low=None,
        high=None,
        # Every letter is known, so there is nothing to wait for.
        state=State.OK,
        letters=letters,
    )


def _question_figure(question: Criterion) -> Figure:
    satisfied = question.n4 + question.n5
    return Figure(
        respondents=question.n,
        ratings=question.n,
        criteria=(question,),
        value=Fraction(satisfied, question.n) if question.n else None,
        low=question.low,
        high=question.high,
        state=question.state,
    )
