"""The counts of one group of answers: enough for every index and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations, zip_longest
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Levels = tuple[int, int, int, int, int]
"""How many answered 1, 2, 3, 4 and 5."""

Pair = tuple[int, int, int, int]
"""Of those who answered both questions: satisfied with both, only the first, only the second, neither."""

NO_LEVELS: Levels = (0, 0, 0, 0, 0)
NO_PAIR: Pair = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of one group of answers; "satisfied" is level 4 or 5 of a `rating5` question.

    `levels` runs beside `questions`; `pairs` runs beside `combinations(indexed, 2)`; `overlap` beside 1…k for k
    index questions. They are sufficient for the index and its respondent-clustered interval: the variance needs
    sums over respondents of products of two answers.
    """

    questions: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    responses: int = 0
    respondents: int = 0
    """m: the responses with at least one answer to an index question."""
    levels: tuple[Levels, ...] = ()
    pairs: tuple[Pair, ...] = ()
    overlap: tuple[int, ...] = ()
    """Satisfied answers to index questions among respondents who answered exactly 1, 2, … k of them."""
    straight: int = 0
    """Respondents who answered at least three index questions, all with one level."""

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
                overlap=_overlap(self, other),
                straight=self.straight + other.straight,
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
        overlap=counts.overlap,
        straight=counts.straight + bare.straight,
    )


def _levels(a: Levels, b: Levels) -> Levels:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4])


def _pair(a: Pair, b: Pair) -> Pair:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3])


def _overlap(one: Counts, other: Counts, size: int = 0) -> tuple[int, ...]:
    """Add the overlaps; nobody answered more index questions than they were asked, so the shorter is padded."""
    sums = tuple(a + b for a, b in zip_longest(one.overlap, other.overlap, fillvalue=0))
    return sums + (0,) * (size - len(sums))


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
        overlap=_overlap(one, other, len(indexed)),
        straight=one.straight + other.straight,
    )


def _either_order(table: dict[tuple[str, str], Pair], a: str, b: str) -> Pair:
    if (a, b) in table:
        return table[a, b]
    both, only_b, only_a, neither = table.get((b, a), NO_PAIR)
    return (both, only_a, only_b, neither)


def total(groups: Iterable[Counts]) -> Counts:
    """Add up groups that share no respondent."""
    return reduce(add, groups, Counts())
