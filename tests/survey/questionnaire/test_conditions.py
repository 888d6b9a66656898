from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.text import TextTooLongError
from survey.questionnaire.domain import (
    Condition,
    Draft,
    Kind,
    Question,
    Version,
    addition,
    canonical,
    check,
    content_hash,
    faults,
    read_canonical,
    read_document,
    with_addition,
    write_document,
)
from survey.questionnaire.domain.refusals import (
    MisshapenFieldError,
    NothingAnsweredError,
    UnknownFieldError,
    UnknownQuestionError,
)
from survey.questionnaire.services import default_document

DEFAULT = default_document()
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def a_question(code: str, after: str = "", answers: str = "12", **more: Any) -> Question:
    condition = Condition(question=after, answers=tuple(answers)) if after else None
    more = {"kind": Kind.RATING5, "group": "unit", "text": {"vi": "Câu hỏi"}} | more
    return Question(code=code, condition=condition, **more)


def a_draft(*questions: Question) -> Draft:
    return replace(DEFAULT, questions=questions)


def a_version(draft: Draft) -> Version:
    return Version(version_id=1, number=1, document=draft, content_hash="", published_at=AT, retired_at=None)


CHAIN = a_version(
    a_draft(
        a_question("overall"),
        a_question("why", "overall", "12"),
        a_question("more", "why", "1"),
        a_question("comment", kind=Kind.TEXT),
    )
)


@pytest.mark.parametrize(
    ("given_", "marks"),
    [
        ({"overall": "1", "why": "1", "more": "5"}, "115"),
        ({"overall": "1", "why": "3", "more": "5"}, "13-"),
        ({"overall": "5", "why": "1", "more": "5"}, "5--"),
        ({"overall": "x", "why": "1"}, "x--"),
        ({"why": "1", "overall": "2.0", "more": "4,0"}, "214"),
        ({"overall": "1", "more": "5"}, "1--"),
    ],
)
def test_what_was_not_asked_is_not_kept(given_, marks):
    assert check(CHAIN, given_).marks == marks


def test_an_answer_to_a_closed_question_alone_is_no_answer():
    with pytest.raises(NothingAnsweredError):
        check(CHAIN, {"why": "1", "more": "1"})


def test_the_comment_is_kept_whatever_was_answered():
    assert check(CHAIN, {"why": "1", "comment": "Chờ lâu"}).comment == "Chờ lâu"


@given(st.dictionaries(st.sampled_from(["overall", "why", "more"]), st.sampled_from([*"12345x", ""])))
def test_a_kept_follow_up_always_has_its_opening_answer(given_):
    try:
        overall, why, more = check(CHAIN, given_).marks
    except NothingAnsweredError:
        return
    assert why == "-" or overall in "12"
    assert more == "-" or why == "1"


TOML_HEAD = write_document(replace(DEFAULT, questions=())).replace("\n\n[[question]]", "")


def a_toml(*show_if: str) -> str:
    parts = ['[[question]]\ncode = "overall"\nkind = "rating5"\ngroup = "overall"\ntext = { vi = "Chung" }']
    for number, line in enumerate(show_if):
        parts.append(
            f'[[question]]\ncode = "q{number}"\nkind = "event"\ngroup = "unit"\ntext = {{ vi = "Câu" }}\n{line}'
        )
    return TOML_HEAD + "\n" + "\n".join(parts)


def test_a_condition_is_read_from_toml():
    draft = read_document(a_toml('show_if = { question = "overall", in = ["1", "2"] }'))
    assert draft.questions[1].condition == Condition(question="overall", answers=("1", "2"))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('show_if = "overall"', MisshapenFieldError),
        ('show_if = { question = "overall" }', faults.EmptyConditionError),
        ('show_if = { question = "overall", in = [1] }', MisshapenFieldError),
        ('show_if = { question = "overall", in = ["1"], or = 1 }', UnknownFieldError),
        ('show_if = { question = "overall", in = ["y"] }', faults.ConditionAnswerError),
        ('show_if = { question = "overall", in = [""] }', MisshapenFieldError),
        ('show_if = { question = "nowhere", in = ["1"] }', faults.UnknownConditionError),
        ('show_if = { question = "q0", in = ["y"] }', faults.ConditionCycleError),
    ],
)
def test_a_condition_that_cannot_be_met_is_refused(line, fault):
    with pytest.raises(fault):
        read_document(a_toml(line))


