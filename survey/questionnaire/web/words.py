"""The words these pages add to what is kept: kinds, states, languages, refusals in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask_babel

from survey.questionnaire.domain import VIETNAMESE, Kind, in_language

if TYPE_CHECKING:
    from survey.foundation.errors import Refusal
    from survey.questionnaire.domain import Draft, Question, Version

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English", "km": "ខ្មែរ", "zh": "中文"}


def gettext(message: str, **values: Any) -> str:
    """Give a sentence in the reader's language."""
    return str(flask_babel.gettext(message, **values))


def told(refusal: Refusal) -> str:
    """Give what is wrong in the reader's language."""
    return gettext(refusal.message, **refusal.details)


def kinds() -> dict[str, str]:
    """Name the kinds of questions."""
    return {
        Kind.RATING5.value: gettext("Rating in five levels"),
        Kind.EVENT.value: gettext("Event: yes, no, it did not come up"),
        Kind.CHOICE.value: gettext("Choice of one option"),
        Kind.TEXT.value: gettext("Free text"),
    }


def fields() -> dict[str, str]:
    """Name the parts of a question where two documents are compared."""
    return {
        "kind": gettext("Kind"),
        "group": gettext("Group"),
        "core": gettext("Core question"),
        "indexed": gettext("In the index"),
        "confidential": gettext("Confidential"),
        "show_if": gettext("Asked only after"),
        "text": gettext("Text"),
        "title": gettext("Title"),
        "reviewed_by": gettext("Who vouches for the wording"),
    }


def changes() -> dict[str, str]:
    """Name what may happen to a part of a document."""
    return {
        "added": gettext("added"),
        "removed": gettext("removed"),
        "changed": gettext("changed"),
        "moved": gettext("moved"),
    }


def language_name(code: str) -> str:
    """Name a language in its own script."""
    return LANGUAGE_NAMES.get(code, code)


def title_of(draft: Draft) -> str:
    """Give a questionnaire's title."""
    return draft.title.get(VIETNAMESE) or draft.code


def text_of(question: Question) -> str:
    """Give a question's Vietnamese text; its code while it has none."""
    return question.text.get(VIETNAMESE) or question.code


def state_of(version: Version) -> str:
    """Name the state of a version."""
    return gettext("in force") if version.retired_at is None else gettext("retired")


def answers_of(draft: Draft, question: Question) -> list[tuple[str, str]]:
    """List the marks of a closed question with their Vietnamese words, as far as they are written."""
    if question.kind is Kind.CHOICE:
        return [
            (mark, words.get(VIETNAMESE) or mark)
            for mark, words in zip(question.marks, question.options, strict=False)
        ]
    found = ((mark, question.answers.get(mark) or draft.words.get(mark)) for mark in question.marks)
    return [(mark, in_language(words, VIETNAMESE) if words else mark) for mark, words in found]
