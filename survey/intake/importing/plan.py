"""Which column of a file is what: places, moments, questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.intake.domain import Channel
from survey.intake.importing.refusals import (
    DoubleColumnError,
    NoPlaceColumnError,
    NoQuestionColumnError,
    UnknownColumnError,
    UnknownMappingError,
)
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.questionnaire.domain import Version

KNOWN = frozenset(
    {
        "desk",
        "unit",
        "response_id",
        "answered_at",
        "staff",
        "procedure",
        "channel",
        "tier",
        "language",
        "comment",
        "comment_kind",
        "received_at",
        "token",
        "device",
        "network",
        "duration_s",
    }
)
"""Columns that are no questions."""

LEFT_OUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is to be read."""

    questionnaire: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """By column name: a question's code, a known column, or `-` to leave the column out."""
    create_missing: bool = False
    channel: str = Channel.PAPER
    tier: str = Tier.OPEN
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where in a row each thing stands."""

    known: Mapping[str, int]
    questions: tuple[tuple[str, int], ...]
    """Question code and place."""


def name_columns(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Give each column the name it has for us, by its place; columns left out are absent."""
    for column in mapping:
        if column not in columns:
            raise UnknownMappingError(column=column, found=", ".join(columns))
    named: dict[str, int] = {}
    for place, column in enumerate(columns):
        name = mapping.get(column, column)
        if name == LEFT_OUT:
            continue
        if name in named:
            raise DoubleColumnError(name=name)
        named[name] = place
    if not {"desk", "unit"} & named.keys():
        raise NoPlaceColumnError
    return named


def question_columns(named: Mapping[str, int]) -> list[str]:
    """List the names that are no known column, and so must be questions."""
    return [name for name in named if name not in KNOWN]


def plan_columns(named: Mapping[str, int], version: Version) -> Plan:
    """Match the named columns with a questionnaire; refuse the file if one fits nothing."""
    codes = {question.code for question in version.closed}
    for name in question_columns(named):
        if name not in codes:
            raise UnknownColumnError(column=name, code=version.code)
    questions = tuple((name, place) for name, place in named.items() if name in codes)
    if not questions and "comment" not in named:
        raise NoQuestionColumnError(code=version.code)
    known = {name: place for name, place in named.items() if name in KNOWN and name not in codes}
    return Plan(known=known, questions=questions)
