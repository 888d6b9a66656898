"""Points by the index drawn to the block, by regulated weights, and by a prior decided before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.emulation.domain.figures import Wanting
from analytics.emulation.domain.reading import read
from analytics.emulation.domain.scoring import LeafState
from analytics.emulation.services import score_by
from analytics.index.domain import State, unit_index
from analytics.index.domain.shrinkage import PriorState, shrink
from analytics.tally.domain import Counts
from tests.analytics.emulation.samples import DRAWN, LINEAR, PLAN, TABLE, THRESHOLD, satisfied, scored
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.emulation.domain.scoring import LeafScore, UnitScore

NOTE: dict[str, Counts] = {
    "A": satisfied(188, 200, "q"),
    "B": satisfied(126, 150, "q"),
    "C": satisfied(240, 300, "q"),
    "D": satisfied(102, 120, "q"),
    "E": satisfied(233, 250, "q"),
    "F": satisfied(12, 12, "q"),
}
"""The block of example E of the method note."""

PRIOR = """
[prior.b1]
mu = 0.8
strength = 20
decided_by = "12/QĐ, 2026-01-05"
valid_from = {}
"""


def plan_of(groups: Mapping[str, Counts], leaf: str = DRAWN, *, more: str = "") -> str:
    members = ", ".join(f'"{unit}"' for unit in groups)
    return PLAN.replace('["SNV", "007"]', f"[{members}]") + TABLE + leaf + more


def by_unit(document: str, groups: Mapping[str, Counts], wave: str = "w1") -> dict[str, UnitScore]:
    found = {unit: (counts, unit_index(counts)) for unit, counts in groups.items()}
    each = score_by(read(document), wave, indices=lambda *_asked: found, letters=lambda *_days: {})
    return {one.unit: one for one in each}


def leaves(groups: Mapping[str, Counts], leaf: str = DRAWN, *, more: str = "") -> dict[str, LeafScore]:
    scores = by_unit(plan_of(groups, leaf, more=more), groups)
    return {unit: one.score.leaves[0] for unit, one in scores.items()}


def test_the_points_are_those_of_the_score_of_the_note():
    found = leaves(NOTE)
    by_hand = shrink(list(NOTE.values()))
    for (unit, each), score in zip(found.items(), by_hand.scores, strict=True):
        assert float(each.reason.figure.value) == pytest.approx(score.shrunk, abs=1e-9), unit
    a, f = found["A"], found["F"]
    assert f"{float(a.reason.figure.value):.6f}" == "0.932107"
    # 20 points from 90 % on; F has 91.2388 % by the block and not its own 100 %.
    assert (a.points, f.points, found["C"].points) == (20, 20, Decimal("15.30"))
    shrunk = f.reason.figure.shrunk
    assert (shrunk.index, shrunk.prior, shrunk.units) == (1.0, PriorState.ESTIMATED, 6)
    assert shrunk.x + shrunk.mu * shrunk.strength == pytest.approx(
        0.912388 * (shrunk.n + shrunk.strength), rel=1e-6
    )
    assert shrunk.own_weight == pytest.approx(0.309807, abs=1e-6)


def test_few_answers_are_scored_by_the_block_and_marked_and_fewer_are_not():
    found = leaves(NOTE | {"G": satisfied(9, 9, "q"), "H": Counts()})
    assert (found["F"].state, found["F"].reason.figure.state) == (LeafState.SCORED, State.FEW)
    for unit in "GH":
        assert (found[unit].state, found[unit].points, found[unit].reason.figure.wanting) == (
            LeafState.NOT_ENOUGH,
            None,
            None,
        )
    # Who said nothing changes nobody else's.
    alone = leaves(NOTE | {"H": Counts()})
    assert {unit: alone[unit] for unit in NOTE} == leaves(NOTE)


def test_the_raw_index_of_few_answers_still_waits():
    assert leaves(NOTE, LINEAR)["F"].state is LeafState.NOT_ENOUGH


@settings(max_examples=20)
@given(st.permutations(sorted(NOTE)))
def test_the_order_of_the_members_changes_no_digit(order):
    assert leaves({unit: NOTE[unit] for unit in order}) == leaves(NOTE)


@pytest.mark.parametrize(("op", "points"), [(">", 0), (">=", 5)])
def test_a_bound_is_met_or_not_whatever_the_last_digits_of_a_float(op, points):
    # Every unit has 85 %, so the score has too: as floats (x + μM)/(n + M) lies beside it.
    groups = {f"U{size}": satisfied(17 * size, 20 * size, "q") for size in (2, 3, 7, 11, 13)}
    past = THRESHOLD.replace('"index"', '"shrunk"').replace('">"', f'"{op}"')
    found = leaves(groups, past)
    assert {each.points for each in found.values()} == {points}
    assert {each.reason.figure.value for each in found.values()} == {Fraction(85, 100)}


def test_a_block_of_too_few_units_waits_unless_something_was_decided_before():
    two = {unit: NOTE[unit] for unit in "AB"}
    assert {each.reason.figure.wanting for each in leaves(two).values()} == {Wanting.NO_PRIOR}
    decided = leaves(two, more=PRIOR.format("2026-01-01"))["A"].reason.figure
    assert (decided.shrunk.prior, decided.shrunk.mu, decided.shrunk.strength) == (PriorState.FROZEN, 0.8, 20)
    assert float(decided.value) == pytest.approx((decided.shrunk.x + 16) / (decided.shrunk.n + 20), abs=1e-9)


def test_a_prior_decided_in_the_middle_of_a_wave_holds_from_the_next():
    two = {unit: NOTE[unit] for unit in "AB"}
    document = plan_of(two, more=PRIOR.format("2026-03-01"))
    (first, *_) = by_unit(document, two)["A"].score.leaves
    (second, *_) = by_unit(document, two, "w2")["A"].score.leaves
    assert (first.reason.figure.wanting, second.state) == (Wanting.NO_PRIOR, LeafState.SCORED)
    assert read(document).prior_of("b1", date(2026, 3, 1)).strength == 20
    assert read(document).prior_of("b2", date(2026, 3, 1)) is None


def test_a_prior_decided_before_is_not_taken_where_the_block_speaks_for_itself():
    assert leaves(NOTE, more=PRIOR.format("2026-01-01")) == leaves(NOTE)


def test_a_member_of_other_questions_has_no_points_and_changes_nobody_elses():
    found = leaves(NOTE | {"X": counts_of([[5, 5]] * 25, ("q", "r"))})
    assert (found["X"].state, found["X"].reason.figure.wanting) == (LeafState.NOT_ENOUGH, Wanting.OTHER_QUESTIONS)
    assert {unit: found[unit] for unit in NOTE} == leaves(NOTE)


WEIGHTS = 'weights = { q1 = 2, q2 = 1 }\nweights_by = "12/QĐ, 2026-01-05"\n'
ROWS = [[5, 2]] * 60 + [[5, 5]] * 20 + [[2, 2]] * 20


def test_the_weights_of_a_regulation_are_exact_and_add_up_to_one():
    counts = counts_of(ROWS, ("q1", "q2"))
    (plain,) = scored(PLAN + TABLE + LINEAR, counts).leaves
    (leaf,) = scored(PLAN + TABLE + LINEAR + WEIGHTS, counts).leaves
    assert plain.reason.figure.value == Fraction(1, 2)
    assert leaf.reason.figure.value == Fraction(2, 3) * Fraction(80, 100) + Fraction(1, 3) * Fraction(20, 100)
    assert leaf.leaf.weights.shares == (("q1", Fraction(2, 3)), ("q2", Fraction(1, 3)))
    assert leaf.leaf.weights.decided_by == "12/QĐ, 2026-01-05"
    assert leaf.points == 5
    assert leaf.reason.figure.low < 0.6 < leaf.reason.figure.high
    assert leaf.reason.figure.low > plain.reason.figure.low


@pytest.mark.parametrize("parts", ["{ q1 = 0.2, q2 = 0.1 }", "{ q2 = 1, q1 = 2 }", "{ q1 = 66.6, q2 = 33.3 }"])
def test_weights_are_what_they_are_to_each_other(parts):
    document = PLAN + TABLE + LINEAR + f'weights = {parts}\nweights_by = "x"\n'
    assert dict(read(document).tables[0].leaves[0].weights.shares) == {"q1": Fraction(2, 3), "q2": Fraction(1, 3)}


@pytest.mark.parametrize("measure", ["index", "shrunk", "low"])
@pytest.mark.parametrize("parts", ["{ q1 = 1 }", "{ q1 = 1, q2 = 1, q3 = 1 }"])
def test_weights_that_are_not_those_of_the_questions_give_no_points(measure, parts):
    leaf = LINEAR.replace('"index"', f'"{measure}"') + f'weights = {parts}\nweights_by = "x"\n'
    found = leaves({"A": counts_of(ROWS, ("q1", "q2"))}, leaf)["A"]
    assert (found.state, found.reason.figure.wanting) == (LeafState.NOT_ENOUGH, Wanting.WEIGHTS)


def test_a_weighted_index_is_drawn_to_a_block_of_weighted_indices():
    groups = {f"U{n}": counts_of(ROWS[: 80 + 4 * n], ("q1", "q2")) for n in range(6)}
    weights = {"q1": Fraction(2, 3), "q2": Fraction(1, 3)}
    by_hand = shrink(list(groups.values()), weights=weights)
    found = leaves(groups, DRAWN + WEIGHTS)
    assert [float(each.reason.figure.value) for each in found.values()] == pytest.approx(
        [score.shrunk for score in by_hand.scores], abs=1e-9
    )
    assert by_hand.mu != pytest.approx(shrink(list(groups.values())).mu)


def test_the_lower_bound_is_that_of_the_weighted_index():
    counts = counts_of(ROWS, ("q1", "q2"))
    found = {
        words: leaves({"A": counts}, LINEAR.replace('"index"', '"low"') + words)["A"].reason.figure
        for words in ("", WEIGHTS)
    }
    assert found[WEIGHTS].value == Fraction(found[WEIGHTS].low) > found[""].value
