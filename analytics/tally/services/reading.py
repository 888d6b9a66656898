"""Counts of any group over any period, and the same day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.tally import records
from analytics.tally.counting import add_up, add_up_days, day_tables, joined, summed_parts, unpacked
from analytics.tally.domain import CALENDAR_DAYS, Counts, month_end, months_of, split_period, total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.tally.domain import DayTable, Layout, Wanted

    Sums = dict[tuple[Any, ...], dict[int, Any]]


def counts_by(connection: Connection, by: Sequence[str], wanted: Wanted) -> dict[tuple[Any, ...], Counts]:
    """Give the counts of a period grouped by columns of the tally; groups without an answer are absent.

    The columns are unit_id, channel, tier, version_id, state, and either desk_id and staff_id or procedure_id; day
    is the first of the month where months or whole units are told. For single days, see `calendar`.
    """
    layouts = records.layouts(connection)
    sums = add_up(records.vectors(connection, by, wanted), layouts)
    if records.kind_of(by, wanted) == "unit":
        ends = {first.replace(day=1): (first, last) for first, last in split_period(wanted.since, wanted.until)[1]}
        for month, rows in records.unit_days(connection, by, wanted, ends).items():
            first, last = ends[month]
            _add(sums, add_up_days(rows, layouts, first.day, last.day))
    return {key: total(_counts(layouts, of_key)) for key, of_key in sums.items()}


def answers_by(connection: Connection, by: Sequence[str], wanted: Wanted) -> dict[tuple[Any, ...], int]:
    """Count the answers of a period grouped by columns of the tally; groups without an answer are absent.

    Much cheaper than their counts. `day` is the first of the month where whole months are told.
    """
    whole_units = records.kind_of(by, wanted) == "unit"
    # Only the tallies by procedure have the single days of a whole unit.
    extra = ("procedure_id",) if whole_units and split_period(wanted.since, wanted.until)[1] else ()
    by_version: dict[int, list[tuple[tuple[Any, ...], bytes]]] = {}
    for key, version_id, counts in records.vectors(connection, (*by, *extra), wanted):
        by_version.setdefault(version_id, []).append((key[: len(by)], counts))
    layouts = records.layouts(connection)
    found: dict[tuple[Any, ...], int] = {}
    for version_id, rows in by_version.items():
        # A vector begins with the number of its answers.
        numbers = unpacked([counts for _, counts in rows], layouts[version_id].size, slice(1))[:, 0].tolist()
        for (key, _), number in zip(rows, numbers, strict=True):
            found[key] = found.get(key, 0) + number
    return found


def _add(sums: Sums, more: Sums) -> None:
    for key, vectors in more.items():
        of_key = sums.setdefault(key, {})
        for version_id, vector in vectors.items():
            of_key[version_id] = of_key[version_id] + vector if version_id in of_key else vector


def _counts(layouts: Mapping[int, Layout], vectors: Mapping[int, Any]) -> Iterable[Counts]:
    return (layouts[version_id].counts(vectors[version_id].tolist()) for version_id in sorted(vectors))


def calendar(
    connection: Connection, wanted: Wanted, by: Sequence[str] = ("unit_id",)
) -> dict[tuple[Any, ...], DayTable]:
    """Give the days of a period by unit_id, channel, tier, version_id or state; empty groups are absent."""
    layouts = records.layouts(connection)
    by_version: dict[int, list[tuple[tuple[Any, ...], date, bytes]]] = {}
    for key, version_id, month, counts in records.calendar_rows(connection, by, wanted):
        by_version.setdefault(version_id, []).append((key, month, counts))
    found: dict[tuple[Any, ...], dict[int, DayTable]] = {}
    for version_id, rows in by_version.items():
        keys, months = [key for key, _, _ in rows], [month for _, month, _ in rows]
        matrix = unpacked([counts for _, _, counts in rows], layouts[version_id].month_size)
        tables = day_tables(layouts[version_id], keys, months, matrix=matrix, days=(wanted.since, wanted.until))
        for key, table in tables.items():
            found.setdefault(key, {})[version_id] = table
    return {key: joined(of_key) for key, of_key in found.items()}


def answered_versions(connection: Connection, wanted: Wanted) -> frozenset[int]:
    """Give the ids of the questionnaire versions that have an answer in a period."""
    return records.answered_versions(connection, wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """Vectors of one version: what each is about, the first day of its stretch, and a row of numbers."""

    version_id: int
    keys: list[tuple[Any, ...]]
    days: list[date]
    matrix: Any


def stretches(
    connection: Connection, by: Sequence[str], wanted: Wanted, cuts: Collection[date]
) -> list[Stretches]:
    """Sum the days of whole units in stretches that end with each month, and right before each day of `cuts`."""
    layouts = records.layouts(connection)
    found = []
    months = records.unit_days(connection, by, wanted, months_of(wanted.since, wanted.until))
    for month, of_month in months.items():
        first, last = max(wanted.since, month), min(wanted.until, month_end(month))
        firsts = sorted({first, *(cut for cut in cuts if first < cut <= last)})
        by_version: dict[int, list[tuple[tuple[Any, ...], bytes]]] = {}
        for key, version_id, counts in of_month:
            by_version.setdefault(version_id, []).append((key, counts))
        for version_id, rows in by_version.items():
            found.append(_stretches(layouts[version_id], version_id, rows, (firsts, last)))
    return found


def _stretches(
    layout: Layout, version_id: int, rows: list[tuple[tuple[Any, ...], bytes]], days: tuple[list[date], date]
) -> Stretches:
    firsts, last = days
    starts = [first.day - 1 for first in firsts]
    # What comes after the last day is a stretch of its own, which nobody asked for.
    ends = [last.day] if last.day < CALENDAR_DAYS else []
    sums = summed_parts([counts for _, counts in rows], (CALENDAR_DAYS, layout.size), starts + ends)
    sums = sums[:, : len(firsts)]
    told = sums[:, :, 0] > 0
    places = [(row, stretch) for row, stretch in zip(*told.nonzero(), strict=True)]
    return Stretches(
        version_id=version_id,
        keys=[rows[row][0] for row, _ in places],
        days=[firsts[stretch] for _, stretch in places],
        matrix=sums[told],
    )
