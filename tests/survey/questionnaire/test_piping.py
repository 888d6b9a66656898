from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.domain import faults, filled, read_document, write_document
from survey.questionnaire.domain.piping import bare_placeholders, placeholders
from survey.questionnaire.services import default_document

NAMES = {"unit": "UBND phường Đông Hà", "desk": "Quầy 3", "service": "Khai sinh"}


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("Tại {desk} của {unit}?", NAMES, "Tại Quầy 3 của UBND phường Đông Hà?"),
        ("{service}", NAMES, "Khai sinh"),
        ("{service}", {"unit": "Đông Hà", "desk": None, "service": None}, "Đông Hà"),
        ("{service}", {"unit": "Đông Hà", "desk": "Quầy 3"}, "Quầy 3"),
        ("{service|việc này}", {"unit": "Đông Hà", "desk": "Quầy 3"}, "việc này"),
        ("{service|việc này}", NAMES, "Khai sinh"),
        ("{service|}", {"unit": "Đông Hà"}, ""),
        ("{ desk }", NAMES, "Quầy 3"),
        ("{unit}", {}, "…"),
        ("{other} {} { } }{", NAMES, "{other} {} { } }{"),
        ("không có gì", {}, "không có gì"),
        ("{desk}", {"desk": "{unit}", "unit": "x"}, "{unit}"),
        ("{desk}", {"desk": "<script>"}, "<script>"),
    ],
)
def test_names_are_put_into_texts(text, names, words):
    assert filled(text, names) == words


@given(st.text(), st.dictionaries(st.sampled_from(["unit", "desk", "service"]), st.none() | st.text()))
def test_any_text_is_filled(text, names):
    assert isinstance(filled(text, names), str)
    if "{" not in text:
        assert filled(text, names) == text


def test_the_names_a_text_asks_for_are_listed():
    assert placeholders("{unit} {desk|x} {other}") == ("unit", "desk", "other")
    assert bare_placeholders("{unit} {desk|x}") == ("unit",)


@pytest.mark.parametrize("place", ["{officer}", "{}", "{unit.name}", "{0}", "{Unit}"])
def test_an_unknown_placeholder_is_refused(place):
    text = write_document(default_document()).replace("Nhìn chung,", place)
    with pytest.raises(faults.UnknownPlaceholderError) as refused:
        read_document(text)
    assert refused.value.details["where"] == "overall"


def test_known_placeholders_are_taken():
    text = write_document(default_document()).replace("tại đây", "tại {desk|đây}")
    assert "{desk|đây}" in read_document(text).questions[0].text["vi"]
