"""A unit's counts and a scoring table to points that explain themselves, rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.emulation.domain.figures import figure
from analytics.emulation.domain.programme import LeastState, MeasureKind
from analytics.emulation.domain.rules import Applied, apply, rounded
from analytics.index.domain import State, unit_index
from analytics.index.domain.blocks import draw
from analytics.tally.domain import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.emulation.domain.figures import Blocks, Figure
    from analytics.emulation.domain.programme import Leaf, Programme, ScoringTable, Wave
    from analytics.index.domain import UnitIndex
    from analytics.index.domain.shrinkage import Prior

_ENOUGH = {LeastState.OK: (State.OK,), LeastState.FEW: (State.OK, State.FEW)}


def enough(table: ScoringTable, leaf: Leaf) -> tuple[State, ...]:
    """Give the states in which a figure is scored; an index drawn to the block already leaves little to luck."""
    return _ENOUGH[LeastState.FEW if leaf.measure.kind is MeasureKind.SHRUNK else table.least_state]


class LeafState(StrEnum):
    """What became of a leaf; not enough answers and not assigned are neither zero points nor each other."""

    SCORED = "scored"
    NOT_ENOUGH = "not_enough"
    NOT_ASSIGNED = "not_assigned"


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


def draw_blocks(table: ScoringTable, groups: Mapping[str, Counts], decided: Prior | None) -> Blocks:
    """Draw a table's members together, once for each set of weights some leaf looks at them by (method note §4).

    `decided` is a prior from before the period: it is taken where fewer than five members have an index.
    """
    members = {member: groups.get(member, Counts()) for member in table.members}
    found = {}
    for weights in table.drawn_by:
        shares = None if weights is None else dict(weights.shares)
        # A member asked other questions than the weights are of has no figure by them.
        fitting = {
            unit: counts if shares is None or set(shares) == set(counts.indexed) else Counts()
            for unit, counts in members.items()
        }
        found[weights] = draw(fitting, fallback=decided, weights=shares)
    return found


def score_unit(
    table: ScoringTable,
    unit: str,
    counts: Counts,
    index: UnitIndex,
    *,
    letters: int,
    blocks: Blocks | None = None,
) -> Score:
    """Score one unit by one table: exact to the end, then rounded once, halves up; `letters` are of praise.

    `blocks` is wanted where some leaf looks at the index drawn to the block.
    """
    found = (
        (leaf, figure(leaf, unit, counts, index, letters=letters, blocks=blocks or {})) for leaf in table.leaves
    )
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


def _leaf_score(table: ScoringTable, leaf: Leaf, unit: str, found: Figure) -> LeafScore:
    if unit in leaf.not_assigned:
        reason = Reason(figure=found, applied=None)
        return LeafScore(leaf=leaf, state=LeafState.NOT_ASSIGNED, points=None, reason=reason)
    if found.value is None or found.state not in enough(table, leaf):
        reason = Reason(figure=found, applied=None)
        return LeafScore(leaf=leaf, state=LeafState.NOT_ENOUGH, points=None, reason=reason)
    applied = apply(leaf.rule, leaf.measure.on_scale(found.value), leaf.max_points)
    return LeafScore(
        leaf=leaf,
        state=LeafState.SCORED,
        points=rounded(applied.points, table.decimals),
        reason=Reason(figure=found, applied=applied),
    )
