"""Rows brought together by key and added up, in whole numbers, so that no order matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally.counting.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from typing import TypeVar

    from numpy.typing import NDArray

    from analytics.tally.domain import Layout

    Key = TypeVar("Key", bound=Hashable)
    Numbers = NDArray[np.int64]

_SMALL = 1 << 20  # a table of a million numbers is made in a millisecond


def grouped(columns: Sequence[Numbers]) -> tuple[list[Numbers], Numbers]:
    """Give the distinct rows of columns of whole numbers, sorted, and for each row which of them it is, from 0 on.

    Columns of ids and days are dense, so a table of what occurs is faster than sorting each column.
    """
    key, size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        rank, distinct = _ranks(column)
        key, size = key * distinct + rank, size * distinct
    if size > max(_SMALL, 4 * len(key)):
        _, first, numbers = np.unique(key, return_index=True, return_inverse=True)
        return [column[first] for column in columns], numbers.astype(np.int64, copy=False)
    numbers, count = _ranks(key)
    first = np.empty(count if len(key) else 0, dtype=np.int64)
    first[numbers] = np.arange(len(key))
    return [column[first] for column in columns], numbers


def _ranks(column: Numbers) -> tuple[Numbers, int]:
    if not len(column):
        return column, 1
    lowest = int(column.min())
    seen = np.zeros(int(column.max()) - lowest + 1, dtype=np.int64)
    seen[column - lowest] = 1
    ranks = np.cumsum(seen) - 1
    return ranks[column - lowest], int(ranks[-1]) + 1


def summed(matrix: NDArray[Any], numbers: Numbers, size: int) -> Numbers:
    """Add up the rows of each of `size` groups; every group has a row."""
    if not size:
        return np.zeros((0, matrix.shape[1]), dtype=np.int64)
    # Rows of one group side by side: summing runs is many times faster than adding row by row.
    order = np.argsort(numbers, kind="stable")
    starts = np.searchsorted(numbers[order], np.arange(size))
    return np.add.reduceat(matrix[order], starts, axis=0, dtype=np.int64)


def add_up(rows: Sequence[tuple[Key, int, bytes]], layouts: Mapping[int, Layout]) -> dict[Key, dict[int, Numbers]]:
    """Sum packed vectors by key and version: {key: {version id: vector}}."""
    return _add_up(rows, lambda version_id, packed: unpacked(packed, layouts[version_id].size))


def add_up_days(
    rows: Sequence[tuple[Key, int, bytes]], layouts: Mapping[int, Layout], first: int, last: int
) -> dict[Key, dict[int, Numbers]]:
    """Sum some days of packed months, from one day of the month to another, by key and version."""

    def days_of(version_id: int, packed: list[bytes]) -> Numbers:
        layout = layouts[version_id]
        days = unpacked(packed, layout.full_month_size, slice((first - 1) * layout.size, last * layout.size))
        total: Numbers = days.reshape(len(packed), last - first + 1, layout.size).sum(axis=1)
        return total

    found = _add_up(rows, days_of)
    # A month has a row for all its days; these few may be without an answer.
    told = {key: {version: each for version, each in of_key.items() if each[0]} for key, of_key in found.items()}
    return {key: of_key for key, of_key in told.items() if of_key}


def _add_up(
    rows: Sequence[tuple[Key, int, bytes]], read: Callable[[int, list[bytes]], Numbers]
) -> dict[Key, dict[int, Numbers]]:
    by_version: dict[int, list[tuple[Key, bytes]]] = {}
    for key, version_id, counts in rows:
        by_version.setdefault(version_id, []).append((key, counts))
    sums: dict[Key, dict[int, Numbers]] = {}
    for version_id, of_version in by_version.items():
        places: dict[Any, int] = {}
        numbers = np.array([places.setdefault(key, len(places)) for key, _ in of_version], dtype=np.int64)
        total = summed(read(version_id, [counts for _, counts in of_version]), numbers, len(places))
        for key, place in places.items():
            sums.setdefault(key, {})[version_id] = total[place]
    return sums
