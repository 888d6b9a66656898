from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.charts import Frame, LikertRow, LikertWords, likert_bars

WORDS = LikertWords(
    levels=("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"),
    interval="Khoảng tin cậy 95 %",
    empty="Chưa có câu trả lời nào.",
)
LONG = "Giải thích rõ ràng, cụ thể các quy định của pháp luật khi Ông/Bà có thắc mắc hoặc hồ sơ phải bổ sung"
HOSTILE = "<script>alert(1)</script>\"onload='x' ]]> &amp; \x00\u202e"


@pytest.fixture
def rows(an_estimate):
    return [
        LikertRow(label=LONG, levels=(10, 20, 30, 60, 80), estimate=an_estimate(0.7)),
        LikertRow(label="Lắng nghe", levels=(0, 1, 0, 2, 3), estimate="Chưa đủ dữ liệu (còn thiếu 18 lượt)"),
        LikertRow(label="Đúng hẹn", levels=(1, 0, 0, 0, 1243), estimate=an_estimate(0.999)),
    ]


@pytest.fixture
def draw(figures):
    return lambda rows, frame: likert_bars(rows, frame=frame, figures=figures, words=WORDS)


def _widths(shown, level: int) -> list[float]:
    return [float(each.attrib["width"]) for each in shown.marked(f"chart-level-{level}")]


def test_a_segment_is_as_wide_as_its_share_and_all_fill_the_bar(rows, draw, frame, picture):
    shown = picture(draw(rows[:1], frame))
    widths = [_widths(shown, level)[0] for level in (1, 2, 3, 4, 5)]
    assert [each / sum(widths) for each in widths] == pytest.approx([0.05, 0.1, 0.15, 0.3, 0.4], abs=0.001)


def test_segments_follow_each_other_from_very_satisfied_to_very_dissatisfied(rows, draw, frame, picture):
    shown = picture(draw(rows[:1], frame))
    place = None
    for level in (5, 4, 3, 2, 1):
        (segment,) = shown.marked(f"chart-level-{level}")
        left = float(segment.attrib["x"])
        assert place is None or left == pytest.approx(place, abs=0.02)
        place = left + float(segment.attrib["width"])


def test_the_satisfied_levels_end_where_the_interval_has_its_dot(rows, draw, frame, picture):
    shown = picture(draw(rows[:1], frame))
    (segment,) = shown.marked("chart-level-4")
    (interval,) = shown.marked("chart-interval")
    dot = next(each for each in interval if each.tag.endswith("circle"))
    end = float(segment.attrib["x"]) + float(segment.attrib["width"])
    assert float(dot.attrib["cx"]) == pytest.approx(end, abs=0.02)


def test_nothing_leaves_the_picture_and_no_words_touch(rows, draw, frame, picture, settled):
    settled(picture(draw(rows * 3, frame)))


def test_long_labels_are_wrapped_whole(rows, draw, frame, picture):
    assert LONG.replace(" ", "") in "".join(picture(draw(rows, frame)).words).replace(" ", "")


def test_too_few_answers_show_words_and_no_bar(rows, draw, frame, picture):
    shown = picture(draw(rows[1:2], frame))
    assert "còn thiếu 18 lượt" in " ".join(shown.words)
    assert "6 lượt" in shown.words
    assert not any(_widths(shown, level) for level in (1, 2, 3, 4, 5))
    assert len(shown.marked("chart-missing")) == 1
    assert not shown.marked("chart-interval")


def test_number_interval_and_answers_are_written(rows, draw, frame, picture):
    written = " ".join(picture(draw(rows[:1], frame)).words)
    assert "70,0\u00a0%" in written
    assert "200 lượt" in written
    assert all(name in written for name in WORDS.levels)


def test_a_row_of_noughts_draws_no_segment(draw, frame, picture, settled, an_estimate):
    shown = picture(draw([LikertRow(label="x", levels=(0,) * 5, estimate=an_estimate(0))], frame))
    settled(shown)
    assert not any(_widths(shown, level) for level in (1, 2, 3, 4, 5))
    settled(picture(draw([LikertRow(label="x", levels=(0,) * 5, estimate="Chưa có")], frame)))


def test_a_single_level_fills_the_bar(draw, frame, picture, an_estimate):
    shown = picture(draw([LikertRow(label="x", levels=(0, 0, 7, 0, 0), estimate=an_estimate(0))], frame))
    assert len(_widths(shown, 3)) == 1
    assert "100\u00a0%" in shown.words


def test_no_rows_say_so(draw, frame, picture, settled):
    shown = picture(draw([], frame))
    settled(shown)
    assert " ".join(shown.words) == WORDS.empty


def test_hostile_words_stay_words(draw, frame, picture, figures, an_estimate):
    row = LikertRow(label=HOSTILE, levels=(1, 1, 1, 1, 1), estimate=HOSTILE)
    named = replace(frame, title=HOSTILE, description=HOSTILE)
    words = LikertWords(levels=(HOSTILE,) * 5, interval=HOSTILE, empty=HOSTILE)
    drawn = likert_bars([row, replace(row, estimate=an_estimate(0.4))], frame=named, figures=figures, words=words)
    shown = picture(drawn)
    assert {each.tag.rpartition("}")[2] for each in shown.root.iter()} <= {
        *("svg", "title", "desc", "defs", "pattern", "g", "rect", "line", "circle", "text")
    }
    assert not any(key.startswith("on") for each in shown.root.iter() for key in each.attrib)
    assert not any("\x00" in words or "\u202e" in words for words in shown.words)


def test_nothing_a_strict_page_policy_refuses(rows, draw, frame, picture):
    shown = picture(draw(rows, frame))
    assert not shown.tagged("style")
    assert not shown.tagged("script")
    assert not any("style" in each.attrib for each in shown.root.iter())
    assert "http" not in shown.drawn.replace("http://www.w3.org/2000/svg", "")


def test_every_pattern_used_is_defined_under_the_charts_own_id(rows, draw, frame, picture):
    shown = picture(draw(rows, frame))
    defined = {each.attrib["id"] for each in shown.tagged("pattern")}
    used = {each.attrib["fill"][5:-1] for each in shown.root.iter() if each.get("fill", "").startswith("url(#")}
    assert used == defined
    assert all(each.startswith("bars-") for each in defined)


def test_the_same_counts_give_the_same_bytes(rows, draw):
    frame = Frame(ident="bars", title="a", description="b")
    assert draw(rows, frame) == draw(list(rows), frame)
