"""Answers as a matrix: one row a respondent, one column a question, None where nothing was answered."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from analytics.tally.domain import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence


def counts_of(
    matrix: Sequence[Sequence[int | None]], questions: Sequence[str], indexed: Sequence[str] | None = None
) -> Counts:
    """Count a matrix the slow and plain way; every question is in the index unless told otherwise."""
    indexed = tuple(questions if indexed is None else indexed)
    column = {question: [row[place] for row in matrix] for place, question in enumerate(questions)}
    return Counts(
        questions=tuple(questions),
        indexed=indexed,
        responses=len(matrix),
        respondents=sum(any(column[q][i] is not None for q in indexed) for i in range(len(matrix))),
        levels=tuple(_levels(column[q]) for q in questions),
        pairs=tuple(_pair(column[a], column[b]) for a, b in combinations(indexed, 2)),
        overlap=_overlap([[column[q][i] for q in indexed] for i in range(len(matrix))], len(indexed)),
        straight=sum(_is_straight([column[q][i] for q in indexed]) for i in range(len(matrix))),
    )


def _overlap(rows: Sequence[Sequence[int | None]], most: int) -> tuple[int, ...]:
    told = [[level for level in row if level is not None] for row in rows]
    return tuple(
        sum(level >= 4 for row in told if len(row) == answered for level in row) for answered in range(1, most + 1)
    )


def _is_straight(row: Sequence[int | None]) -> bool:
    told = [level for level in row if level is not None]
    return len(told) >= 3 and len(set(told)) == 1


def _levels(answers: Sequence[int | None]) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (sum(answer == level for answer in answers) for level in range(1, 6))
    return (one, two, three, four, five)


def _pair(first: Sequence[int | None], second: Sequence[int | None]) -> tuple[int, int, int, int]:
    both = [(a >= 4, b >= 4) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return (
        both.count((True, True)),
        both.count((True, False)),
        both.count((False, True)),
        both.count((False, False)),
    )
