from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.errors import Refusal
from survey.questionnaire.domain import (
    Draft,
    canonical,
    content_hash,
    created_document,
    question_code,
    read_canonical,
    read_document,
    refusals,
)
from survey.questionnaire.services import default_document

HEAD = """
code = "small"
title = { vi = "Phiếu" }
reviewed_by = { vi = "", en = "" }
[words]
1 = { vi = "một" }
2 = { vi = "hai" }
3 = { vi = "ba" }
4 = { vi = "bốn" }
5 = { vi = "năm" }
x = { vi = "không ý kiến" }
y = { vi = "có" }
n = { vi = "không" }
o = { vi = "không xảy ra" }
praise = { vi = "khen" }
suggestion = { vi = "góp ý" }
problem = { vi = "phản ánh" }
[groups]
all = { vi = "Tất cả" }
"""

CHOICE = 'kind = "choice"'


def a_question(code: str = "one", *lines: str) -> str:
    given = [f'code = "{code}"', 'kind = "rating5"', 'group = "all"', 'text = { vi = "Câu hỏi" }']
    kept = [line for line in given if line.split()[0] not in {other.split()[0] for other in lines}]
    return "\n".join(["[[question]]", *kept, *lines]) + "\n"


def options(count: int) -> str:
    return "options = [" + ", ".join(f'{{ vi = "lựa chọn {place}" }}' for place in range(count)) + "]"


def test_a_small_document_is_read():
    draft = read_document(HEAD + a_question("one", "core = true", "indexed = true") + a_question("two"))
    assert (draft.code, draft.ratings, draft.indexed) == ("small", ("one", "two"), ("one",))
    assert draft.languages == ("vi", "en")


def test_texts_are_brought_into_normal_form():
    draft = read_document(HEAD + a_question("one", 'text = { vi = "  Hài lòng " }'))
    assert draft.questions[0].text["vi"] == "Hài lòng"


def test_a_choice_offers_a_letter_per_option():
    draft = read_document(HEAD + a_question("one", CHOICE, options(26)))
    assert [mark for mark, _ in draft.answers_to(draft.closed[0])] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


