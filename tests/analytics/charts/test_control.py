from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analytics.charts import ControlStep, ControlWords, Limits, Shape, control_steps

WORDS = ControlWords(
    share="Tỷ lệ từng tháng",
    centre="Mức thường lệ",
    limits="Giới hạn",
    baseline="Các tháng lấy mức thường lệ",
    outside="Ngoài giới hạn",
    pattern="Thuộc chuỗi",
    missing="Chưa đủ lượt",
    day=lambda day: f"{day:%m/%Y}",
    axis=lambda floor, ceiling: f"Trục từ {floor} đến {ceiling}",
    empty="Chưa có tháng nào.",
)


def steps(*shares, **given) -> list[ControlStep]:
    return [
        ControlStep(
            day=date(2024 + place // 12, place % 12 + 1, 1),
            answers=40,
            share=share,
            limits=None if isinstance(share, str) else Limits(centre=0.8, low=0.7, high=0.9),
            **given,
        )
        for place, share in enumerate(shares)
    ]


@pytest.fixture
def draw(figures):
    return lambda given, frame: control_steps(given, frame=frame, figures=figures, words=WORDS)


LONG = steps(*[0.8, 0.78, 0.82] * 7)
LONG[4] = replace(LONG[4], share="Chưa đủ", limits=None)
LONG[9] = replace(LONG[9], share=0.55, shape=Shape.DIAMOND, flag="10/2024", finding="ngoài giới hạn")
LONG[10] = replace(LONG[10], share=0.5, shape=Shape.DIAMOND, flag="11/2024")
LONG[15] = replace(LONG[15], shape=Shape.SQUARE)
LONG[:4] = [replace(each, baseline=True) for each in LONG[:4]]


def test_nothing_leaves_the_picture_and_no_words_touch(draw, frame, picture, settled):
    settled(picture(draw(LONG, frame)))


def test_findings_are_told_by_shape_and_words(draw, frame, picture):
    shown = picture(draw(LONG, frame))
    # Each shape once more in the legend.
    assert len(shown.marked("chart-diamond")) == 2 + 1
    assert len(shown.marked("chart-square")) == 1 + 1
    assert "10/2024" in shown.words
    assert {WORDS.outside, WORDS.pattern, WORDS.missing, WORDS.baseline} <= set(shown.words)
    tips = [each.text for each in shown.tagged("title")]
    assert any("ngoài giới hạn" in (tip or "") for tip in tips)


def test_the_limits_stop_where_a_month_is_missing(draw, frame, picture):
    shown = picture(draw(LONG, frame))
    # A pair on each side of the hole, and the swatch.
    assert len(shown.marked("chart-limit")) == 2 * 2 + 1
    assert len(shown.marked("chart-line")) == 2


def test_phases_have_limits_of_their_own(draw, frame, picture):
    given = steps(0.8, 0.8, 0.8, 0.8)
    given[2:] = [replace(each, phase=1, limits=Limits(centre=0.6, low=0.5, high=0.7)) for each in given[2:]]
    shown = picture(draw(given, frame))
    assert len(shown.marked("chart-centre")) == 2 + 1
    assert len(shown.marked("chart-limit")) == 4 + 1


def test_a_series_too_short_to_judge_has_no_limits(draw, frame, picture, settled):
    shown = picture(draw([replace(each, limits=None) for each in steps(0.8, 0.7)], frame))
    settled(shown)
    assert not shown.marked("chart-limit")
    assert WORDS.limits not in shown.words
    settled(picture(draw(steps(0.8), frame)))


def test_only_missing_months_draw_no_point(draw, frame, picture, settled):
    shown = picture(draw(steps("Chưa đủ", "Chưa đủ"), frame))
    settled(shown)
    assert not shown.marked("chart-line")


def test_no_months_say_so(draw, frame, picture):
    assert " ".join(picture(draw([], frame)).words) == WORDS.empty


def test_it_has_a_name_and_a_text_alternative_and_no_script(draw, frame, picture):
    shown = picture(draw(LONG, frame))
    assert shown.root.get("role") == "img"
    assert shown.root.get("aria-labelledby") == "bars-title"
    assert not shown.tagged("script")
    assert not shown.tagged("style")


def test_hostile_words_stay_words(draw, frame, picture):
    given = [replace(each, flag="<script>", finding='"/><image href="x"/>') for each in steps(0.8, 0.7)]
    shown = picture(draw(given, frame))
    assert not shown.tagged("script")
    assert not shown.tagged("image")


def test_the_same_steps_give_the_same_bytes(draw, frame):
    assert draw(LONG, frame) == draw(LONG[::-1], frame)
