"""Questionnaires brought in as files and taken out again, on the pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from survey.questionnaire.domain import parse_document, write_document
from survey.questionnaire.records import drafts
from survey.questionnaire.services import default_document
from tests.helpers.pages import alert, page_of
from tests.survey.questionnaire.drafting import flashed

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from tests.survey.questionnaire.conftest import Browser


def test_a_file_is_brought_in_and_taken_out(centre: Browser, store: Store):
    text = (
        write_document(default_document())
        .replace("Nhìn chung,", "Nói chung,")
        .replace('code = "default"', 'code = "own"', 1)
    )
    page = page_of(centre.client.get(centre.post("/nhap", file=(BytesIO(text.encode()), "own.toml")).location))
    assert "Draft" in page.words("h1")[0]
    with store.reading() as connection:
        (sheet,) = drafts(connection)
    assert sheet.code == "own"
    file = centre.get(f"/ban-thao/{sheet.draft_id}.toml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="own-draft.toml"'
    assert parse_document(file.text) == parse_document(text)
    replaced = page_of(centre.client.get(centre.post("/nhap", text=text).location))
    assert "taken the place" in flashed(replaced)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code =", "cannot be read"),
        ("", "title"),
        ('code = "A"', "reviewed_by"),
        ("a = [" * 900, "cannot be read"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_and_kept_in_the_form(centre: Browser, text: str, words: str):
    page = page_of(centre.post("/nhap", text=text), status=400)
    assert page.value("text") == text
    if text:
        assert words in alert(page)


def test_bytes_of_another_encoding_are_refused(centre: Browser):
    page = page_of(centre.post("/nhap", file=(BytesIO("Phiếu".encode("utf-16")), "a.toml")), status=400)
    assert "UTF-8" in alert(page)
