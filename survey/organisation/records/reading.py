"""Reading units, desks, staff, rosters and procedures; what has a name comes in Vietnamese order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select

from survey.organisation.domain import Desk, Home, Placing, Procedure, Shift, Staff, Unit, Version, standing
from survey.organisation.records.tables import desk, home_unit, procedure, roster, staff, unit, unit_version

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Select, Table

# SQLite takes 32,766 values in one statement.
_AT_ONCE = 10_000


def _on(table: Table, day: date) -> ColumnElement[bool]:
    return (table.c.valid_from <= day) & or_(table.c.valid_to.is_(None), table.c.valid_to >= day)


def _placed() -> Select[Any]:
    """Select what a `Unit` is made of, in Vietnamese order."""
    version = unit_version.c
    return (
        select(
            unit.c.id.label("unit_id"),
            unit.c.code,
            unit.c.kind,
            version.name,
            version.short_name,
            version.parent_id,
            version.address,
        )
        .join(unit_version, version.unit_id == unit.c.id)
        .order_by(version.sort_key, unit.c.code)
    )


def units_on(connection: Connection, day: date) -> dict[int, Unit]:
    """Give the units in force on a day by their ids."""
    wanted = _placed().where(_on(unit_version, day))
    return {row["unit_id"]: Unit(**row) for row in connection.execute(wanted).mappings()}


def placings(connection: Connection, until: date) -> list[Placing]:
    """Give where and under what name units stood, of all the time until a day, for `standing`."""
    version = unit_version.c
    wanted = _placed().add_columns(version.valid_from, version.valid_to).where(version.valid_from <= until)
    return [
        Placing(valid_from=row.pop("valid_from"), valid_to=row.pop("valid_to"), unit=Unit(**row))
        for row in map(dict, connection.execute(wanted).mappings())
    ]


def units_between(connection: Connection, since: date, until: date) -> dict[int, Unit]:
    """Give the units in force on any day of a period, each as it last stood on or before the period's last day."""
    return standing(placings(connection, until), since, until)


def versions(connection: Connection) -> dict[str, list[Version]]:
    """Give every version of every unit by the unit's code, oldest first."""
    parent = unit.alias("parent")
    version = unit_version.c
    wanted = (
        select(
            unit.c.code,
            version.valid_from,
            version.valid_to,
            version.name,
            version.short_name,
            parent.c.code.label("parent"),
            version.address,
        )
        .select_from(unit_version)
        .join(unit, unit.c.id == version.unit_id)
        .outerjoin(parent, parent.c.id == version.parent_id)
        .order_by(version.valid_from)
    )
    found: dict[str, list[Version]] = defaultdict(list)
    for row in connection.execute(wanted).mappings():
        found[row["code"]].append(Version(**{**row, "parent": row["parent"] or ""}))
    return dict(found)


def unit_names(connection: Connection, day: date) -> dict[int, tuple[str, str]]:
    """Give code and name of every unit there ever was by its id, as called on a day.

    After the end of a unit that is its last name, before its beginning its first.
    """
    wanted = (
        select(unit.c.id, unit.c.code, unit_version.c.valid_from, unit_version.c.name)
        .join(unit_version, unit_version.c.unit_id == unit.c.id)
        .order_by(unit_version.c.valid_from)
    )
    found: dict[int, tuple[str, str]] = {}
    for unit_id, code, valid_from, name in connection.execute(wanted).all():
        if unit_id not in found or valid_from <= day:
            found[unit_id] = (code, name)
    return found


def _ids(connection: Connection, table: Table) -> dict[str, int]:
    return dict(connection.execute(select(table.c.code, table.c.id)).all())


def unit_ids(connection: Connection) -> dict[str, int]:
    """Give the id of every unit by its code."""
    return _ids(connection, unit)


def unit_kinds(connection: Connection) -> dict[str, str]:
    """Give the kind of every unit by its code."""
    return dict(connection.execute(select(unit.c.code, unit.c.kind)).all())


