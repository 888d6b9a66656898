"""The lint: everything that is wrong with a draft, and what may be better said, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.questionnaire.domain.additions import added, addition_faults, joined
from survey.questionnaire.domain.document import VIETNAMESE, Kind
from survey.questionnaire.domain.piping import bare_placeholders
from survey.questionnaire.domain.refusals import MissingVietnameseError
from survey.questionnaire.domain.remarks import (
    DoubleQuestionError,
    IdentityQuestionError,
    LeadingWordingError,
    LongTextError,
    ManyCoreError,
    ManyQuestionsError,
    ManyTextsError,
    MissingTranslationError,
    NoWordsInsteadError,
)
from survey.questionnaire.domain.rules import authored_faults, placeholder_faults, rule_faults
from survey.questionnaire.domain.storing import scale_faults
from survey.questionnaire.domain.wording import IDENTITY, LEADING, found_words, joining_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from survey.foundation.errors import Refusal
    from survey.questionnaire.domain.document import Draft, Question, Words

TEXT_LIMIT = 120
OPTION_LIMIT = 60
CORE_LIMIT = 10
QUESTIONS_LIMIT = 30
TEXTS_LIMIT = 2


class Level(StrEnum):
    """How grave a finding is: an error keeps a draft from being published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: `where` is a question's or a group's code, `title`, or nothing for the whole."""

    level: Level
    where: str
    fault: Refusal

    @property
    def message(self) -> str:
        """Say in English what is to be looked at; `fault` lets a page say it in its reader's language."""
        return str(self.fault)


def lint(draft: Draft, earlier: Iterable[Draft] = ()) -> list[Finding]:
    """Find what is wrong with a draft of the centre, errors first; `earlier` are the versions published so far."""
    faults = (*rule_faults(draft), *authored_faults(draft), *scale_faults(draft, earlier))
    return _sorted([*map(_error, faults), *_wording(draft, draft.questions), *_sizes(draft)])


def lint_addition(central: Draft, own: Draft, earlier: Iterable[Draft] = ()) -> list[Finding]:
    """Find what is wrong with a unit's own questions; what the centre wrote is not the unit's to mend."""
    whole = joined(central, own)
    faults = [
        fault
        for fault in (*rule_faults(whole), *placeholder_faults(own), *scale_faults(whole, earlier))
        if _where(fault) in {question.code for question in own.questions}
    ]
    errors = [_error(fault) for fault in (*addition_faults(own), *faults)]
    return _sorted([*errors, *_wording(whole, added(whole)), *_sizes(whole)])


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.level is not Level.ERROR)


def _error(fault: Refusal) -> Finding:
    return Finding(level=Level.ERROR, where=_where(fault), fault=fault)


def _warning(where: str, fault: Refusal) -> Finding:
    return Finding(level=Level.WARNING, where=where, fault=fault)


def _where(fault: Refusal) -> str:
    details = fault.details
    return str(details.get("question") or details.get("code") or details.get("where") or "")


def _wording(draft: Draft, questions: Iterable[Question]) -> Iterator[Finding]:
    if draft.title:
        yield from _translations("title", (draft.title,), draft)
    for question in questions:
        yield from _texts(question, draft)
        for words in question.options:
            yield from _long(question, words, OPTION_LIMIT)
        yield from _whose(question)


def _texts(question: Question, draft: Draft) -> Iterator[Finding]:
    every = (question.text, *question.options, *question.answers.values())
    yield from _translations(question.code, every, draft)
    yield from _long(question, question.text, TEXT_LIMIT)
    yield from _said(question)
    bare = {name for text in question.text.values() for name in bare_placeholders(text)}
    for name in sorted(bare & {"desk", "service"}):
        yield _warning(question.code, NoWordsInsteadError(name=name))


def _translations(where: str, every: Sequence[Words], draft: Draft) -> Iterator[Finding]:
    def lacking(language: str) -> bool:
        return any(not words.get(language) for words in every)

    if lacking(VIETNAMESE):
        yield Finding(level=Level.ERROR, where=where, fault=MissingVietnameseError(field=where))
    missing = [language for language in draft.languages if language != VIETNAMESE and lacking(language)]
    if missing:
        yield _warning(where, MissingTranslationError(languages=", ".join(missing)))


def _long(question: Question, words: Words, limit: int) -> Iterator[Finding]:
    length = max(map(len, words.values()), default=0)
    if length > limit:
        yield _warning(question.code, LongTextError(length=length, limit=limit))


def _said(question: Question) -> Iterator[Finding]:
    for language, text in question.text.items():
        if words := found_words(text, LEADING):
            yield _warning(question.code, LeadingWordingError(words=words))
        if question.kind is Kind.RATING5 and (word := joining_word(text, language)):
            yield _warning(question.code, DoubleQuestionError(words=word))


def _whose(question: Question) -> Iterator[Finding]:
    texts = (text for words in (question.text, *question.options) for text in words.values())
    if words := next(filter(None, (found_words(text, IDENTITY) for text in texts)), None):
        fault = IdentityQuestionError(words=words)
        yield Finding(level=Level.ERROR, where=question.code, fault=fault)


def _sizes(draft: Draft) -> Iterator[Finding]:
    core = sum(question.core for question in draft.questions)
    texts = len(draft.questions) - len(draft.closed)
    if core > CORE_LIMIT:
        yield _warning("", ManyCoreError(count=core, limit=CORE_LIMIT))
    if len(draft.questions) > QUESTIONS_LIMIT:
        yield _warning("", ManyQuestionsError(count=len(draft.questions), limit=QUESTIONS_LIMIT))
    if texts > TEXTS_LIMIT:
        yield _warning("", ManyTextsError(count=texts, limit=TEXTS_LIMIT))
