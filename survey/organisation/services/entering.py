"""What a form enters: one new thing, one change from a day on, one event; by the rules of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.tables import one_at_a_time
from survey.organisation import records
from survey.organisation.domain import EventKind
from survey.organisation.services.checking import fault_at
from survey.organisation.services.errors import (
    CodeTakenError,
    ImportRefusedError,
    NothingChangesError,
    NotLaterError,
)
from survey.organisation.services.importing import take_in
from survey.organisation.services.reading import read_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal
    from survey.organisation.domain import Version
    from survey.organisation.services.importing import Report

    Cells = Mapping[str, str]

_CODES: dict[str, Callable[[Connection], Collection[str]]] = {
    "units": records.unit_ids,
    "desks": records.desk_places,
    "staff": records.staff_ids,
}


def enter(connection: Connection, tables: Mapping[str, Sequence[Cells]], *, on: date) -> Report:
    """Take in lines that come from a form; refused with a fault for each wrong cell."""
    return take_in(connection, read_cells(tables), on=on)


def add(connection: Connection, name: str, cells: Cells, *, on: date) -> Report:
    """Enter a new unit, desk or person; refuse a code that is in use."""
    one_at_a_time(connection, "organisation")
    code = cells["code"].strip()
    if code in _CODES[name](connection):
        raise _refused(name, "code", CodeTakenError(code=code))
    return enter(connection, {name: [cells]}, on=on)


def change_unit(connection: Connection, cells: Cells, *, legal_act: str, on: date) -> Report:
    """Enter a unit as it is from a day on, and with a legal act also that it was renamed or transferred.

    From the same first day again it puts right what was entered, as long as that day is not over.
    """
    one_at_a_time(connection, "organisation")
    draft = read_cells({"units": [cells]})
    known = records.versions(connection).get(cells["code"], [])
    tables: dict[str, Sequence[Cells]] = {"units": [cells]}
    if known and draft.units.entries:
        version, last = draft.units.entries[0].version, known[-1]
        again = version.valid_from == last.valid_from >= on
        if not again:
            _check_later("units", version.valid_from, last.valid_from)
        if _said(version) == _said(last):
            raise _refused("units", "name", NothingChangesError())
        if legal_act.strip():
            former = known[-2] if again and len(known) > 1 else last
            kind = EventKind.TRANSFER if version.name == former.name else EventKind.RENAME
            day = version.valid_from.isoformat()
            tables["events"] = [{"kind": kind, "date": day, "from": cells["code"], "legal_act": legal_act}]
    return enter(connection, tables, on=on)


def change_staff(connection: Connection, cells: Cells, *, on: date) -> Report:
    """Enter where a person belongs and in which title from a day on."""
    one_at_a_time(connection, "organisation")
    draft = read_cells({"staff": [cells]})
    known = records.homes(connection).get(cells["code"], [])
    if known and draft.staff.entries:
        first = draft.staff.entries[0].valid_from
        if first is not None:
            _check_later("staff", first, known[-1].valid_from)
    return enter(connection, {"staff": [cells]}, on=on)


def end_staff(connection: Connection, code: str, last_day: str, *, on: date) -> Report:
    """Enter the last day of a person at the last unit."""
    one_at_a_time(connection, "organisation")
    person = records.staff_by_id(connection)[records.staff_ids(connection)[code]]
    home = records.homes(connection)[code][-1]
    cells = {
        "code": code,
        "name": person.name,
        "title": home.title or person.title,
        "home_unit": home.unit,
        "kind": person.kind,
        "valid_from": home.valid_from.isoformat(),
        "valid_to": last_day,
    }
    return enter(connection, {"staff": [cells]}, on=on)


def _said(version: Version) -> tuple[str, ...]:
    return (version.name, version.short_name, version.parent, version.address)


def _check_later(name: str, first: date, known: date) -> None:
    if first <= known:
        raise _refused(name, "valid_from", NotLaterError(day=known))


def _refused(name: str, column: str, reason: Refusal) -> ImportRefusedError:
    return ImportRefusedError(count=1, faults=(fault_at(name, 1, column, reason),))
