"""What makes a document a questionnaire that can be answered and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.domain.document import COMMENT, COMMENT_KIND, MARKS, CommentKind, Kind
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
)

if TYPE_CHECKING:
    from survey.questionnaire.domain.document import Draft, Question

# The interval needs a count per pair of index questions: 200 questions make 19 900 pairs.
QUESTION_LIMIT = 200


def hold_rules(draft: Draft) -> Draft:
    """Give the draft back if every question can be answered, worded and counted; refuse it otherwise."""
    if not draft.closed:
        raise NoQuestionError
    if len(draft.questions) > QUESTION_LIMIT:
        raise TooManyQuestionsError(count=len(draft.questions), limit=QUESTION_LIMIT)
    _hold_codes(draft)
    for question in draft.questions:
        if question.group not in draft.groups:
            raise UnknownGroupError(question=question.code, group=question.group)
        _hold_flags(question)
        _hold_options(question)
        _hold_words(draft, question)
    return draft


def _hold_codes(draft: Draft) -> None:
    seen: set[str] = set()
    for question in draft.questions:
        if question.code in seen:
            raise DuplicateCodeError(code=question.code)
        # The one text question is the comment: free text has one place, where it is masked and erased.
        if (question.kind is Kind.TEXT) != (question.code == COMMENT) or question.code == COMMENT_KIND:
            raise ReservedCodeError(code=question.code)
        seen.add(question.code)


def _hold_flags(question: Question) -> None:
    if question.indexed and question.kind is not Kind.RATING5:
        raise IndexedKindError(question=question.code)
    if question.indexed and question.confidential:
        raise ConfidentialIndexError(question=question.code)


def _hold_options(question: Question) -> None:
    count = len(question.options)
    fits = 1 < count <= len(MARKS[Kind.CHOICE]) if question.kind is Kind.CHOICE else count == 0
    if not fits:
        raise OptionsError(question=question.code, count=count)


def _hold_words(draft: Draft, question: Question) -> None:
    own = MARKS[Kind.EVENT] if question.kind is Kind.EVENT else ""
    for answer in question.answers:
        if answer not in own:
            raise AnswersError(question=question.code, answer=answer)
    needed = {Kind.TEXT: tuple(CommentKind), Kind.CHOICE: ()}.get(question.kind, tuple(question.marks))
    for answer in needed:
        if answer not in question.answers and answer not in draft.words:
            raise MissingWordsError(answer=str(answer))
