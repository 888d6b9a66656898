"""Many units over many months, added up month by month: a province of ten years is a hundred thousand rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from analytics.review.records import unit_months
from analytics.tally.counting import unpacked
from analytics.tally.domain import Counts, month_end
from analytics.tally.records import layouts
from analytics.tally.services import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from analytics.tally.domain import Layout, Wanted

_DAY = timedelta(days=1)
# More days than there are dates, so that a unit and a month make one number.
_DAYS = 4_000_000


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one version: the unit and the month of each, and its counts."""

    layout: Layout
    unit_ids: NDArray[np.int64]
    months: NDArray[np.int64]
    """Of the month's first day, as `date.toordinal` counts."""
    matrix: NDArray[np.int64]

    @property
    def keys(self) -> NDArray[np.int64]:
        return self.unit_ids * _DAYS + self.months

    @property
    def responses(self) -> NDArray[np.int64]:
        return self.matrix[:, 0]


def sums_of_months(connection: Connection, wanted: Wanted, *, least: int) -> dict[date, Counts]:
    """Add up the whole units of a period month by month, by the first days of the months that have an answer.

    What a unit got in a month stays out where it is fewer than `least` answers. The period begins with a month;
    where it ends within one, that month has its days until then.
    """
    parts = list(_read(connection, wanted, layouts(connection)))
    if not parts:
        return {}
    every = np.concatenate([part.keys for part in parts])
    keys, places = np.unique(every, return_inverse=True)
    sizes = np.zeros(len(keys), dtype=np.int64)
    np.add.at(sizes, places, np.concatenate([part.responses for part in parts]))
    few = keys[sizes < least]
    found = {date.fromordinal(month): Counts() for month in sorted({int(key % _DAYS) for key in keys})}
    for part in parts:
        for month, counts in _by_month(part, ~np.isin(part.keys, few)):
            found[month] += counts
    return found


def _read(connection: Connection, wanted: Wanted, known: Mapping[int, Layout]) -> Iterator[_Rows]:
    last = wanted.until.replace(day=1)
    cut = wanted.until < month_end(wanted.until)
    by_version: dict[int, list[tuple[int, date, bytes]]] = {}
    for unit_id, month, version_id, counts in unit_months(
        connection, replace(wanted, until=last - _DAY) if cut else wanted
    ):
        by_version.setdefault(version_id, []).append((unit_id, month, counts))
    for version_id, rows in sorted(by_version.items()):
        unit_ids, months, packed = zip(*rows, strict=True)
        matrix = unpacked(packed, known[version_id].size)
        yield _rows(known[version_id], unit_ids, [month.toordinal() for month in months], matrix)
    if cut:
        for part in stretches(connection, ("unit_id",), replace(wanted, since=last), ()):
            of_units = [unit_id for (unit_id,) in part.keys]
            yield _rows(known[part.version_id], of_units, [last.toordinal()] * len(of_units), part.matrix)


def _rows(layout: Layout, unit_ids: object, months: object, matrix: NDArray[np.int64]) -> _Rows:
    return _Rows(layout, np.array(unit_ids, dtype=np.int64), np.array(months, dtype=np.int64), matrix)


def _by_month(part: _Rows, wanted: NDArray[np.bool_]) -> Iterator[tuple[date, Counts]]:
    months, places = np.unique(part.months[wanted], return_inverse=True)
    if not len(months):
        return
    order = np.argsort(places, kind="stable")
    starts = np.searchsorted(places[order], np.arange(len(months)))
    totals = np.add.reduceat(part.matrix[wanted][order], starts, axis=0, dtype=np.int64)
    for month, vector in zip(months.tolist(), totals.tolist(), strict=True):
        yield date.fromordinal(month), part.layout.counts(vector)
