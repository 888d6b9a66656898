"""Rows of counts read once and summed by whatever a page groups by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from analytics.review.records import Place, cells
from analytics.tally.counting import unpacked
from analytics.tally.domain import Counts
from analytics.tally.records import layouts
from analytics.tally.services import stretches
from survey.foundation.clock import days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from analytics.tally.domain import Layout, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of one questionnaire version: what each is about, and its counts as a row of the matrix."""

    layout: Layout
    places: tuple[Place, ...]
    matrix: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The tallies of some units and days."""

    parts: tuple[Part, ...]

    def where(self, wanted: Callable[[Place], bool]) -> Sheet:
        """Keep the rows about wanted places."""
        return Sheet(parts=tuple(_kept(part, [wanted(place) for place in part.places]) for part in self.parts))

    def sums(self, key: Callable[[Place], Hashable]) -> dict[Any, Counts]:
        """Add up the rows by a key; groups without rows are absent."""
        found: dict[Hashable, Counts] = {}
        for part in self.parts:
            for group, vector in _grouped(part, key).items():
                found[group] = found.get(group, Counts()) + part.layout.counts(vector)
        return found


def sheet(layouts: Mapping[int, Layout], rows: Iterable[tuple[Place, int, bytes]]) -> Sheet:
    """Lay rows of (place, version id, counts) out for adding up."""
    of_version: dict[int, list[tuple[Place, bytes]]] = {}
    for place, version_id, packed in rows:
        of_version.setdefault(version_id, []).append((place, packed))
    return Sheet(
        parts=tuple(
            Part(
                layout=layouts[version_id],
                places=tuple(place for place, _ in of_version[version_id]),
                matrix=unpacked([packed for _, packed in of_version[version_id]], layouts[version_id].size),
            )
            for version_id in sorted(of_version)
        )
    )


def _kept(part: Part, wanted: Sequence[bool]) -> Part:
    return replace(
        part, places=tuple(compress(part.places, wanted)), matrix=part.matrix[np.array(wanted, dtype=bool)]
    )


def _grouped(part: Part, key: Callable[[Place], Hashable]) -> dict[Hashable, list[int]]:
    numbers: dict[Hashable, int] = {}
    groups = np.array([numbers.setdefault(key(place), len(numbers)) for place in part.places], dtype=np.int64)
    if not numbers:
        return {}
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(len(numbers)))
    totals = np.add.reduceat(part.matrix[order], starts, axis=0, dtype=np.int64).tolist()
    return {group: totals[number] for group, number in numbers.items()}


def gather(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, version_ids: Collection[int]
) -> Sheet:
    """Read the tallies of some units between two days, both included, desk by desk and day by day."""
    rows = cells(connection, unit_ids, since=since, until=until, version_ids=version_ids)
    return sheet(layouts(connection), rows)


def gather_tree(connection: Connection, wanted: Wanted, tops: Collection[int], cuts: Collection[date]) -> Sheet:
    """Read the tallies of `tops` desk by desk and day by day, those of the units below in stretches of days.

    A stretch stands under its first day; it ends with the month, on a Sunday, or right before a day of `cuts`.
    """
    unit_ids, version_ids = wanted.unit_ids or frozenset(), wanted.version_ids or frozenset()
    own = gather(connection, tops, since=wanted.since, until=wanted.until, version_ids=version_ids)
    below = replace(wanted, unit_ids=unit_ids.difference(tops))
    if not below.unit_ids:
        return own
    first_monday = wanted.since - timedelta(days=wanted.since.weekday())
    mondays = days(first_monday, wanted.until)[::7]
    known = layouts(connection)
    parts = [
        Part(
            layout=known[found.version_id],
            places=tuple(
                Place(unit_id, None, channel, tier, state, day)
                for (unit_id, channel, tier, state), day in zip(found.keys, found.days, strict=True)
            ),
            matrix=found.matrix,
        )
        for found in stretches(connection, ("unit_id", "channel", "tier", "state"), below, {*mondays, *cuts})
    ]
    return Sheet(parts=(*own.parts, *_by_layout(parts)))


def _by_layout(parts: Iterable[Part]) -> Iterator[Part]:
    """Lay the parts of one layout together: each is looked through once for whatever is asked."""
    together: dict[Layout, list[Part]] = {}
    for part in parts:
        together.setdefault(part.layout, []).append(part)
    for layout, of_layout in together.items():
        places = tuple(place for part in of_layout for place in part.places)
        yield Part(layout=layout, places=places, matrix=np.concatenate([part.matrix for part in of_layout]))
