"""Counts of answers that are taken out or put in: they are sums over people, so each comes and goes alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally.counting import count_marks
from analytics.tally.domain import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from analytics.screening.records import Answer
    from analytics.screening.records.rulings import Alike
    from analytics.tally.domain import Counts, Layout

    Vectors = Mapping[int, NDArray[Any]]


class Sums:
    """The counts of some answers by the version of the questionnaire, ready to be added to."""

    def __init__(self, known: Mapping[int, Layout], vectors: Vectors | None = None) -> None:
        self._known = known
        self._vectors = dict(vectors or {})

    def plus(self, answers: Iterable[Answer]) -> Sums:
        """Give the counts with more answers."""
        return self._with(_marks((one.version_id, one.marks, 1) for one in answers), 1)

    def minus(self, answers: Iterable[Answer]) -> Sums:
        """Give the counts without some of the answers that are in them."""
        return self._with(_marks((one.version_id, one.marks, 1) for one in answers), -1)

    def plus_alike(self, groups: Iterable[Alike]) -> Sums:
        """Give the counts with more answers, told as so many with the same marks."""
        return self._with(_marks((one.version_id, one.marks, one.answers) for one in groups), 1)

    def counts(self) -> Counts:
        """Give the counts; a version whose last answer went asks no question any more."""
        return total(
            self._known[version_id].counts(vector.tolist())
            for version_id, vector in sorted(self._vectors.items())
            if vector[0]
        )

    def _with(self, marks: Mapping[int, list[str]], sign: int) -> Sums:
        vectors = dict(self._vectors)
        for version_id, of_version in marks.items():
            groups = np.zeros(len(of_version), dtype=np.int64)
            more = sign * count_marks(self._known[version_id], of_version, groups, 1)[0]
            vectors[version_id] = vectors[version_id] + more if version_id in vectors else more
        return Sums(self._known, vectors)


def _marks(answers: Iterable[tuple[int, str, int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for version_id, marks, count in answers:
        found[version_id] += [marks] * count
    return found
