"""The proof that every tally is what its answers add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally import records
from analytics.tally.counting import EPOCH, first_days, packed
from analytics.tally.services.counted import count, months_of_units, sum_months
from analytics.tally.services.rebuilding import Portions, months_of_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from analytics.tally.records import Day, Kept
    from analytics.tally.services.counted import Counted, Part

    Row = tuple[tuple[Any, ...], bytes]

_GRAINS = {id(table): grain for grain, table in records.TABLES.items()}


def differences(connection: Connection) -> list[str]:
    """Compare every tally with the answers; say what differs. Days that wait for their tally are no difference."""
    layouts = records.layouts(connection)
    waiting = frozenset(records.dirty_days(connection))
    answered = set(records.answered_days(connection))
    # A month that has tallies and no answer is looked at under its first day.
    bare = records.tallied_months(connection) - set(months_of_days(answered))
    portions = Portions(sorted(answered | bare))
    found: list[str] = []
    for part in portions:
        quiet = [day for day in part if day not in waiting]
        counted = count(layouts, records.answers_on(connection, quiet))
        portions.answers += counted.answers
        for table, expected, kept in _tables(connection, counted, months_of_days(part), waiting):
            found += _compare(_GRAINS[id(table)], dict(expected), kept)
    return sorted(found)


def _tables(
    connection: Connection, counted: Counted, months: Sequence[Day], waiting: Collection[Day]
) -> Iterator[tuple[Table, Iterable[Row], Iterable[Row]]]:
    """Give each table with the rows it should have and those it has; months with a waiting day are left out."""
    layouts = records.layouts(connection)
    quiet = sorted(set(months) - set(months_of_days(waiting)))
    for kind, fresh in counted.parts.items():
        daily, monthly = records.DAY_TABLES[kind], records.MONTH_TABLES[kind]
        kept = _kept_rows(records.kept_days(connection, daily, months))
        yield daily, _rows(fresh), (row for row in kept if _day(row[0]) not in waiting)
        whole = [each for part in fresh if len((each := _within(part, quiet)).matrix)]
        yield monthly, _rows(sum_months(whole)), _kept_rows(records.kept_months(connection, monthly, quiet))
        if kind == "service":
            for name, parts in months_of_units(layouts, whole).items():
                table = records.UNIT_TABLES[name]
                yield table, _rows(parts), _kept_rows(records.kept_months(connection, table, quiet))


def _within(part: Part, months: Collection[Day]) -> Part:
    firsts = zip(part.columns[0].tolist(), first_days(part.columns[-1]).tolist(), strict=True)
    wanted = {(unit_id, month.toordinal() - EPOCH) for unit_id, month in months}
    chosen = np.array([first in wanted for first in firsts], dtype=bool)
    return replace(part, columns=[column[chosen] for column in part.columns], matrix=part.matrix[chosen])


def _rows(parts: Iterable[Part]) -> Iterator[Row]:
    for part in parts:
        keys = list(zip(*(column.tolist() for column in part.columns), strict=True))
        for rows, content in packed(part.matrix):
            for row, vector in zip(rows.tolist(), content, strict=True):
                yield (*part.way, *keys[row]), vector.tobytes()


def _kept_rows(kept: Iterable[Kept]) -> Iterator[Row]:
    for each in kept:
        keys = zip(*(column.tolist() for column in each.columns), strict=True)
        for key, counts in zip(keys, each.counts, strict=True):
            yield (*each.way, *key), bytes(counts)


def _day(key: tuple[Any, ...]) -> Day:
    return _unit(key), date.fromordinal(key[-1] + EPOCH)


def _unit(key: tuple[Any, ...]) -> int:
    return int(key[len(records.WAY)])


def _compare(grain: str, expected: Mapping[tuple[Any, ...], bytes], kept: Iterable[Row]) -> list[str]:
    found: list[str] = []
    seen: set[tuple[Any, ...]] = set()
    for key, counts in kept:
        unit_id, day = _day(key)
        if key in seen:
            found.append(f"{grain} {day}: two tallies for one cell of unit {unit_id}")
        seen.add(key)
        if expected.get(key) != counts:
            found.append(f"{grain} {day}: the tally of unit {unit_id} is not what its answers add up to")
    bare = (_day(key) for key in expected if key not in seen)
    return found + [f"{grain} {day}: unit {unit_id} has answers and no tally" for unit_id, day in bare]
