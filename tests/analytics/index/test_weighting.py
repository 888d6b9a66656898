"""The index by volume, mix and regulated weights: formulas by hand, joins, caps, and what must not matter."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index.domain import index_fraction, index_variance, unit_index
from analytics.index.domain.channels import channel_gap
from analytics.index.domain.strata import NegativeVolumeError, StrataTreeError, Stratum, joined
from analytics.index.domain.weighting import (
    CriterionWeightsError,
    by_criteria,
    by_volume,
    post_stratified,
    standardised,
)
from tests.analytics.index.samples import QUESTIONS, a_group, a_matrix, everyone, nobody
from tests.helpers.matrix import counts_of

TREE = {
    "birth": "civil",
    "marriage": "civil",
    "house": "land",
    "field": "land",
    "civil": "office",
    "land": "office",
}


def a_stratum(key, counts, volume=100):
    return Stratum(key=key, counts=counts, volume=volume)


BIRTH, HOUSE = a_group(60, 0.9, seed=1), a_group(30, 0.6, seed=2)


def test_services_count_by_their_volume():
    found = post_stratified([a_stratum("birth", BIRTH, 100), a_stratum("house", HOUSE, 200)], TREE)
    share = Fraction(1, 3)
    expected = share * index_fraction(BIRTH) + (1 - share) * index_fraction(HOUSE)
    variance = share**2 * index_variance(BIRTH) + (1 - share) ** 2 * index_variance(HOUSE)
    assert found.weighted.index == float(expected)
    assert found.weighted.variance == pytest.approx(float(variance), rel=1e-12)
    assert found.weighted.plain == float(index_fraction(BIRTH + HOUSE))
    assert found.weighted.low < found.weighted.index < found.weighted.high
    assert found.weighted.differs
    assert [(cell.key, cell.weight, cell.respondents) for cell in found.cells] == [
        ("birth", 1 / 3, 60),
        ("house", 2 / 3, 30),
    ]


def test_kish_and_the_heaviest_respondent_are_those_of_the_single_weights():
    found = post_stratified([a_stratum("birth", BIRTH, 100), a_stratum("house", HOUSE, 200)], TREE)
    weights = np.repeat([100 / 60, 200 / 30], [60, 30])
    assert found.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found.max_weight == pytest.approx((weights / weights.mean()).max())
    assert (found.capped, found.represented) == ((), 1)


def test_nobody_weighs_more_than_five_times_the_one_in_the_middle():
    rare = a_stratum("house", a_group(10, 0.5, seed=3), 1000)
    found = post_stratified([a_stratum("birth", BIRTH, 60), rare], TREE)
    # 60 weigh 1 each and ten would weigh 100 each; they are held at 5.
    assert found.capped == ("house",)
    assert [cell.weight for cell in found.cells] == [60 / 110, 50 / 110]
    assert found.max_weight == pytest.approx(5 / (110 / 70))


def test_volumes_in_proportion_to_respondents_change_nothing():
    groups = [a_stratum("birth", BIRTH, 120), a_stratum("house", HOUSE, 60)]
    even = post_stratified(groups, TREE)
    assert (even.n_eff, even.max_weight) == (90, 1)
    assert not even.weighted.differs


def test_one_service_alone_is_the_plain_index_with_its_interval():
    found, plain = post_stratified([a_stratum("birth", BIRTH)], TREE).weighted, unit_index(BIRTH)
    assert (found.index, found.low, found.high, found.differs) == (plain.index, plain.low, plain.high, False)
    happy = post_stratified([a_stratum("birth", everyone(20))], TREE).weighted
    assert (happy.low, happy.high) == (unit_index(everyone(20)).low, 1)


def keys(*strata):
    return [(each.key, each.counts.respondents, each.volume) for each in joined(strata, TREE)]


def test_a_small_service_is_joined_with_its_neighbours_under_the_tree():
    assert keys(
        a_stratum("birth", everyone(9), 1),
        a_stratum("marriage", everyone(40), 2),
        a_stratum("house", everyone(30), 4),
        a_stratum("field", everyone(30), 8),
    ) == [("civil", 49, 3), ("field", 30, 8), ("house", 30, 4)]


def test_what_is_still_too_small_goes_up_until_everything_is_one():
    assert keys(a_stratum("birth", everyone(3), 1), a_stratum("house", everyone(30), 2)) == [("office", 33, 3)]
    assert keys(a_stratum("birth", everyone(3), 1), a_stratum("other", everyone(30), 2)) == [("", 33, 3)]
    assert keys(a_stratum("birth", everyone(3), 1), a_stratum("marriage", everyone(3), 2)) == [("civil", 6, 3)]


def test_a_service_whose_questions_were_not_all_answered_is_joined_too():
    half = counts_of([[5, 5, None]] * 20, QUESTIONS)
    assert keys(a_stratum("birth", half, 1), a_stratum("marriage", everyone(20), 1)) == [("civil", 40, 2)]


@given(
    st.permutations(["birth", "marriage", "house", "field"]), st.lists(st.integers(0, 20), min_size=4, max_size=4)
)
def test_the_order_of_services_is_of_no_account(order, sizes):
    strata = {key: a_stratum(key, everyone(size), 7) for key, size in zip(sorted(order), sizes, strict=True)}
    assert keys(*(strata[key] for key in order)) == keys(*(strata[key] for key in sorted(order)))


def test_a_tree_without_a_root_and_a_volume_below_nothing_are_refused():
    ring = {"birth": "civil", "civil": "birth"}
    with pytest.raises(StrataTreeError):
        joined([a_stratum("birth", everyone(1)), a_stratum("house", everyone(1))], ring)
    with pytest.raises(NegativeVolumeError):
        a_stratum("birth", everyone(1), -1)


def test_too_few_answers_in_all_have_no_weighted_index():
    found = post_stratified([a_stratum("birth", everyone(4)), a_stratum("house", everyone(5))], TREE)
    assert (found.weighted.index, found.weighted.low, found.weighted.differs) == (None, None, None)
    assert (found.cells, found.max_weight, found.n_eff, found.represented) == ((), None, None, 0)
    assert found.weighted.plain == 1
    nothing = post_stratified([], TREE)
    assert (nothing.weighted.plain, nothing.represented) == (None, None)


def test_a_service_with_visitors_and_no_answers_is_spoken_for_by_its_neighbours():
    found = post_stratified([a_stratum("birth", BIRTH, 60), a_stratum("marriage", nobody(), 40)], TREE)
    assert [(cell.key, cell.volume) for cell in found.cells] == [("civil", 100)]


def test_answers_of_no_known_service_are_told_and_outweigh_no_others():
    known = a_stratum("birth", everyone(20), 100)
    some = post_stratified([known, a_stratum("–", a_group(20, 0.6, seed=4), 0)], TREE)
    assert (some.weighted.index, some.left_out) == (1, 20)
    most = post_stratified([known, a_stratum("–", a_group(480, 0.6, seed=4), 0)], TREE)
    assert (most.weighted.index, most.weighted.low, most.left_out, most.represented) == (None, None, 480, 0)
    assert most.weighted.plain is not None
    assert post_stratified([known], TREE).left_out == 0


def test_two_units_of_other_services_are_compared_by_one_mix():
    mix = {"birth": Fraction(1, 2), "house": Fraction(1, 2)}
    land_office = [a_stratum("birth", BIRTH, 10), a_stratum("house", HOUSE, 990)]
    civil_office = [a_stratum("birth", BIRTH, 990), a_stratum("house", HOUSE, 10)]
    expected = float((index_fraction(BIRTH) + index_fraction(HOUSE)) / 2)
    assert standardised(land_office, mix, TREE).weighted.index == expected
    assert standardised(civil_office, mix, TREE).weighted == standardised(land_office, mix, TREE).weighted
    assert standardised([land_office[0]], mix, TREE).cells[0].key == "office"


def test_a_province_adds_up_by_volume_and_is_no_mean_of_means():
    units = [a_stratum("A", BIRTH, 9000), a_stratum("B", HOUSE, 1000)]
    found = by_volume(units)
    assert found.weighted.index == float(Fraction(9, 10) * index_fraction(BIRTH) + index_fraction(HOUSE) / 10)
    assert found.capped == ()


def test_small_units_stand_together_and_lone_ones_are_left_out_by_name_of_their_volume():
    large = a_stratum("A", BIRTH, 800)
    together = by_volume([large, a_stratum("B", everyone(6), 100), a_stratum("C", everyone(6), 100)])
    assert [(cell.key, cell.respondents, cell.volume) for cell in together.cells] == [
        ("", 12, 200),
        ("A", 60, 800),
    ]
    alone = by_volume([large, a_stratum("B", everyone(6), 200)])
    assert [cell.key for cell in alone.cells] == ["A"]
    assert alone.represented == 0.8


def test_equal_criteria_are_the_plain_index_with_its_interval():
    plain = unit_index(BIRTH)
    for weights in (None, dict.fromkeys(QUESTIONS, Fraction(1, 3))):
        found = by_criteria(BIRTH, weights)
        assert (found.index, found.low, found.high, found.differs) == (plain.index, plain.low, plain.high, False)


def test_regulated_weights_replace_one_kth_in_index_and_variance():
    matrix = a_matrix(40, 0.7, seed=8, missing=0.2)
    counts = counts_of(matrix, QUESTIONS)
    w = dict(zip(QUESTIONS, (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)), strict=True))
    columns = [[level for level in column if level is not None] for column in zip(*matrix, strict=True)]
    n = [len(column) for column in columns]
    p = [Fraction(sum(level >= 4 for level in column), len(column)) for column in columns]
    u = [
        sum(
            w[f"q{j + 1}"] * (Fraction(level >= 4) - p[j]) / n[j]
            for j, level in enumerate(row)
            if level is not None
        )
        for row in matrix
        if any(level is not None for level in row)
    ]
    found = by_criteria(counts, w)
    assert found.index == float(sum(w[f"q{j + 1}"] * p[j] for j in range(3)))
    assert found.variance == float(Fraction(len(u), len(u) - 1) * sum(value**2 for value in u))


def test_without_answers_weights_give_no_index():
    assert by_criteria(nobody(), dict.fromkeys(QUESTIONS, Fraction(1, 3))).index is None


@pytest.mark.parametrize(
    "weights",
    [
        {"q1": Fraction(1)},
        {"q1": Fraction(1, 2), "q2": Fraction(1, 4), "q3": Fraction(1, 8)},
        {"q1": Fraction(1, 2), "q2": Fraction(1, 2), "q3": Fraction(0)},
        {"q1": Fraction(1, 2), "q2": Fraction(1, 4), "q9": Fraction(1, 4)},
    ],
)
def test_weights_that_are_not_those_of_the_criteria_are_refused(weights):
    with pytest.raises(CriterionWeightsError):
        by_criteria(BIRTH, weights)


@pytest.mark.parametrize(("happy", "differs"), [(58, False), (59, True)])
def test_two_points_apart_is_not_yet_noteworthy_and_more_is(happy: int, differs: bool):
    """With 58 of 100 and 150 of 300, weighed alike, the index is 54 % and the plain one 52 %, exactly."""
    rare = counts_of([[5]] * happy + [[1]] * (100 - happy), ("q",))
    common = counts_of([[5]] * 150 + [[1]] * 150, ("q",))
    found = post_stratified([a_stratum("birth", rare, 1), a_stratum("house", common, 1)], {})
    assert found.weighted.differs is differs


def test_channels_ten_points_apart_are_no_alarm_and_further_ones_are():
    def levels(happy):
        return counts_of([[5]] * happy + [[1]] * (100 - happy), ("q",))

    assert not channel_gap(levels(80), levels(70)).alarm
    found = channel_gap(levels(69), levels(80))
    assert found.alarm
    assert found.gap.difference == pytest.approx(-0.11)
    assert found.gap.low < -0.11 < found.gap.high


def test_a_channel_with_few_answers_is_not_compared():
    assert channel_gap(everyone(9), everyone(50)) is None
    assert channel_gap(everyone(50), nobody()) is None
