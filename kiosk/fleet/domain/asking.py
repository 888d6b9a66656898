"""The short form a tablet asks: the overall question, then two of the core ratings in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.questionnaire.domain import Kind, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.domain import Draft, Question, Words

OPENING = "overall"
TAKE = 2
"""How many questions follow the first one."""
NAMES = {"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ", "zh": "中文"}
"""Each language in its own script."""
_ORDER = tuple(NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The questions of a short form; `rotation` follow the opening one in turn."""

    opening: Question
    rotation: tuple[Question, ...]


def short_form(document: Draft) -> Form | None:
    """Choose the questions of a tablet; None for a questionnaire that asks for no rating.

    A question that follows from another's answer is none for a turn of two.
    """
    ratings = [one for one in document.closed if one.kind is Kind.RATING5 and one.condition is None]
    if not ratings:
        return None
    opening = next((one for one in ratings if one.code == OPENING), ratings[0])
    core = tuple(one for one in ratings if one.core and one is not opening)
    return Form(opening=opening, rotation=core)


def told(document: Draft, form: Form, names: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Give the questions as a tablet shows them, in every language, the names of the place put in."""
    return [
        {
            "code": question.code,
            "kind": question.kind.value,
            "confidential": question.confidential,
            "text": _filled(question.text, names),
            "marks": [{"mark": mark, "text": dict(words)} for mark, words in document.answers_to(question)],
        }
        for question in (form.opening, *form.rotation)
    ]


def _filled(words: Words, names: Mapping[str, str | None]) -> dict[str, str]:
    return {language: filled(text, names) for language, text in words.items()}


def languages(document: Draft) -> list[dict[str, Any]]:
    """List the languages of a document in the order they are offered, and which nobody has vouched for yet."""
    known = [code for code in _ORDER if code in document.languages]
    others = [code for code in document.languages if code not in _ORDER]
    return [
        {"code": code, "name": NAMES.get(code, code), "draft": document.is_draft_in(code)}
        for code in (*known, *others)
    ]
