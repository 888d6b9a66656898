from __future__ import annotations

import unicodedata

import pytest

from survey.questionnaire.domain import CommentKind, Draft, Kind, created_document
from survey.questionnaire.services import default_document

LANGUAGES = ("vi", "en", "km", "zh")

# code: kind, group, flags (c core, i index, s confidential)
QUESTIONS = {
    "overall": ("rating5", "overall", "c"),
    "respect": ("rating5", "conduct", "ci"),
    "guidance": ("rating5", "conduct", "ci"),
    "explanation": ("rating5", "conduct", "ci"),
    "listening": ("rating5", "conduct", "ci"),
    "responsive": ("rating5", "conduct", "ci"),
    "no_harassment": ("event", "conduct", "cs"),
    "no_extra_cost": ("event", "conduct", "cs"),
    "on_time": ("rating5", "conduct", "ci"),
    "greeting": ("event", "four_requests", ""),
    "apology": ("event", "four_requests", ""),
    "thanks": ("event", "four_requests", ""),
    "permission": ("event", "four_requests", ""),
    "smile": ("event", "four_always", ""),
    "gentle": ("event", "four_always", ""),
    "helpful": ("rating5", "four_always", ""),
    "badge": ("event", "unit", ""),
    "dress": ("rating5", "unit", ""),
    "procedures_posted": ("rating5", "unit", ""),
    "simple": ("rating5", "unit", ""),
    "clean": ("rating5", "unit", ""),
    "comment": ("text", "comment", ""),
}


@pytest.fixture(scope="module")
def document() -> Draft:
    return default_document()


def test_the_packaged_questions_are_those_that_were_decided(document):
    found = {
        question.code: (
            question.kind.value,
            question.group,
            "c" * question.core + "i" * question.indexed + "s" * question.confidential,
        )
        for question in document.questions
    }
    assert list(found) == list(QUESTIONS)
    assert found == QUESTIONS


def test_the_index_is_made_of_the_core_conduct_ratings(document):
    assert document.indexed == ("respect", "guidance", "explanation", "listening", "responsive", "on_time")
    assert "overall" in document.ratings


def test_every_text_exists_in_four_languages(document):
    texts = {
        "title": document.title,
        **{f"words.{name}": words for name, words in document.words.items()},
        **{f"groups.{name}": words for name, words in document.groups.items()},
        **{question.code: question.text for question in document.questions},
        **{
            f"{question.code}.{answer}": words
            for question in document.questions
            for answer, words in question.answers.items()
        },
    }
    assert document.languages == LANGUAGES
    for name, words in texts.items():
        assert set(words) == set(LANGUAGES), name
        assert all(text.strip() for text in words.values()), name


@pytest.mark.parametrize(("language", "script"), [("km", "KHMER"), ("zh", "CJK UNIFIED")])
def test_every_text_is_in_the_script_of_its_language(document, language, script):
    for words in (*document.words.values(), *document.groups.values(), *(q.text for q in document.questions)):
        assert any(unicodedata.name(letter, "").startswith(script) for letter in words[language])


def test_every_text_is_in_normal_form(document):
    for question in document.questions:
        assert all(unicodedata.is_normalized("NFC", text) for text in question.text.values())


def test_khmer_and_chinese_are_drafts_until_a_person_signs(document):
    assert {language: document.is_draft_in(language) for language in LANGUAGES} == {
        "vi": False,
        "en": False,
        "km": True,
        "zh": True,
    }


def test_every_closed_question_offers_an_answer_for_each_mark_in_every_language(document):
    for question in document.closed:
        offered = document.answers_to(question)
        assert "".join(mark for mark, _ in offered) == question.marks
        for language in LANGUAGES:
            words = [text[language] for _, text in offered]
            assert len(set(words)) == len(words)


def test_the_five_levels_run_from_very_dissatisfied_to_very_satisfied(document):
    assert [document.words[level]["vi"] for level in "12345"] == [
        "Rất không hài lòng",
        "Không hài lòng",
        "Bình thường",
        "Hài lòng",
        "Rất hài lòng",
    ]


def test_yes_is_the_good_answer_also_where_the_kind_question_is_put_the_other_way_round(document):
    turned = {question.code: question for question in document.closed if question.answers}
    assert set(turned) == {"no_harassment", "no_extra_cost"}
    assert turned["no_harassment"].answers["y"]["vi"].startswith("Không")
    assert turned["no_extra_cost"].answers["n"]["vi"].startswith("Có")


def test_each_kind_of_comment_has_words(document):
    assert all(document.words[kind]["vi"] for kind in CommentKind)


def test_vietnamese_addresses_the_citizen_politely(document):
    texts = [question.text["vi"] for question in document.questions]
    assert sum("Ông/Bà" in text for text in texts) > len(texts) / 2
    assert not any(" bạn" in text.lower() for text in texts)


def test_a_created_questionnaire_uses_the_same_words_for_the_levels(document):
    created = created_document("old", ["Q1"])
    for mark, words in created.answers_to(created.closed[0]):
        assert words["vi"] == document.words[mark]["vi"]
    assert created.closed[0].kind is Kind.RATING5
