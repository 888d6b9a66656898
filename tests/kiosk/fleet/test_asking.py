from __future__ import annotations

from kiosk.fleet.domain import languages, short_form, told
from survey.questionnaire.domain import Kind, created_document
from survey.questionnaire.services import default_document


def test_the_short_form_opens_with_the_overall_question_and_turns_through_the_core():
    form = short_form(default_document())
    assert form is not None
    assert form.opening.code == "overall"
    assert [one.code for one in form.rotation][:3] == ["respect", "guidance", "explanation"]
    assert all(one.core and one.kind is Kind.RATING5 for one in form.rotation)
    assert form.opening not in form.rotation


def test_a_questionnaire_without_an_overall_question_opens_with_its_first_rating():
    form = short_form(created_document("other", ["q1", "q2"]))
    assert form is not None
    assert form.opening.code == "q1"


def test_every_question_comes_in_every_language_with_its_answers_and_the_place():
    document = default_document()
    form = short_form(document)
    assert form is not None
    questions = told(document, form, {"unit": "{desk}", "desk": "Quầy <1>"})
    for question in questions:
        assert set(question["text"]) == {"vi", "en", "km", "zh"}
        assert [mark["mark"] for mark in question["marks"]] == list("12345x")
        assert all("{desk}" not in text and "{unit}" not in text for text in question["text"].values())


def test_languages_are_named_in_their_own_script_and_drafts_are_marked():
    listed = languages(default_document())
    assert [one["code"] for one in listed] == ["vi", "en", "km", "zh"]
    assert [one["draft"] for one in listed] == [False, False, True, True]
    assert listed[2]["name"] == "ភាសាខ្មែរ"
