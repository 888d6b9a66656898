from __future__ import annotations

from datetime import UTC, datetime
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.errors import Refusal
from survey.foundation.text import TextTooLongError, UnreadableTextError
from survey.questionnaire.domain import CommentKind, Draft, Kind, Question, Reply, Version, check, created_document
from survey.questionnaire.domain.refusals import (
    ChoiceAnswerError,
    CommentKindError,
    EventAnswerError,
    NothingAnsweredError,
    RatingOutOfRangeError,
    UnknownQuestionError,
)
from survey.questionnaire.services import default_document

VI = {"vi": "chữ"}


def a_version(document: Draft) -> Version:
    return Version(
        version_id=1,
        number=1,
        document=document,
        content_hash="",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        retired_at=None,
    )


def a_closed_question(code: str, kind: Kind, options: int = 0) -> Question:
    return Question(code=code, kind=kind, group="all", text=VI, options=(VI,) * options)


def a_version_of(*questions: Question) -> Version:
    return a_version(
        Draft(
            code="small",
            title=VI,
            reviewed_by={"vi": ""},
            words=dict.fromkeys("12345xyno", VI),
            groups={"all": VI},
            questions=questions,
        )
    )


SMALL = a_version_of(
    a_closed_question("rated", Kind.RATING5),
    a_closed_question("seen", Kind.EVENT),
    a_closed_question("chosen", Kind.CHOICE, options=3),
)
DEFAULT = a_version(default_document())
ANYTHING = st.sampled_from(["1", "5", "x", "y", "n", "o", "", " 4 ", "4.0"]) | st.text(max_size=8)


def test_marks_stand_in_the_order_of_the_questions():
    assert check(SMALL, {"chosen": "B", "rated": "5", "seen": "o"}) == Reply(
        marks="5oB", comment=None, comment_kind=None
    )


@pytest.mark.parametrize(
    ("written", "mark"),
    [("1", "1"), ("5", "5"), ("x", "x"), ("X", "x"), ("4.0", "4"), (" 4 ", "4"), ("4,0", "4"), ("4.00", "4"),
     (" 4.0\t", "4"), ("", "-"), ("  ", "-")],
)  # fmt: skip
def test_a_rating_is_read_as_people_and_spreadsheets_write_it(written, mark):
    assert check(SMALL, {"rated": written, "seen": "y"}).marks == mark + "y-"


@pytest.mark.parametrize(
    "value",
    ["0", "6", "-1", "4.5", "5.5", "1e0", "04", "NaN", "+4", "４", "²", "4.", "y", "-", "--", "12", "<script>",
     "=HYPERLINK()", "4\0", "\ud800", "NA"],
)  # fmt: skip
def test_a_rating_outside_the_scale_is_refused_with_question_and_value(value):
    with pytest.raises(RatingOutOfRangeError) as refused:
        check(SMALL, {"rated": value})
    assert refused.value.details["question"] == "rated"
    assert refused.value.details["value"].isprintable()
    assert "rated" in str(refused.value)


def test_a_refused_value_is_repeated_in_short():
    with pytest.raises(RatingOutOfRangeError) as refused:
        check(SMALL, {"rated": "9" * 1_000_000})
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("value", ["5", "x", "yes", "có", "1.0", "yn"])
def test_an_event_is_yes_no_or_no_occasion(value):
    with pytest.raises(EventAnswerError):
        check(SMALL, {"seen": value})
    assert check(SMALL, {"seen": " Y "}).marks == "-y-"


@pytest.mark.parametrize("value", ["D", "1", "AB", "x", "[", "đ"])
def test_a_choice_is_one_of_its_options(value):
    with pytest.raises(ChoiceAnswerError) as refused:
        check(SMALL, {"chosen": value})
    assert str(refused.value).endswith("from A to C.")
    assert check(SMALL, {"chosen": "c"}).marks == "--C"


