from __future__ import annotations

from math import sqrt

import pytest

from analytics.charts import FunnelDot, FunnelWords, Mouth, Shape, funnel_plot
from analytics.charts.plane import number_ticks

WORDS = FunnelWords(
    unit="Một đơn vị",
    target="Mức chung",
    inner="Giới hạn 95 %",
    outer="Giới hạn 99,8 %",
    between="Giữa hai giới hạn",
    beyond="Ngoài giới hạn",
    foot="Số ý kiến độc lập",
    whole=str,
    axis=lambda floor, ceiling: f"Trục từ {floor} đến {ceiling}",
    empty="Chưa có đơn vị nào.",
)


def limits(times: float):
    return lambda n: (max(0.0, 0.85 - times * sqrt(0.1275 / n)), min(1.0, 0.85 + times * sqrt(0.1275 / n)))


MOUTH = Mouth(target=0.85, inner=limits(1.96), outer=limits(3.09))
DOTS = [
    FunnelDot(label=f"UBND phường {place}", answers=place * 9, n=place * 9.0, share=0.85 + (-1) ** place * 0.02)
    for place in range(2, 40)
]
OUT = [
    FunnelDot(label="UBND xã Gio Linh", answers=90, n=95.0, share=0.55, shape=Shape.DIAMOND),
    FunnelDot(label="UBND xã Vĩnh Linh", answers=91, n=96.0, share=0.56, shape=Shape.DIAMOND),
    FunnelDot(label="UBND xã Cồn Tiên", answers=200, n=210.0, share=0.79, shape=Shape.SQUARE),
]


@pytest.fixture
def draw(figures):
    return lambda dots, frame, mouth=MOUTH: funnel_plot(
        dots, frame=frame, figures=figures, words=WORDS, mouth=mouth
    )


def test_nothing_leaves_the_picture_and_no_words_touch(draw, frame, picture, settled):
    settled(picture(draw(DOTS + OUT, frame)))


def test_units_beyond_the_limits_have_a_shape_and_a_name(draw, frame, picture):
    shown = picture(draw(DOTS + OUT, frame))
    assert len(shown.marked("chart-diamond")) == 2 + 1
    assert len(shown.marked("chart-square")) == 1 + 1
    assert "UBND xã Gio Linh" in shown.words
    assert "UBND xã Cồn Tiên" not in shown.words
    assert "UBND phường 5" not in shown.words
    tips = [each.text or "" for each in shown.tagged("title")]
    assert any(tip.startswith("UBND phường 5: ") for tip in tips)


def test_two_pairs_of_limits_narrow_around_the_target(draw, frame, picture):
    shown = picture(draw(DOTS, frame))
    curves = [each for each in shown.marked("chart-limit") if each.tag.endswith("path")]
    assert len(curves) == 4
    heights = [
        [float(pair.split()[1]) for pair in each.attrib["d"].removeprefix("M").split("L")] for each in curves
    ]
    lower, upper = heights[2], heights[3]
    gaps = [low - high for low, high in zip(lower, upper, strict=True)]
    assert gaps == sorted(gaps, reverse=True)


def test_units_too_few_to_judge_have_no_funnel(draw, frame, picture, settled):
    shown = picture(draw(DOTS[:3], frame, None))
    settled(shown)
    assert not shown.marked("chart-limit")
    assert WORDS.outer not in shown.words


def test_no_units_say_so(draw, frame, picture):
    assert " ".join(picture(draw([], frame)).words) == WORDS.empty


def test_hostile_names_stay_words(draw, frame, picture):
    bad = FunnelDot(label="<script>&", answers=3, n=12.0, share=0.1, shape=Shape.DIAMOND)
    shown = picture(draw([*DOTS, bad], frame))
    assert not shown.tagged("script")


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (1, (0, 1)),
        (9, (0, 2, 4, 6, 8, 10)),
        (60, (0, 10, 20, 30, 40, 50, 60)),
        (410, (0, 100, 200, 300, 400, 500)),
    ],
)
def test_numbers_along_the_foot_are_round(most, ticks):
    assert number_ticks(most) == ticks
