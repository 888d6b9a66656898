"""A unit's own questions: up to three, asked after the centre's and never in their place."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.foundation.errors import Refusal
from survey.questionnaire.domain.document import VIETNAMESE, Draft, Question
from survey.questionnaire.domain.faults import (
    AdditionCodeError,
    AdditionFlagError,
    AdditionGroupError,
    ForeignCodeError,
    TooManyAdditionsError,
)
from survey.questionnaire.domain.rules import OWN_GROUP, OWN_PREFIX, hold_rules, placeholder_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

OWN_LIMIT = 3
OWN_GROUP_TITLE = {
    VIETNAMESE: "Câu hỏi riêng của đơn vị",
    "en": "Questions of this office",
    "km": "សំណួររបស់អង្គភាពនេះ",
    "zh": "本单位的问题",
}


def addition(central: Draft, questions: Collection[Question]) -> Draft:
    """Make a unit's own small document, without a title and words of its own: those are the centre's."""
    titles = {language: OWN_GROUP_TITLE.get(language, "") for language in central.languages}
    return Draft(
        code=central.code,
        title={},
        reviewed_by=dict(central.reviewed_by),
        words={},
        groups={OWN_GROUP: {language: title for language, title in titles.items() if title}},
        questions=tuple(replace(question, group=OWN_GROUP) for question in questions),
    )


def with_addition(central: Draft, own: Draft) -> Draft:
    """Put a unit's questions after the centre's, so that the marks begin alike; refuse what cannot be added."""
    for fault in (*addition_faults(own), *placeholder_faults(own)):
        raise fault
    return hold_rules(joined(central, own))


def rebased(central: Draft, own: Sequence[Question]) -> tuple[Draft | None, tuple[str, ...]]:
    """Put a unit's questions after another document of the centre's; None where none of them fits it.

    What no longer fits, such as a condition on a question the centre took out, is left out and named.
    """
    kept: list[Question] = []
    whole: Draft | None = None
    for question in own:
        with suppress(Refusal):
            whole = with_addition(central, addition(central, [*kept, question]))
            kept.append(question)
    stay = {question.code for question in kept}
    return whole, tuple(question.code for question in own if question.code not in stay)


def joined(central: Draft, own: Draft) -> Draft:
    """Put the two together whatever they hold."""
    return replace(
        central,
        groups={**central.groups, OWN_GROUP: own.groups.get(OWN_GROUP, OWN_GROUP_TITLE)},
        questions=(*central.questions, *own.questions),
    )


def added(whole: Draft) -> tuple[Question, ...]:
    """Give the questions of a unit's version that are the unit's own."""
    return tuple(question for question in whole.questions if question.group == OWN_GROUP)


def hold_foreign_codes(own: Draft, taken: Collection[str]) -> None:
    """Refuse a code that another unit asks: figures of all units join by the question's code."""
    for question in own.questions:
        if question.code in taken:
            raise ForeignCodeError(question=question.code)


def addition_faults(own: Draft) -> Iterator[Refusal]:
    """Name everything a unit may not add."""
    if len(own.questions) > OWN_LIMIT:
        yield TooManyAdditionsError(count=len(own.questions), limit=OWN_LIMIT)
    for question in own.questions:
        if not question.code.startswith(OWN_PREFIX):
            yield AdditionCodeError(question=question.code)
        if question.group != OWN_GROUP:
            yield AdditionGroupError(question=question.code)
        if question.core or question.indexed or question.confidential:
            yield AdditionFlagError(question=question.code)


def own_code(unit_id: int, used: Collection[str]) -> str:
    """Give the next code of a unit's questions: one it never used and no other unit can have."""
    pattern = re.compile(rf"{OWN_PREFIX}{unit_id}_([1-9][0-9]{{0,5}})")
    numbers = (int(found[1]) for found in map(pattern.fullmatch, used) if found)
    return f"{OWN_PREFIX}{unit_id}_{max(numbers, default=0) + 1}"
