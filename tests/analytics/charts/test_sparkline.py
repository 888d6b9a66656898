from __future__ import annotations

import pytest

from analytics.charts import Frame, sparkline

FRAME = Frame(ident="spark", title="Xu hướng", description="Sáu tuần", width=120)


@pytest.mark.parametrize(
    "values", [[], [None], [0.5], [0.0] * 6, [1.0, None, 0.0], [None, 0.4, None], [0.1, 0.9] * 40]
)
def test_nothing_leaves_the_picture(values, picture, settled):
    settled(picture(sparkline(values, frame=FRAME)))


def test_the_last_known_value_carries_the_dot(picture):
    (dot,) = picture(sparkline([0.2, 0.8, None], frame=FRAME)).marked("chart-last")
    assert float(dot.attrib["cx"]) == 60 - 2
    assert float(dot.attrib["cy"]) == pytest.approx(28 - 0.8 * 24)


def test_a_gap_is_left_open(picture):
    paths = picture(sparkline([0.1, 0.2, None, 0.3, 0.4], frame=FRAME)).tagged("path")
    assert len(paths) == 2


def test_no_known_value_draws_no_dot(picture):
    assert not picture(sparkline([None, None], frame=FRAME)).marked("chart-last")


def test_floor_and_ceiling_stretch_the_line(picture):
    (dot,) = picture(sparkline([0.7, 0.8], frame=FRAME, floor=0.6, ceiling=0.8)).marked("chart-last")
    assert float(dot.attrib["cy"]) == pytest.approx(4)
