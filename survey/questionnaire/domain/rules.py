"""What makes a document a questionnaire that can be answered and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.domain.conditions import condition_faults
from survey.questionnaire.domain.document import COMMENT, COMMENT_KIND, MARKS, CommentKind, Kind
from survey.questionnaire.domain.faults import ReservedPrefixError, UnknownPlaceholderError
from survey.questionnaire.domain.piping import PLACEHOLDERS, placeholders
from survey.questionnaire.domain.refusals import (
    AnswersError,
    ConfidentialIndexError,
    DuplicateCodeError,
    IndexedKindError,
    MissingWordsError,
    NoQuestionError,
    OptionsError,
    ReservedCodeError,
    TooManyQuestionsError,
    UnknownGroupError,
    echo,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.foundation.errors import Refusal
    from survey.questionnaire.domain.document import Draft, Question, Words

# The interval needs a count per pair of index questions: 200 questions make 19 900 pairs.
QUESTION_LIMIT = 200
OWN_PREFIX = "u_"
OWN_GROUP = "u_own"


def hold_rules(draft: Draft) -> Draft:
    """Give the draft back if every question can be answered, worded and counted; refuse it otherwise."""
    for fault in rule_faults(draft):
        raise fault
    return draft


def rule_faults(draft: Draft) -> Iterator[Refusal]:
    """Name everything that keeps a draft from being answered, worded and counted."""
    if not draft.closed:
        yield NoQuestionError()
    if len(draft.questions) > QUESTION_LIMIT:
        yield TooManyQuestionsError(count=len(draft.questions), limit=QUESTION_LIMIT)
    yield from _code_faults(draft)
    for question in draft.questions:
        if question.group not in draft.groups:
            yield UnknownGroupError(question=question.code, group=question.group)
        yield from _flag_faults(question)
        yield from _option_faults(question)
        yield from _word_faults(draft, question)
    yield from condition_faults(draft)


def authored_faults(draft: Draft) -> Iterator[Refusal]:
    """Name what a document of the centre must not hold, beyond the rules of every document.

    A questionnaire made of a file's columns is not held to this: its codes are those of the file.
    """
    for name in (*draft.groups, *(question.code for question in draft.questions)):
        if name.startswith(OWN_PREFIX):
            yield ReservedPrefixError(code=name)
    yield from placeholder_faults(draft)


def placeholder_faults(draft: Draft) -> Iterator[Refusal]:
    """Name every placeholder that nothing can be put in for."""
    for where, words in _texts(draft):
        for name in (name for text in words.values() for name in placeholders(text)):
            if name not in PLACEHOLDERS:
                yield UnknownPlaceholderError(where=where, name=echo(name))


def _texts(draft: Draft) -> Iterator[tuple[str, Words]]:
    yield "title", draft.title
    yield from draft.groups.items()
    for question in draft.questions:
        for words in (question.text, *question.options, *question.answers.values()):
            yield question.code, words


def _code_faults(draft: Draft) -> Iterator[Refusal]:
    seen: set[str] = set()
    for question in draft.questions:
        if question.code in seen:
            yield DuplicateCodeError(code=question.code)
        # The centre's one text question is the comment, and what a unit's ask is kept as part of it:
        # free text has one place, where it is masked and erased.
        own = question.group == OWN_GROUP and question.code.startswith(OWN_PREFIX)
        misnamed = (question.kind is Kind.TEXT) != (question.code == COMMENT) and not own
        if misnamed or question.code == COMMENT_KIND:
            yield ReservedCodeError(code=question.code)
        seen.add(question.code)


def _flag_faults(question: Question) -> Iterator[Refusal]:
    if question.indexed and question.kind is not Kind.RATING5:
        yield IndexedKindError(question=question.code)
    if question.indexed and question.confidential:
        yield ConfidentialIndexError(question=question.code)


def _option_faults(question: Question) -> Iterator[Refusal]:
    count = len(question.options)
    fits = 1 < count <= len(MARKS[Kind.CHOICE]) if question.kind is Kind.CHOICE else count == 0
    if not fits:
        yield OptionsError(question=question.code, count=count)


def _word_faults(draft: Draft, question: Question) -> Iterator[Refusal]:
    own = MARKS[Kind.EVENT] if question.kind is Kind.EVENT else ""
    for answer in question.answers:
        if answer not in own:
            yield AnswersError(question=question.code, answer=answer)
    needed = {Kind.TEXT: tuple(CommentKind), Kind.CHOICE: ()}.get(question.kind, tuple(question.marks))
    for answer in needed:
        if answer not in question.answers and answer not in draft.words:
            yield MissingWordsError(answer=str(answer))
