from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.emulation.domain import refusals
from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import ProgrammeError
from survey.foundation.errors import Refusal
from tests.analytics.emulation.faulty import WRONG
from tests.analytics.emulation.samples import WHOLE


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_is_refused_by_its_name_and_place(fault):
    document, name, words = WRONG[fault]
    with pytest.raises(ProgrammeError) as caught:
        read(document)
    assert type(caught.value) is getattr(refusals, name)
    assert words in str(caught.value)


def test_every_refusal_of_a_document_has_a_document_that_gets_it():
    named = {name for _, name, _ in WRONG.values()}
    of_files = {"ProgrammeError", "NotTextError"}
    known = {
        cls.__name__
        for cls in vars(refusals).values()
        if isinstance(cls, type) and issubclass(cls, ProgrammeError)
    }
    assert named == known - of_files


def answer_to(document: str) -> str:
    try:
        return read(document).code
    except Refusal as refusal:
        return str(refusal)


@given(st.text(max_size=200) | st.sampled_from(range(len(WHOLE))).map(lambda cut: WHOLE[:cut]))
@example("\ufeff" + WHOLE)
@example("\x00")
def test_any_text_is_read_or_refused(text):
    assert answer_to(text)


VALUES = ["0", "-1", "1.5", "nan", '""', '"x"', "true", "2026-02-01", "[]", "[1]", "{}", "[{}]", '["SNV"]']


@given(st.integers(0, WHOLE.count("\n") - 1), st.sampled_from(VALUES))
def test_any_value_in_any_field_is_read_or_refused(number, value):
    lines = WHOLE.splitlines()
    field, equals, _ = lines[number].partition(" = ")
    lines[number] = f"{field} = {value}" if equals else lines[number]
    assert answer_to("\n".join(lines))
