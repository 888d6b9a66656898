"""Answers known beforehand: small groups, extreme groups, and changes that must not matter."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analytics.index.domain import (
    State,
    criterion,
    index_fraction,
    normal_quantile,
    question_index,
    required_n,
    student_quantile,
    unit_index,
    wilson,
)
from analytics.tally.domain import Counts
from tests.helpers.matrix import counts_of

QUESTIONS = ("respect", "guidance", "explanation")
AGREEING = [[5, 4, 4], [2, 1, 3], [5, 5, 5], [4, 5, 3], [1, 2, 2]] * 6
MIXED = [[5, 4, 2], [4, None, 5], [2, 3, None], [1, 2, 4], [5, 5, 5], [None, 4, 3]] * 6


def one_question(levels: tuple[int, int, int, int, int]) -> Counts:
    return Counts(
        questions=("q",), indexed=("q",), responses=sum(levels), respondents=sum(levels), levels=(levels,)
    )


def test_eight_satisfied_of_ten_have_the_wilson_interval_of_the_textbooks():
    eight = criterion(one_question((1, 0, 1, 3, 5)), "q")
    assert (round(eight.low, 4), round(eight.high, 4)) == (0.4902, 0.9433)


@pytest.mark.parametrize(("happy", "n"), [(0, 1), (1, 1), (0, 10), (7, 10), (10, 10), (29, 31), (870, 1000)])
def test_wilson_agrees_with_statsmodels(happy: int, n: int):
    ours = wilson(happy / n, n, normal_quantile())
    assert (ours.low, ours.high) == pytest.approx(proportion_confint(happy, n, 0.05, "wilson"), abs=1e-12)


@pytest.mark.parametrize("degrees", [1, 2, 9, 29, 299, 100_000])
def test_the_t_quantile_agrees_with_the_distribution(degrees: int):
    assert student_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-12)


def test_levels_four_and_five_are_satisfied_and_the_mean_runs_from_0_to_100():
    found = criterion(one_question((1, 2, 3, 4, 10)), "q")
    assert (found.n, found.n1, found.n5, found.share, found.mean100) == (20, 1, 10, 0.7, 75.0)
    assert criterion(one_question((9, 0, 0, 0, 0)), "q").mean100 == 0
    assert criterion(one_question((0, 0, 0, 0, 9)), "q").mean100 == 100


def test_a_group_where_everyone_is_satisfied_keeps_an_honest_lower_end():
    unit = unit_index(counts_of([[5, 4, 5]] * 20, QUESTIONS))
    assert (unit.index, unit.high, unit.n_eff, unit.deff) == (1.0, 1.0, 20.0, None)
    t = stats.t.ppf(0.975, 19)
    assert unit.low == pytest.approx(1 / (1 + t * t / 20), rel=1e-12)


def test_a_group_where_nobody_is_satisfied_mirrors_it():
    best = unit_index(counts_of([[5, 4, 5]] * 20, QUESTIONS))
    worst = unit_index(counts_of([[1, 2, 3]] * 20, QUESTIONS))
    assert (worst.index, worst.low, worst.high) == (0.0, 0.0, pytest.approx(1 - best.low, rel=1e-12))


def test_one_respondent_has_a_point_and_no_interval():
    unit = unit_index(counts_of([[5, 2, 4]], QUESTIONS))
    assert unit.index == pytest.approx(2 / 3)
    assert (unit.low, unit.high, unit.deff, unit.n_eff) == (None, None, None, None)
    assert unit.state is State.INSUFFICIENT


def test_nobody_at_all_is_not_a_zero():
    unit = unit_index(
        Counts(questions=QUESTIONS, indexed=QUESTIONS, levels=((0,) * 5,) * 3, pairs=((0,) * 4,) * 3)
    )
    assert (unit.respondents, unit.ratings, unit.index, unit.pooled_share, unit.mean100) == (
        0,
        0,
        None,
        None,
        None,
    )
    assert [(c.n, c.share, c.low, c.high, c.mean100) for c in unit.criteria] == [(0, None, None, None, None)] * 3
    assert unit.state is State.INSUFFICIENT


def test_counts_without_questions_say_nothing():
    unit = unit_index(Counts())
    assert (unit.index, unit.criteria, unit.state) == (None, (), State.INSUFFICIENT)


def test_a_question_never_answered_leaves_no_index_but_its_neighbours_stand():
    unit = unit_index(counts_of([[5, None, 4], [4, None, 2]] * 20, QUESTIONS))
    assert (unit.index, unit.low, unit.high, unit.deff, unit.n_eff, unit.mean100) == (None,) * 6
    assert [c.share for c in unit.criteria] == [1.0, None, 0.5]
    assert (unit.pooled_share, unit.state) == (0.75, State.INSUFFICIENT)


def test_a_rarely_answered_question_makes_the_index_insufficient_yet_computed():
    unit = unit_index(counts_of([[5, 4, 4]] * 9 + [[4, None, 2]] * 40, QUESTIONS))
    assert unit.index is not None
    assert unit.state is State.INSUFFICIENT
    assert [c.state for c in unit.criteria] == [State.OK, State.INSUFFICIENT, State.OK]


@pytest.mark.parametrize(
    ("respondents", "state"),
    [(9, State.INSUFFICIENT), (10, State.FEW), (29, State.FEW), (30, State.OK)],
)
def test_the_state_follows_the_respondents(respondents: int, state: State):
    assert unit_index(counts_of([[5, 4, 1]] * respondents, QUESTIONS)).state is state


def test_thresholds_compare_exactly():
    exactly_85 = counts_of([[5, 5, 5]] * 17 + [[1, 1, 1]] * 3, QUESTIONS)
    assert index_fraction(exactly_85) == Fraction(85, 100)
    assert not index_fraction(exactly_85) > Fraction(85, 100)


def test_the_order_of_respondents_changes_no_digit():
    assert unit_index(counts_of(sorted(MIXED, key=str), QUESTIONS)) == unit_index(counts_of(MIXED, QUESTIONS))


def test_the_order_and_names_of_questions_change_no_digit_of_the_index():
    before = unit_index(counts_of(MIXED, QUESTIONS))
    after = unit_index(counts_of([row[::-1] for row in MIXED], ("x", "y", "z")))
    figures = (
        "respondents",
        "ratings",
        "index",
        "low",
        "high",
        "deff",
        "n_eff",
        "pooled_share",
        "mean100",
        "state",
    )
    assert [getattr(after, name) for name in figures] == [getattr(before, name) for name in figures]


def test_doubling_every_respondent_leaves_the_point_and_narrows_the_interval_by_root_two():
    rows = MIXED * 10
    once, twice = (unit_index(counts_of(rows * times, QUESTIONS)) for times in (1, 2))
    assert (twice.index, twice.pooled_share) == (once.index, once.pooled_share)
    assert (once.high - once.low) / (twice.high - twice.low) == pytest.approx(sqrt(2), rel=0.01)
    assert twice.deff == pytest.approx(once.deff, rel=0.01)


def test_splitting_peoples_answers_over_two_records_moves_no_point_and_widens_nothing():
    whole = unit_index(counts_of(AGREEING, QUESTIONS))
    split = unit_index(
        counts_of([part for a, b, c in AGREEING for part in ([a, None, None], [None, b, c])], QUESTIONS)
    )
    assert (split.index, split.ratings) == (whole.index, whole.ratings)
    assert split.high - split.low < whole.high - whole.low


def test_a_question_outside_the_index_changes_nothing_in_it():
    with_overall = counts_of([[*row, 1] for row in MIXED], (*QUESTIONS, "overall"), QUESTIONS)
    assert unit_index(with_overall) == unit_index(counts_of(MIXED, QUESTIONS))
    assert criterion(with_overall, "overall").share == 0


def test_one_question_alone_is_an_index_of_one():
    counts = counts_of([[*row, 4] for row in MIXED], (*QUESTIONS, "overall"), QUESTIONS)
    alone = question_index(counts, "guidance")
    assert alone == unit_index(counts_of([[row[1]] for row in MIXED], ("guidance",)))
    assert (alone.respondents, alone.n_eff) == (30, 30.0)
    assert question_index(counts, "overall").index == 1.0
    assert question_index(counts, "unheard-of").index is None


@pytest.mark.parametrize(("volume", "wanted"), [(0, 0), (1, 1), (100, 80), (400, 200), (1000, 286), (10**9, 400)])
def test_the_wanted_respondents_follow_the_volume(volume: int, wanted: int):
    assert required_n(volume) == wanted
    assert unit_index(counts_of(MIXED, QUESTIONS), volume=volume).required_n == wanted


def test_without_a_volume_nobody_knows_how_many_are_wanted():
    assert unit_index(counts_of(MIXED, QUESTIONS)).required_n is None
