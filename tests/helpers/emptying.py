"""Emptying a test's database, which is no record that must last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from survey.foundation.append_only import triggers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table


def empty(connection: Connection, tables: Iterable[Table]) -> None:
    """Delete every row, past the triggers of tables that are only added to."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in tables:
        if table.info.get("append_only") and connection.dialect.name == "sqlite":
            _empty_guarded(connection, table)
        else:
            connection.execute(table.delete())


def _empty_guarded(connection: Connection, table: Table) -> None:
    if connection.execute(select(table).limit(1)).first() is None:
        return
    for deed in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER {table.name}_no_{deed}"))
    connection.execute(table.delete())
    for statement in triggers_of(table.name, "sqlite"):
        connection.execute(text(statement))
