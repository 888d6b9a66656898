"""Tallies made anew for the days that changed, with their months; doing it twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.tally import records
from analytics.tally.counting import packed
from analytics.tally.services.batches import ripe
from analytics.tally.services.counted import count, months_of_units, parts_of, sum_months
from survey.foundation.clock import local_day, now
from survey.foundation.tables import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from analytics.tally.domain import Layout
    from analytics.tally.records import Day
    from analytics.tally.services.counted import Counted, Part
    from survey.foundation.database import Store

# By how many answers the days before had, a portion takes little memory: about a kilobyte an answer.
_MOST_DAYS = 20_000
_FIRST_DAYS = 200
_MONTH = 31
_ANSWERS_AT_ONCE = 100_000


def freshen(store: Store, unit_ids: Collection[int] | None = None, *, least: int = 0) -> int:
    """Rebuild the days that wait, if any; give how many. Cheap when nothing waits: one look.

    Those of fewer than `least` new answers of a unit go on waiting for more (see `ripe`).
    """
    with store.reading() as connection:
        if not records.has_dirty(connection, unit_ids):
            return 0
        days = ripe(connection, unit_ids, least=least, today=local_day(now())) if least > 1 else None
    if days is None:
        with store.writing() as connection:
            return rebuild_dirty(connection, unit_ids)
    return _freshen_days(store, days) if days else 0


def _freshen_days(store: Store, days: Collection[Day]) -> int:
    with store.writing() as connection:
        one_at_a_time(connection, "tally")
        taken = records.take_dirty_days(connection, days)
        rebuild(connection, taken)
        return len(taken)


def rebuild_dirty(connection: Connection, unit_ids: Collection[int] | None = None) -> int:
    """Rebuild the tallies of every dirty day (of these units); doing it twice changes nothing."""
    one_at_a_time(connection, "tally")
    days = records.take_dirty(connection, unit_ids)
    rebuild(connection, days)
    return len(days)


def rebuild_everything(connection: Connection) -> int:
    """Rebuild every day that has answers; whatever else was in the tables goes."""
    one_at_a_time(connection, "tally")
    records.take_dirty(connection)
    days = records.answered_days(connection)
    records.delete_everything(connection)
    _rebuild(connection, days, emptied=True)
    return len(days)


def rebuild(connection: Connection, days: Sequence[Day]) -> None:
    """Put fresh tallies in the place of those of these days and of their months."""
    _rebuild(connection, sorted(set(days)), emptied=False)


def _rebuild(connection: Connection, days: Sequence[Day], *, emptied: bool) -> None:
    layouts = records.layouts(connection)
    portions = Portions(days)
    for part in portions:
        if emptied:
            # All days with answers are here, in order, so a portion is a stretch of the index.
            counted = count(layouts, records.answers_between(connection, part[0], part[-1]))
            _fill(connection, layouts, counted)
        else:
            months = months_of_days(part)
            _clear(connection, part, months)
            counted = count(layouts, records.answers_on(connection, part))
            _fill(connection, layouts, counted, months)
        portions.answers += counted.answers


class Portions:
    """Days cut at the ends of months into portions, the fewer the more answers the days before had.

    The days of one month of a unit are never parted, so that its sum is made once.
    """

    def __init__(self, days: Sequence[Day]) -> None:
        self._days = days
        self.answers = 0
        """To be told after each portion: how many answers it had."""

    def __iter__(self) -> Iterator[Sequence[Day]]:
        """Give one portion after the other."""
        done = 0
        while done < len(self._days):
            end = min(done + self._size(done), len(self._days))
            while end < len(self._days) and _month(self._days[end]) == _month(self._days[end - 1]):
                end -= 1
            yield self._days[done:end]
            done = end

    def _size(self, done: int) -> int:
        if not self.answers:
            return _FIRST_DAYS
        return max(_MONTH, min(_MOST_DAYS, _ANSWERS_AT_ONCE * done // self.answers))


def _month(day: Day) -> Day:
    return day[0], day[1].replace(day=1)


def months_of_days(days: Iterable[Day]) -> list[Day]:
    """List the (unit, first day of month) that days are in, in order."""
    return sorted({_month(day) for day in days})


def _clear(connection: Connection, days: Sequence[Day], months: Sequence[Day]) -> None:
    for table in records.DAY_TABLES.values():
        records.delete_days(connection, table, days)
    for table in (*records.MONTH_TABLES.values(), *records.UNIT_TABLES.values()):
        records.delete_days(connection, table, months)


def _fill(
    connection: Connection, layouts: Mapping[int, Layout], counted: Counted, months: Sequence[Day] = ()
) -> None:
    """Keep days that have no tally now, and their months: the sum of them and of the other days of `months`."""
    for kind, fresh in counted.parts.items():
        table = records.DAY_TABLES[kind]
        others = list(parts_of(layouts, records.kept_days(connection, table, months))) if months else []
        _insert(connection, table, fresh)
        whole = [*fresh, *others]
        _insert(connection, records.MONTH_TABLES[kind], sum_months(whole))
        if kind == "service":
            for name, parts in months_of_units(layouts, whole).items():
                _insert(connection, records.UNIT_TABLES[name], parts)


def _insert(connection: Connection, table: Table, parts: Iterable[Part]) -> None:
    for part in parts:
        records.insert_rows(connection, table, part.way, part.columns, contents=packed(part.matrix))
