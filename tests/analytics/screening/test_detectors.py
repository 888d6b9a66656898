from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from analytics.screening.domain import Action, Setting, screen
from tests.analytics.screening.columns import LIMITS
from tests.simulate.frauds import KINDS
from tests.simulate.judging import LOOK_ALIKES, Played, flagged, play, score
from tests.simulate.sheets import answers_of

# Floors: a change of a detector that finds less than this, or accuses more people, must be explained.
FOUND_AT_LEAST = {"burst": 0.85, "drip": 0.85, "token_theft": 0.85, "farm": 0.8, "bombing": 0.85, "script": 0.85}
ACCUSED_AT_MOST = 0.01


@cache
def a_month() -> Played:
    return play(102, hard=True)


@pytest.mark.parametrize("kind", KINDS)
def test_most_of_what_careful_people_made_up_is_found(kind):
    found = score([a_month()])[kind]
    assert found.flagged / found.answers >= FOUND_AT_LEAST[kind]


def test_hardly_an_honest_answer_is_accused():
    scores = score([a_month()])
    honest = [scores[kind] for kind in LOOK_ALIKES]
    assert sum(one.flagged for one in honest) / sum(one.answers for one in honest) <= ACCUSED_AT_MOST


def test_no_office_is_left_with_more_than_three_points():
    scores = score([a_month()])
    assert max(abs(points) for one in scores.values() for points in one.after) <= 3.0


def test_a_province_of_honest_offices_is_left_alone():
    one = play(103, hard=True, kinds=())
    assert one.flagged.mean() <= 0.005


def test_the_order_of_answers_does_not_matter():
    whole = play(104, hard=True, units=12, kinds=("burst", "drip")).whole
    order = np.random.default_rng(1).permutation(len(whole["unit"]))
    shuffled = {name: column[order] for name, column in whole.items()}
    one = flagged(screen(answers_of(whole), Setting(), LIMITS), len(order))
    other = flagged(screen(answers_of(shuffled), Setting(), LIMITS), len(order))
    assert one[order].tolist() == other.tolist()


def test_a_clumsy_burst_is_found_without_a_device_and_without_times_of_reading():
    whole = play(105, hard=False, units=20, kinds=("burst",)).whole
    count = len(whole["unit"])
    bare = dataclasses.replace(
        answers_of(whole), device=np.zeros(count, dtype=np.int64), dwell=np.full(count, np.nan)
    )
    found = flagged(screen(bare, Setting(), LIMITS), count)
    assert found[whole["fake"]].mean() > 0.9


def test_findings_say_why_in_a_whole_sentence():
    for tested in a_month().tested:
        for finding in tested.findings:
            assert finding.told.endswith(".")
            assert (finding.p is None) != (finding.rule is None)
            assert finding.p is None or 0 < finding.p <= 1


def test_straight_lines_and_clocks_never_propose_anything():
    for tested in a_month().tested:
        if tested.family in {"straight", "clock", "channel_gap", "staff_gap", "visits"}:
            assert {one.action for one in tested.findings} <= {Action.NOTE}


def test_nothing_is_found_in_nothing():
    empty = {name: column[:0] for name, column in a_month().whole.items()}
    assert screen(answers_of(empty), Setting(), LIMITS) == []
