"""Reading one reply: the only way by which strings of a form or a file become marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.text import clean
from survey.questionnaire.domain.document import (
    COMMENT,
    COMMENT_KIND,
    NOT_ANSWERED,
    VIETNAMESE,
    CommentKind,
    Kind,
)
from survey.questionnaire.domain.piping import filled
from survey.questionnaire.domain.refusals import (
    ChoiceAnswerError,
    CommentKindError,
    EventAnswerError,
    NothingAnsweredError,
    RatingOutOfRangeError,
    UnknownQuestionError,
    echo,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.foundation.errors import Refusal
    from survey.questionnaire.domain.document import Draft, Question, Version

COMMENT_LIMIT = 2000
PROMPT_LIMIT = 500
# A spreadsheet writes the level 4 as 4.0, a Vietnamese one as 4,0.
_WRITTEN_AS_DECIMAL = re.compile(r"([1-5])[.,]0{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one respondent answered: a mark per closed question, and a comment."""

    marks: str
    comment: str | None
    comment_kind: CommentKind | None
    """None without a comment: the kind says what the comment is and nothing by itself."""


def check(version: Version, given: Mapping[str, str]) -> Reply:
    """Read a reply from strings by question code, `comment` and `comment_kind`; refuse what does not fit.

    An answer to a question whose condition is not met is dropped, not refused: a page without scripts shows the
    question all the same, and whoever changes the first answer must not be stopped by the second.
    """
    document = version.document
    places = document.places
    marks = [NOT_ANSWERED] * len(places)
    for code, value in given.items():
        if code in places:
            place, plain = places[code]
            mark = plain.get(value)
            marks[place] = _unusual(document.closed[place], value) if mark is None else mark
        elif code not in (COMMENT, COMMENT_KIND) and not _is_prompt(document, code):
            raise UnknownQuestionError(question=echo(code))
    # A condition looks at an earlier mark, so one pass also closes what follows a closed question.
    for place, earlier, opening in document.follow_ups:
        if marks[earlier] not in opening:
            marks[place] = NOT_ANSWERED
    line = "".join(marks)
    comment = _comment(document, given, marks)
    kind = _comment_kind(given.get(COMMENT_KIND, ""))
    if comment is None and not line.strip(NOT_ANSWERED):
        raise NothingAnsweredError
    return Reply(marks=line, comment=comment, comment_kind=kind if comment else None)


def _is_prompt(document: Draft, code: str) -> bool:
    return any(prompt.code == code for prompt in document.prompts)


def _comment(document: Draft, given: Mapping[str, str], marks: Sequence[str]) -> str | None:
    """Give the comment, and under it what was written to a unit's own text questions, each below its question.

    Free text keeps its one place, where it is masked, read by the right people and erased.
    """
    comment = clean(given.get(COMMENT, ""), limit=COMMENT_LIMIT) or None
    if not document.prompts:
        return comment
    parts = [comment] if comment else []
    for prompt in document.prompts:
        written = clean(given.get(prompt.code, ""), limit=PROMPT_LIMIT)
        if written and _opened(document, prompt, marks):
            parts.append(f"{filled(prompt.text[VIETNAMESE], {})}\n{written}")
    return clean("\n\n".join(parts), limit=COMMENT_LIMIT) or None


def _opened(document: Draft, question: Question, marks: Sequence[str]) -> bool:
    condition = question.condition
    return condition is None or marks[document.places[condition.question][0]] in condition.answers


def _unusual(question: Question, value: str) -> str:
    """Read an answer that carries blanks, another case, or a spreadsheet's decimals."""
    bare = value.strip().casefold()
    if not bare:
        return NOT_ANSWERED
    written = _WRITTEN_AS_DECIMAL.fullmatch(bare) if question.kind is Kind.RATING5 else None
    by_form = {mark.casefold(): mark for mark in question.marks}
    mark = by_form.get(written[1] if written else bare)
    if mark is None:
        raise _refusal(question, echo(value))
    return mark


def _refusal(question: Question, value: str) -> Refusal:
    code = echo(question.code)
    if question.kind is Kind.RATING5:
        return RatingOutOfRangeError(question=code, value=value)
    if question.kind is Kind.EVENT:
        return EventAnswerError(question=code, value=value)
    return ChoiceAnswerError(question=code, value=value, last=question.marks[-1])


def _comment_kind(value: str) -> CommentKind | None:
    bare = value.strip()
    if not bare:
        return None
    try:
        return CommentKind(bare)
    except ValueError:
        raise CommentKindError(value=echo(value)) from None
