from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from survey.questionnaire.domain import (
    Condition,
    Draft,
    Kind,
    Level,
    Question,
    addition,
    lint,
    lint_addition,
    remarks,
    write_document,
)
from survey.questionnaire.domain.faults import (
    ConditionCycleError,
    LeftIndexError,
    ReservedPrefixError,
    TooManyAdditionsError,
    UnknownConditionError,
    UnknownPlaceholderError,
)
from survey.questionnaire.domain.refusals import MissingVietnameseError, OptionsError, ScaleChangedError
from survey.questionnaire.services import default_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

DEFAULT = default_document()


def a_question(said: str = "Nơi này có sạch không?", **more: Any) -> Question:
    given = {"code": "extra", "kind": Kind.EVENT, "group": "unit", "text": dict.fromkeys(DEFAULT.languages, said)}
    return Question(**given | more)


def with_one(question: Question, draft: Draft = DEFAULT) -> Draft:
    return replace(draft, questions=(*draft.questions, question))


def faults(draft: Draft, where: str = "extra", earlier: tuple[Draft, ...] = ()) -> dict[type, Level]:
    return {type(one.fault): one.level for one in lint(draft, earlier) if one.where == where}


def test_the_packaged_questionnaire_has_no_error():
    assert {one.level for one in lint(DEFAULT)} <= {Level.WARNING}


def test_a_plain_question_is_not_remarked_on():
    assert faults(with_one(a_question())) == {}


WORDINGS = {
    "identity": ("Họ tên của Ông/Bà là gì?", remarks.IdentityQuestionError, Level.ERROR),
    "phone without diacritics": ("So dien thoai?", remarks.IdentityQuestionError, Level.ERROR),
    "identity card": ("Số CCCD của Ông/Bà?", remarks.IdentityQuestionError, Level.ERROR),
    "ethnicity": ("Ông/Bà là người dân tộc nào?", remarks.IdentityQuestionError, Level.ERROR),
    "name in English": ("What is your name?", remarks.IdentityQuestionError, Level.ERROR),
    "praise": ("Cán bộ tuyệt vời ở điểm nào?", remarks.LeadingWordingError, Level.WARNING),
    "pressing": ("Nơi này sạch, đúng không?", remarks.LeadingWordingError, Level.WARNING),
    "agree": ("Ông/Bà có đồng ý rằng nơi này sạch?", remarks.LeadingWordingError, Level.WARNING),
    "agree in English": ("Do you agree that it is clean?", remarks.LeadingWordingError, Level.WARNING),
    "long": ("a" * 121, remarks.LongTextError, Level.WARNING),
    "desk without other words": ("Tại {desk} có sạch không?", remarks.NoWordsInsteadError, Level.WARNING),
    "unknown placeholder": ("Tại {room} có sạch không?", UnknownPlaceholderError, Level.ERROR),
}


@pytest.mark.parametrize("name", WORDINGS)
def test_a_wording_is_found(name):
    text, fault, level = WORDINGS[name]
    assert faults(with_one(a_question(text))) == {fault: level}


@pytest.mark.parametrize(
    "text",
    ["Cán bộ có đeo thẻ tên không?", "Was the officer wearing a name badge?", "Xuất trình {service|việc này}?"],
)
def test_words_that_only_look_alike_are_left_alone(text):
    assert faults(with_one(a_question(text))) == {}


def test_two_questions_in_one_rating_are_hinted_at():
    rating = a_question("Nơi này sạch và đẹp", kind=Kind.RATING5)
    assert faults(with_one(rating)) == {remarks.DoubleQuestionError: Level.WARNING}
    assert faults(with_one(replace(rating, kind=Kind.EVENT))) == {}
    assert faults(with_one(replace(rating, text=dict.fromkeys(DEFAULT.languages, "Bà vá áo")))) == {}


def test_an_option_that_asks_who_one_is_is_an_error():
    options = ({"vi": "Số điện thoại"}, {"vi": "Không"})
    found = faults(with_one(a_question(kind=Kind.CHOICE, options=options)))
    assert found[remarks.IdentityQuestionError] is Level.ERROR


def test_a_missing_translation_is_advice_and_missing_vietnamese_an_error():
    assert faults(with_one(a_question(text={"vi": "Sạch không?"}))) == {
        remarks.MissingTranslationError: Level.WARNING
    }
    text = dict.fromkeys(DEFAULT.languages, "clean?") | {"vi": ""}
    assert faults(with_one(a_question(text=text))) == {MissingVietnameseError: Level.ERROR}


