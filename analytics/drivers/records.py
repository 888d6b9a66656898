"""Reading the marks of counted answers one by one: correlations of several questions are in no tally."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from survey.intake.domain import State
from survey.intake.records import response

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analytics.tally.domain import Wanted


def marks_by_version(connection: Connection, wanted: Wanted) -> dict[int, list[str]]:
    """Give the marks of every counted answer of a period by version id, sorted: nothing tells their order."""
    columns = response.c
    conditions = [columns.day.between(wanted.since, wanted.until), columns.state == State.COUNTED]
    for name in ("unit_id", "desk_id", "tier", "version_id"):
        allowed = getattr(wanted, name + "s")
        if allowed is not None:
            conditions.append(columns[name].in_(allowed))
    found: dict[int, list[str]] = {}
    for version_id, marks in connection.execute(select(columns.version_id, columns.marks).where(*conditions)):
        found.setdefault(version_id, []).append(marks)
    return {version_id: sorted(found[version_id]) for version_id in sorted(found)}
