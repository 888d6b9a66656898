"""Which units of a block may be compared, and that nobody can be worked out from what it has in common."""

from __future__ import annotations

from fractions import Fraction
from math import nextafter

import pytest

from analytics.index.domain.blocks import draw, lacking, one_list
from analytics.index.domain.shrinkage import PriorState, comparable, frozen_prior, shrink
from analytics.tally.domain import Counts
from tests.analytics.index.samples import a_group
from tests.helpers.matrix import counts_of


def one(satisfied: int, of: int, *questions: str) -> Counts:
    names = questions or ("q1",)
    return counts_of([[5] * len(names)] * satisfied + [[2] * len(names)] * (of - satisfied), names)


BLOCK = {f"U{place}": one(60 + 5 * place, 100) for place in range(6)}


def test_the_list_is_that_of_the_units_that_can_be_ranked():
    longer, few = one(40, 50, "q1", "q2"), one(12, 12, "q1", "q2", "q3")
    assert one_list([longer, one(90, 100), few]) == ("q1", "q2")
    assert one_list([few, one(5, 9)]) == ("q1", "q2", "q3")
    assert one_list([Counts(), Counts()]) == ()
    # A stray answer to another version must not set the list for all.
    stray = one(40, 50) + one(1, 1, "q1", "q2")
    assert one_list([stray, one(90, 100)]) == ("q1",)


def test_a_unit_lacks_what_it_was_not_asked_and_what_nobody_answered():
    assert lacking(one(90, 100), ("q1", "q2")) == ("q2",)
    assert lacking(one(9, 10, "q1", "q2", "q3"), ("q1", "q2")) == ("q3",)
    silent = counts_of([[5, None]] * 40, ("q1", "q2"))
    assert lacking(silent, ("q1", "q2")) == ("q2",)
    assert lacking(one(9, 10, "q2", "q1"), ("q1", "q2")) == ()


def test_a_unit_of_other_questions_changes_nothing_for_the_others():
    alone, with_other = (
        draw(BLOCK),
        draw(BLOCK | {"X": one(99, 100, "other")} | {"LONG": one(50, 100, "q1", "q9")}),
    )
    # Two longer lists would set another list; this one is of a unit that cannot be ranked.
    assert draw(BLOCK | {"X": one(20, 20, "q1", "q9")}).block == alone.block
    assert with_other.criteria == ("other", "q1", "q9")
    other = draw(BLOCK | {"X": one(20, 20, "q1", "q9")})
    assert (other.scores["X"], other.samples["X"]) == (None, None)
    assert {key: other.scores[key] for key in BLOCK} == dict(alone.scores)


def test_a_unit_of_few_answers_is_drawn_like_any_other_and_one_of_none_keeps_the_mean():
    alone, found = draw(BLOCK), draw(BLOCK | {"SMALL": one(0, 9), "SILENT": Counts()})
    assert (found.block.units, alone.block.units) == (7, 6)
    assert found.block.mu == shrink([*BLOCK.values(), one(0, 9), Counts()]).mu
    assert found.scores["SMALL"].shrunk < found.block.mu < alone.block.mu
    assert (found.samples["SILENT"], found.scores["SILENT"].shrunk) == (None, found.block.mu)


def test_the_order_of_the_units_changes_no_digit():
    groups = {f"U{size}": a_group(size, 0.5 + size / 1000, seed=size) for size in (12, 33, 48, 90, 140, 260, 8)}
    backwards = dict(reversed(groups.items()))
    one_way, other = draw(groups), draw(backwards)
    assert one_way.block == other.block
    assert [one_way.scores[key] for key in groups] == [other.scores[key] for key in groups]


def test_a_fallback_holds_only_where_nothing_can_be_estimated():
    decided = frozen_prior(0.9, 50)
    assert draw(BLOCK, fallback=decided).block.prior is PriorState.ESTIMATED
    two = {key: BLOCK[key] for key in ("U0", "U1")}
    assert draw(two).scores["U0"] is None
    found = draw(two, fallback=decided)
    assert (found.block.prior, found.block.mu, found.block.strength) == (PriorState.FROZEN, 0.9, 50)
    sample = found.samples["U0"]
    assert found.scores["U0"].shrunk == pytest.approx((sample.satisfied + 45) / (sample.n + 50), rel=1e-14)


def test_regulated_weights_are_those_of_the_index_that_is_drawn():
    rows = [[5, 2]] * 60 + [[5, 5]] * 20 + [[2, 2]] * 20
    groups = {f"U{n}": counts_of(rows[: 80 + 4 * n], ("q1", "q2")) for n in range(5)}
    weights = {"q1": Fraction(3, 4), "q2": Fraction(1, 4)}
    found = draw(groups, weights=weights)
    assert found.samples["U0"].index == pytest.approx(0.75 * 80 / 80 + 0.25 * 20 / 80)
    assert found.block == shrink(list(groups.values()), weights=weights)


def test_a_score_is_compared_to_nine_decimals():
    assert comparable(0.85) == Fraction(85, 100)
    assert comparable(nextafter(0.85, 1)) == comparable(nextafter(0.85, 0)) == Fraction(85, 100)
    assert comparable(0.850000001) == Fraction(850_000_001, 10**9) > Fraction(85, 100)
    assert (comparable(0.0), comparable(1.0)) == (0, 1)