def test_a_missing_title_is_an_error():
    assert faults(replace(DEFAULT, title={"en": "Form"}), "title")[MissingVietnameseError] is Level.ERROR


def test_conditions_nobody_meets_are_errors():
    lost = a_question(condition=Condition(question="nowhere", answers=("1",)))
    assert faults(with_one(lost)) == {UnknownConditionError: Level.ERROR}
    one = a_question(condition=Condition(question="other", answers=("y",)))
    other = a_question(code="other", condition=Condition(question="extra", answers=("y",)))
    assert faults(with_one(other, with_one(one))) == {ConditionCycleError: Level.ERROR}


def test_all_errors_are_found_at_once():
    bad = a_question("Họ tên?", kind=Kind.CHOICE, condition=Condition(question="x", answers=()))
    found = lint(with_one(bad))
    assert {OptionsError, UnknownConditionError, remarks.IdentityQuestionError} <= {
        type(one.fault) for one in found
    }
    levels = [one.level for one in found]
    assert levels == sorted(levels, key=lambda level: level is not Level.ERROR)
    assert all(one.message and "%" not in one.message for one in found)


def test_a_change_of_scale_is_an_error():
    changed = replace(DEFAULT.questions[0], kind=Kind.EVENT)
    draft = replace(DEFAULT, questions=(changed, *DEFAULT.questions[1:]))
    assert faults(draft, "overall", (DEFAULT, DEFAULT)) == {ScaleChangedError: Level.ERROR}


def test_a_question_that_leaves_the_index_is_an_error():
    at, changing = next((place, each) for place, each in enumerate(DEFAULT.questions) if each.indexed)
    questions = (*DEFAULT.questions[:at], replace(changing, indexed=False), *DEFAULT.questions[at + 1 :])
    found = faults(replace(DEFAULT, questions=questions), changing.code, (DEFAULT,))
    assert found == {LeftIndexError: Level.ERROR}


def test_a_form_that_is_too_long_is_advice():
    many = tuple(a_question(code=f"q{n}", core=True) for n in range(31))
    found = {type(one.fault) for one in lint(replace(DEFAULT, questions=many)) if one.where == ""}
    assert found == {remarks.ManyCoreError, remarks.ManyQuestionsError}


def test_the_centre_keeps_off_the_units_codes():
    assert faults(with_one(a_question(code="u_extra")), "u_extra") == {ReservedPrefixError: Level.ERROR}


def test_a_unit_reads_only_of_its_own_questions():
    own = addition(DEFAULT, [a_question("Tại {room} có tuyệt vời không?", code="u_1_1")])
    found = lint_addition(DEFAULT, own)
    assert {one.where for one in found} == {"u_1_1"}
    assert {type(one.fault) for one in found} == {UnknownPlaceholderError, remarks.LeadingWordingError}


def test_too_many_texts_and_too_many_questions_of_a_unit():
    texts = [a_question(code=f"u_1_{n}", kind=Kind.TEXT) for n in range(4)]
    found = {type(one.fault): one.level for one in lint_addition(DEFAULT, addition(DEFAULT, texts))}
    assert found == {TooManyAdditionsError: Level.ERROR, remarks.ManyTextsError: Level.WARNING}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=HYPERLINK()", "'; DROP TABLE question", "%(name)s %s"]
)
def test_a_hostile_text_is_only_a_text(text):
    assert faults(with_one(a_question(text))) == {}


def test_the_command_lists_findings_and_fails_on_errors(hailong: Callable[..., Result], tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text(write_document(DEFAULT), encoding="utf-8")
    good = hailong("questionnaire", "lint", path, "--format", "csv")
    assert good.exit_code == 0, good.output
    path.write_text(write_document(with_one(a_question("Họ tên?"))), encoding="utf-8")
    bad = hailong("questionnaire", "lint", path)
    assert bad.exit_code == 1
    assert "họ tên" in bad.output


def test_the_command_publishes_nothing_with_errors(hailong: Callable[..., Result], tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text(write_document(with_one(a_question("Họ tên?"))), encoding="utf-8")
    refused = hailong("questionnaire", "publish", path)
    assert refused.exit_code == 1
    assert "extra: “họ tên” asks who" in str(refused.exception)
    assert "default" not in hailong("questionnaire", "list").output
