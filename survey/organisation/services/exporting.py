"""Writing the organisation back as the very tables an import takes: export, then import changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL
from survey.foundation.tabular import write_csv
from survey.organisation import records
from survey.organisation.services.lines import disarmed
from survey.organisation.services.reading import SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date, datetime, time

    from sqlalchemy import Connection

    from survey.organisation.domain import Home, Staff

Row = tuple[str, ...]
"""One line of a table, a text for each column of its sheet."""

_WEEK = {1: "T2", 2: "T3", 3: "T4", 4: "T5", 5: "T6", 6: "T7", 7: "CN"}
_LONG = 3


def rows_of(connection: Connection, name: str) -> Iterator[Row]:
    """Give the lines of one table as it would be exported, without marks for spreadsheets."""
    return _WRITERS[name](connection)


def export_table(connection: Connection, name: str) -> str:
    """Write one table as CSV."""
    rows = ([disarmed(cell) for cell in row] for row in rows_of(connection, name))
    return write_csv(rows, SHEETS[name].columns)


def export_tables(connection: Connection) -> dict[str, str]:
    """Write every table as CSV, by name."""
    return {name: export_table(connection, name) for name in SHEETS}


def weekdays(days: Collection[int]) -> str:
    """Write days of the week so that no spreadsheet takes them for a date: T2-T6,CN."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{_WEEK[run[0]]}-{_WEEK[run[-1]]}" if len(run) >= _LONG else ",".join(_WEEK[day] for day in run)
        for run in runs
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _time(at: time | None) -> str:
    if at is None:
        return ""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(LOCAL)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def _units(connection: Connection) -> Iterator[Row]:
    kinds = records.unit_kinds(connection)
    timelines = records.versions(connection)
    for code in sorted(timelines):
        for one in timelines[code]:
            period = (_day(one.valid_from), _day(one.valid_to))
            yield (code, one.name, kinds[code], one.parent, *period, one.address, one.short_name)


def _desks(connection: Connection) -> Iterator[Row]:
    codes = {unit_id: code for code, unit_id in records.unit_ids(connection).items()}
    for desk in sorted(records.desks(connection).values(), key=lambda desk: desk.code):
        hours = (_time(desk.opens), _time(desk.closes), weekdays(desk.days))
        yield (desk.code, codes[desk.unit_id], desk.name, desk.field, *hours, _day(desk.valid_to))


def _staff(connection: Connection) -> Iterator[Row]:
    homes = records.homes(connection)
    for person in sorted(records.staff_by_id(connection).values(), key=lambda person: person.code):
        known = homes.get(person.code, [])
        if not known:
            yield (person.code, person.name, person.title, "", person.kind, "", "")
        for home in known:
            yield _position(person, home, last=home is known[-1])


def _position(person: Staff, home: Home, *, last: bool) -> Row:
    title = person.title if last and not home.title else home.title
    period = (_day(home.valid_from), _day(home.valid_to))
    return (person.code, person.name, title, home.unit, person.kind, *period)


def _roster(connection: Connection) -> Iterator[Row]:
    desks, people = records.desks(connection), records.staff_by_id(connection)
    for shift in records.every_shift(connection):
        place = (desks[shift.desk_id].code, people[shift.staff_id].code)
        yield (*place, _moment(shift.starts), _moment(shift.ends))


def _procedures(connection: Connection) -> Iterator[Row]:
    codes: dict[int | None, str] = {unit_id: code for code, unit_id in records.unit_ids(connection).items()}
    for one in sorted(records.procedures(connection).values(), key=lambda one: one.code):
        yield (one.code, one.name, one.field, codes.get(one.unit_id, ""))


def _events(connection: Connection) -> Iterator[Row]:
    for entry in records.event_entries(connection):
        yield (entry.kind.value, _day(entry.day), entry.old, entry.new, entry.legal_act, entry.note)


def _holidays(connection: Connection) -> Iterator[Row]:
    for one in records.holidays(connection):
        yield (_day(one.day), one.name, one.kind.value, "yes" if one.expected else "")


def _patterns(connection: Connection) -> Iterator[Row]:
    desks, people = records.desks(connection), records.staff_by_id(connection)
    for one in records.patterns(connection):
        place = (desks[one.desk_id].code, people[one.staff_id].code)
        hours = (_time(one.starts), _time(one.ends))
        yield (*place, weekdays(one.days), *hours, _day(one.valid_from), _day(one.valid_to))


_WRITERS: dict[str, Callable[[Connection], Iterator[Row]]] = {
    "units": _units,
    "desks": _desks,
    "staff": _staff,
    "roster": _roster,
    "procedures": _procedures,
    "events": _events,
    "holidays": _holidays,
    "patterns": _patterns,
}
