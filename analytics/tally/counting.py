"""Counting marks: the same few sums for a day, a month and a whole archive."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import TypeVar

    from numpy.typing import NDArray

    from analytics.tally.domain import Layout

    Key = TypeVar("Key", bound=Hashable)

_ONE = ord("1")
_FOUR = ord("4")
_FIVE = ord("5")


def count_marks(layout: Layout, marks: Sequence[str], groups: NDArray[np.int64], size: int) -> NDArray[np.int32]:
    """Count answers into `size` groups.

    `marks` holds one string a response, `groups` the number of its group. The result has a row a group and the
    columns of `Layout`: responses, respondents, n1…n5 for each question, then for each pair of index questions how
    many of those who answered both were satisfied (4 or 5) with both, only the first, only the second, neither.
    """
    letters = np.frombuffer("".join(marks).encode("ascii"), dtype=np.uint8).reshape(len(marks), -1)
    answers = letters[:, list(layout.places)]

    def tally(chosen: Any) -> NDArray[np.int64]:
        return np.bincount(groups if chosen is None else groups[chosen], minlength=size)

    given = (answers >= _ONE) & (answers <= _FIVE)
    good = (answers >= _FOUR) & given
    indexed = [layout.questions.index(code) for code in layout.indexed]
    columns = [tally(None), tally(given[:, indexed].any(axis=1))]
    columns += [
        tally(answers[:, place] == _ONE + level) for place in range(len(layout.questions)) for level in range(5)
    ]
    for a, b in combinations(indexed, 2):
        both = given[:, a] & given[:, b]
        first, second = good[:, a], good[:, b]
        columns += [
            tally(both & p & q)
            for p, q in ((first, second), (first, ~second), (~first, second), (~first, ~second))
        ]
    return np.stack(columns, axis=1).astype("<i4")


def pack(vector: NDArray[np.int32]) -> bytes:
    """Give the bytes a tally keeps of a vector."""
    return vector.astype("<i4").tobytes()


def add_up(
    rows: Sequence[tuple[Key, int, bytes]], layouts: Mapping[int, Layout]
) -> dict[Key, dict[int, NDArray[np.int64]]]:
    """Sum vectors by key and version: {key: {version id: vector}}; whole numbers, so the order does not matter."""
    by_version: dict[int, list[tuple[Key, bytes]]] = {}
    for key, version_id, counts in rows:
        by_version.setdefault(version_id, []).append((key, counts))
    sums: dict[Key, dict[int, NDArray[np.int64]]] = {}
    for version_id, of_version in by_version.items():
        places: dict[Any, int] = {}
        groups = [places.setdefault(key, len(places)) for key, _ in of_version]
        matrix = np.frombuffer(b"".join(counts for _, counts in of_version), dtype="<i4")
        matrix = matrix.reshape(len(of_version), layouts[version_id].size)
        # Rows of one group side by side: summing runs is many times faster than adding row by row.
        order = np.argsort(groups, kind="stable")
        starts = np.searchsorted(np.asarray(groups)[order], np.arange(len(places)))
        total = np.add.reduceat(matrix[order], starts, axis=0, dtype=np.int64)
        for key, place in places.items():
            sums.setdefault(key, {})[version_id] = total[place]
    return sums
