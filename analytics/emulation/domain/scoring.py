"""A unit's counts and a scoring table to points that explain themselves, rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import LeastState, MeasureKind
from analytics.emulation.domain.rules import Applied, apply, rounded
from analytics.index.domain import State, criterion, index_fraction, unit_index
from analytics.tally.domain import Counts

if TYPE_CHECKING:
    from analytics.emulation.domain.programme import Leaf, Measure, Programme, ScoringTable, Wave
    from analytics.index.domain import Criterion, UnitIndex

_ENOUGH = {LeastState.OK: (State.OK,), LeastState.FEW: (State.OK, State.FEW)}


class LeafState(StrEnum):
    """What became of a leaf; not enough answers and not assigned are neither zero points nor each other."""

    SCORED = "scored"
    NOT_ENOUGH = "not_enough"
    NOT_ASSIGNED = "not_assigned"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a leaf has its points: the figure, then what the leaf's rule made of it; None when it was not asked."""

    figure: Figure
    applied: Applied | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafScore:
    """One leaf of one unit; `points` is rounded to be shown, the total is made of the exact ones in `reason`."""

    leaf: Leaf
    state: LeafState
    points: Decimal | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points of one unit by one table; None, never zero, while no leaf is scored.

    `out_of` is the most the scored leaves could give: leaves that wait or are not assigned are not in it.
    """

    points: Decimal | None
    out_of: Decimal
    leaves: tuple[LeafScore, ...]

    @property
    def pending(self) -> tuple[Leaf, ...]:
        """The leaves that wait for more answers."""
        return tuple(each.leaf for each in self.leaves if each.state is LeafState.NOT_ENOUGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """The score of one unit in one wave, with the table that gave it; `version` is None when simulated."""

    unit: str
    programme: Programme
    version: int | None
    wave: Wave
    table: ScoringTable
    score: Score


def score_unit(table: ScoringTable, unit: str, counts: Counts, index: UnitIndex, *, letters: int) -> Score:
    """Score one unit by one table: exact to the end, then rounded once, halves up; `letters` are of praise."""
    found = ((leaf, figure(leaf.measure, counts, index, letters=letters)) for leaf in table.leaves)
    leaves = tuple(_leaf_score(table, leaf, unit, each) for leaf, each in found)
    exact = [each.reason.applied.points for each in leaves if each.reason.applied is not None]
    out_of = sum((each.leaf.max_points for each in leaves if each.reason.applied is not None), Decimal(0))
    return Score(
        points=rounded(sum(exact, Fraction(0)), table.decimals) if exact else None, out_of=out_of, leaves=leaves
    )


def no_answers() -> tuple[Counts, UnitIndex]:
    """Give the counts and the index of a unit nobody has answered about."""
    counts = Counts()
    return counts, unit_index(counts)


def figure(measure: Measure, counts: Counts, index: UnitIndex, *, letters: int) -> Figure:
    """Find the figure a leaf looks at; a share stands on the answers to its own question."""
    if measure.counts_letters:
        return _count_of_letters(letters)
    if measure.kind is MeasureKind.SHARE:
        return _question_figure(criterion(counts, measure.question))
    value = index_fraction(counts)
    if measure.kind is MeasureKind.LOW:
        value = None if index.low is None else Fraction(index.low)
    return Figure(
        respondents=index.respondents,
        ratings=index.ratings,
        criteria=index.criteria,
        value=value,
        low=index.low,
        high=index.high,
        state=index.state,
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


def _leaf_score(table: ScoringTable, leaf: Leaf, unit: str, found: Figure) -> LeafScore:
    if unit in leaf.not_assigned:
        reason = Reason(figure=found, applied=None)
        return LeafScore(leaf=leaf, state=LeafState.NOT_ASSIGNED, points=None, reason=reason)
    if found.value is None or found.state not in _ENOUGH[table.least_state]:
        reason = Reason(figure=found, applied=None)
        return LeafScore(leaf=leaf, state=LeafState.NOT_ENOUGH, points=None, reason=reason)
    applied = apply(leaf.rule, leaf.measure.on_scale(found.value), leaf.max_points)
    return LeafScore(
        leaf=leaf,
        state=LeafState.SCORED,
        points=rounded(applied.points, table.decimals),
        reason=Reason(figure=found, applied=applied),
    )
