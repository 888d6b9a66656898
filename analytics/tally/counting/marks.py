"""Marks to counts: where each answer adds one, and all of it added in a single pass."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analytics.tally.domain import Layout

    Letters = NDArray[np.uint8]
    Numbers = NDArray[np.int64]

_ONE = ord("1")
_FOUR = ord("4")
_FIVE = ord("5")
_GOOD, _BAD = 1, 2
_KINDS = np.zeros(256, dtype=np.int8)
"""By letter: satisfied, given but not satisfied, or 0, no level at all."""
_KINDS[_FOUR : _FIVE + 1] = _GOOD
_KINDS[_ONE:_FOUR] = _BAD
_LEAST_STRAIGHT = 3  # with one or two questions everybody's answers are often alike
# So many increments are made at a time: a hundred megabytes of whole numbers at most.
_AT_ONCE = 1 << 22


def count_marks(layout: Layout, marks: Sequence[str], groups: Numbers, size: int) -> Numbers:
    """Count answers into `size` groups: one string a response, and the number of its group beside it.

    The result has a row a group and the columns of `Layout`.
    """
    return count_letters(layout, letters_of("".join(marks), len(marks)), groups, size)


def letters_of(marks: str, count: int) -> Letters:
    """Lay the joined marks of `count` responses out: a row a response, a column a closed question."""
    return np.frombuffer(marks.encode("ascii"), dtype=np.uint8).reshape(count, -1)


def count_letters(layout: Layout, letters: Letters, groups: Numbers, size: int) -> Numbers:
    """Count laid out marks into `size` groups."""
    return count_places(places_of_marks(layout, letters), groups, size, layout.size)


def count_places(places: NDArray[np.int32], groups: Numbers, size: int, width: int) -> Numbers:
    """Add one wherever `places` says, a column a response; `width` is the place of what adds nothing."""
    step = width + 1
    starts = groups * step
    at_once = max(1, _AT_ONCE // max(1, len(places)))
    found = np.zeros(0, dtype=np.int64)
    for first in range(0, max(1, len(groups)), at_once):
        part = slice(first, first + at_once)
        counted = np.bincount((places[:, part] + starts[part]).ravel(), minlength=size * step)
        found = found + counted if len(found) else counted
    return found.reshape(size, step)[:, :width]


def places_of_marks(layout: Layout, letters: Letters) -> NDArray[np.int32]:
    """Give for each response (a column) the places of its vector that it adds one to; `size` stands for none."""
    answers = np.ascontiguousarray(letters[:, list(layout.places)].T)
    index = [layout.questions.index(code) for code in layout.indexed]
    kinds = _KINDS[answers[index]]
    told = (kinds > 0).sum(axis=0, dtype=np.int32)
    nowhere = layout.size
    found = np.empty((3 + len(answers) + len(index) * (len(index) + 1) // 2, len(letters)), dtype=np.int32)
    found[0] = 0
    found[1] = np.where(told > 0, 1, nowhere)
    found[2] = np.where(_straight(answers[index], told), nowhere - 1, nowhere)
    rows = iter(found[3:])
    for place, levels in enumerate(answers):
        np.take(_level_places(2 + 5 * place, nowhere), levels, out=next(rows))
    for number, (a, b) in enumerate(combinations(range(len(index)), 2)):
        np.take(_pair_places(layout.first_pair + 4 * number, nowhere), 3 * kinds[a] + kinds[b], out=next(rows))
    for kind in kinds:
        next(rows)[:] = np.where(kind == _GOOD, layout.first_overlap - 1 + told, nowhere)
    return found


def _level_places(start: int, nowhere: int) -> NDArray[np.int32]:
    """Give the place of each letter: five levels from `start` on, nowhere for the rest."""
    places = np.full(256, nowhere, dtype=np.int32)
    places[_ONE : _FIVE + 1] = np.arange(start, start + 5)
    return places


def _pair_places(start: int, nowhere: int) -> NDArray[np.int32]:
    """Give the place of each pair of kinds, the first times three and the second."""
    places = np.full(9, nowhere, dtype=np.int32)
    places[[3 * a + b for a in (_GOOD, _BAD) for b in (_GOOD, _BAD)]] = np.arange(start, start + 4)
    return places


def _straight(answers: Letters, told: NDArray[np.int32]) -> NDArray[np.bool_]:
    if len(answers) < _LEAST_STRAIGHT:
        return np.zeros(len(told), dtype=bool)
    given = _KINDS[answers] > 0
    highest = np.where(given, answers, 0).max(axis=0)
    lowest = np.where(given, answers, _FIVE).min(axis=0)
    straight: NDArray[np.bool_] = (told >= _LEAST_STRAIGHT) & (highest == lowest)
    return straight
