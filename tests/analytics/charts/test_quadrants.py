from __future__ import annotations

import pytest

from analytics.charts import QuadrantDot, QuadrantWords, quadrants

WORDS = QuadrantWords(
    importance="Phần của R² đi cùng mức hài lòng chung",
    performance="Tỷ lệ hài lòng",
    corners=(
        "Đi cùng nhiều, điểm thấp",
        "Đi cùng nhiều, điểm cao",
        "Đi cùng ít, điểm cao",
        "Đi cùng ít, điểm thấp",
    ),
    axis=lambda floor, ceiling: f"Trục từ {floor} đến {ceiling}",
    empty="Chưa đủ câu trả lời.",
)
DOTS = [
    QuadrantDot(
        label=label, performance=performance, importance=importance, low=importance / 2, high=importance * 1.3
    )
    for label, performance, importance in (
        ("Công chức tôn trọng, lịch sự với công dân khi tiếp nhận hồ sơ", 0.93, 0.22),
        ("Hướng dẫn rõ ràng, một lần", 0.81, 0.19),
        ("Giải thích thoả đáng", 0.84, 0.09),
        ("Lắng nghe", 0.9, 0.07),
        ("Trả kết quả đúng hẹn", 0.72, 0.15),
    )
]


@pytest.fixture
def draw(figures):
    return lambda dots, frame: quadrants(dots, frame=frame, figures=figures, words=WORDS)


def test_nothing_leaves_the_picture_and_no_words_touch(draw, frame, picture, settled):
    settled(picture(draw(DOTS, frame)))


def test_every_question_has_its_number_and_its_figures_in_the_list(draw, frame, picture):
    shown = picture(draw(DOTS, frame))
    said = " ".join(shown.words)
    for number, dot in enumerate(DOTS, start=1):
        assert shown.words.count(str(number)) >= 1
        assert dot.label in said
    assert len(shown.marked("chart-dot")) == 5
    assert len(shown.marked("chart-interval")) == 5


def test_higher_importance_stands_higher_and_better_rated_stands_further_right(draw, frame, picture):
    dots = picture(draw(DOTS, frame)).marked("chart-dot")
    places = [(float(each.attrib["cx"]), float(each.attrib["cy"])) for each in dots]
    assert sorted(range(5), key=lambda place: places[place][0]) == sorted(
        range(5), key=lambda place: DOTS[place].performance
    )
    assert sorted(range(5), key=lambda place: -places[place][1]) == sorted(
        range(5), key=lambda place: DOTS[place].importance
    )


def test_one_question_and_questions_all_alike_are_drawn(draw, frame, picture, settled):
    settled(picture(draw(DOTS[:1], frame)))
    settled(picture(draw([DOTS[0]] * 3, frame)))


def test_no_questions_say_so(draw, frame, picture):
    assert " ".join(picture(draw([], frame)).words) == WORDS.empty
