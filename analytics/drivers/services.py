"""The scale of a questionnaire and the drivers of its overall rating, from the answers of a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.drivers.records import marks_by_version
from analytics.index.domain.drivers import SEED, drivers, without_straight_lines
from analytics.index.domain.scale import reliability
from analytics.index.services import wanted_of
from analytics.tally.records import layouts
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from analytics.index.domain.drivers import Drivers
    from analytics.index.domain.scale import Reliability
    from analytics.index.services import Asked
    from analytics.tally.domain import Layout

    Levels = NDArray[np.integer[Any]]

_ONE, _FIVE, _NOUGHT = ord("1"), ord("5"), ord("0")


class UnknownOutcomeError(Refusal):
    """No question of this questionnaire that is rated has this code."""

    message = "The questionnaire “%(questionnaire)s” has no rated question “%(question)s”. It has: %(known)s."


class NoAnswersError(Refusal):
    """Nobody answered."""

    message = "Nobody answered a questionnaire between %(since)s and %(until)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What the answers of a period say of their questions."""

    questionnaire: str
    outcome: str
    responses: int
    scale: Reliability
    every: Drivers
    without_straight_lines: Drivers
    seed: int


def study(connection: Connection, asked: Asked, *, outcome: str = "overall", seed: int = SEED) -> Study:
    """Study the index questions of the latest version answered; earlier versions share the codes they have.

    A question that an earlier version did not ask counts as not answered there.
    """
    code, wanted = wanted_of(connection, asked)
    marks = marks_by_version(connection, wanted)
    if code is None or not marks:
        raise NoAnswersError(since=asked.since, until=asked.until)
    every = layouts(connection)
    latest = every[max(marks)]
    if outcome not in latest.questions:
        known = ", ".join(latest.questions)
        raise UnknownOutcomeError(questionnaire=code, question=outcome, known=known)
    questions = [question for question in latest.indexed if question != outcome]
    table = _table(marks, every, [*questions, outcome])
    answers, rated = table[:, :-1], table[:, -1]
    return Study(
        questionnaire=code,
        outcome=outcome,
        responses=len(table),
        scale=reliability(answers, questions),
        every=drivers(answers, rated, questions, seed=seed),
        without_straight_lines=without_straight_lines(answers, rated, questions, seed=seed),
        seed=seed,
    )


def _table(marks: Mapping[int, Sequence[str]], every: Mapping[int, Layout], questions: Sequence[str]) -> Levels:
    parts = [_levels(of_version, every[version_id], questions) for version_id, of_version in marks.items()]
    return np.concatenate(parts)


def _levels(marks: Sequence[str], layout: Layout, questions: Sequence[str]) -> Levels:
    """Give respondents × questions, 1–5, and 0 where nothing was rated."""
    letters = np.frombuffer("".join(marks).encode("ascii"), dtype=np.uint8).reshape(len(marks), -1)
    levels = np.zeros((len(marks), len(questions)), dtype=np.int8)
    for column, question in enumerate(questions):
        if question in layout.questions:
            given = letters[:, layout.places[layout.questions.index(question)]]
            rated = (given >= _ONE) & (given <= _FIVE)
            levels[rated, column] = given[rated] - _NOUGHT
    return levels
