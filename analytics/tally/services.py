"""Tallies rebuilt for the days that changed, read for any period, and proved equal to the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally import records
from analytics.tally.counting import add_up, count_marks, pack
from analytics.tally.domain import Counts, total
from survey.foundation.tables import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from analytics.tally.domain import Cell, Layout, Wanted
    from analytics.tally.records import Day
    from survey.foundation.database import Store


def freshen(store: Store, unit_ids: Collection[int] | None = None) -> int:
    """Rebuild the days that wait, if any; give how many. Cheap when nothing waits: one look."""
    with store.reading() as connection:
        if not records.has_dirty(connection, unit_ids):
            return 0
    with store.writing() as connection:
        return rebuild_dirty(connection, unit_ids)


def rebuild_dirty(connection: Connection, unit_ids: Collection[int] | None = None) -> int:
    """Rebuild the tallies of every dirty day (of these units); doing it twice changes nothing."""
    one_at_a_time(connection, "tally")
    days = records.take_dirty(connection, unit_ids)
    rebuild(connection, days)
    return len(days)


def rebuild_everything(connection: Connection) -> int:
    """Rebuild every day that has answers or a tally."""
    one_at_a_time(connection, "tally")
    records.take_dirty(connection)
    days = {*records.answered_days(connection), *_places_of(connection, records.tally)}
    # A month without a day left is emptied by rebuilding its first day.
    rebuild(connection, sorted(days | _places_of(connection, records.tally_month)))
    return len(days)


def _places_of(connection: Connection, table: Table) -> set[Day]:
    return {(cell.unit_id, cell.day) for cell, _ in records.everything(connection, table)}


def rebuild(connection: Connection, days: Sequence[Day]) -> None:
    """Put fresh tallies in the place of those of these days and of their months."""
    layouts = records.layouts(connection)
    for part in records.portions(days):
        records.replace(connection, records.tally, part, count_days(connection, layouts, part))
    months = sorted({(unit_id, day.replace(day=1)) for unit_id, day in days})
    for part in records.portions(months):
        records.replace(connection, records.tally_month, part, _sum_months(connection, layouts, part))


def count_days(
    connection: Connection, layouts: Mapping[int, Layout], days: Sequence[Day]
) -> list[tuple[Cell, bytes]]:
    """Count the answers of these days into cells."""
    by_version: dict[int, list[tuple[Cell, str]]] = {}
    for cell, marks in records.marks_on(connection, days):
        by_version.setdefault(cell.version_id, []).append((cell, marks))
    found: list[tuple[Cell, bytes]] = []
    for version_id, answers in by_version.items():
        places: dict[Cell, int] = {}
        groups = np.array([places.setdefault(cell, len(places)) for cell, _ in answers], dtype=np.int64)
        counted = count_marks(layouts[version_id], [marks for _, marks in answers], groups, len(places))
        found += [(cell, pack(counted[place])) for cell, place in places.items()]
    return found


def _sum_months(
    connection: Connection, layouts: Mapping[int, Layout], months: Sequence[Day]
) -> list[tuple[Cell, bytes]]:
    rows = [(cell, cell.version_id, counts) for cell, counts in records.of_months(connection, months)]
    sums = add_up(rows, layouts)
    return [(cell, pack(vector.astype(np.int32))) for cell, of_cell in sums.items() for vector in of_cell.values()]


def counts_by(connection: Connection, by: Sequence[str], wanted: Wanted) -> dict[tuple[Any, ...], Counts]:
    """Give the counts of a period grouped by columns of the tally; groups without an answer are absent."""
    layouts = records.layouts(connection)
    sums = add_up(records.vectors(connection, by, wanted), layouts)
    return {key: total(_counts(layouts, of_key)) for key, of_key in sums.items()}


def _counts(layouts: Mapping[int, Layout], vectors: Mapping[int, Any]) -> Iterable[Counts]:
    return (layouts[version_id].counts(vectors[version_id]) for version_id in sorted(vectors))


def differences(connection: Connection) -> list[str]:
    """Compare every tally with the answers; say what differs. Days that wait for their tally are no difference."""
    layouts = records.layouts(connection)
    waiting = set(records.dirty_days(connection))
    answered = [day for day in records.answered_days(connection) if day not in waiting]
    expected: dict[Cell, bytes] = {}
    for part in records.portions(answered):
        expected.update(count_days(connection, layouts, part))
    kept = [
        row for row in records.everything(connection, records.tally) if (row[0].unit_id, row[0].day) not in waiting
    ]
    found = _compare("day", expected, kept)
    months = {(unit_id, day.replace(day=1)) for unit_id, day in waiting}
    summed: dict[Cell, bytes] = {}
    for part in records.portions(sorted({(unit_id, day.replace(day=1)) for unit_id, day in answered} - months)):
        summed.update(_sum_months(connection, layouts, part))
    by_month = [
        row
        for row in records.everything(connection, records.tally_month)
        if (row[0].unit_id, row[0].day) not in months
    ]
    return found + _compare("month", summed, by_month)


def _compare(grain: str, expected: Mapping[Cell, bytes], kept: Sequence[tuple[Cell, bytes]]) -> list[str]:
    found: list[str] = []
    seen: set[Cell] = set()
    for cell, counts in kept:
        if cell in seen:
            found.append(f"{grain} {cell.day}: two tallies for one cell of unit {cell.unit_id}")
        seen.add(cell)
        if expected.get(cell) != counts:
            found.append(f"{grain} {cell.day}: the tally of unit {cell.unit_id} is not what its answers add up to")
    found += [
        f"{grain} {cell.day}: unit {cell.unit_id} has answers and no tally"
        for cell in expected
        if cell not in seen
    ]
    return sorted(found)
