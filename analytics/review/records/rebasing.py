"""From which months a unit's usual level is taken anew; nothing recorded is ever changed or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint, select

from survey.foundation.tables import Moment, insert_new, metadata

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

REASON_LIMIT = 300
RECORDER_LIMIT = 80

trend_rebase = Table(
    "trend_rebase",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("reason", String(REASON_LIMIT), nullable=False),
    Column("recorded_by", String(RECORDER_LIMIT), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("unit_id", "month"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRebase:
    """From the month of this first day on a unit's usual level is taken anew; why, and who recorded it when."""

    unit_id: int
    month: date
    reason: str
    recorded_by: str
    recorded_at: datetime


def rebases(connection: Connection, unit_id: int | None) -> list[KeptRebase]:
    """List what was recorded of a unit, or of all, by unit and month."""
    columns = trend_rebase.c
    wanted = select(
        columns.unit_id, columns.month, columns.reason, columns.recorded_by, columns.recorded_at
    ).order_by(columns.unit_id, columns.month)
    if unit_id is not None:
        wanted = wanted.where(columns.unit_id == unit_id)
    return [KeptRebase(**row) for row in connection.execute(wanted).mappings()]


def add_rebase(connection: Connection, rebase: KeptRebase) -> bool:
    """Keep one; give False, and change nothing, where the unit's level is taken anew from that month already."""
    row = {
        "unit_id": rebase.unit_id,
        "month": rebase.month,
        "reason": rebase.reason,
        "recorded_by": rebase.recorded_by,
        "recorded_at": rebase.recorded_at,
    }
    return bool(insert_new(connection, trend_rebase, [row], "id"))
