"""Which questionnaire is asked where from which day on: at a unit and below it, or everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, bindparam, column, delete, func, literal, or_, select
from sqlalchemy import table as known_table

from survey.foundation.tables import insert_new
from survey.questionnaire.domain import DEFAULT_CODE, Assignment
from survey.questionnaire.records.finding import version_of
from survey.questionnaire.records.tables import asked_questionnaire, questionnaire, questionnaire_version

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from survey.questionnaire.domain import Version

_asked = asked_questionnaire.c
_unit_version = known_table(
    "unit_version",
    column("unit_id", Integer),
    column("parent_id", Integer),
    column("valid_from", Date),
    column("valid_to", Date),
)
_MOST_ABOVE = 16
"""Levels of a tree; more would be a ring, which imports refuse."""

_DAY = bindparam("day", type_=Date)
_UNIT = bindparam("unit_id", type_=Integer)

# The unit and whatever stands above it on the day, with the number of steps up.
_start = select(_UNIT.label("unit_id"), literal(0).label("steps")).cte("above", recursive=True)
_above = _start.union_all(
    select(_unit_version.c.parent_id, _start.c.steps + 1)
    .join(_start, _start.c.unit_id == _unit_version.c.unit_id)
    .where(
        _unit_version.c.parent_id.is_not(None),
        _unit_version.c.valid_from <= _DAY,
        or_(_unit_version.c.valid_to.is_(None), _unit_version.c.valid_to >= _DAY),
        _start.c.steps < _MOST_ABOVE,
    )
)
_found = (
    select(questionnaire.c.code)
    .join_from(asked_questionnaire, questionnaire)
    .outerjoin(_above, _above.c.unit_id == _asked.unit_id)
    .where(_asked.valid_from <= _DAY, or_(_asked.unit_id.is_(None), _above.c.steps.is_not(None)))
    # What is told of everywhere comes last, in both databases; then the nearest, then the latest.
    .order_by(_asked.unit_id.is_(None), _above.c.steps, _asked.valid_from.desc())
    .limit(1)
)
# Built once: every page of a code that is not known to its process asks, and building costs as much as asking.
_CODE = select(func.coalesce(_found.scalar_subquery(), DEFAULT_CODE))
_VERSION = (
    select(questionnaire_version)
    .join(questionnaire)
    .where(
        questionnaire.c.code == _CODE.scalar_subquery(),
        questionnaire_version.c.retired_at.is_(None),
        or_(questionnaire_version.c.unit_id.is_(None), questionnaire_version.c.unit_id == _UNIT),
    )
    # What belongs to a unit comes before what belongs to none.
    .order_by(questionnaire_version.c.unit_id.is_(None))
    .limit(1)
)


def asked_at(connection: Connection, unit_id: int, day: date) -> str:
    """Give the code of the questionnaire that is asked at a unit on a day."""
    code: str = connection.execute(_CODE, {"unit_id": unit_id, "day": day}).scalar_one()
    return code


def version_asked(connection: Connection, unit_id: int, day: date) -> Version | None:
    """Give the version in force of the questionnaire asked at a unit on a day, its own questions with it."""
    row = connection.execute(_VERSION, {"unit_id": unit_id, "day": day}).first()
    return version_of(row) if row else None


def assignments(connection: Connection) -> list[Assignment]:
    """List what is asked where from which day on, everywhere first, then by unit, each from the first day on."""
    statement = (
        select(asked_questionnaire, questionnaire.c.code)
        .join(questionnaire)
        .order_by(_asked.unit_id.is_not(None), _asked.unit_id, _asked.valid_from)
    )
    return [_assignment(row) for row in connection.execute(statement)]


def assignment_by_id(connection: Connection, assignment_id: int) -> Assignment | None:
    """Find an assignment by its number."""
    statement = select(asked_questionnaire, questionnaire.c.code).join(questionnaire)
    row = connection.execute(statement.where(_asked.id == assignment_id)).first()
    return _assignment(row) if row else None


def assign(connection: Connection, code: str, *, unit_id: int | None, day: date, at: datetime, by: str) -> bool:
    """Let a questionnaire be asked at a place from a day on; False where another one is to be from that day on."""
    known = connection.scalar(select(questionnaire.c.id).where(questionnaire.c.code == code))
    row = {"unit_id": unit_id, "questionnaire_id": known, "valid_from": day, "set_at": at, "set_by": by}
    return bool(insert_new(connection, asked_questionnaire, [row], "id"))


def drop_assignment(connection: Connection, assignment_id: int) -> None:
    """Take an assignment back."""
    connection.execute(delete(asked_questionnaire).where(_asked.id == assignment_id))


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        assignment_id=row.id,
        unit_id=row.unit_id,
        code=row.code,
        valid_from=row.valid_from,
        set_at=row.set_at,
        set_by=row.set_by,
    )
