from __future__ import annotations

import pytest

from analytics.charts.lettering import LABEL, STRONG, measure, wrap


@pytest.mark.parametrize(
    "text",
    [
        "Công chức hướng dẫn hồ sơ đầy đủ, dễ hiểu, một lần",
        "x" * 300,
        "工作人员态度是否礼貌尊重群众并且认真解释有关规定",
        "មន្ត្រីមានអាកប្បកិរិយាគួរសមនិងគោរពប្រជាពលរដ្ឋដែលមកទទួលសេវា",
    ],
)
def test_lines_keep_to_the_width_and_lose_nothing(text):
    lines = wrap(text, LABEL, 150)
    assert all(measure(line, LABEL) <= 150 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_letter_is_never_parted_from_its_marks():
    lines = wrap("e\u0302\u0301" * 40, LABEL, 60)
    assert len(lines) > 1
    assert all(line.startswith("e") for line in lines)


def test_a_number_stays_with_its_percent_sign():
    assert wrap("aaaa 87,4\u00a0%", LABEL, measure("aaaa 87,4", LABEL)) == ["aaaa", "87,4\u00a0%"]


def test_no_words_are_no_lines():
    assert wrap("  \n ", LABEL, 100) == []


def test_composed_and_decomposed_letters_are_equally_wide():
    assert measure("ệ", LABEL) == measure("e\u0323\u0302", LABEL)
    assert measure("ệ", STRONG) > measure("ệ", LABEL)
