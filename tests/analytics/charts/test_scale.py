from __future__ import annotations

import itertools

import pytest

from analytics.charts.scale import Scale, span


def test_without_zoom_the_axis_runs_from_nought_to_everything():
    assert span([0.8, 0.9], zoom=False) == (0.0, 1.0)
    assert span([], zoom=True) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("shares", "ends"),
    [
        ([0.84, 0.89], (0.7, 0.9)),
        ([0.7, 0.9], (0.7, 0.9)),
        ([1.0], (0.8, 1.0)),
        ([0.0], (0.0, 0.2)),
        ([0.32, 0.97], (0.2, 1.0)),
        ([0.0, 1.0], (0.0, 1.0)),
    ],
)
def test_zoom_takes_whole_tenths_and_never_less_than_a_fifth(shares, ends):
    assert span(shares, zoom=True) == ends


@pytest.mark.parametrize("low", range(0, 100, 7))
@pytest.mark.parametrize("high", range(0, 101, 5))
def test_ticks_are_even_and_name_both_ends(low, high):
    floor, ceiling = span([low / 100, high / 100], zoom=True)
    ticks = Scale(floor=floor, ceiling=ceiling, start=0, end=100).ticks
    assert (ticks[0], ticks[-1]) == (floor, ceiling)
    assert floor <= low / 100 <= ceiling
    assert 4 <= len(ticks) <= 6
    assert len({round((after - before) * 100) for before, after in itertools.pairwise(ticks)}) == 1


def test_a_share_beyond_the_axis_stays_at_its_end():
    scale = Scale(floor=0.6, ceiling=1.0, start=10, end=50)
    assert [scale.at(share) for share in (0.1, 0.6, 0.8, 1.0)] == pytest.approx([10, 10, 30, 50])
