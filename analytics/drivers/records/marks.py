"""Reading the marks of counted answers one by one: correlations of several questions are in no tally."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from survey.intake.domain import State
from survey.intake.records import response

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from analytics.tally.domain import Wanted


def marks_by_version(
    connection: Connection, wanted: Wanted, *, without_units: Collection[int] = ()
) -> dict[int, list[str]]:
    """Give the marks of every counted answer of a period by version id, sorted: nothing tells their order."""
    columns = response.c
    conditions = _conditions(wanted)
    if without_units:
        conditions.append(columns.unit_id.not_in(without_units))
    found: dict[int, list[str]] = {}
    for version_id, marks in connection.execute(select(columns.version_id, columns.marks).where(*conditions)):
        found.setdefault(version_id, []).append(marks)
    return {version_id: sorted(found[version_id]) for version_id in sorted(found)}


def small_units(connection: Connection, wanted: Wanted, *, least: int) -> frozenset[int]:
    """Give the units with fewer than `least` counted answers of their own in a period."""
    unit_id = response.c.unit_id
    statement = select(unit_id).where(*_conditions(wanted)).group_by(unit_id).having(func.count() < least)
    return frozenset(connection.scalars(statement))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = response.c
    conditions: list[ColumnElement[bool]] = [
        columns.day.between(wanted.since, wanted.until),
        columns.state == State.COUNTED,
    ]
    for name in ("unit_id", "desk_id", "tier", "version_id"):
        allowed = getattr(wanted, name + "s")
        if allowed is not None:
            conditions.append(columns[name].in_(allowed))
    return conditions
