"""Control charts: known answers, the four rules, and how seldom chance alone breaks them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index.domain.trend import (
    BASELINE,
    Course,
    Observation,
    Rebase,
    Rule,
    control_chart,
    drift,
)


def month(place: int) -> date:
    return date(2024 + place // 12, place % 12 + 1, 1)


def series(shares, n=100.0) -> list[Observation]:
    sizes = [n] * len(shares) if isinstance(n, float) else n
    return [
        Observation(day=month(place), share=share, n=size)
        for place, (share, size) in enumerate(zip(shares, sizes, strict=True))
    ]


STEADY = [0.82, 0.78] * 6
"""Mean 0.8; the moving ranges are 0.04/0.04 = 1, and 1/1.128 is below 1, so σ_z is 1."""


def rules(chart) -> list[tuple[Rule, bool, int]]:
    return [(signal.rule, signal.up, len(signal.days)) for phase in chart.phases for signal in phase.signals]


def test_the_limits_are_those_of_the_formula():
    (phase,) = control_chart(series([*STEADY, 0.8], [100.0] * 12 + [400.0])).phases
    assert phase.centre == pytest.approx(0.8)
    assert phase.sigma_z == 1.0
    # 3 √(0.8 · 0.2 / 100) = 0.12; of four times as many answers half of it.
    assert (phase.points[0].low, phase.points[0].high) == pytest.approx((0.68, 0.92))
    assert (phase.points[12].low, phase.points[12].high) == pytest.approx((0.74, 0.86))


def test_a_series_that_varies_more_than_its_answers_has_wider_limits():
    (phase,) = control_chart(series([0.88, 0.72] * 6)).phases
    # z = ±2, so every moving range is 4.
    assert phase.sigma_z == pytest.approx(4 / 1.128)
    assert phase.points[0].low == pytest.approx(0.8 - 0.12 * 4 / 1.128)
    assert phase.course is Course.STEADY


def test_eleven_points_are_too_short_to_judge():
    chart = control_chart(series(STEADY[:-1]))
    assert chart.course is Course.TOO_SHORT
    assert all(point.low is None and not point.rules and not point.baseline for point in chart.points)
    assert control_chart([]).course is Course.TOO_SHORT


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ([0.8], []),
        ([0.67], [(Rule.BEYOND, False, 1)]),
        ([0.93], [(Rule.BEYOND, True, 1)]),
        # Beyond two deviations of 0.04, twice in three.
        ([0.89, 0.8, 0.89], [(Rule.NEAR, True, 2)]),
        ([0.89, 0.8, 0.8, 0.89], []),
        ([0.89, 0.71], []),
        # The last of the baseline lies below, so eight more must.
        ([0.79] * 7, [(Rule.RUN, False, 8)]),
        ([0.79] * 6, []),
        # The last of the baseline is the lowest of seven that rise.
        ([0.785, 0.79, 0.795, 0.8, 0.805, 0.81], [(Rule.SLOPE, True, 7)]),
        ([0.785, 0.79, 0.795, 0.8], []),
        ([0.785, 0.79, 0.79, 0.8, 0.805], []),
    ],
)
def test_each_rule_has_its_signal_and_nothing_else(added, found):
    chart = control_chart(series(STEADY + added))
    assert rules(chart) == found
    assert chart.course is (Course.SIGNAL if found else Course.STEADY)


def test_a_signal_names_its_days_and_marks_its_points():
    chart = control_chart(series([*STEADY, 0.67]))
    assert chart.phases[0].signals[0].days == (month(12),)
    assert [point.day for point in chart.points if point.rules] == [month(12)]
    assert [point.baseline for point in chart.points] == [True] * 12 + [False]


def test_later_points_never_move_the_limits():
    before = control_chart(series(STEADY)).phases[0]
    after = control_chart(series([*STEADY, 0.5, 0.4, 0.3])).phases[0]
    assert [replace(point, rules=()) for point in after.points[:BASELINE]] == [
        replace(point, rules=()) for point in before.points
    ]


def test_the_usual_level_is_taken_anew_only_for_a_reason():
    shares = STEADY + [share - 0.2 for share in STEADY]
    assert control_chart(series(shares)).course is Course.SIGNAL
    chart = control_chart(series(shares), rebases=[Rebase(day=month(12), reason="New building")])
    assert [phase.course for phase in chart.phases] == [Course.STEADY, Course.STEADY]
    assert [phase.reason for phase in chart.phases] == [None, "New building"]
    assert chart.phases[1].centre == pytest.approx(0.6)
    assert [point.day for point in chart.points] == [month(place) for place in range(24)]
    with pytest.raises(ValueError, match="reason"):
        Rebase(day=month(3), reason=" ")


def test_the_order_in_which_points_are_given_does_not_matter():
    points = series([*STEADY, 0.9, 0.67, 0.8])
    assert control_chart(points[::-1]) == control_chart(points)


@given(
    st.sampled_from([0.0, 1.0, 0.9, 1 / 3, 0.7]),
    st.lists(st.integers(10, 5000).map(float), min_size=12, max_size=40),
)
def test_a_share_that_never_moves_never_signals(share, sizes):
    chart = control_chart(series([share] * len(sizes), sizes))
    assert chart.course is Course.STEADY
    assert drift(chart.phases[0]).course is Course.STEADY
    assert all(0 <= point.low <= share <= point.high <= 1 for point in chart.points)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(10, 900).map(float)), min_size=12, max_size=30))
def test_the_chart_is_the_direct_computation(points):
    shares, sizes = [share for share, _ in points], [n for _, n in points]
    (phase,) = control_chart(series(shares, sizes)).phases
    p, n = np.array(shares), np.array(sizes)
    centre = np.average(p[:12], weights=n[:12])
    if not 0.001 < centre < 0.999:
        return
    z = (p - centre) / np.sqrt(centre * (1 - centre) / n)
    sigma = max(1.0, np.abs(np.diff(z[:12])).mean() / 1.128)
    assert phase.sigma_z == pytest.approx(sigma)
    beyond = {place for place in range(len(p)) if abs(z[place]) > 3 * sigma + 1e-6}
    assert beyond <= {place for place, point in enumerate(phase.points) if Rule.BEYOND in point.rules}
    for heights in (z, -z):
        runs = {i for w in range(len(p) - 7) if (heights[w : w + 8] > 1e-6).all() for i in range(w, w + 8)}
        assert runs <= {place for place, point in enumerate(phase.points) if Rule.RUN in point.rules}
        far = heights > 2 * sigma + 1e-6
        near = {i for w in range(len(p) - 2) if far[w : w + 3].sum() > 1 for i in range(w, w + 3) if far[i]}
        assert near <= {place for place, point in enumerate(phase.points) if Rule.NEAR in point.rules}


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(10, 900).map(float)), min_size=12, max_size=30))
def test_shares_of_dissatisfied_give_the_mirrored_chart(points):
    shares, sizes = [share / 100 for share, _ in points], [n for _, n in points]
    (there,) = control_chart(series(shares, sizes)).phases
    (back,) = control_chart(series([1 - share for share in shares], sizes)).phases
    assert [point.rules for point in there.points] == [point.rules for point in back.points]
    assert [point.low for point in there.points] == pytest.approx([1 - point.high for point in back.points])


def test_the_moving_average_is_that_of_the_formula():
    phase = control_chart(series([*STEADY, 0.84])).phases[0]
    found = drift(phase)
    assert found.points[0].value == pytest.approx(0.2 * 0.5)
    assert found.points[1].value == pytest.approx(0.2 * -0.5 + 0.8 * 0.1)
    assert found.points[0].limit == pytest.approx(2.86 * sqrt(0.2 / 1.8 * (1 - 0.8**2)))
    assert found.points[-1].value == pytest.approx(0.2 * 1.0 + 0.8 * found.points[-2].value)


def test_a_slow_drift_shows_in_the_moving_average_before_any_point_is_out():
    shares = [*STEADY, *[0.86, 0.87, 0.79, 0.87, 0.86, 0.87, 0.86]]
    phase = control_chart(series(shares)).phases[0]
    assert not any(Rule.BEYOND in point.rules for point in phase.points)
    assert drift(phase).course is Course.SIGNAL
    assert drift(control_chart(series(STEADY[:5])).phases[0]).course is Course.TOO_SHORT


@pytest.mark.parametrize(("share", "people"), [(0.85, 80), (0.9, 40), (0.7, 200)])
def test_stable_series_signal_no_oftener_than_the_note_says(share, people):
    draw = np.random.Generator(np.random.PCG64(7))
    outside = signals = drifts = 0
    for _ in range(300):
        sizes = draw.integers(people // 2, people * 2, 24)
        shares = draw.binomial(sizes, share) / sizes
        (phase,) = control_chart(series(shares.tolist(), sizes.astype(float).tolist())).phases
        outside += sum(Rule.BEYOND in point.rules for point in phase.points)
        signals += phase.course is Course.SIGNAL
        drifts += drift(phase).course is Course.SIGNAL
    assert outside / (300 * 24) < 0.005
    assert signals / 300 < 0.25
    assert drifts / 300 < 0.12