def desks(connection: Connection) -> dict[int, Desk]:
    """Give every desk by its id."""
    return {
        row.id: Desk(
            desk_id=row.id,
            unit_id=row.unit_id,
            code=row.code,
            name=row.name,
            field=row.field,
            opens=row.opens,
            closes=row.closes,
            days=frozenset(map(int, row.days)),
            valid_to=row.valid_to,
        )
        for row in connection.execute(select(desk).order_by(desk.c.sort_key, desk.c.code))
    }


def desk_places(connection: Connection) -> dict[str, tuple[int, int]]:
    """Give the unit and the desk behind every desk code."""
    wanted = select(desk.c.code, desk.c.unit_id, desk.c.id)
    return {code: (unit_id, desk_id) for code, unit_id, desk_id in connection.execute(wanted)}


def staff_by_id(connection: Connection) -> dict[int, Staff]:
    """Give every person by id."""
    return {
        row.id: Staff(staff_id=row.id, code=row.code, name=row.name, title=row.title, kind=row.kind)
        for row in connection.execute(select(staff).order_by(staff.c.sort_key, staff.c.code))
    }


def staff_ids(connection: Connection) -> dict[str, int]:
    """Give the id of every person by code."""
    return _ids(connection, staff)


def homes(connection: Connection) -> dict[str, list[Home]]:
    """Give the home units of every person by the person's code, oldest first."""
    wanted = (
        select(
            staff.c.code.label("staff"),
            unit.c.code.label("unit"),
            home_unit.c.title,
            home_unit.c.valid_from,
            home_unit.c.valid_to,
        )
        .select_from(home_unit)
        .join(staff, staff.c.id == home_unit.c.staff_id)
        .join(unit, unit.c.id == home_unit.c.unit_id)
        .order_by(home_unit.c.valid_from)
    )
    found: dict[str, list[Home]] = defaultdict(list)
    for row in connection.execute(wanted).mappings():
        found[row["staff"]].append(Home(**row))
    return dict(found)


def homes_on(connection: Connection, day: date) -> dict[int, int]:
    """Give the home unit on a day by the person's id."""
    wanted = select(home_unit.c.staff_id, home_unit.c.unit_id).where(_on(home_unit, day))
    return dict(connection.execute(wanted).all())


def procedure_ids(connection: Connection) -> dict[str, int]:
    """Give the id of every procedure by its code."""
    return _ids(connection, procedure)


def procedures(connection: Connection) -> dict[int, Procedure]:
    """Give every procedure by its id."""
    return {
        row.id: Procedure(procedure_id=row.id, code=row.code, name=row.name, field=row.field, unit_id=row.unit_id)
        for row in connection.execute(select(procedure).order_by(procedure.c.sort_key, procedure.c.code))
    }


# Built once: every answer at a desk asks for its officer, and building a statement costs more than asking.
_SHIFTS = (
    select(roster.c.desk_id, roster.c.staff_id, roster.c.starts, roster.c.ends)
    .where(roster.c.desk_id.in_(bindparam("desk_ids", expanding=True)))
    .where(roster.c.starts < bindparam("until"), roster.c.ends > bindparam("since"))
    .order_by(roster.c.starts, roster.c.id)
)


def shifts(
    connection: Connection, desk_ids: Collection[int], *, since: datetime, until: datetime
) -> dict[int, tuple[Shift, ...]]:
    """Give by desk, oldest first, the shifts that touch the time from `since` until just before `until`."""
    found: dict[int, list[Shift]] = {desk_id: [] for desk_id in desk_ids}
    wanted_ids = sorted(found)
    for first in range(0, len(wanted_ids), _AT_ONCE):
        asked = {"desk_ids": wanted_ids[first : first + _AT_ONCE], "since": since, "until": until}
        for desk_id, staff_id, starts, ends in connection.execute(_SHIFTS, asked):
            found[desk_id].append(Shift(desk_id=desk_id, staff_id=staff_id, starts=starts, ends=ends))
    return {desk_id: tuple(listed) for desk_id, listed in found.items()}
