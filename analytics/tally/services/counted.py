"""What the answers of some days add up to, for each kind of tally; and what days add up to in their months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally.counting import (
    condensed,
    count_places,
    first_days,
    grouped,
    laid_out,
    letters_of,
    places_of_marks,
    summed,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from analytics.tally.domain import Layout
    from analytics.tally.records import Answers, Kept

    Numbers = NDArray[np.int64]

KEYS = {
    "desk": ("unit_id", "desk_id", "staff_id", "day"),
    "service": ("unit_id", "procedure_id", "day"),
}
"""What the rows of a kind of day tally are told apart by, way aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Vectors of one way: keys as columns (0 for none; the day comes last), and a row of numbers for each."""

    way: tuple[Any, ...]
    columns: list[Numbers]
    matrix: NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The day tallies of some answers, by kind, and how many answers these were."""

    answers: int
    parts: Mapping[str, Sequence[Part]]


def count(layouts: Mapping[int, Layout], bundles: Iterable[Answers]) -> Counted:
    """Count answers, given by way."""
    parts: dict[str, list[Part]] = {kind: [] for kind in KEYS}
    total = 0
    for answers in bundles:
        layout = layouts[answers.way[0]]
        length = len(answers.columns["day"])
        places = places_of_marks(layout, letters_of(answers.marks, length))
        total += length
        for kind, names in KEYS.items():
            columns, numbers = grouped([answers.columns[name] for name in names])
            matrix = count_places(places, numbers, len(columns[0]), layout.size)
            parts[kind].append(Part(way=answers.way, columns=columns, matrix=matrix))
    return Counted(answers=total, parts=parts)


def sum_months(parts: Iterable[Part]) -> list[Part]:
    """Add the days of each month up; the key's day is then the month's first."""
    found = []
    for part in _by_way(parts):
        *ids, days = part.columns
        columns, numbers = grouped([*ids, first_days(days)])
        matrix = summed(part.matrix, numbers, len(columns[0]))
        found.append(Part(way=part.way, columns=columns, matrix=matrix))
    return found


def months_of_units(layouts: Mapping[int, Layout], parts: Iterable[Part]) -> dict[str, list[Part]]:
    """Give the months of whole units, as each of the tables of units has them."""
    found: dict[str, list[Part]] = {"sum": [], "days": [], "calendar": []}
    for part in _by_way(parts):
        columns, laid = laid_out(part.columns[0], part.columns[-1], part.matrix)
        short = condensed(layouts[part.way[0]], laid)
        for name, matrix in (("sum", laid.sum(axis=1)), ("days", laid), ("calendar", short)):
            flat = matrix.reshape(len(matrix), int(np.prod(matrix.shape[1:])))
            found[name].append(Part(way=part.way, columns=columns, matrix=flat))
    return found


def parts_of(layouts: Mapping[int, Layout], kept: Iterable[Kept]) -> Iterator[Part]:
    """Read tallies as they are kept."""
    for each in kept:
        matrix = unpacked(each.counts, layouts[each.way[0]].size)
        yield Part(way=each.way, columns=each.columns, matrix=matrix)


def _by_way(parts: Iterable[Part]) -> Iterator[Part]:
    ways: dict[tuple[Any, ...], list[Part]] = {}
    for part in parts:
        ways.setdefault(part.way, []).append(part)
    for way, of_way in ways.items():
        columns = [np.concatenate(each) for each in zip(*(part.columns for part in of_way), strict=True)]
        yield Part(way=way, columns=columns, matrix=np.concatenate([part.matrix for part in of_way]))
