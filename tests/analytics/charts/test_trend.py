from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from analytics.charts import TrendBeside, TrendPoint, TrendWords, trend_line, trend_lines
from analytics.charts.beside import swatch

WORDS = TrendWords(
    share="Chỉ số từng tuần",
    interval="Khoảng tin cậy 95 %",
    missing="Chưa đủ dữ liệu",
    reference="Cả kỳ:",
    day=lambda day: f"{day:%d/%m}",
    axis=lambda floor, ceiling: f"Trục từ {floor} đến {ceiling}",
    empty="Chưa có tuần nào.",
)
MONDAY = date(2026, 1, 5)


@pytest.fixture
def weeks(an_estimate):
    def build(*shares: float | None) -> list[TrendPoint]:
        return [
            TrendPoint(
                day=MONDAY + timedelta(weeks=number),
                answers=40,
                estimate="Chưa đủ dữ liệu" if share is None else an_estimate(share),
            )
            for number, share in enumerate(shares)
        ]

    return build


@pytest.fixture
def draw(figures):
    return lambda points, frame, **more: trend_line(points, frame=frame, figures=figures, words=WORDS, **more)


def _heights(shown) -> list[float]:
    return [float(each.attrib["cy"]) for each in shown.marked("chart-point")]


def test_higher_shares_stand_proportionally_higher(weeks, draw, frame, picture):
    low, middle, high = _heights(picture(draw(weeks(0.2, 0.5, 0.8), frame)))
    assert low - middle == pytest.approx(middle - high, abs=0.02)
    assert low > high


def test_weeks_are_evenly_spaced_in_order_of_days(weeks, draw, frame, picture):
    shown = picture(draw(weeks(0.5, 0.6, 0.7, 0.8)[::-1], frame))
    across = [float(each.attrib["cx"]) for each in shown.marked("chart-point")]
    steps = [after - before for before, after in pairwise(across)]
    assert min(steps) == pytest.approx(max(steps), abs=0.02)
    assert min(steps) > 0


def test_a_week_with_too_few_answers_opens_the_line(weeks, draw, frame, picture, settled):
    shown = picture(draw(weeks(0.8, 0.82, None, 0.85, 0.9), frame))
    settled(shown)
    assert len(shown.marked("chart-line")) == len(shown.marked("chart-band")) == 2
    assert len(shown.marked("chart-missing")) == 2
    assert "Chưa đủ dữ liệu" in shown.words


def test_a_week_left_out_opens_the_line_too(weeks, draw, frame, picture):
    points = weeks(0.8, 0.82, 0.85, 0.9)
    shown = picture(draw([points[0], points[1], points[3]], frame))
    assert len(shown.marked("chart-band")) == 2


def test_the_band_spans_the_interval(weeks, draw, frame, picture):
    shown = picture(draw(weeks(0.5), frame))
    (band,) = shown.marked("chart-band")
    (dot,) = shown.marked("chart-point")
    top, tall = float(band.attrib["y"]), float(band.attrib["height"])
    assert float(dot.attrib["cy"]) == pytest.approx(top + tall / 2, abs=0.02)


@pytest.mark.parametrize("count", [1, 2, 5, 26, 60])
def test_nothing_leaves_the_picture_and_no_words_touch(weeks, draw, frame, picture, settled, count):
    points = weeks(*(0.6 + 0.4 * (number % 5) / 4 for number in range(count)))
    for zoom in (False, True):
        shown = picture(draw(points, frame, reference=0.75, zoom=zoom))
        settled(shown)
        assert f"{points[-1].day:%d/%m}" in shown.words


def test_a_shortened_axis_says_so_and_a_whole_one_needs_not(weeks, draw, frame, picture):
    points = weeks(0.84, 0.88)
    assert "Trục từ 70\u00a0% đến 100\u00a0%" in picture(draw(points, frame, zoom=True)).words
    assert not any("Trục" in words for words in picture(draw(points, frame)).words)


