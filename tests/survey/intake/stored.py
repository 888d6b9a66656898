"""Rows as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey.intake.domain import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEW, AGAIN = Outcome.ACCEPTED, Outcome.DUPLICATE


def rows(connection: Connection, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]
