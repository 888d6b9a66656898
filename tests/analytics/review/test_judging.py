"""What may be said of a group, and whether a change is more than chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.review.domain import Standing, change, judge, weakest
from analytics.tally.domain import Counts
from tests.helpers.matrix import counts_of


def judged(good: int, bad: int, *, questions: int = 1, least: int = 5):
    matrix = [[5] * questions] * good + [[1] * questions] * bad
    return judge(counts_of(matrix, [f"q{number}" for number in range(questions)]), least=least)


@pytest.mark.parametrize(
    ("people", "standing"),
    [
        (0, Standing.NONE),
        (1, Standing.HIDDEN),
        (4, Standing.HIDDEN),
        (5, Standing.INSUFFICIENT),
        (9, Standing.INSUFFICIENT),
        (10, Standing.FEW),
        (29, Standing.FEW),
        (30, Standing.OK),
    ],
)
def test_the_number_of_people_decides_what_may_be_said(people, standing):
    assert judged(people, 0).standing == standing


def test_a_group_is_hidden_to_protect_another():
    group = judge(counts_of([[5]] * 50, ["q"]), least=5, kept=True)
    assert group.standing is Standing.HIDDEN
    assert not group.shown


def test_the_missing_people_are_those_of_the_least_answered_question():
    matrix = [[5, 5]] * 4 + [[5, None]] * 20
    assert judge(counts_of(matrix, ["a", "b"]), least=5).missing == 6


def test_no_answers_are_told_apart_from_too_few():
    assert judge(Counts(), least=5).standing is Standing.NONE
    assert judge(Counts(), least=5).missing == 10


def test_a_change_has_the_interval_of_two_independent_indices():
    # One question: var = p(1 − p)/(n − 1), so 0.16/9 and 0.25/19; ν = 21.64, rounded down to 21; t = 2.079614.
    found = change(judged(8, 2), judged(10, 10))
    assert found is not None
    assert found.difference == pytest.approx(0.3)
    assert found.low == pytest.approx(-0.065773, abs=1e-6)
    assert found.high == pytest.approx(0.665773, abs=1e-6)
    assert not found.significant


def test_the_same_shares_of_more_people_are_significant():
    found = change(judged(80, 20), judged(100, 100))
    assert found is not None
    assert found.significant
    assert found.low > 0


def test_the_answers_of_one_person_to_many_questions_are_one_opinion():
    one, six = (
        change(judged(20, 10), judged(10, 20)),
        change(judged(20, 10, questions=6), judged(10, 20, questions=6)),
    )
    assert one is not None
    assert six is not None
    assert (six.low, six.high) == pytest.approx((one.low, one.high))


def test_unanimous_periods_do_not_make_mere_chance_significant():
    found = change(judged(10, 0), judged(9, 1))
    assert found is not None
    assert not found.significant
    assert found.high - found.low > 0.3


def test_two_unanimous_periods_do_not_differ():
    found = change(judged(12, 0), judged(40, 0))
    assert found is not None
    assert found.difference == 0
    assert not found.significant


@pytest.mark.parametrize(("now", "before"), [((9, 0), (50, 50)), ((50, 50), (3, 3)), ((0, 0), (0, 0))])
def test_there_is_no_change_without_two_indices_to_show(now, before):
    assert change(judged(*now), judged(*before)) is None


@given(st.tuples(*[st.integers(0, 60)] * 4).filter(lambda n: n[0] + n[1] >= 10 and n[2] + n[3] >= 10))
def test_a_change_read_backwards_is_its_negative(numbers):
    a, b = judged(*numbers[:2]), judged(*numbers[2:])
    there, back = change(a, b), change(b, a)
    assert there is not None
    assert back is not None
    assert there.difference == pytest.approx(-back.difference)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.significant == back.significant


def test_the_weakest_question_is_the_one_with_the_lowest_share():
    matrix = [[5, 2, 5]] * 15 + [[5, 5, 1]] * 5
    found = weakest(judge(counts_of(matrix, ["a", "b", "c"]), least=5))
    assert found is not None
    assert (found.question, found.share) == ("b", 0.25)


def test_too_few_answers_name_no_weakest_question():
    assert weakest(judged(4, 4)) is None
