from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.emulation.domain.rules import rounded
from analytics.emulation.domain.scoring import LeafState, no_answers
from analytics.index.domain import State
from analytics.tally.domain import Counts
from tests.analytics.emulation.samples import (
    BAND,
    LINEAR,
    PLAN,
    PRAISE,
    TABLE,
    THRESHOLD,
    WHOLE,
    satisfied,
    scored,
)
from tests.helpers.matrix import counts_of


def states(score):
    return [each.state for each in score.leaves]


@pytest.mark.parametrize(
    ("happy", "of", "points"),
    [
        (34, 40, ["17.50", "2.50", "0.00"]),  # exactly 85 %: not "trên 85 %"
        (35, 40, ["18.75", "2.50", "5.00"]),
        (36, 40, ["20.00", "9.00", "5.00"]),  # exactly 90 %
        (37, 40, ["20.00", "10.00", "5.00"]),
        (20, 40, ["0.00", "0.00", "0.00"]),
        (28, 40, ["10.00", "2.50", "0.00"]),  # exactly 70 %
        (0, 40, ["0.00", "0.00", "0.00"]),
        (40, 40, ["20.00", "10.00", "5.00"]),
    ],
)
def test_the_whole_way_from_answers_to_points(happy, of, points):
    score = scored(WHOLE, satisfied(happy, of))
    assert [str(each.points) for each in score.leaves] == points
    assert score.points == sum(map(Decimal, points))
    assert score.out_of == 35
    assert score.pending == ()


def test_a_threshold_is_compared_with_the_exact_index_where_a_float_would_pass_it():
    # Three shares whose mean is 85 % exactly; summed as floats it is above.
    rows = [[4 if row < happy else 3 for happy in (31, 32, 39)] for row in range(40)]
    counts = counts_of(rows, ("a", "b", "c"))
    assert (31 / 40 + 32 / 40 + 39 / 40) / 3 > 0.85
    (past,) = scored(PLAN + TABLE + THRESHOLD, counts).leaves
    assert past.reason.figure.value == Fraction(85, 100)
    assert past.points == 0


@pytest.mark.parametrize(
    ("exact", "decimals", "shown"),
    [
        (Fraction(82125, 1000), 2, "82.13"),
        (Fraction(8225, 100), 1, "82.3"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(1, 200) - Fraction(1, 10**40), 2, "0.00"),
        (Fraction(2, 3), 6, "0.666667"),
        (Fraction(0), 2, "0.00"),
        (Fraction(10), 2, "10.00"),
    ],
)
def test_points_are_rounded_halves_up(exact, decimals, shown):
    assert str(rounded(exact, decimals)) == shown


def test_the_total_is_rounded_once_not_the_sum_of_rounded_lines():
    three = "".join(LINEAR.replace('"line"', f'"line{n}"') for n in range(3))
    score = scored(PLAN + TABLE.replace("valid_to", "decimals = 0\nvalid_to") + three, satisfied(34, 48))
    # Each line is 20 × (70.8333 − 50) / 40 = 10.41667 and is shown as 10; together they are 31.25.
    assert [str(each.points) for each in score.leaves] == ["10", "10", "10"]
    assert str(score.points) == "31"


def test_points_have_as_many_decimals_as_the_table_says():
    table = TABLE.replace("valid_to", "decimals = 3\nvalid_to")
    assert str(scored(PLAN + table + LINEAR, satisfied(34, 48)).points) == "10.417"


@pytest.mark.parametrize("answers", [Counts(), satisfied(9, 9), satisfied(29, 29)])
def test_too_few_answers_are_no_points_and_not_zero(answers):
    score = scored(WHOLE, answers)
    assert states(score) == [LeafState.NOT_ENOUGH] * 3
    assert score.points is None
    assert score.out_of == 0
    assert [leaf.code for leaf in score.pending] == ["line", "bands", "past"]
    assert all(each.reason.applied is None for each in score.leaves)


def test_few_answers_are_scored_where_the_table_says_so():
    table = TABLE.replace("valid_to", 'least_state = "few"\nvalid_to')
    assert scored(PLAN + table + LINEAR, satisfied(10, 10)).points == 20
    assert scored(PLAN + table + LINEAR, satisfied(9, 9)).points is None


def test_nobody_satisfied_is_zero_points_and_counts():
    score = scored(PLAN + TABLE + LINEAR, satisfied(0, 30))
    assert (score.points, score.out_of) == (0, 20)


def test_a_waiting_leaf_is_not_in_the_maximum():
    other = BAND.replace("share:respect", "share:simple")
    score = scored(PLAN + TABLE + LINEAR + other, satisfied(30, 30))
    assert states(score) == [LeafState.SCORED, LeafState.NOT_ENOUGH]
    assert (score.points, score.out_of) == (20, 20)


def test_a_share_needs_enough_answers_to_its_own_question():
    rows = [[5, 5]] * 29 + [[5, None]] * 71
    counts = counts_of(rows, ("respect", "simple"), ("respect",))
    share = BAND.replace("share:respect", "share:simple")
    (leaf,) = scored(PLAN + TABLE + share, counts).leaves
    assert leaf.state is LeafState.NOT_ENOUGH
    (leaf,) = scored(
        PLAN + TABLE + share, counts + counts_of([[5, 5]], ("respect", "simple"), ("respect",))
    ).leaves
    assert leaf.points == 10


