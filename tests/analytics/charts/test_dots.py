from __future__ import annotations

import pytest

from analytics.charts import DotRow, DotWords, interval_dots

WORDS = DotWords(
    reference="Trung bình khối:",
    missing="Chưa đủ dữ liệu để đánh giá",
    axis=lambda floor, ceiling: f"Trục từ {floor} đến {ceiling}",
    empty="Chưa có đơn vị nào.",
)
LONG = "Chi nhánh Văn phòng Đăng ký đất đai khu vực Vĩnh Linh – Gio Linh – Cồn Cỏ"
FEW = DotRow(label="UBND xã Ba Lòng", answers=7, estimate="Chưa đủ dữ liệu (còn thiếu 23 lượt)")


@pytest.fixture
def units(an_estimate):
    return [
        DotRow(label="UBND phường Đông Hà", answers=312, estimate=an_estimate(0.9), note="hạng 1, khoảng 1–3"),
        DotRow(label=LONG, answers=1240, estimate=an_estimate(0.7), chosen=True),
        DotRow(label="UBND xã Triệu Phong", answers=88, estimate=an_estimate(0.5)),
    ]


@pytest.fixture
def draw(figures):
    return lambda rows, frame, **more: interval_dots(rows, frame=frame, figures=figures, words=WORDS, **more)


def test_dots_stand_where_their_shares_are(units, draw, frame, picture):
    shown = picture(draw([units[0], units[2]], frame))
    first, last = (float(each.attrib["cx"]) for each in shown.marked("chart-dot"))
    grid = sorted({float(each.attrib["x1"]) for each in shown.marked("chart-grid")})
    assert (first - last) / (grid[-1] - grid[0]) == pytest.approx(0.4, abs=0.001)


def test_the_line_of_a_dot_spans_its_interval(units, draw, frame, picture):
    shown = picture(draw(units[2:], frame))
    (interval,), (dot,) = shown.marked("chart-interval"), shown.marked("chart-dot")
    middle = (float(interval.attrib["x1"]) + float(interval.attrib["x2"])) / 2
    assert float(dot.attrib["cx"]) == pytest.approx(middle, abs=0.02)


@pytest.mark.parametrize("zoom", [False, True])
def test_nothing_leaves_the_picture_and_no_words_touch(units, draw, frame, picture, settled, zoom):
    settled(picture(draw([*units * 3, FEW], frame, reference=0.8, zoom=zoom)))


def test_units_with_too_few_answers_are_named_below_and_get_no_dot(units, draw, frame, picture):
    shown = picture(draw([FEW, *units], frame))
    assert len(shown.marked("chart-dot")) == 3
    (unjudged,) = shown.marked("chart-unjudged")
    said = " ".join(each.text or "" for each in unjudged)
    assert WORDS.missing in said
    assert "UBND xã Ba Lòng" in said
    assert "còn thiếu 23 lượt" in said
    assert not picture(draw(units, frame)).marked("chart-unjudged")


def test_only_unjudged_units_draw_no_axis(draw, frame, picture, settled):
    shown = picture(draw([FEW], frame, zoom=True, reference=0.5))
    settled(shown)
    assert not shown.marked("chart-grid")


def test_the_chosen_unit_has_a_shape_of_its_own(units, draw, frame, picture):
    assert [each.tag.rpartition("}")[2] for each in picture(draw(units, frame)).marked("chart-dot")] == [
        "circle",
        "path",
        "circle",
    ]


def test_a_shortened_axis_says_so(units, draw, frame, picture):
    assert "Trục từ 40\u00a0% đến 100\u00a0%" in " ".join(picture(draw(units, frame, zoom=True)).words)


def test_no_units_say_so(draw, frame, picture):
    assert " ".join(picture(draw([], frame)).words) == WORDS.empty


def test_hostile_names_stay_names(an_estimate, draw, frame, picture):
    name = '<script>x</script>"onload="y'
    rows = [DotRow(label=name, answers=1, estimate=each, note=name) for each in (an_estimate(0.5), name)]
    shown = picture(draw(rows, frame))
    assert not shown.tagged("script")
    assert not any(key.startswith("on") for each in shown.root.iter() for key in each.attrib)


def test_the_same_units_give_the_same_bytes(units, draw, frame):
    assert draw(units, frame) == draw(tuple(units), frame)
