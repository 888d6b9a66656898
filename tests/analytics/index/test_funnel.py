"""Funnels: known answers, and how seldom chance alone carries a unit out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index.domain.funnel import Comparison, Entrant, Placement, funnel


def units(*shares: float, n: float = 100.0) -> list[Entrant]:
    return [Entrant(key=f"{place:03}", share=share, n=n) for place, share in enumerate(shares)]


def test_the_limits_are_those_of_the_formula():
    found = funnel(units(0.8, 0.8, 0.78, 0.82, 0.8))
    assert found.target == pytest.approx(0.8)
    assert found.tau2 == 0.0
    # 0.8 ± 1.959964 · 0.4/10 and ± 3.090232 · 0.4/10.
    assert found.limits(100, wide=False) == pytest.approx((0.7216014, 0.8783986))
    assert found.limits(100, wide=True) == pytest.approx((0.6763907, 0.9236093))
    assert found.comparison is Comparison.ALIKE


@pytest.mark.parametrize(
    ("share", "placement"),
    [
        (0.80, Placement.WITHIN),
        (0.73, Placement.WITHIN),
        (0.71, Placement.BELOW),
        (0.67, Placement.FAR_BELOW),
        (0.89, Placement.ABOVE),
        (0.93, Placement.FAR_ABOVE),
    ],
)
def test_a_unit_is_placed_by_its_distance(share, placement):
    # Twenty alike: the tenth at each end is pulled in, and nothing is left of over-dispersion.
    found = funnel([*units(*[0.8] * 20), Entrant(key="x", share=share, n=100.0)], target=0.8)
    assert found.tau2 == 0.0
    assert found.units[-1].placement is placement


def test_usual_differences_of_units_widen_the_limits():
    shares = [0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0]
    found = funnel(units(*shares), target=0.8)
    z = (np.array(shares) - 0.8) / 0.04
    pulled = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    phi = (pulled**2).mean()
    weights = np.full(7, 1 / 0.04**2)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx((7 * phi - 6) / scale)
    assert found.units[0].z == pytest.approx(-0.2 / np.sqrt(0.04**2 + found.tau2))
    assert found.comparison is Comparison.ALIKE


def test_four_units_are_too_few():
    found = funnel(units(0.1, 0.9, 0.9, 0.9))
    assert found.comparison is Comparison.TOO_FEW
    assert found.target == pytest.approx(0.7)
    assert all(unit.placement is None and unit.z is None for unit in found.units)
    assert funnel([]).target is None


def test_a_target_may_be_given():
    found = funnel(units(0.8, 0.8, 0.8, 0.8, 0.8), target=0.9)
    assert found.target == 0.9
    assert [unit.z for unit in found.units] == pytest.approx([found.units[0].z] * 5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_units_that_are_all_alike_are_within(share):
    found = funnel(units(*[share] * 6))
    assert found.comparison is Comparison.ALIKE
    low, high = found.limits(30, wide=True)
    assert 0 <= low <= share <= high <= 1
    assert low < high


a_unit = st.tuples(st.integers(1, 99), st.integers(10, 2000))


@given(st.lists(a_unit, min_size=5, max_size=40), st.randoms())
def test_the_order_of_units_changes_nothing(given_units, random):
    entrants = [
        Entrant(key=f"{place:03}", share=share / 100, n=float(n)) for place, (share, n) in enumerate(given_units)
    ]
    found = funnel(entrants)
    random.shuffle(entrants)
    assert funnel(entrants) == found


@given(st.lists(a_unit, min_size=5, max_size=40))
def test_a_unit_is_far_out_just_where_it_leaves_the_drawn_limits(given_units):
    entrants = [
        Entrant(key=f"{place:03}", share=share / 100, n=float(n)) for place, (share, n) in enumerate(given_units)
    ]
    found = funnel(entrants)
    for unit in found.units:
        low, high = found.limits(unit.n, wide=True)
        far = unit.placement in {Placement.FAR_BELOW, Placement.FAR_ABOVE}
        if min(abs(unit.share - low), abs(unit.share - high)) > 1e-9 and low > 0 and high < 1:
            assert far == (not low <= unit.share <= high)


@given(st.lists(a_unit, min_size=5, max_size=30))
def test_shares_of_dissatisfied_give_the_mirrored_funnel(given_units):
    entrants = [
        Entrant(key=f"{place:03}", share=share / 100, n=float(n)) for place, (share, n) in enumerate(given_units)
    ]
    there = funnel(entrants)
    back = funnel([replace(each, share=1 - each.share) for each in entrants])
    assert [unit.z for unit in there.units] == pytest.approx([-unit.z for unit in back.units], abs=1e-6)


def test_equal_units_leave_the_wide_limits_no_oftener_than_they_say():
    draw = np.random.Generator(np.random.PCG64(2))
    far = warned = 0
    for _ in range(200):
        sizes = draw.integers(40, 400, 40)
        shares = draw.binomial(sizes, 0.85) / sizes
        found = funnel(
            Entrant(key=f"{place:03}", share=float(share), n=float(n))
            for place, (share, n) in enumerate(zip(shares, sizes, strict=True))
        )
        far += sum(unit.placement in {Placement.FAR_BELOW, Placement.FAR_ABOVE} for unit in found.units)
        warned += sum(unit.placement is not Placement.WITHIN for unit in found.units)
    assert far / 8000 < 0.004
    assert warned / 8000 < 0.06


def test_one_bad_unit_among_usual_ones_is_found():
    draw = np.random.Generator(np.random.PCG64(4))
    shares = draw.binomial(200, np.clip(draw.normal(0.85, 0.02, 30), 0, 1)) / 200
    found = funnel([*units(*shares.tolist(), n=200.0), Entrant(key="bad", share=0.6, n=200.0)])
    assert [unit.key for unit in found.units if unit.placement is Placement.FAR_BELOW] == ["bad"]
