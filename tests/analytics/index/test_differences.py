"""What the difference of two groups amounts to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analytics.index.domain.differences import Direction, difference, direction
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from analytics.tally.domain import Counts


def people(good: int, bad: int) -> Counts:
    return counts_of([[5, 4]] * good + [[1, 2]] * bad, ["a", "b"])


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ((90, 10), (50, 50), Direction.UP),
        ((50, 50), (90, 10), Direction.DOWN),
        ((53, 47), (50, 50), Direction.NOT_SIGNIFICANT),
        ((50, 50), (50, 50), Direction.NOT_SIGNIFICANT),
        ((40, 0), (40, 0), Direction.NOT_SIGNIFICANT),
        ((9, 0), (50, 50), Direction.CANNOT_SAY),
        ((50, 50), (0, 0), Direction.CANNOT_SAY),
    ],
)
def test_a_difference_is_classified(now, before, verdict):
    assert direction(difference(people(*now), people(*before))) is verdict


def test_a_question_nobody_answered_leaves_nothing_to_compare():
    silent = counts_of([[5, None]] * 40, ["a", "b"])
    assert direction(difference(silent, people(40, 0))) is Direction.CANNOT_SAY
