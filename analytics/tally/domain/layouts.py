"""Where each count of one questionnaire version stands in the vectors the tallies keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from analytics.tally.domain.counts import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.tally.domain.counts import Levels, Pair

CALENDAR_DAYS = 31
"""The days a row of the calendar has room for, whatever the month."""

_LEVELS = 5
_FIRST_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The vector of one version: responses, respondents, levels, pairs, overlap, straight, in this order."""

    questions: tuple[str, ...]
    """The `rating5` questions in the version's order."""
    places: tuple[int, ...]
    """Beside `questions`: the place of each in `response.marks`, counted from 0."""
    indexed: tuple[str, ...]

    @property
    def first_pair(self) -> int:
        """Where the pairs begin: after five levels a question."""
        return _FIRST_LEVEL + _LEVELS * len(self.questions)

    @property
    def first_overlap(self) -> int:
        """Where the overlap begins: after four counts a pair."""
        k = len(self.indexed)
        return self.first_pair + 2 * k * (k - 1)

    @property
    def size(self) -> int:
        """How many numbers the vector has; the last one is `straight`."""
        return self.first_overlap + len(self.indexed) + 1

    @property
    def day_size(self) -> int:
        """How many numbers the calendar keeps of a day: responses, respondents, given and satisfied a question."""
        return _FIRST_LEVEL + 2 * len(self.questions)

    @property
    def month_size(self) -> int:
        """How many numbers a row of the calendar has."""
        return CALENDAR_DAYS * self.day_size

    @property
    def full_month_size(self) -> int:
        """How many numbers the days of a month have in full."""
        return CALENDAR_DAYS * self.size

    def counts(self, vector: Sequence[int]) -> Counts:
        """Read a vector of `size` whole numbers, Python's own: many are read for each page."""
        numbers = tuple(vector)
        first_pair, first_overlap = self.first_pair, self.first_overlap
        levels = [numbers[at : at + _LEVELS] for at in range(_FIRST_LEVEL, first_pair, _LEVELS)]
        pairs = [numbers[at : at + 4] for at in range(first_pair, first_overlap, 4)]
        return Counts(
            questions=self.questions,
            indexed=self.indexed,
            responses=numbers[0],
            respondents=numbers[1],
            levels=cast("tuple[Levels, ...]", tuple(levels)),
            pairs=cast("tuple[Pair, ...]", tuple(pairs)),
            overlap=numbers[first_overlap:-1],
            straight=numbers[-1],
        )
