"""Provinces where nobody cheats: how often the drip detectors accuse somebody all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from analytics.screening.domain import Action, Family, Setting
from analytics.screening.domain.answers import moments
from analytics.screening.domain.drip import drip
from analytics.screening.domain.findings import confirm_together
from analytics.screening.domain.hands import by_unit
from analytics.screening.domain.signatures import columns
from analytics.screening.domain.usual import usual
from tests.analytics.screening.columns import LIMITS, at, some_answers
from tests.simulate.judging import play

if TYPE_CHECKING:
    from analytics.screening.domain import Answers, Tested

WORLDS = 40
ALLOWED = 0.05
WORDS = ("linked_phones", "%(count)s answers by %(devices)s phones.")


def a_world(seed: int, *, units: int, each: int, returning: float = 0.0) -> Answers:
    """Give answers of a month to offices that are all alike; some phones return, a share of them three times."""
    rng = np.random.default_rng(seed)
    size = units * each
    good = (rng.random(size) < 0.8).astype(float)
    device = np.arange(1, size + 1)
    again = np.flatnonzero(rng.random(size - 2) < returning)
    device[again + 1] = device[again]
    device[again + 2] = device[again]
    day = rng.integers(0, 20, size)
    carrier = 1 + day * 20 + rng.integers(0, 20, size)
    return some_answers(
        size,
        unit=np.repeat(np.arange(1, units + 1), each),
        desk=10 * np.repeat(np.arange(1, units + 1), each),
        good=good,
        mean=1 + 4 * good,
        straight=False,
        dwell=rng.lognormal(3, 0.5, size),
        device=device,
        network=np.where(rng.random(size) < 0.5, carrier, 1_000 + rng.integers(0, size // 2, size)),
        received=at(0, 8) + 86_400.0 * day + 3_600.0 * rng.uniform(0, 9.5, size),
    )


def accused(tested: Tested) -> bool:
    return any(one.action is Action.QUARANTINE for one in tested.findings)


@pytest.mark.parametrize(("units", "each", "rate"), [(100, 150, 0.004), (100, 150, 0.002), (100, 60, 0.005)])
def test_a_feature_that_is_rare_everywhere_accuses_nobody(units, each, rate):
    found = 0
    for seed in range(WORLDS):
        answers = a_world(seed, units=units, each=each)
        feature = np.random.default_rng(1000 + seed).random(len(answers)) < rate
        looked = by_unit(answers, columns(answers), feature, WORDS, limits=LIMITS)
        assert looked.tests == units
        found += accused(confirm_together(Family.DRIP, [looked], LIMITS.q))
    assert found / WORLDS <= ALLOWED


def test_the_whole_family_accuses_nobody_where_all_offices_are_alike():
    found = 0
    for seed in range(WORLDS):
        answers = a_world(seed, units=15, each=60, returning=0.01)
        known, setting = columns(answers), Setting()
        found += accused(drip(answers, moments(answers), known, hours=setting.hours, limits=LIMITS))
    assert found / WORLDS <= ALLOWED


def test_families_brokers_and_groups_are_hardly_accused():
    """Here the offices differ, and one person files for many: what the tests take for chance is not all chance."""
    drips = [
        one
        for tested in play(601, hard=True, units=30, kinds=()).tested
        for one in tested.findings
        if tested.family is Family.DRIP and one.action is Action.QUARANTINE
    ]
    assert len(drips) <= 1


def test_the_usual_rate_is_the_pooled_one_where_most_units_have_none():
    rng = np.random.default_rng(7)
    size = np.full(400, 60)
    count = rng.binomial(size, 0.004)
    assert (count == 0).mean() > 0.7
    assert usual(count, size).rate == pytest.approx(0.004, rel=0.25)


def test_units_full_of_made_up_answers_do_not_move_the_usual_rate():
    rng = np.random.default_rng(8)
    size = np.full(40, 300)
    honest = rng.binomial(size, 0.01)
    cheated = honest.copy()
    cheated[:4] += 80
    assert usual(cheated, size).rate == pytest.approx(usual(honest, size).rate, rel=0.2)


def test_units_that_differ_more_than_chance_are_taken_as_they_are():
    size = np.full(60, 100)
    clusters = np.where(np.arange(60) % 6 == 0, 5, 0)
    assert usual(clusters, size).dispersion > 3
    assert usual(np.full(60, 2), size).dispersion == 1


def test_one_correction_holds_for_all_detectors_of_the_family():
    answers = a_world(1, units=40, each=60, returning=0.01)
    tested = drip(answers, moments(answers), columns(answers), hours={}, limits=LIMITS)
    assert set(tested.by_kind) == {"device", "network", "linked_phones", "busy_lines", "late_phones", "closing"}
    assert tested.tests == sum(tested.by_kind.values())
    assert tested.by_kind["linked_phones"] == 40


def test_accomplices_are_only_noted_and_have_no_p():
    found = [
        one
        for tested in play(106, hard=False, units=12, kinds=("farm",)).tested
        for one in tested.findings
        if one.kind == "accomplice"
    ]
    assert found
    assert {(one.p, one.rule, one.action) for one in found} == {(None, "same_phone", Action.NOTE)}
