"""Rows of counts read once and summed by whatever a page groups by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.review.records import cells
from analytics.tally.domain import Counts
from analytics.tally.records import layouts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from analytics.review.records import Place
    from analytics.tally.domain import Layout


class Sheet:
    """The tallies of some units and days: the places of each version's rows, and their counts as a matrix."""

    def __init__(self, layouts: Mapping[int, Layout], rows: Iterable[tuple[Place, int, bytes]]) -> None:
        places: dict[int, list[Place]] = {}
        counts: dict[int, list[bytes]] = {}
        for place, version_id, packed in rows:
            places.setdefault(version_id, []).append(place)
            counts.setdefault(version_id, []).append(packed)
        self._layouts = layouts
        self._parts = [
            (version_id, places[version_id], _matrix(layouts[version_id], counts[version_id]))
            for version_id in sorted(places)
        ]

    def sums(self, key: Callable[[Place], Hashable]) -> dict[Any, Counts]:
        """Add up the rows by a key; rows whose key is None are left out, and groups without rows are absent."""
        found: dict[Hashable, Counts] = {}
        for version_id, places, matrix in self._parts:
            for group, vector in _grouped([key(place) for place in places], matrix).items():
                found[group] = found.get(group, Counts()) + self._layouts[version_id].counts(vector)
        return found


def _matrix(layout: Layout, packed: list[bytes]) -> NDArray[np.int32]:
    return np.frombuffer(b"".join(packed), dtype="<i4").reshape(len(packed), layout.size)


def _grouped(keys: list[Hashable], matrix: NDArray[np.int32]) -> dict[Hashable, list[int]]:
    numbers: dict[Hashable, int] = {}
    groups = np.array([-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys])
    if not numbers:
        return {}
    order = np.argsort(groups, kind="stable")
    order = order[np.searchsorted(groups[order], 0) :]
    starts = np.searchsorted(groups[order], np.arange(len(numbers)))
    totals = np.add.reduceat(matrix[order], starts, axis=0, dtype=np.int64).tolist()
    return {key: totals[number] for key, number in numbers.items()}


def gather(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, version_ids: Collection[int]
) -> Sheet:
    """Read the tallies of some units between two days, both included."""
    rows = cells(connection, unit_ids, since=since, until=until, version_ids=version_ids)
    return Sheet(layouts(connection), rows)
