"""When a share changed: the search against every possible cut, and breaks that were planted."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.domain.changes import Breaks, best_cuts, change_points
from tests.analytics.index.test_trend import month, series


def cost(heights, weights) -> float:
    mean = np.average(heights, weights=weights)
    return float((np.asarray(weights) * (np.asarray(heights) - mean) ** 2).sum())


def total(heights, weights, cuts, penalty) -> float:
    edges = [0, *cuts, len(heights)]
    return sum(cost(heights[a:b], weights[a:b]) for a, b in pairwise(edges)) + penalty * len(cuts)


def every_cut(size, shortest):
    for number in range(size // shortest):
        for cuts in combinations(range(shortest, size - shortest + 1), number):
            if all(b - a >= shortest for a, b in pairwise([0, *cuts, size])):
                yield cuts


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.integers(1, 60).map(float)), min_size=4, max_size=11),
    st.floats(0.01, 12),
    st.integers(1, 4),
)
def test_the_search_finds_the_best_of_all_cuts(points, penalty, shortest):
    heights, weights = [y for y, _ in points], [w for _, w in points]
    found = best_cuts(heights, weights, penalty=penalty, shortest=shortest)
    best = min(total(heights, weights, cuts, penalty) for cuts in every_cut(len(points), shortest))
    assert total(heights, weights, found, penalty) == pytest.approx(best, abs=1e-9)
    assert all(b - a >= shortest for a, b in pairwise([0, *found, len(points)]))


def test_one_more_long_case_agrees_with_the_search_without_pruning():
    draw = np.random.Generator(np.random.PCG64(3))
    heights = (np.repeat(draw.normal(0, 1, 9), 12) + draw.normal(0, 0.3, 108)).tolist()
    weights = draw.integers(5, 80, 108).astype(float).tolist()
    best, origin = [-20.0] + [float("inf")] * 108, [0] * 109
    for end in range(5, 109):
        for start in [0, *range(5, end - 4)]:
            value = best[start] + cost(heights[start:end], weights[start:end]) + 20.0
            if value < best[end]:
                best[end], origin[end] = value, start
    cuts, place = [], origin[108]
    while place:
        cuts.append(place)
        place = origin[place]
    assert best_cuts(heights, weights, penalty=20.0, shortest=5) == tuple(reversed(cuts))


@pytest.mark.parametrize("size", [12, 24, 60])
@pytest.mark.parametrize("break_at", [5, 7])
def test_a_planted_break_is_found_on_its_day(size, break_at):
    found = change_points(series([0.7] * break_at + [0.9] * (size - break_at)))
    assert found.breaks is Breaks.FOUND
    assert found.days == (month(break_at),)
    assert [segment.share for segment in found.segments] == pytest.approx([0.7, 0.9])
    assert [segment.points for segment in found.segments] == [break_at, size - break_at]


def test_two_breaks_among_noise_are_both_found():
    draw = np.random.Generator(np.random.PCG64(11))
    levels = np.repeat([0.7, 0.88, 0.75], [10, 9, 11])
    shares = draw.binomial(150, levels) / 150
    found = change_points(series(shares.tolist(), 150.0))
    assert len(found.days) == 2
    assert abs(found.segments[0].points - 10) <= 1
    assert abs(found.segments[2].points - 11) <= 1


def test_nine_points_are_too_short():
    assert change_points(series([0.1] * 4 + [0.9] * 5)).breaks is Breaks.TOO_SHORT
    assert change_points([]).breaks is Breaks.TOO_SHORT


@pytest.mark.parametrize("share", [0.0, 1.0, 0.8])
def test_a_share_that_never_moves_has_no_break(share):
    found = change_points(series([share] * 30))
    assert found.breaks is Breaks.NONE
    assert [segment.points for segment in found.segments] == [30]


def test_a_series_read_backwards_breaks_at_the_same_place():
    shares = [0.7, 0.72, 0.69, 0.71, 0.7, 0.7, 0.9, 0.88, 0.91, 0.9, 0.9]
    there, back = change_points(series(shares)), change_points(series(shares[::-1]))
    assert [segment.points for segment in there.segments] == [6, 5]
    assert [segment.points for segment in back.segments] == [5, 6]


@pytest.mark.parametrize(("share", "people"), [(0.85, 80), (0.95, 30), (0.7, 200)])
def test_stable_series_break_no_oftener_than_the_note_says(share, people):
    draw = np.random.Generator(np.random.PCG64(5))
    found = 0
    for _ in range(300):
        sizes = draw.integers(people // 2, people * 2, 24)
        shares = draw.binomial(sizes, share) / sizes
        found += change_points(series(shares.tolist(), sizes.astype(float).tolist())).breaks is Breaks.FOUND
    assert found / 300 < 0.12
