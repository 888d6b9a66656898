from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.text import TextTooLongError, UnreadableTextError, clean, search_key, sort_key

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=50)


@given(TEXTS)
def test_clean_text_is_composed_and_without_outer_blanks(text: str):
    found = clean(text, limit=1000)
    assert found == unicodedata.normalize("NFC", found).strip()
    assert clean(found, limit=1000) == found


def test_marks_typed_apart_are_put_together():
    assert clean(unicodedata.normalize("NFD", "Đường Nguyễn Huệ"), limit=20) == "Đường Nguyễn Huệ"


def test_lines_and_tabs_are_kept_and_line_ends_made_one():
    assert clean(" a\r\nb\tc\n", limit=20) == "a\nb\tc"


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a\x1bb", "a\x7fb", "a\ud800b"])
def test_what_nobody_types_is_refused_with_its_place(text: str):
    with pytest.raises(UnreadableTextError) as refused:
        clean(text, limit=20)
    assert refused.value.details["position"] == 2


def test_the_limit_counts_letters_after_composing():
    long = unicodedata.normalize("NFD", "ễ" * 20)
    assert clean(long, limit=20) == "ễ" * 20
    with pytest.raises(TextTooLongError) as refused:
        clean(long + "x", limit=20)
    assert refused.value.details == {"length": 21, "limit": 20}


def test_far_too_much_is_refused_before_it_is_looked_at():
    with pytest.raises(TextTooLongError):
        clean("\0" * 1_000_000, limit=20)


DICTIONARY = [
    "An", "An Lão", "Anh", "áo", "ăn", "âm", "ba", "bà", "bả", "bã", "bá", "bạ", "bạn", "da", "đa", "em", "êm",
    "nghe", "ơn", "quầy 1", "quầy 2", "tu", "tư", "y", "ý",
]  # fmt: skip


def test_names_sort_as_in_a_vietnamese_dictionary():
    assert sorted(sorted(DICTIONARY), key=sort_key) == DICTIONARY


@given(TEXTS)
def test_a_sort_key_does_not_depend_on_how_marks_were_typed(text: str):
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("dong ha", "Đông Hà"), ("DONG  HA", "  đông   hà"), ("nguyen", "NGUYỄN"), ("huong thuy", "Hương Thủy")],
)
def test_search_finds_names_typed_without_marks(typed: str, name: str):
    assert search_key(typed) == search_key(name)


@given(TEXTS)
def test_searching_for_a_found_key_finds_the_same(text: str):
    assert search_key(search_key(text)) == search_key(text)