def test_the_reference_is_drawn_and_named(weeks, draw, frame, picture):
    shown = picture(draw(weeks(0.84, 0.88), frame, reference=0.86))
    assert len(shown.marked("chart-reference")) == 1
    assert "Cả kỳ: 86,0\u00a0%" in shown.words
    low, high = _heights(shown)
    assert float(shown.marked("chart-reference")[0].attrib["y1"]) == pytest.approx((low + high) / 2, abs=0.02)


def test_only_unjudged_weeks_draw_no_line(weeks, draw, frame, picture, settled):
    shown = picture(draw(weeks(None, None), frame, zoom=True))
    settled(shown)
    assert not shown.marked("chart-point")


def test_noughts_and_ones_stay_inside(weeks, draw, frame, picture, settled):
    settled(picture(draw(weeks(0.0, 0.0, 1.0), frame)))
    settled(picture(draw(weeks(0.0, 0.0), frame, zoom=True)))


def test_no_weeks_say_so(draw, frame, picture):
    assert " ".join(picture(draw([], frame)).words) == WORDS.empty


def test_hostile_words_stay_words(weeks, frame, figures, picture):
    words = replace(WORDS, share="<script>", missing='"onload="x', day=lambda _day: "</text><image href='x'/>")
    shown = picture(trend_line(weeks(0.5, None), frame=frame, figures=figures, words=words))
    assert "<script>" in shown.words
    assert not shown.tagged("script")
    assert not shown.tagged("image")


def test_the_same_points_give_the_same_bytes(weeks, draw, frame):
    assert draw(weeks(0.5, None, 0.7), frame) == draw(weeks(0.5, None, 0.7), frame)


@pytest.fixture
def draw_beside(figures):
    return lambda points, beside, frame: trend_lines(
        points, beside, frame=frame, figures=figures, words=WORDS, zoom=True
    )


def test_lines_beside_are_dashed_named_and_have_no_band(weeks, draw_beside, frame, picture, settled):
    ended = [
        TrendBeside(name=f"Xã {number} (đến 30/01/2026)", points=tuple(weeks(0.8, 0.7 + number / 20)))
        for number in range(6)
    ]
    shown = picture(draw_beside(weeks(None, None, 0.8, 0.85), ended, frame))
    settled(shown)
    dashed = shown.marked("chart-beside-line")
    assert len(dashed) == 6
    assert len({(each.get("stroke"), each.get("stroke-dasharray")) for each in dashed}) == 6
    assert len(shown.marked("chart-band")) == 1
    written = " ".join(shown.words)
    assert all(each.name in written for each in ended)


def test_lines_beside_are_never_joined_to_the_main_one_nor_over_a_gap(weeks, draw_beside, frame, picture):
    beside = TrendBeside(name="Xã", points=tuple(weeks(0.8, 0.7, None, 0.9)))
    shown = picture(draw_beside(weeks(None, None, None, None, 0.8, 0.85), [beside], frame))
    assert len(shown.marked("chart-beside-line")) == 1
    # Three on the chart, one in the legend.
    assert len(shown.marked("chart-beside-point")) == 4
    assert len(shown.marked("chart-line")) == 1
    assert len(shown.marked("chart-missing")) == 5


def test_without_lines_beside_the_picture_is_the_usual_one(weeks, draw, draw_beside, frame):
    points = weeks(0.5, None, 0.7)
    assert draw_beside(points, [], frame) == draw(points, frame, zoom=True)


def test_lines_beside_stand_alone_where_the_main_one_has_no_points(weeks, draw_beside, frame, picture, settled):
    shown = picture(draw_beside([], [TrendBeside(name="Xã", points=tuple(weeks(0.8, 0.7)))], frame))
    settled(shown)
    assert len(shown.marked("chart-beside-line")) == 1


def test_each_of_twelve_lines_looks_different():
    looks = {str(swatch(number)(0, 0)) for number in range(12)}
    assert len(looks) == 12


def test_hostile_names_of_lines_stay_words(weeks, draw_beside, frame, picture):
    name = '</title><script>"'
    shown = picture(draw_beside(weeks(0.5, 0.6), [TrendBeside(name=name, points=tuple(weeks(0.8, 0.7)))], frame))
    assert name in " ".join(shown.words)
    assert not shown.tagged("script")
