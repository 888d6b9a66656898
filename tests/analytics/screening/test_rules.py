from __future__ import annotations

import numpy as np

from analytics.screening.domain import Action, SlipFacts
from analytics.screening.domain.answers import moments
from analytics.screening.domain.chances import benjamini_hochberg, binomial_tail, crowd_tail, fisher, ranked_tail
from analytics.screening.domain.haste import straight
from analytics.screening.domain.notes import clocks
from analytics.screening.domain.tokens import tokens
from analytics.screening.domain.volumes import more_than_visits
from tests.analytics.screening.columns import LIMITS, at, rows_of, some_answers


def slips(count: int, **told) -> SlipFacts:
    known = np.ones(count + 1, dtype=bool)
    known[0] = False
    plain = {
        "known": known,
        "issued": np.full(count + 1, at(0, 8)),
        "expires": np.full(count + 1, at(5, 8)),
        "unit": np.full(count + 1, 1),
        "desk": np.zeros(count + 1, dtype=np.int64),
        "units": frozenset({1}),
    }
    return SlipFacts(**(plain | told))


def broken(tested, rule: str) -> set[int]:
    return {int(row) for one in tested.findings if one.rule == rule for row in one.rows}


def test_of_the_answers_with_one_slip_the_first_to_come_is_kept():
    answers = some_answers(3, token=np.array([1, 1, 2]), received=np.array([at(1, 10), at(1, 9), at(1, 9)]))
    assert broken(tokens(answers, None, LIMITS), "token_reused") == {0}


def test_a_slip_that_was_used_before_the_period_is_used():
    answers = some_answers(1, token=np.array([1]))
    found = tokens(answers, slips(1, used_before=frozenset({1})), LIMITS)
    assert broken(found, "token_reused") == {0}


def test_unknown_expired_and_early_slips_are_rejected():
    received = np.array([at(1, 9), at(6, 9), at(0, 7)])
    known = np.array([False, False, True, True])
    answers = some_answers(3, token=np.array([1, 2, 3]), received=received)
    found = tokens(answers, slips(3, known=known), LIMITS)
    assert broken(found, "token_unknown") == {0}
    assert broken(found, "token_expired") == {1}
    assert broken(found, "token_early") == {2}
    assert {one.action for one in found.findings} == {Action.REJECT}


def test_where_no_slips_are_handed_out_a_foreign_token_proves_nothing():
    answers = some_answers(1, token=np.array([1]))
    assert not tokens(answers, slips(1, known=np.zeros(2, dtype=bool), units=frozenset({9})), LIMITS).findings


def test_more_answers_than_files_are_noted_and_nothing_is_proposed():
    (finding,) = more_than_visits(some_answers(5), {1: 4}).findings
    assert finding.action is Action.NOTE
    assert finding.told == "5 answers in a period with 4 files."
    assert not more_than_visits(some_answers(4), {1: 4}).findings


def test_a_straight_line_given_in_haste_is_only_noted():
    tested = straight(some_answers(2, dwell=np.array([2.0, 40.0])), LIMITS)
    assert rows_of(tested) == {0}
    assert {one.action for one in tested.findings} == {Action.NOTE}


def test_a_wrong_clock_is_only_noted():
    received = at(0, 9) + 600.0 * np.arange(4)
    tested = clocks(some_answers(4, received=received, told=received + 4_000, device=7), LIMITS)
    assert rows_of(tested) == {0, 1, 2, 3}
    assert {one.action for one in tested.findings} == {Action.NOTE}


def test_what_a_tablet_sent_at_once_is_placed_by_its_own_clock():
    told = at(0, 9) + 600.0 * np.arange(4)
    answers = some_answers(4, channel="kiosk", device=3, received=np.full(4, at(0, 17)), told=told)
    assert moments(answers).tolist() == told.tolist()


def test_a_binomial_tail_is_a_mid_p():
    assert np.isclose(binomial_tail(2, 2, 0.5), 0.125)
    assert binomial_tail(0, 0, 0.5) == 1.0


def test_a_crowd_is_less_surprising_where_people_come_in_groups():
    count, mean = np.array([8]), np.array([2.0])
    assert crowd_tail(count, mean, 1.0)[0] < crowd_tail(count, mean, 3.0)[0]


def test_low_ranks_are_surprising_and_equal_ones_are_not():
    inside = np.arange(40) < 5
    assert ranked_tail(inside, np.arange(40.0)) < 0.001
    assert ranked_tail(inside, np.full(40, 3.0)) == 1.0
    assert ranked_tail(inside, np.full(40, np.nan)) == 1.0


def test_fishers_combination_of_one_p_is_that_p():
    assert np.isclose(fisher([0.03]), 0.03)


def test_benjamini_and_hochberg_count_the_tests_that_were_not_listed():
    assert benjamini_hochberg([0.01, 0.02, 0.9], 0.05, 3) == [True, True, False]
    assert benjamini_hochberg([0.01, 0.02], 0.05, 100) == [False, False]