def test_a_question_outside_the_index_can_be_scored():
    counts = counts_of([[4, 2]] * 30 + [[4, 5]] * 90, ("respect", "overall"), ("respect",))
    (leaf,) = scored(PLAN + TABLE + BAND.replace("share:respect", "share:overall"), counts).leaves
    assert (leaf.reason.figure.value, leaf.reason.figure.respondents) == (Fraction(3, 4), 120)
    assert leaf.points == Decimal("2.5")


@pytest.mark.parametrize("words", ['not_assigned = ["SNV"]', 'applies_to = ["007"]', "applies_to = []"])
def test_a_leaf_not_assigned_leaves_the_denominator(words):
    document = PLAN + TABLE + LINEAR + f"{words}\n" + THRESHOLD
    score = scored(document, satisfied(40, 40))
    assert states(score) == [LeafState.NOT_ASSIGNED, LeafState.SCORED]
    assert (score.points, score.out_of, score.pending) == (5, 5, ())


def test_a_leaf_not_assigned_to_one_unit_counts_for_the_others():
    document = PLAN + TABLE + LINEAR + 'not_assigned = ["SNV"]\n' + THRESHOLD
    assert scored(document, satisfied(40, 40), "007").out_of == 25


def test_not_assigned_wins_over_too_few_answers():
    document = PLAN + TABLE + LINEAR + 'not_assigned = ["SNV"]\n'
    assert scored(document, Counts()).pending == ()


def test_the_lower_bound_of_the_interval_can_be_asked_for():
    document = PLAN + TABLE + THRESHOLD.replace('"index"', '"low"')
    assert scored(document, satisfied(36, 40)).points == 0  # 90 %, but at least 76 % only
    assert scored(document, satisfied(400, 400)).points == 5


def test_a_score_tells_the_counts_the_interval_and_the_exact_points():
    score = scored(WHOLE, satisfied(34, 40))
    reason = score.leaves[0].reason
    (question,) = reason.figure.criteria
    assert (question.n, question.n1, question.n2, question.n3, question.n4, question.n5) == (40, 0, 0, 6, 34, 0)
    assert (reason.figure.respondents, reason.figure.ratings, reason.figure.state) == (40, 40, State.OK)
    assert reason.figure.low is not None
    assert reason.figure.low < 0.85 < (reason.figure.high or 0)
    assert reason.applied is not None
    assert reason.applied.points == Fraction(35, 2)


def test_a_unit_nobody_answered_about_has_counts_of_zero_and_no_index():
    counts, index = no_answers()
    assert (counts.responses, index.respondents, index.index, index.state) == (0, 0, None, State.INSUFFICIENT)


BANDED = PRAISE.replace("linear", "band").replace(
    "from = 1\nto = 5", "band = [{ above = 4, points = 4 }, { at_least = 1, points = 1.5 }]"
)
PAST = PRAISE.replace("linear", "threshold").replace("from = 1\nto = 5", 'op = ">="\nvalue = 3\npoints = 4')


@pytest.mark.parametrize(
    ("leaf", "letters", "points"),
    [
        (PRAISE, 0, "0.00"),
        (PRAISE, 1, "0.00"),
        (PRAISE, 2, "1.00"),
        (PRAISE, 5, "4.00"),
        (PRAISE, 60, "4.00"),
        (BANDED, 0, "0.00"),
        (BANDED, 1, "1.50"),
        (BANDED, 4, "1.50"),
        (BANDED, 5, "4.00"),
        (PAST, 2, "0.00"),
        (PAST, 3, "4.00"),
    ],
)
def test_letters_of_praise_are_counted_and_are_no_percentage(leaf, letters, points):
    (each,) = scored(PLAN + TABLE + leaf, Counts(), letters=letters).leaves
    assert (str(each.points), each.state) == (points, LeafState.SCORED)
    assert (each.reason.figure.letters, each.reason.figure.value) == (letters, letters)


def test_letters_are_points_while_the_answers_still_wait():
    score = scored(WHOLE + PRAISE, satisfied(9, 9), letters=5)
    assert (score.points, score.out_of) == (4, 4)
    assert [leaf.code for leaf in score.pending] == ["line", "bands", "past"]


def test_a_leaf_of_letters_can_be_not_assigned():
    score = scored(PLAN + TABLE + PRAISE + 'not_assigned = ["SNV"]\n', Counts(), letters=5)
    assert (states(score), score.points) == ([LeafState.NOT_ASSIGNED], None)


QUESTIONS = ("respect", "listening")
answer = st.one_of(st.none(), st.integers(1, 5))
sheets = st.lists(st.tuples(answer, answer), min_size=30, max_size=60)


@settings(max_examples=40)
@given(sheets, st.data())
def test_one_happier_answer_never_lowers_points(sheet, data):
    rows = [list(row) for row in sheet]
    choices = [(i, j) for i, row in enumerate(rows) for j, level in enumerate(row) if level in {1, 2, 3, 4}]
    before = scored(WHOLE, counts_of(rows, QUESTIONS))
    if not choices:
        return
    i, j = data.draw(st.sampled_from(choices))
    rows[i][j] += 1
    after = scored(WHOLE, counts_of(rows, QUESTIONS))
    for earlier, later in zip(before.leaves, after.leaves, strict=True):
        assert earlier.state is later.state
        assert (earlier.points or 0) <= (later.points or 0)
    assert (before.points or 0) <= (after.points or 0)
