"""Who issued, revoked and replaced codes: a log that is only added to, which the database holds as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, select

from survey.foundation.append_only import append_only
from survey.foundation.tables import Moment, insert_all, metadata
from survey.touchpoint.domain import REASON_LIMIT, Deed, Logged

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

touchpoint_event = Table(
    "touchpoint_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("touchpoint_id", ForeignKey("touchpoint.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", String(12), nullable=False),
    # A name and no key: what was done stays told when the account is gone.
    Column("done_by", String(64), nullable=False),
    Column("reason", String(REASON_LIMIT)),
    CheckConstraint(f"action IN ({', '.join(repr(each.value) for each in Deed)})", name="action"),
    Index("ix_touchpoint_event_touchpoint_id", "touchpoint_id"),
)
append_only(touchpoint_event)


def log(
    connection: Connection,
    touchpoint_ids: Collection[int],
    deed: Deed,
    *,
    at: datetime,
    by: str,
    reason: str | None = None,
) -> None:
    """Write down what was done with touchpoints, in the transaction that does it."""
    rows = [
        {"touchpoint_id": each, "at": at, "action": deed.value, "done_by": by, "reason": reason}
        for each in sorted(touchpoint_ids)
    ]
    insert_all(connection, touchpoint_event, rows)


def logged(connection: Connection, touchpoint_ids: Collection[int]) -> list[Logged]:
    """Give what was done with touchpoints, in the order it was done."""
    columns = touchpoint_event.c
    statement = select(touchpoint_event).where(columns.touchpoint_id.in_(touchpoint_ids)).order_by(columns.id)
    return [
        Logged(
            touchpoint_id=row.touchpoint_id, deed=Deed(row.action), at=row.at, by=row.done_by, reason=row.reason
        )
        for row in connection.execute(statement)
    ]
