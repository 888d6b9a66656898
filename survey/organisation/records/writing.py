"""Writing units, desks, staff, rosters and procedures, and telling what that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, bindparam, insert, select, true, update

from survey.foundation.tables import insert_new
from survey.foundation.text import clean, search_key, sort_key
from survey.organisation.domain import CODE_LIMIT, Change
from survey.organisation.records.reading import desk_places, staff_ids, unit_ids
from survey.organisation.records.tables import desk, home_unit, procedure, roster, staff, unit, unit_version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection, Table

    from survey.organisation.domain import (
        DeskEntry,
        Home,
        ProcedureEntry,
        ShiftEntry,
        StaffEntry,
        Version,
    )

_ALL = true()


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    name = row.get("name")
    return row if name is None else {**row, "sort_key": sort_key(name), "search_key": search_key(name)}


def week(days: Iterable[int]) -> str:
    """Write days of the week as they are kept."""
    return "".join(map(str, sorted(days)))


def keep(
    connection: Connection,
    table: Table,
    rows: Collection[dict[str, Any]],
    *,
    key: int = 1,
    among: ColumnElement[bool] = _ALL,
) -> Change:
    """Add rows with a new key and bring the others up to date; `among` must cover every key that is given.

    All rows have the same columns; the first `key` of them tell a row from the others.
    """
    columns = [table.c[name] for name in next(iter(rows), {})]
    fill = _keyed if "sort_key" in table.c else dict[str, Any]
    wanted = select(table.c.id, *columns).where(among)
    stored = {tuple(row[1 : 1 + key]): row for row in connection.execute(wanted)}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row in rows:
        values = tuple(row.values())
        known = stored.get(values[:key])
        if known is None:
            new.append(fill(row))
        elif known[1:] != values:
            changed.append({"known_id": known[0], **fill(row)})
    if new:
        connection.execute(insert(table), new)
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("known_id")), changed)
    return Change(added=len(new), changed=len(changed), unchanged=len(rows) - len(new) - len(changed))


def keep_units(connection: Connection, kinds: Mapping[str, str]) -> Change:
    """Add units by their codes and set their kinds."""
    rows = [{"code": code, "kind": kind} for code, kind in kinds.items()]
    return keep(connection, unit, rows)


def keep_versions(connection: Connection, versions: Iterable[Version]) -> Change:
    """Keep versions of known units, one for each unit and first day."""
    ids = unit_ids(connection)
    rows = [
        {
            "unit_id": ids[version.code],
            "valid_from": version.valid_from,
            "valid_to": version.valid_to,
            "name": version.name,
            "short_name": version.short_name,
            "parent_id": ids[version.parent] if version.parent else None,
            "address": version.address,
        }
        for version in versions
    ]
    return keep(connection, unit_version, rows, key=2)


def keep_desks(connection: Connection, entries: Iterable[DeskEntry]) -> Change:
    """Keep desks of known units."""
    ids = unit_ids(connection)
    rows = [
        {
            "code": entry.code,
            "unit_id": ids[entry.unit],
            "name": entry.name,
            "field": entry.field,
            "opens": entry.opens,
            "closes": entry.closes,
            "days": week(entry.days),
            "valid_to": entry.valid_to,
        }
        for entry in entries
    ]
    return keep(connection, desk, rows)


def keep_staff(connection: Connection, entries: Iterable[StaffEntry]) -> Change:
    """Keep people, without their home units."""
    rows = [
        {"code": entry.code, "name": entry.name, "title": entry.title, "kind": entry.kind} for entry in entries
    ]
    return keep(connection, staff, rows)


def keep_homes(connection: Connection, homes: Iterable[Home]) -> Change:
    """Keep home units of known people, one for each person and first day."""
    people = staff_ids(connection)
    units = unit_ids(connection)
    rows = [
        {
            "staff_id": people[home.staff],
            "valid_from": home.valid_from,
            "unit_id": units[home.unit],
            "title": home.title,
            "valid_to": home.valid_to,
        }
        for home in homes
    ]
    return keep(connection, home_unit, rows, key=2)


def keep_shifts(connection: Connection, entries: Collection[ShiftEntry]) -> Change:
    """Keep shifts of known people at known desks, one for each desk, person and beginning."""
    if not entries:
        return Change(added=0, changed=0, unchanged=0)
    places = desk_places(connection)
    people = staff_ids(connection)
    rows = [
        {
            "desk_id": places[entry.desk][1],
            "staff_id": people[entry.staff],
            "starts": entry.starts,
            "ends": entry.ends,
        }
        for entry in entries
    ]
    first = min(entry.starts for entry in entries)
    last = max(entry.starts for entry in entries)
    among = roster.c.starts.between(first, last)
    return keep(connection, roster, rows, key=3, among=among)


def keep_procedures(connection: Connection, entries: Iterable[ProcedureEntry]) -> Change:
    """Keep procedures."""
    ids = unit_ids(connection)
    rows = [
        {
            "code": entry.code,
            "name": entry.name,
            "field": entry.field,
            "unit_id": ids[entry.unit] if entry.unit else None,
        }
        for entry in entries
    ]
    return keep(connection, procedure, rows)


def add_places(
    connection: Connection,
    *,
    units: Collection[str],
    desks: Collection[tuple[str, str]],
    valid_from: date,
) -> None:
    """Add units and (desk, unit) codes nobody has declared, named after their codes; leave known ones alone.

    The unit of a desk must be among `units` or known.
    """
    codes = {clean(code, limit=CODE_LIMIT) for code in units}
    new = insert_new(connection, unit, [{"code": code, "kind": ""} for code in sorted(codes)], "code")
    ids = unit_ids(connection)
    unknown = {"valid_from": valid_from, "short_name": "", "address": ""}
    insert_new(
        connection,
        unit_version,
        [_keyed({"unit_id": ids[code], "name": code, **unknown}) for code in sorted(new)],
        "id",
    )
    places = {clean(code, limit=CODE_LIMIT): ids[place] for code, place in desks}
    rows = [
        _keyed({"code": code, "unit_id": unit_id, "name": code, "field": "", "days": ""})
        for code, unit_id in sorted(places.items())
    ]
    insert_new(connection, desk, rows, "id")