REFUSED = {
    "no TOML": ("code =", refusals.UnreadableDocumentError),
    "nested without end": ("a = " + "[" * 20_000, refusals.UnreadableDocumentError),
    "far too large": ("#" * 600_000, refusals.UnreadableDocumentError),
    "empty": ("", refusals.MisshapenFieldError),
    "no question": (HEAD, refusals.NoQuestionError),
    "only a text": (HEAD + a_question("comment", 'kind = "text"'), refusals.NoQuestionError),
    "duplicate": (HEAD + a_question("one") + a_question("one"), refusals.DuplicateCodeError),
    "unknown kind": (HEAD + a_question("one", 'kind = "stars"'), refusals.UnknownKindError),
    "kind is a number": (HEAD + a_question("one", "kind = 5"), refusals.MisshapenFieldError),
    "no Vietnamese": (HEAD + a_question("one", 'text = { en = "Question" }'), refusals.MissingVietnameseError),
    "blank Vietnamese": (HEAD + a_question("one", 'text = { vi = " " }'), refusals.MissingVietnameseError),
    "Vietnamese not listed": (HEAD.replace('vi = "", en', "en"), refusals.MissingVietnameseError),
    "language not listed": (
        HEAD + a_question("one", 'text = { vi = "Câu", fr = "Question" }'),
        refusals.UnknownLanguageError,
    ),
    "language is no code": (HEAD.replace("en =", '"<b>" ='), refusals.UnknownLanguageError),
    "text is a number": (HEAD + a_question("one", "text = 5"), refusals.MisshapenFieldError),
    "word is a number": (HEAD + a_question("one", "text = { vi = 5 }"), refusals.MisshapenFieldError),
    "flag is a word": (HEAD + a_question("one", 'core = "yes"'), refusals.MisshapenFieldError),
    "misspelt flag": (HEAD + a_question("one", "confidental = true"), refusals.UnknownFieldError),
    "unknown field": ("colour = 1\n" + HEAD + a_question(), refusals.UnknownFieldError),
    "unknown word": (HEAD.replace("[groups]", '6 = { vi = "sáu" }\n[groups]'), refusals.UnknownFieldError),
    "questions are a word": ('question = "one"\n' + HEAD, refusals.MisshapenFieldError),
    "a question is a word": ('question = ["one"]\n' + HEAD, refusals.MisshapenFieldError),
    "unknown group": (HEAD + a_question("one", 'group = "else"'), refusals.UnknownGroupError),
    "blank group": (HEAD + a_question("one", 'group = ""'), refusals.MisshapenFieldError),
    "words missing": (HEAD.replace("3 =", "# 3 =") + a_question(), refusals.MissingWordsError),
    "kind of comment without words": (
        HEAD.replace("praise =", "# praise =") + a_question() + a_question("comment", 'kind = "text"'),
        refusals.MissingWordsError,
    ),
    "one option": (HEAD + a_question("one", CHOICE, options(1)), refusals.OptionsError),
    "27 options": (HEAD + a_question("one", CHOICE, options(27)), refusals.OptionsError),
    "options of a rating": (HEAD + a_question("one", options(2)), refusals.OptionsError),
    "own words of a rating": (
        HEAD + a_question("one", 'answers = { 1 = { vi = "tốt" } }'),
        refusals.AnswersError,
    ),
    "an event in the index": (
        HEAD + a_question("one", 'kind = "event"', "indexed = true"),
        refusals.IndexedKindError,
    ),
    "a secret in the index": (
        HEAD + a_question("one", "confidential = true", "indexed = true"),
        refusals.ConfidentialIndexError,
    ),
    "a second text": (HEAD + a_question() + a_question("more", 'kind = "text"'), refusals.ReservedCodeError),
    "a rating named comment": (HEAD + a_question("comment"), refusals.ReservedCodeError),
    "a question named comment_kind": (HEAD + a_question("comment_kind"), refusals.ReservedCodeError),
    "too many": (HEAD + "".join(a_question(f"q{n}") for n in range(201)), refusals.TooManyQuestionsError),
    "a control character": (
        HEAD + a_question("one", r'text = { vi = "a\u0000b" }'),
        refusals.UnreadableDocumentError,
    ),
    "a text without end": (
        HEAD + a_question("one", f'text = {{ vi = "{"a" * 1001}" }}'),
        refusals.UnreadableDocumentError,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_is_refused_by_the_name_of_its_fault(name):
    text, fault = REFUSED[name]
    with pytest.raises(fault) as refused:
        read_document(text)
    assert str(refused.value)


@pytest.mark.parametrize("code", ["One", "1st", "a-b", "a b", "đẹp", "a" * 41, "<script>", "=HYPERLINK()", "_a"])
def test_an_authored_code_is_short_lower_case_and_plain(code):
    with pytest.raises(refusals.BadCodeError):
        read_document(HEAD + a_question(code))
    with pytest.raises(refusals.BadCodeError):
        read_document(HEAD.replace("small", code) + a_question())


def test_every_refusal_fills_its_sentence():
    assert str(refusals.OptionsError(question="q", count=1)).startswith("Question “q” has 1 options")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_name(text):
    with pytest.raises(Refusal):
        read_document(text)


def test_the_canonical_text_reads_back_as_the_same_document():
    for draft in (default_document(), created_document("Cũ 2019", ["Item 1", "Q7. Sauberkeit"])):
        assert read_canonical(canonical(draft)) == draft


def test_the_hash_follows_the_content_and_not_the_layout():
    text = HEAD + a_question("one") + a_question("two")
    moved = "# other layout\n" + text.replace("\n1 =", "\n# one\n1    =")
    assert content_hash(read_document(text)) == content_hash(read_document(moved))
    swapped = text.replace('reviewed_by = { vi = "", en = "" }', 'reviewed_by = { en = "", vi = "" }')
    assert content_hash(read_document(text)) == content_hash(read_document(swapped))
    assert content_hash(read_document(text)) != content_hash(read_document(text.replace("năm", "Năm")))
    assert content_hash(read_document(text)) != content_hash(
        read_document(HEAD + a_question("two") + a_question("one"))
    )


def test_a_created_questionnaire_asks_one_rating_per_column_all_in_the_index():
    draft = created_document("2019 survey", ["Item 1", "Q7. Sauberkeit", "=HYPERLINK()", "<script>", "007", "NA"])
    assert draft.indexed == ("Item 1", "Q7. Sauberkeit", "=HYPERLINK()", "<script>", "007", "NA")
    assert [question.text["vi"] for question in draft.questions] == list(draft.indexed)


def test_a_column_in_decomposed_form_is_the_same_question():
    assert question_code(" Thái độ ") == question_code("Thái độ") == "Thái độ"


CREATED_REFUSED = {
    "no column": ([], refusals.NoQuestionError),
    "a blank column": ([" "], refusals.BadColumnError),
    "two lines": (["a\nb"], refusals.BadColumnError),
    "a lone surrogate": (["a\ud800"], refusals.BadColumnError),
    "a line separator": (["a\u2028b"], refusals.BadColumnError),
    "NUL": (["a\0b"], refusals.BadColumnError),
    "a name too long": (["a" * 65], refusals.BadColumnError),
    "the same name twice": (["a", " a "], refusals.DuplicateCodeError),
    "the name of the comment": (["comment"], refusals.ReservedCodeError),
}


@pytest.mark.parametrize("name", CREATED_REFUSED)
def test_columns_that_cannot_be_questions_are_refused(name):
    columns, fault = CREATED_REFUSED[name]
    with pytest.raises(fault):
        created_document("old", columns)


def test_a_refused_column_or_text_is_named():
    with pytest.raises(refusals.BadColumnError) as column:
        created_document("old", ["Item 1", "Item 2" * 20])
    assert "Item 2" in str(column.value)
    with pytest.raises(refusals.UnreadableDocumentError) as text:
        read_document(HEAD + a_question("one", f'text = {{ vi = "{"a" * 1001}" }}'))
    assert "one: text" in str(text.value)


@given(st.lists(st.text(max_size=70), max_size=5))
def test_any_columns_become_a_questionnaire_that_reads_back_or_are_refused_by_name(columns):
    try:
        draft: Draft = created_document("old", columns)
    except Refusal:
        return
    assert read_canonical(canonical(draft)) == draft
