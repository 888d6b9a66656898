"""The Vietnamese page of the method has the examples of the note, number for number, and no number of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.index.domain import METHOD
from analytics.index.domain.ranking import Unranked

DOCS = Path(__file__).parents[3] / "docs"
NOTE = (DOCS / "method.md").read_text(encoding="utf-8")
PAGE = (DOCS / "vi" / "phuong-phap.md").read_text(encoding="utf-8")

WORDS = {
    "respondent": "người",
    "figure": "con số",
    "value": "giá trị",
    "respondents": "người trả lời",
    "ratings": "câu trả lời",
    "shares": "tỷ lệ từng câu",
    "index": "chỉ số",
    "pooled share": "tỷ lệ gộp",
    "0–100 mean": "trung bình thang 0–100",
    "deff": "deff (hệ số thiết kế)",
    "low": "cận dưới",
    "high": "cận trên",
    "day": "ngày",
    "answers": "trả lời",
    "satisfied": "hài lòng",
    "clusters": "số ngày",
    "service": "thủ tục",
    "parent": "thuộc",
    "finished": "hồ sơ xong",
    "civil": "hộ tịch",
    "office": "cơ quan",
    "land": "đất đai",
    "building": "xây dựng",
    "permits": "cấp phép",
    "plain": "không trọng số",
    "weighted": "có trọng số",
    "heaviest weight": "trọng số lớn nhất",
    "unit": "đơn vị",
    "reliability": "độ tin cậy",
    "own weight": "phần của đơn vị",
    "score": "chỉ số xét",
    "bound": "ít nhất",
    "standard error": "sai số chuẩn",
    "rank": "hạng",
    "places": "khoảng hạng",
    "alone": "khi xét riêng",
    "group": "nhóm",
    "month": "tháng",
    "finding": "phát hiện",
    "beyond": "ngoài giới hạn",
    "since": "từ",
    "until": "đến",
    "share": "tỷ lệ",
    "95 % at 100": "95 % ở mức 100",
    "99.8 % at 100": "99,8 % ở mức 100",
    "where": "vị trí",
    "within": "trong giới hạn",
    "far_below": "thấp hơn hẳn",
    "overall": "chung",
    "times": "số phiếu",
    "complete": "trả lời đủ",
    "straight-lining": "chọn một mức cho mọi câu",
    "R² without straight-liners": "R² khi bỏ các phiếu ấy",
    "question": "câu hỏi",
    "α without": "α khi bỏ câu này",
    "loading": "hệ số tải",
    "non-response": "không trả lời",
    "importance": "mức quan trọng",
    "performance": "kết quả",
}
"""What the words of the note's tables are called on the page."""

_EXAMPLE = re.compile(r"^###+ (?:Example|Ví dụ) (\w): ", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def examples(text: str) -> dict[str, list[list[list[str]]]]:
    """Give the tables of each example by its letter, without the line below their heads."""
    parts = _EXAMPLE.split(text)
    return {letter: tables(section) for letter, section in zip(parts[1::2], parts[2::2], strict=True)}


def tables(section: str) -> list[list[list[str]]]:
    # What follows the next heading is no part of the example.
    own = re.split(r"^(?:#|\*\*)", section, maxsplit=1, flags=re.MULTILINE)[0]
    blocks = [block.strip().splitlines() for block in own.split("\n\n") if block.strip().startswith("|")]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]
        for lines in blocks
    ]


def in_vietnamese(cell: str) -> str:
    return WORDS.get(cell) or re.sub(r"(\d)\.(\d)", r"\1,\2", cell)


def numbers(text: str) -> set[str]:
    return {found.replace(",", ".") for found in _NUMBER.findall(text)}


def test_both_have_the_same_examples():
    assert set(examples(PAGE)) == set(examples(NOTE))
    assert len(examples(PAGE)) >= 6


@pytest.mark.parametrize("letter", sorted(examples(NOTE)))
def test_an_example_has_the_same_tables_in_both(letter: str):
    expected = [[[in_vietnamese(cell) for cell in row] for row in table] for table in examples(NOTE)[letter]]
    assert examples(PAGE)[letter] == expected


def test_no_number_stands_on_the_page_that_is_not_in_the_note():
    prose = "\n".join(line for line in PAGE.splitlines() if not line.startswith("|"))
    known = numbers(NOTE) | {"2026"}
    assert {number for number in numbers(prose) if number not in known} == set()


def test_every_word_is_used():
    words = {cell for each in examples(NOTE).values() for table in each for row in table for cell in row}
    assert set(WORDS) - words == set()


def test_the_page_describes_the_method_in_force_and_names_every_reason():
    assert f"`{METHOD}`" in PAGE.splitlines()[0]
    assert all(f"`{reason}`" in PAGE for reason in Unranked)