@pytest.mark.parametrize(
    "code", ["other", "", "RATED", "rated ", "<script>", "=HYPERLINK()", "\0", "a" * 1_000_000]
)
def test_an_unknown_question_is_refused(code):
    with pytest.raises(UnknownQuestionError) as refused:
        check(SMALL, {"rated": "5", code: "5"})
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "given_",
    [{}, {"rated": ""}, {"rated": " ", "seen": "", "comment": " \n "}, {"comment_kind": "praise"}],
)
def test_a_reply_without_any_answer_is_refused(given_):
    with pytest.raises(NothingAnsweredError):
        check(SMALL, given_)


def test_no_opinion_is_an_answer():
    assert check(SMALL, {"rated": "x"}).marks == "x--"


def test_a_comment_alone_is_an_answer():
    assert check(SMALL, {"comment": " Cảm ơn ", "comment_kind": "praise"}) == Reply(
        marks="---", comment="Cảm ơn", comment_kind=CommentKind.PRAISE
    )


def test_a_kind_without_a_comment_is_dropped():
    assert check(SMALL, {"rated": "5", "comment_kind": "problem"}).comment_kind is None


@pytest.mark.parametrize("kind", ["Praise", "denunciation", "<script>", "praise\0"])
def test_an_unknown_kind_of_comment_is_refused(kind):
    with pytest.raises(CommentKindError):
        check(SMALL, {"comment": "a", "comment_kind": kind})


@pytest.mark.parametrize(
    "comment", ["<script>alert(1)</script>", '=HYPERLINK("http://a")', "'; DROP TABLE response"]
)
def test_a_hostile_comment_is_kept_word_for_word(comment):
    assert check(SMALL, {"comment": comment}).comment == comment


def test_a_comment_is_kept_in_normal_form():
    assert check(SMALL, {"comment": "hài lòng"}).comment == "hài lòng"


def test_a_comment_that_is_too_long_or_unreadable_is_refused():
    assert len(check(SMALL, {"comment": "a" * 2000}).comment or "") == 2000
    for comment in ("a" * 2001, "a" * 1_000_000):
        with pytest.raises(TextTooLongError):
            check(SMALL, {"comment": comment})
    with pytest.raises(UnreadableTextError):
        check(SMALL, {"comment": "a\0b"})


def test_a_created_questionnaire_reads_its_columns():
    version = a_version(created_document("old", ["Item 1", "Q7. Sauberkeit"]))
    assert check(version, {"Q7. Sauberkeit": "3.0", "Item 1": "5", "comment": "ổn"}).marks == "53"


@st.composite
def versions_and_marks(draw: st.DrawFn) -> tuple[Version, str]:
    kinds = draw(st.lists(st.sampled_from([Kind.RATING5, Kind.EVENT, Kind.CHOICE]), min_size=1, max_size=12))
    questions = [
        a_closed_question(f"q{place}", kind, draw(st.integers(2, 26)) if kind is Kind.CHOICE else 0)
        for place, kind in enumerate(kinds)
    ]
    marks = [draw(st.sampled_from("-" + question.marks)) for question in questions]
    return a_version_of(*questions), "".join(marks)


@given(versions_and_marks(), st.sampled_from([None, *CommentKind]), st.randoms(use_true_random=False))
def test_any_valid_reply_is_read_back_as_it_was_given(case, kind, random):
    version, marks = case
    given_ = [
        (question.code, "" if mark == "-" else mark) for question, mark in zip(version.closed, marks, strict=True)
    ]
    random.shuffle(given_)
    reply = check(version, {**dict(given_), "comment": "Tốt", "comment_kind": kind or ""})
    assert reply == Reply(marks=marks, comment="Tốt", comment_kind=kind)


@given(
    st.dictionaries(
        st.sampled_from([*DEFAULT.document.places, "comment", "comment_kind", "?"]), ANYTHING, max_size=5
    )
)
def test_any_strings_are_a_reply_or_refused_by_name(given_):
    try:
        reply = check(DEFAULT, given_)
    except Refusal:
        return
    assert len(reply.marks) == len(DEFAULT.closed)
    assert set(reply.marks) <= set("-12345xyno" + ascii_uppercase)
