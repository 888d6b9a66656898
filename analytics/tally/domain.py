"""What a group of answers adds up to: counts enough for every index and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import combinations
from operator import add
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Levels = tuple[int, int, int, int, int]
"""How many answered 1, 2, 3, 4 and 5."""

Pair = tuple[int, int, int, int]
"""Of those who answered both questions: satisfied with both, only the first, only the second, neither."""

NO_LEVELS: Levels = (0, 0, 0, 0, 0)
NO_PAIR: Pair = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of one group of answers; "satisfied" is level 4 or 5 of a `rating5` question.

    `levels` runs beside `questions`; `pairs` runs beside `combinations(indexed, 2)`. They are sufficient for
    the index and its respondent-clustered interval: the variance needs sums over respondents of products of
    two answers.
    """

    questions: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    responses: int = 0
    respondents: int = 0
    """m: the responses with at least one answer to an index question."""
    levels: tuple[Levels, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def level(self, question: str) -> Levels:
        """Give the five counts of a question; all zero when nobody was asked."""
        return self.levels[self.questions.index(question)] if question in self.questions else NO_LEVELS

    def pair_table(self) -> dict[tuple[str, str], Pair]:
        """Give the pair counts by the two question codes, in index order."""
        return dict(zip(combinations(self.indexed, 2), self.pairs, strict=True))

    def __add__(self, other: Counts) -> Counts:
        """Add two groups that share no respondent; a question only one of them was asked keeps its counts."""
        if not self.questions:
            return _with_responses(other, self)
        if self.questions == other.questions and self.indexed == other.indexed:
            return Counts(
                questions=self.questions,
                indexed=self.indexed,
                responses=self.responses + other.responses,
                respondents=self.respondents + other.respondents,
                levels=tuple(_levels(a, b) for a, b in zip(self.levels, other.levels, strict=True)),
                pairs=tuple(_pair(a, b) for a, b in zip(self.pairs, other.pairs, strict=True)),
            )
        return _union(self, other)


def _with_responses(counts: Counts, bare: Counts) -> Counts:
    if not bare.responses:
        return counts
    return Counts(
        questions=counts.questions,
        indexed=counts.indexed,
        responses=counts.responses + bare.responses,
        respondents=counts.respondents + bare.respondents,
        levels=counts.levels,
        pairs=counts.pairs,
    )


def _levels(a: Levels, b: Levels) -> Levels:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4])


def _pair(a: Pair, b: Pair) -> Pair:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3])


def _union(one: Counts, other: Counts) -> Counts:
    questions = tuple(dict.fromkeys(one.questions + other.questions))
    indexed = tuple(dict.fromkeys(one.indexed + other.indexed))
    first, second = one.pair_table(), other.pair_table()
    return Counts(
        questions=questions,
        indexed=indexed,
        responses=one.responses + other.responses,
        respondents=one.respondents + other.respondents,
        levels=tuple(_levels(one.level(code), other.level(code)) for code in questions),
        pairs=tuple(
            _pair(_either_order(first, a, b), _either_order(second, a, b)) for a, b in combinations(indexed, 2)
        ),
    )


def _either_order(table: dict[tuple[str, str], Pair], a: str, b: str) -> Pair:
    if (a, b) in table:
        return table[a, b]
    both, only_b, only_a, neither = table.get((b, a), NO_PAIR)
    return (both, only_a, only_b, neither)


def total(groups: Iterable[Counts]) -> Counts:
    """Add up groups that share no respondent."""
    return reduce(add, groups, Counts())


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each count of one questionnaire version stands in the vector a tally keeps."""

    questions: tuple[str, ...]
    """The `rating5` questions in the version's order."""
    places: tuple[int, ...]
    """Beside `questions`: the place of each in `response.marks`, counted from 0."""
    indexed: tuple[str, ...]

    @property
    def size(self) -> int:
        """Responses, respondents, five levels a question, four counts a pair."""
        k = len(self.indexed)
        return 2 + 5 * len(self.questions) + 2 * k * (k - 1)

    def counts(self, vector: Sequence[int]) -> Counts:
        """Read a vector of `size` whole numbers."""
        first_pair = 2 + 5 * len(self.questions)
        return Counts(
            questions=self.questions,
            indexed=self.indexed,
            responses=int(vector[0]),
            respondents=int(vector[1]),
            levels=tuple(_five(vector, 2 + 5 * place) for place in range(len(self.questions))),
            pairs=tuple(_four(vector, place) for place in range(first_pair, self.size, 4)),
        )


def _five(vector: Sequence[int], at: int) -> Levels:
    a, b, c, d, e = (int(number) for number in vector[at : at + 5])
    return (a, b, c, d, e)


def _four(vector: Sequence[int], at: int) -> Pair:
    a, b, c, d = (int(number) for number in vector[at : at + 4])
    return (a, b, c, d)


class Cell(NamedTuple):
    """The place, people and way that one tally is about; a tuple, for there are tens of thousands of them."""

    unit_id: int
    desk_id: int | None
    staff_id: int | None
    channel: str
    tier: str
    version_id: int
    state: str
    day: date
    """The day, or the first day of the month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which answers a number is about; None means all of a kind."""

    since: date
    until: date
    unit_ids: frozenset[int] | None = None
    desk_ids: frozenset[int] | None = None
    tiers: frozenset[str] | None = None
    version_ids: frozenset[int] | None = None
    states: frozenset[str] | None = None


def split_period(since: date, until: date) -> tuple[list[date], list[tuple[date, date]]]:
    """Cover a period by whole months (their first days) and stretches of single days, both ends included.

    Whole months are read from the month's tally, so that a year costs twelve rows where it would cost 365.
    """
    months: list[date] = []
    stretches: list[tuple[date, date]] = []
    start = since
    while start <= until:
        end = min(_month_end(start), until)
        if start.day == 1 and end == _month_end(start):
            months.append(start)
        else:
            stretches.append((start, end))
        start = end + timedelta(days=1)
    return months, stretches


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
