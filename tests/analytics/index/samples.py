"""Groups of answers for the tests of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.builders import dice
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from analytics.tally.domain import Counts

Matrix = list[list[int | None]]
QUESTIONS = ("q1", "q2", "q3")


def a_matrix(respondents: int, happiness: float, *, seed: int = 0, missing: float = 0.1) -> Matrix:
    """Draw respondents who agree with themselves: each has a mood that all of their answers share."""
    random = dice(seed)
    matrix: Matrix = []
    for _ in range(respondents):
        mood = min(0.98, max(0.02, random.gauss(happiness, 0.15)))
        matrix.append(
            [None if random.random() < missing else 5 if random.random() < mood else 2 for _ in QUESTIONS]
        )
    return matrix


def a_group(respondents: int, happiness: float = 0.8, *, seed: int = 0) -> Counts:
    """Count drawn respondents."""
    return counts_of(a_matrix(respondents, happiness, seed=seed), QUESTIONS)


def everyone(respondents: int, level: int = 5) -> Counts:
    """Count respondents who all answer the same."""
    return counts_of([[level] * len(QUESTIONS)] * respondents, QUESTIONS)


def nobody() -> Counts:
    """Count no respondent at all."""
    return counts_of([], QUESTIONS)
