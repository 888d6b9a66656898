"""The scale of a questionnaire and the drivers of its overall rating, from the answers of a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.drivers.records import marks_by_version, small_units
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

    Covariances = Mapping[str, Sequence[float]]
    """A row a question, with a column for each in the same order."""

OUTCOME = "overall"
"""The question of the packaged questionnaire about everything together."""

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
    covariances: Covariances
    """Of the questions, among those who answered them all: alpha and omega follow from these."""
    with_outcome: Covariances
    """Of the questions and the outcome, among those who rated everything: the parts of R² follow from these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The answers of a period to one questionnaire, by version, and what the versions ask."""

    questionnaire: str
    marks: Mapping[int, Sequence[str]]
    layouts: Mapping[int, Layout]

    @property
    def responses(self) -> int:
        """How many answers there are."""
        return sum(map(len, self.marks.values()))


def gather(connection: Connection, asked: Asked, *, least: int = 0) -> Material:
    """Read the answers asked for, without units of fewer than `least`; `NoAnswersError` when there are none.

    Who knows the studies of a unit and of those below it would know what a small one adds.
    """
    code, wanted = wanted_of(connection, asked)
    small = small_units(connection, wanted, least=least) if least else frozenset[int]()
    marks = marks_by_version(connection, wanted, without_units=small)
    if code is None or not marks:
        raise NoAnswersError(since=asked.since, until=asked.until)
    return Material(questionnaire=code, marks=marks, layouts=layouts(connection))


def study(connection: Connection, asked: Asked, *, outcome: str = OUTCOME, seed: int = SEED) -> Study:
    """Read the answers asked for and study them."""
    return study_of(gather(connection, asked), outcome=outcome, seed=seed)


def study_of(material: Material, *, outcome: str = OUTCOME, seed: int = SEED) -> Study:
    """Study the index questions of the latest version answered; earlier versions share the codes they have.

    A question that an earlier version did not ask counts as not answered there.
    """
    latest = material.layouts[max(material.marks)]
    if outcome not in latest.questions:
        known = ", ".join(latest.questions)
        raise UnknownOutcomeError(questionnaire=material.questionnaire, question=outcome, known=known)
    questions = [question for question in latest.indexed if question != outcome]
    table = _table(material.marks, material.layouts, [*questions, outcome])
    answers, rated = table[:, :-1], table[:, -1]
    return Study(
        questionnaire=material.questionnaire,
        outcome=outcome,
        responses=len(table),
        scale=reliability(answers, questions),
        every=drivers(answers, rated, questions, seed=seed),
        without_straight_lines=without_straight_lines(answers, rated, questions, seed=seed),
        seed=seed,
        covariances=_covariances(answers, questions),
        with_outcome=_covariances(table, [*questions, outcome]),
    )


def _covariances(levels: Levels, questions: Sequence[str]) -> Covariances:
    """Give the covariances (divided by n − 1) of those who answered every question; nothing of fewer than two."""
    complete = levels[(levels > 0).all(axis=1)].astype(np.float64)
    if len(complete) <= 1 or not questions:
        return {}
    found = np.atleast_2d(np.cov(complete, rowvar=False, ddof=1))
    return {question: row.tolist() for question, row in zip(questions, found, strict=True)}


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
