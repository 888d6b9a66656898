"""Reading the comments from which a case may be opened; the marks beside them are not even named here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, LargeBinary, String, Text, Uuid, column, delete, func, select, table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

# The intake stands above this feature and keeps these tables; only the columns read here are named.
_response = table(
    "response",
    column("id", Uuid),
    column("unit_id", Integer),
    column("desk_id", Integer),
    column("staff_id", Integer),
    column("day", Date),
    column("state", String),
)
_comment = table(
    "comment",
    column("response_id", Uuid),
    column("kind", String),
    column("readership", String),
    column("text", Text),
)
_receipt = table("receipt", column("hash", LargeBinary), column("response_id", Uuid))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A comment before it is a case; neither the answer's id nor `name`, which makes the link, goes further."""

    response_id: UUID
    name: bytes
    unit_id: int
    desk_id: int | None
    staff_id: int | None
    day: date
    kind: str | None
    text: str


def sources(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, limit: int
) -> list[Source]:
    """List the comments a unit may read between two days, both included, newest day first, then at random."""
    statement = (
        select(_response, _comment.c.kind, _comment.c.text, _receipt.c.hash)
        .join_from(_comment, _response, _response.c.id == _comment.c.response_id)
        .outerjoin(_receipt, _receipt.c.response_id == _response.c.id)
        .where(
            _response.c.unit_id.in_(unit_ids),
            _response.c.day.between(since, until),
            _response.c.state == "counted",
            _comment.c.readership == "unit",
        )
        .order_by(_response.c.day.desc(), _response.c.id)
        .limit(limit)
    )
    return [
        Source(
            response_id=row.id,
            name=bytes(row.hash) if row.hash else row.id.bytes,
            unit_id=row.unit_id,
            desk_id=row.desk_id,
            staff_id=row.staff_id,
            day=row.day,
            kind=row.kind,
            text=row.text,
        )
        for row in connection.execute(statement)
    ]


def drop_source(connection: Connection, source: Source) -> None:
    """Delete a comment that is a case now; its words would tie the case to what was answered beside it."""
    connection.execute(delete(_comment).where(_comment.c.response_id == source.response_id))


def answered_in(connection: Connection, unit_ids: Collection[int], *, since: date, until: date) -> dict[int, int]:
    """Count by unit the answers between two days, both included."""
    statement = (
        select(_response.c.unit_id, func.count())
        .where(
            _response.c.unit_id.in_(unit_ids),
            _response.c.day.between(since, until),
            _response.c.state == "counted",
        )
        .group_by(_response.c.unit_id)
    )
    return dict(connection.execute(statement).all())