RULES = {
    "a later question": ((a_question("a", "b"), a_question("b")), faults.ConditionOrderError),
    "a circle": ((a_question("a", "b"), a_question("b", "a")), faults.ConditionCycleError),
    "the comment": (
        (a_question("a"), a_question("comment", "a", kind=Kind.TEXT)),
        faults.ConditionCommentError,
    ),
    "after a text": (
        (a_question("a"), a_question("comment", kind=Kind.TEXT), a_question("b", "comment", "1")),
        faults.UnknownConditionError,
    ),
    "in the index": ((a_question("a"), a_question("b", "a", indexed=True)), faults.ConditionIndexError),
    "gives a secret away": (
        (a_question("a", kind=Kind.EVENT, confidential=True), a_question("b", "a", "n")),
        faults.ConditionSecrecyError,
    ),
    "an option that is not there": (
        (
            a_question("a", kind=Kind.CHOICE, options=({"vi": "một"}, {"vi": "hai"})),
            a_question("b", "a", "C"),
        ),
        faults.ConditionAnswerError,
    ),
    "no answer": ((a_question("a"), a_question("b", "a", "")), faults.EmptyConditionError),
}


@pytest.mark.parametrize("name", RULES)
def test_the_rules_of_conditions(name):
    questions, fault = RULES[name]
    with pytest.raises(fault):
        read_document(write_document(a_draft(*questions)))


def test_a_confidential_follow_up_of_a_confidential_question_is_fine():
    secret = a_question("a", kind=Kind.EVENT, confidential=True)
    follow = a_question("b", "a", "n", kind=Kind.EVENT, confidential=True)
    assert read_document(write_document(a_draft(secret, follow))).questions == (secret, follow)


def test_a_document_without_conditions_keeps_its_hash():
    assert '"condition"' not in canonical(DEFAULT)
    assert read_canonical(canonical(CHAIN.document)) == CHAIN.document
    assert content_hash(CHAIN.document) != content_hash(
        a_draft(*(replace(question, condition=None) for question in CHAIN.questions))
    )


OWN = a_version(
    with_addition(
        DEFAULT,
        addition(
            DEFAULT,
            [
                a_question("u_7_1", kind=Kind.TEXT, text={"vi": "Nên sửa gì ở {desk|đây}?"}),
                a_question("u_7_2", "overall", "12", kind=Kind.TEXT, text={"vi": "Vì sao?"}),
            ],
        ),
    )
)


def test_what_is_written_to_a_units_own_question_is_kept_under_the_comment():
    reply = check(OWN, {"comment": "Cảm ơn", "comment_kind": "praise", "u_7_1": " Ghế ngồi "})
    assert reply.comment == "Cảm ơn\n\nNên sửa gì ở đây?\nGhế ngồi"
    assert reply.comment_kind == "praise"
    assert check(OWN, {"u_7_1": "Ghế"}).comment == "Nên sửa gì ở đây?\nGhế"


def test_a_units_own_text_waits_for_its_answer_too():
    assert check(OWN, {"overall": "5", "u_7_2": "lâu"}).comment is None
    assert check(OWN, {"overall": "1", "u_7_2": "lâu"}).comment == "Vì sao?\nlâu"


def test_free_text_stays_within_what_a_comment_may_hold():
    with pytest.raises(TextTooLongError):
        check(OWN, {"u_7_1": "a" * 501})
    with pytest.raises(TextTooLongError):
        check(OWN, {"comment": "a" * 2000, "u_7_1": "a"})


def test_the_centre_does_not_take_what_only_a_unit_asks():
    with pytest.raises(UnknownQuestionError):
        check(a_version(DEFAULT), {"u_7_1": "a"})
