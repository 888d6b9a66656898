"""Touchpoints in the database: found by code, listed, issued, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    bindparam,
    column,
    func,
    or_,
    select,
    table,
    update,
)

from survey.foundation.clock import local_day
from survey.foundation.codes import new_code
from survey.foundation.errors import Refusal
from survey.foundation.tables import Moment, insert_new, metadata
from survey.organisation.records import desks, units_on
from survey.touchpoint.domain import (
    CODE_LENGTH,
    COMMAND_LINE,
    Deed,
    Touchpoint,
    TouchpointKind,
    TouchpointState,
)
from survey.touchpoint.records.log import log

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from random import Random

    from sqlalchemy import Connection, Select


class CodeInForceError(Refusal):
    """A desk or a unit has one code in force; details: the kind of place."""

    status = 409
    message = "This %(kind)s has a code in force already; replace that one."


touchpoint = Table(
    "touchpoint",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_LENGTH), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    # A desk's code keeps the desk only: when the desk moves to another unit, its sign moves with it.
    Column("unit_id", ForeignKey("unit.id")),
    Column("desk_id", ForeignKey("desk.id")),
    Column("state", String(12), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("replaced_by", ForeignKey("touchpoint.id")),
    CheckConstraint("kind IN ('desk', 'unit', 'link')", name="kind"),
    CheckConstraint("state IN ('active', 'revoked')", name="state"),
    CheckConstraint("(kind = 'desk') = (desk_id IS NOT NULL)", name="desk_id"),
    CheckConstraint("(kind = 'desk') = (unit_id IS NULL)", name="unit_id"),
    CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_at"),
    CheckConstraint("replaced_by IS NULL OR state = 'revoked'", name="replaced_by"),
    Index("ix_touchpoint_unit_id", "unit_id"),
    Index("ix_touchpoint_desk_id", "desk_id"),
)
# One desk, one code in force; two doors that issue at once are told apart by the database.
for _name, _place in (("desk", "desk_id"), ("unit", "unit_id")):
    _condition = (touchpoint.c.kind == _name) & (touchpoint.c.state == "active")
    Index(
        f"uq_touchpoint_{_place}_active",
        touchpoint.c[_place],
        unique=True,
        sqlite_where=_condition,
        postgresql_where=_condition,
    )

_desk = table("desk", column("id", Integer), column("unit_id", Integer))
_unit_id = func.coalesce(touchpoint.c.unit_id, _desk.c.unit_id)
_unit_version = table(
    "unit_version", column("unit_id", Integer), column("valid_from", Date), column("valid_to", Date)
)
# Built once: every page of a slip asks, and building costs as much as asking.
_STANDS = select(_unit_version.c.unit_id).where(
    _unit_version.c.unit_id == bindparam("unit_id"),
    _unit_version.c.valid_from <= bindparam("day"),
    or_(_unit_version.c.valid_to.is_(None), _unit_version.c.valid_to >= bindparam("day")),
)


def _select() -> Select[Any]:
    columns = [each for each in touchpoint.c if each.name != "unit_id"]
    joined = touchpoint.outerjoin(_desk, _desk.c.id == touchpoint.c.desk_id)
    return select(*columns, _unit_id.label("unit_id")).select_from(joined)


def _touchpoint(row: Row[Any]) -> Touchpoint:
    return Touchpoint(
        touchpoint_id=row.id,
        code=row.code,
        kind=TouchpointKind(row.kind),
        unit_id=row.unit_id,
        desk_id=row.desk_id,
        state=TouchpointState(row.state),
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        replaced_by=row.replaced_by,
    )


def by_code(connection: Connection, code: str) -> Touchpoint | None:
    """Find a touchpoint by its code, in the one form `check_code` gives."""
    row = connection.execute(_select().where(touchpoint.c.code == code)).first()
    return _touchpoint(row) if row else None


def by_id(connection: Connection, touchpoint_id: int) -> Touchpoint | None:
    """Find a touchpoint by its number, such as the one that replaced another."""
    row = connection.execute(_select().where(touchpoint.c.id == touchpoint_id)).first()
    return _touchpoint(row) if row else None


def active_at(connection: Connection, *, kind: TouchpointKind, place_id: int) -> Touchpoint | None:
    """Find the code in force of a desk or a unit."""
    place = touchpoint.c.desk_id if kind is TouchpointKind.DESK else touchpoint.c.unit_id
    statement = _select().where(place == place_id, touchpoint.c.kind == kind, touchpoint.c.state == "active")
    row = connection.execute(statement).first()
    return _touchpoint(row) if row else None


def unit_stands(connection: Connection, unit_id: int, *, day: date) -> bool:
    """Tell whether a unit is in force on a day."""
    return connection.execute(_STANDS, {"unit_id": unit_id, "day": day}).first() is not None


def listed(connection: Connection, *, unit_ids: Collection[int] | None = None) -> list[Touchpoint]:
    """List every touchpoint, revoked ones too, oldest first; only of some units when they are given."""
    statement = _select().order_by(touchpoint.c.id)
    if unit_ids is not None:
        statement = statement.where(_unit_id.in_(unit_ids))
    return [_touchpoint(row) for row in connection.execute(statement)]


def of_place(connection: Connection, one: Touchpoint) -> list[Touchpoint]:
    """List every touchpoint of the same kind at the same place as this one, oldest first."""
    place = touchpoint.c.unit_id == one.unit_id if one.desk_id is None else touchpoint.c.desk_id == one.desk_id
    statement = _select().where(place, touchpoint.c.kind == one.kind).order_by(touchpoint.c.id)
    return [_touchpoint(row) for row in connection.execute(statement)]


def issue(
    connection: Connection,
    *,
    kind: TouchpointKind,
    place_id: int,
    at: datetime,
    random: Random,
    by: str = COMMAND_LINE,
) -> Touchpoint:
    """Issue a code for a desk (`place_id` is the desk's) or a unit; refuse when the place has one in force."""
    while not (new := _insert(connection, [(kind, place_id)], at=at, random=random)):
        if (kind, place_id) in _in_force(connection):
            raise CodeInForceError(kind=kind.value)
        # The code was drawn before, which happens once in thousands of millions: draw again.
    log(connection, new, Deed.ISSUED, at=at, by=by)
    return _touchpoint(connection.execute(_select().where(touchpoint.c.id == new.pop())).one())


def issue_missing(
    connection: Connection,
    *,
    at: datetime,
    random: Random,
    unit_ids: Collection[int] | None = None,
    by: str = COMMAND_LINE,
) -> int:
    """Issue a code for each unit of the day and each of their desks that has none in force; say how many.

    Only for some units when they are given.
    """
    standing = units_on(connection, local_day(at))
    units = standing.keys() if unit_ids is None else standing.keys() & set(unit_ids)
    places = {(TouchpointKind.UNIT, unit_id) for unit_id in units}
    places |= {(TouchpointKind.DESK, each.desk_id) for each in desks(connection).values() if each.unit_id in units}
    issued = 0
    # Once as a rule; again when a code was drawn twice. What another door issued meanwhile counts as done.
    while missing := places - _in_force(connection):
        new = _insert(connection, sorted(missing), at=at, random=random)
        log(connection, new, Deed.ISSUED, at=at, by=by)
        issued += len(new)
    return issued


def revoke(
    connection: Connection,
    touchpoint_id: int,
    *,
    at: datetime,
    by: str = COMMAND_LINE,
    reason: str | None = None,
) -> bool:
    """End a code from a moment on; False when it was revoked before."""
    if not _end(connection, touchpoint_id, at):
        return False
    log(connection, [touchpoint_id], Deed.REVOKED, at=at, by=by, reason=reason)
    return True


def _end(connection: Connection, touchpoint_id: int, at: datetime) -> bool:
    ended = connection.execute(
        update(touchpoint)
        .where(touchpoint.c.id == touchpoint_id, touchpoint.c.state == TouchpointState.ACTIVE)
        .values(state=TouchpointState.REVOKED, revoked_at=at)
    )
    return ended.rowcount == 1


def replace(
    connection: Connection,
    old: Touchpoint,
    *,
    at: datetime,
    random: Random,
    by: str = COMMAND_LINE,
    reason: str | None = None,
) -> Touchpoint | None:
    """Put a new code in the place of one in force, which then points at it; None when that was revoked before."""
    # First the old one ends: a place never has two codes in force.
    if not _end(connection, old.touchpoint_id, at):
        return None
    log(connection, [old.touchpoint_id], Deed.REPLACED, at=at, by=by, reason=reason)
    place_id = old.unit_id if old.desk_id is None else old.desk_id
    new = issue(connection, kind=old.kind, place_id=place_id, at=at, random=random, by=by)
    connection.execute(
        update(touchpoint).where(touchpoint.c.id == old.touchpoint_id).values(replaced_by=new.touchpoint_id)
    )
    return new


def _insert(
    connection: Connection, places: Sequence[tuple[TouchpointKind, int]], *, at: datetime, random: Random
) -> set[int]:
    """Insert codes; give the ids of those that were neither drawn before nor for a place that has one."""
    rows = [
        {
            "code": new_code(CODE_LENGTH, random=random),
            "kind": kind.value,
            "unit_id": None if kind is TouchpointKind.DESK else place_id,
            "desk_id": place_id if kind is TouchpointKind.DESK else None,
            "state": TouchpointState.ACTIVE.value,
            "issued_at": at,
        }
        for kind, place_id in places
    ]
    return insert_new(connection, touchpoint, rows, "id")


def _in_force(connection: Connection) -> set[tuple[TouchpointKind, int]]:
    place_id = func.coalesce(touchpoint.c.desk_id, touchpoint.c.unit_id)
    rows = connection.execute(
        select(touchpoint.c.kind, place_id.label("place_id")).where(
            touchpoint.c.state == TouchpointState.ACTIVE, touchpoint.c.kind != TouchpointKind.LINK
        )
    )
    return {(TouchpointKind(row.kind), row.place_id) for row in rows}
