"""Drafts as they are written: every change gives another document, finished or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from survey.questionnaire.domain.document import Draft
from survey.questionnaire.domain.faults import NoSuchQuestionError, StaleDraftError
from survey.questionnaire.domain.refusals import DuplicateCodeError, echo
from survey.questionnaire.domain.storing import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.questionnaire.domain.document import Question, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A draft somebody works on: the centre's whole document, or a unit's own questions."""

    draft_id: int
    unit_id: int | None
    document: Draft
    before: Draft | None
    """The document before the last change."""
    updated_at: datetime
    updated_by: str

    @property
    def code(self) -> str:
        """The code of the questionnaire."""
        return self.document.code


def question_of(draft: Draft, code: str) -> Question:
    """Find a question of a draft."""
    for question in draft.questions:
        if question.code == code:
            return question
    raise NoSuchQuestionError(question=echo(code))


def seen(draft: Draft, code: str | None) -> str:
    """Name what an editor has before the eyes: one question, or with None all that is no question."""
    kept = tuple(question for question in draft.questions if question.code == code)
    part = replace(draft, questions=kept) if code is None else Draft(
        code="", title={}, reviewed_by={}, words={}, groups={}, questions=kept
    )  # fmt: skip
    return sha256(canonical(part).encode()).hexdigest()[:16]


def hold_seen(draft: Draft, code: str | None, mark: str) -> None:
    """Refuse a change of what somebody else changed meanwhile; other questions may have changed."""
    if seen(draft, code) != mark:
        raise StaleDraftError


def with_question(draft: Draft, code: str | None, question: Question) -> Draft:
    """Put a question in the place of the one with a code, or after all others before the comment."""
    others = [other.code for other in draft.questions if other.code != code]
    if question.code in others:
        raise DuplicateCodeError(code=question.code)
    if code is not None:
        question_of(draft, code)
        renamed = tuple(question if other.code == code else other for other in draft.questions)
        return replace(draft, questions=renamed)
    place = len(draft.questions)
    while place and draft.questions[place - 1].kind.value == "text" != question.kind.value:
        place -= 1
    return replace(draft, questions=(*draft.questions[:place], question, *draft.questions[place:]))


def without_question(draft: Draft, code: str) -> Draft:
    """Take a question out."""
    question_of(draft, code)
    return replace(draft, questions=tuple(other for other in draft.questions if other.code != code))


def moved(draft: Draft, code: str, by: int) -> Draft:
    """Move a question up (-1) or down (1); at the ends it stays."""
    questions = list(draft.questions)
    place = questions.index(question_of(draft, code))
    other = min(max(place + by, 0), len(questions) - 1)
    questions[place], questions[other] = questions[other], questions[place]
    return replace(draft, questions=tuple(questions))


def with_head(
    draft: Draft,
    *,
    title: Words,
    reviewed_by: Mapping[str, str],
    groups: Mapping[str, Words],
    words: Mapping[str, Words],
) -> Draft:
    """Put another head on a draft; its code and questions stay."""
    return replace(draft, title=title, reviewed_by=reviewed_by, groups=groups, words=words)


def renamed(draft: Draft, code: str) -> Draft:
    """Make another questionnaire of a draft."""
    return replace(draft, code=code)
