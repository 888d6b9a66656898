"""Ranks and the places the answers allow; who is not ranked, and why."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analytics.index.domain import unit_index
from analytics.index.domain.bounds import Floors
from analytics.index.domain.ranking import Standing, Unranked, better_pairs, rank, why_unranked
from analytics.index.domain.shrinkage import Sample, shrink
from tests.analytics.index.samples import a_group, everyone, nobody
from tests.helpers.builders import dice
from tests.helpers.matrix import counts_of

UNITS = st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 0.2)), max_size=15)


def standings(*units: tuple[float, float]) -> tuple[Standing, ...]:
    return rank([value for value, _ in units], [error for _, error in units])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_are_those_statsmodels_rejects_by_holm(seed: int):
    random = dice(seed)
    units = [(random.uniform(0.6, 0.95), random.uniform(0.005, 0.06)) for _ in range(5 * seed)]
    pairs = [(u, v) for u in range(len(units)) for v in range(len(units)) if u != v]
    value, error = np.array(units).T
    first, second = np.array(pairs).T
    chances = stats.norm.sf((value[first] - value[second]) / np.hypot(error[first], error[second]))
    rejected = multipletests(chances, 0.05, "holm")[0]
    ours = better_pairs([value for value, _ in units], [error for _, error in units])
    assert 0 < sum(rejected) < len(pairs)
    assert {pair for pair, yes in zip(pairs, rejected, strict=True) if yes} == set(
        zip(*map(list, np.nonzero(ours)), strict=True)
    )


@given(UNITS)
def test_every_rank_lies_among_its_places(units: list[tuple[float, float]]):
    for found in standings(*units):
        assert 1 <= found.low <= found.rank <= found.high <= len(units)
        assert found.marginal_low <= found.rank <= found.marginal_high
        assert found.tied_with_best == (found.group == "A") == (found.low == 1)


@given(UNITS, st.randoms(use_true_random=False))
def test_the_order_of_units_is_of_no_account(units: list[tuple[float, float]], random):
    order = list(range(len(units)))
    random.shuffle(order)
    found = standings(*units)
    assert standings(*(units[place] for place in order)) == tuple(found[place] for place in order)


@given(UNITS)
def test_groups_run_from_a_without_a_gap(units: list[tuple[float, float]]):
    groups = sorted({found.group for found in standings(*units)})
    assert groups == [chr(ord("A") + place) for place in range(len(groups))]


def test_places_are_those_not_taken_by_units_surely_better_or_worse():
    best, second, middle, last = standings((0.95, 0.005), (0.94, 0.005), (0.80, 0.01), (0.50, 0.02))
    assert (best.rank, best.low, best.high, best.group) == (1, 1, 2, "A")
    assert (second.rank, second.low, second.high, second.group) == (2, 1, 2, "A")
    assert (middle.rank, middle.low, middle.high, middle.group) == (3, 3, 3, "B")
    assert (last.rank, last.low, last.high, last.group) == (4, 4, 4, "C")
    assert [found.tied_with_best for found in (best, second, middle, last)] == [True, True, False, False]


def test_a_group_is_closed_by_any_better_unit_not_only_by_the_first():
    """The first has few answers and is better than nobody; the second is surely better than the third."""
    first, second, third = standings((0.90, 0.1), (0.88, 0.005), (0.80, 0.005))
    assert (first.group, second.group, third.group) == ("A", "A", "B")


def test_letters_go_on_after_z():
    groups = [found.group for found in standings(*((1 - place / 40, 0.0001) for place in range(30)))]
    assert groups[:2] + groups[25:28] == ["A", "B", "Z", "AA", "AB"]


def test_equals_share_the_better_place_and_the_next_stays_empty():
    found = standings((0.9, 0.05), (0.8, 0.05), (0.8, 0.05), (0.7, 0.05))
    assert [each.rank for each in found] == [1, 2, 2, 4]
    assert found[1] == found[2]
    near = standings((0.8, 0.05), (0.8 + 9e-10, 0.05), (0.8 + 3e-9, 0.05))
    assert [each.rank for each in near] == [2, 2, 1]


def test_two_identical_units_tie():
    samples = shrink(
        [a_group(60, seed=1), a_group(60, seed=1), *(a_group(50, 0.6, seed=s) for s in range(4))]
    ).samples
    found = rank([sample.index for sample in samples], [sample.error for sample in samples])
    assert found[0] == found[1]


def test_alone_a_unit_has_the_places_of_bonferroni():
    units = [(0.9, 0.02), (0.84, 0.015), (0.86, 0.02), (0.7, 0.03)]
    limit = stats.norm.ppf(1 - 0.05 / (2 * 3))
    for value, error in units:
        z = [(value - other) / sqrt(error**2 + spread**2) for other, spread in units]
        low, high = 1 + sum(one < -limit for one in z), 4 - sum(one > limit for one in z)
        found = standings(*units)[units.index((value, error))]
        assert (found.marginal_low, found.marginal_high) == (low, high)


@pytest.mark.parametrize("units", [[], [(0.5, 0.1)]])
def test_nobody_and_one_alone_are_ranked_too(units: list[tuple[float, float]]):
    assert [(each.rank, each.low, each.high, each.group) for each in standings(*units)] == [(1, 1, 1, "A")] * len(
        units
    )


def test_offices_of_some_hundred_answers_are_hardly_told_apart():
    random = dice(11)
    units = [(random.gauss(0.88, 0.02), sqrt(0.88 * 0.12 / random.randrange(30, 370))) for _ in range(30)]
    widths = [found.high - found.low + 1 for found in standings(*units)]
    assert sum(widths) / len(widths) > 25


def test_nobody_has_an_error_of_nothing():
    assert Sample(index=1.0, n=10).error == pytest.approx(sqrt((12 / 14) * (2 / 14) / 10))
    assert Sample(index=0.0, n=0.5).error > 0


def test_sixty_units_are_ranked_from_counts_in_a_blink():
    groups = [a_group(40 + place, 0.7 + place / 300, seed=place) for place in range(60)]
    begun = time.perf_counter()
    samples = [sample for sample in shrink(groups).samples if sample]
    reasons = [why_unranked(unit_index(counts)) for counts in groups]
    found = rank([sample.index for sample in samples], [sample.error for sample in samples])
    taken = time.perf_counter() - begun
    print(f"60 units from counts to ranks: {1000 * taken:.1f} ms")  # noqa: T201 - the measurement
    assert len(found) == len(reasons) == 60


def test_two_hundred_units_are_ranked_in_a_blink():
    random = dice(2)
    units = [(random.random(), random.uniform(0.005, 0.03)) for _ in range(200)]
    begun = time.perf_counter()
    assert len(standings(*units)) == 200
    print(f"200 units ranked: {1000 * (time.perf_counter() - begun):.1f} ms")  # noqa: T201 - the measurement


SCATTERED = counts_of([[5, None, None], [2, None, None], [None, 5, 2], [None, 2, 5]] * 8, ("q1", "q2", "q3"))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (nobody(), Unranked.NO_ANSWERS),
        (everyone(9), Unranked.INSUFFICIENT),
        (counts_of([[5, None]] * 40, ("q1", "q2")), Unranked.INSUFFICIENT),
        (everyone(29), Unranked.FEW),
        (SCATTERED, Unranked.WIDE),
        (everyone(30), None),
    ],
)
def test_a_unit_with_too_little_to_say_is_not_ranked(counts, reason):
    assert why_unranked(unit_index(counts)) == reason


def test_an_interval_of_just_ten_points_each_way_is_narrow_enough():
    unit = unit_index(everyone(40))
    assert why_unranked(replace(unit, low=0.75, high=0.95)) is None
    assert why_unranked(replace(unit, low=0.74, high=0.95)) is Unranked.WIDE


@pytest.mark.parametrize(
    ("rate", "covered", "reason"),
    [
        (Fraction(1, 10), Fraction(95, 100), None),
        (Fraction(99, 1000), Fraction(1), Unranked.RESPONSE_RATE),
        (Fraction(1, 2), Fraction(949, 1000), Unranked.COVERAGE),
        (None, None, None),
    ],
)
def test_a_unit_whose_public_was_hardly_asked_is_not_ranked(rate, covered, reason):
    assert why_unranked(unit_index(everyone(40)), response_rate=rate, coverage=covered) == reason


def test_floors_are_what_the_caller_says():
    lenient = Floors(response_rate=Fraction(1, 100), coverage=Fraction(0))
    unit = unit_index(everyone(40))
    assert why_unranked(unit, response_rate=Fraction(1, 50), coverage=Fraction(0), floors=lenient) is None
