"""One group of answers day by day: what day-clustered variances, trends and lists need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTable:
    """The days with answers, oldest first; the matrices have a row a day and a column a `rating5` question."""

    days: tuple[date, ...]
    questions: tuple[str, ...]
    indexed: tuple[str, ...]
    responses: Numbers
    respondents: Numbers
    """By day: who answered at least one index question."""
    given: Numbers
    """Answers 1 to 5."""
    satisfied: Numbers
    """Answers 4 and 5."""

    @property
    def index_columns(self) -> list[int]:
        """The columns of the index questions, in index order."""
        return [self.questions.index(code) for code in self.indexed]

    def __eq__(self, other: object) -> bool:
        """Tell whether all is the same, numbers too."""
        return isinstance(other, DayTable) and self._told() == other._told()

    def __hash__(self) -> int:
        """Give the same for equal tables."""
        return hash((self.days, self.questions, self.indexed))

    def _told(self) -> tuple[Any, ...]:
        matrices = (self.responses, self.respondents, self.given, self.satisfied)
        return (self.days, self.questions, self.indexed, *(matrix.tolist() for matrix in matrices))
