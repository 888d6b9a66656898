"""What a file calls its lines and what their devices told, kept beside the traces and only as long as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table

from survey.foundation.tables import Moment, insert_all, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

GIVEN_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """How a line of a file is known to whoever sent the file."""

    given: str
    """Its id there; empty where it had none."""
    told_at: datetime | None
    """When the device says it was answered, where that is told beside the moment of its arrival."""


trace_outside = Table(
    "trace_outside",
    metadata,
    # It goes when its trace goes.
    Column("response_id", ForeignKey("trace.response_id", ondelete="CASCADE"), primary_key=True),
    Column("given", String(GIVEN_LIMIT), nullable=False),
    Column("told_at", Moment),
    sqlite_with_rowid=False,
)


def add_outside(connection: Connection, found: Mapping[UUID, Outside]) -> None:
    """Keep what is known outside of new answers that have a trace."""
    insert_all(
        connection,
        trace_outside,
        [{"response_id": key, "given": one.given, "told_at": one.told_at} for key, one in sorted(found.items())],
    )
