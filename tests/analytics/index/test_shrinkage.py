"""Scores drawn to the block: the closed form, other programs, and blocks that are not like blocks."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats
from statsmodels.stats.meta_analysis import combine_effects

from analytics.index.domain import index_fraction, pooled_variance, ratings, unit_index
from analytics.index.domain.shrinkage import (
    FrozenPriorError,
    Prior,
    PriorState,
    Sample,
    between_variance,
    block_deff,
    frozen_prior,
    pooled_deff,
    reliability,
    shrink,
)
from tests.analytics.index.samples import a_group, a_matrix, everyone, nobody
from tests.helpers.builders import dice
from tests.helpers.matrix import counts_of
from tests.helpers.real_data import QUESTIONS, matrices

DRAWN = {12: 0.75, 15: 0.6, 30: 0.7, 45: 0.85, 80: 0.65, 120: 0.8, 200: 0.7, 250: 0.78, 300: 0.66, 8: 0.9}
BLOCK = [a_group(size, happiness, seed=size) for size, happiness in DRAWN.items()]


def by_hand(groups):
    """The formulas of the note with numpy, in its notation."""
    speaking = [counts for counts in groups if counts.respondents >= 10]
    sizes = np.array([ratings(counts) for counts in speaking])
    p = np.array([unit_index(counts).pooled_share for counts in speaking])
    variance = np.array([float(pooled_variance(counts)) for counts in speaking])
    deff = np.average(variance / (p * (1 - p) / sizes), weights=sizes)
    n = np.array([ratings(counts) for counts in groups]) / deff
    s = np.array([float(index_fraction(counts)) for counts in groups])
    mu = (s * n).sum() / n.sum()
    rho = ((n * (s - mu) ** 2).sum() / (mu * (1 - mu)) - (len(n) - 1)) / ((1 - n / n.sum()) * (n - 1)).sum()
    strength = 1 / rho - 1
    low = stats.beta.ppf(0.05, s * n + mu * strength, n - s * n + (1 - mu) * strength)
    return deff, mu, rho, strength, (s * n + mu * strength) / (n + strength), low, n / (n + strength)


def test_a_block_has_the_scores_of_the_formulas():
    found = shrink(BLOCK)
    deff, mu, rho, strength, shrunk, low, weight = by_hand(BLOCK)
    assert found.prior is PriorState.ESTIMATED
    assert (found.deff, found.mu, found.rho, found.strength) == pytest.approx((deff, mu, rho, strength), rel=1e-12)
    assert [score.shrunk for score in found.scores] == pytest.approx(shrunk, rel=1e-12)
    assert [score.low for score in found.scores] == pytest.approx(low, rel=1e-9)
    assert [score.own_weight for score in found.scores] == pytest.approx(weight, rel=1e-12)


def most_likely(n, x):
    """Maximise the beta-binomial likelihood over mean and strength."""

    def loss(parameters):
        mu, strength = special.expit(parameters[0]), np.exp(parameters[1])
        a, b = mu * strength, (1 - mu) * strength
        return -(special.betaln(x + a, n - x + b) - special.betaln(a, b)).sum()

    best = optimize.minimize(loss, (1.0, 3.0), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    return special.expit(best.x[0]), np.exp(best.x[1])


@pytest.mark.parametrize(
    ("groups", "most"),
    # Where sizes are extremely unequal the moments may be 2.3 points from the likelihood.
    [(BLOCK, 0.023), ([counts_of(matrix, QUESTIONS) for matrix in matrices().values()], 0.006)],
    ids=["drawn", "lectures"],
)
def test_the_most_likely_prior_gives_nearly_the_same_scores(groups, most):
    found = shrink(groups)
    n = np.array([sample.n for sample in found.samples])
    x = np.array([sample.satisfied for sample in found.samples])
    mu, strength = most_likely(n, x)
    scores = (x + mu * strength) / (n + strength)
    assert np.abs(scores - [score.shrunk for score in found.scores]).max() < most


def test_the_spread_between_units_is_the_one_statsmodels_finds():
    samples = [sample for sample in shrink(BLOCK).samples if sample]
    values, variances = [sample.index for sample in samples], [sample.error**2 for sample in samples]
    other = combine_effects(np.array(values), np.array(variances), method_re="dl")
    assert between_variance(values, variances) == pytest.approx(other.tau2, rel=1e-9)
    mean = np.mean(variances)
    assert reliability(samples) == pytest.approx(1 - mean / (mean + other.tau2), rel=1e-9)


def test_units_that_differ_by_chance_alone_are_not_told_apart():
    same = [Sample(index=0.8 + 0.001 * step, n=50) for step in range(6)]
    assert between_variance([sample.index for sample in same], [sample.error**2 for sample in same]) == 0
    assert reliability(same) == 0
    assert reliability(same[:4]) is None


def test_reliability_is_near_the_mean_weight_of_the_units_own_answers():
    found = shrink([counts_of(matrix, QUESTIONS) for matrix in matrices().values()])
    own = np.mean([score.own_weight for score in found.scores])
    assert reliability([sample for sample in found.samples if sample]) == pytest.approx(own, abs=0.01)


def test_the_design_effect_is_the_one_of_the_pooled_share_weighted_by_ratings():
    large, small = a_group(100, seed=1), a_group(9, seed=2)
    assert block_deff([large, small]) == (float(pooled_deff(large)), False)
    other = a_group(50, seed=3)
    expected = np.average(
        [float(pooled_deff(c)) for c in (large, other)], weights=[ratings(large), ratings(other)]
    )
    assert block_deff([large, other, small])[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "groups", [[everyone(20), everyone(5)], [a_group(9, seed=5), a_group(8, seed=6)]], ids=["happy", "small"]
)
def test_where_no_design_effect_shows_a_person_counts_once(groups):
    deff, assumed = block_deff(groups)
    assert assumed
    assert deff == sum(map(ratings, groups)) / sum(counts.respondents for counts in groups)


def test_units_no_further_apart_than_chance_all_get_the_mean_of_the_block():
    found = shrink([a_group(40, seed=1)] * 6)
    assert (found.prior, found.strength) == (PriorState.ALIKE, None)
    assert found.rho < 0
    assert {score.shrunk for score in found.scores} == {found.mu}
    assert {score.own_weight for score in found.scores} == {0}
    # One rate for all six: the bound is that of 240 people, neither the mean itself nor that of 40.
    (low,) = {score.low for score in found.scores}
    x, n = 6 * found.samples[0].satisfied, 6 * found.samples[0].n
    assert low == pytest.approx(stats.beta.ppf(0.05, x + 0.5, n - x + 0.5))


@pytest.mark.parametrize("units", [0, 1, 4])
def test_fewer_than_five_units_do_not_make_a_prior(units):
    found = shrink([*BLOCK[:units], nobody()])
    assert (found.prior, found.units, found.strength, found.rho) == (PriorState.NOT_ESTIMABLE, units, None, None)
    assert found.scores == (None,) * (units + 1)
    assert (found.mu is None) is (units == 0)


def test_no_units_at_all_say_nothing():
    found = shrink([])
    assert (found.units, found.deff, found.mu, found.scores) == (0, None, None, ())
    assert found.prior is PriorState.NOT_ESTIMABLE


def test_a_frozen_prior_takes_the_place_of_the_estimate():
    prior = frozen_prior(0.7, 50)
    (score,) = shrink([everyone(20)], frozen=prior).scores
    assert score.shrunk == pytest.approx((20 + 35) / 70)
    assert score.low == pytest.approx(stats.beta.ppf(0.05, 55, 15))
    assert score.own_weight == pytest.approx(20 / 70)
    found = shrink([nobody()], frozen=prior)
    assert (found.prior, found.mu, found.strength, found.scores[0].shrunk) == (PriorState.FROZEN, 0.7, 50, 0.7)


@pytest.mark.parametrize("numbers", [(0, 5), (1, 5), (0.5, 0), (0.5, float("inf")), (float("nan"), 5)])
def test_what_is_no_prior_is_refused(numbers):
    with pytest.raises(FrozenPriorError):
        frozen_prior(*numbers)


@pytest.mark.parametrize("level", [5, 1])
def test_where_everyone_agrees_the_mean_is_theirs_and_the_bound_is_honest(level):
    found = shrink([everyone(10 * size, level) for size in range(1, 7)])
    happy = float(level == 5)
    assert (found.prior, found.mu, found.rho) == (PriorState.ALIKE, happy, None)
    for score in found.scores:
        assert score.shrunk == happy
        assert score.low <= happy
    assert 0.98 < found.scores[0].low < 1 if happy else found.scores[0].low == 0


def test_a_happy_ten_does_not_outweigh_its_block():
    """A unit whose ten respondents are all satisfied has no spread of its own, and still no infinite weight."""
    found = shrink([*BLOCK, everyone(10)])
    score = found.scores[-1]
    assert score.own_weight < 0.6
    assert found.mu < score.shrunk < 1


def test_a_unit_without_an_index_gets_the_mean_with_no_weight_of_its_own():
    unanswered = counts_of([[5, 5, None]] * 20, ("q1", "q2", "q3"))
    found = shrink([*BLOCK, nobody(), unanswered])
    assert found.units == len(BLOCK)
    for score in found.scores[-2:]:
        assert (score.shrunk, score.own_weight) == (found.mu, 0)
        assert score.low < found.mu


def test_units_that_contradict_each_other_keep_to_their_own_answers():
    found = shrink([everyone(30, 5 if place % 2 else 1) for place in range(6)])
    assert found.rho > 1
    assert [score.shrunk for score in found.scores] == [0, 1] * 3
    assert [score.own_weight for score in found.scores] == [1] * 6
    assert all(0 <= score.low <= score.shrunk for score in found.scores)
    assert found.scores[1].low < 1


def test_units_of_one_answer_each_cannot_say_how_units_differ():
    found = shrink([counts_of([[level]], ("q",)) for level in (5, 1, 5, 5, 2)])
    assert (found.rho, found.prior) == (None, PriorState.ALIKE)


def test_the_order_of_units_changes_no_digit():
    shuffled = list(range(len(BLOCK)))
    dice(4).shuffle(shuffled)
    one, other = shrink(BLOCK), shrink([BLOCK[place] for place in shuffled])
    assert (one.mu, one.rho, one.strength, one.deff) == (other.mu, other.rho, other.strength, other.deff)
    assert tuple(one.scores[place] for place in shuffled) == other.scores


def test_twice_the_respondents_shrink_less_and_have_errors_smaller_by_the_root_of_two():
    doubled = [counts + counts for counts in BLOCK]
    for once, twice in zip(shrink(BLOCK).samples, shrink(doubled).samples, strict=True):
        assert once.n < 100 or isclose(once.error / twice.error, 2**0.5, rel_tol=0.02)
    pairs = zip(shrink(BLOCK).scores, shrink(doubled).scores, strict=True)
    assert all(twice.own_weight > once.own_weight for once, twice in pairs)


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1), st.integers(0, 99)), max_size=12))
def test_scores_lie_between_a_unit_and_its_block(units: list[tuple[int, float, int]]):
    groups = [counts_of(a_matrix(m, happiness, seed=seed), ("q1", "q2", "q3")) for m, happiness, seed in units]
    found = shrink(groups)
    for sample, score in zip(found.samples, found.scores, strict=True):
        if score is None:
            continue
        ends = [found.mu, sample.index if sample else found.mu]
        assert min(ends) - 1e-12 <= score.shrunk <= max(ends) + 1e-12
        assert 0 <= score.low <= score.shrunk
        assert 0 <= score.own_weight <= 1


def test_an_infinite_prior_leaves_nothing_to_the_unit():
    found = shrink(BLOCK, frozen=Prior(mu=0.7, strength=float("inf")))
    assert found.strength is None
    assert {score.shrunk for score in found.scores} == {0.7}
