"""The rules of conditional questions: what they look at exists, comes before, and gives nothing away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.domain.document import COMMENT, Kind
from survey.questionnaire.domain.faults import (
    ConditionAnswerError,
    ConditionCommentError,
    ConditionCycleError,
    ConditionIndexError,
    ConditionOrderError,
    ConditionSecrecyError,
    EmptyConditionError,
    UnknownConditionError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.foundation.errors import Refusal
    from survey.questionnaire.domain.document import Condition, Draft, Question


def condition_faults(draft: Draft) -> Iterator[Refusal]:
    """Name every condition that is never met, cannot be checked in time, or gives an answer away."""
    asked = {question.code: question for question in draft.questions}
    order = {question.code: place for place, question in reversed(list(enumerate(draft.questions)))}
    for question in draft.questions:
        if question.condition is not None:
            yield from _form(question, question.condition)
            earlier = asked.get(question.condition.question)
            if earlier is None or earlier.kind is Kind.TEXT:
                yield UnknownConditionError(question=question.code, earlier=question.condition.question)
                continue
            yield from _order(question, earlier, asked, order)
            yield from _against(question, question.condition, earlier)


def _form(question: Question, condition: Condition) -> Iterator[Refusal]:
    if question.code == COMMENT:
        yield ConditionCommentError(question=question.code)
    if question.indexed:
        yield ConditionIndexError(question=question.code)
    if not condition.answers:
        yield EmptyConditionError(question=question.code)


def _order(
    question: Question, earlier: Question, asked: Mapping[str, Question], order: Mapping[str, int]
) -> Iterator[Refusal]:
    circle = _circle(question, asked)
    if circle:
        yield ConditionCycleError(question=question.code, circle=" → ".join(circle))
    elif order[earlier.code] > order[question.code]:
        yield ConditionOrderError(question=question.code, earlier=earlier.code)


def _circle(question: Question, asked: Mapping[str, Question]) -> tuple[str, ...]:
    """Follow the conditions from a question; give the way if it comes back."""
    way = [question.code]
    current: Question | None = question
    while current is not None and current.condition is not None:
        code = current.condition.question
        if code in way:
            return (*way, code) if code == question.code else ()
        way.append(code)
        current = asked.get(code)
    return ()


def _against(question: Question, condition: Condition, earlier: Question) -> Iterator[Refusal]:
    for answer in condition.answers:
        if answer not in tuple(earlier.marks):
            yield ConditionAnswerError(question=question.code, answer=answer, earlier=earlier.code)
    if earlier.confidential and not question.confidential:
        yield ConditionSecrecyError(question=question.code, earlier=earlier.code)
