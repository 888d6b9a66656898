"""Emptying a test's database, which is no record that must last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.append_only import triggers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table


def empty(connection: Connection, tables: Iterable[Table]) -> None:
    """Delete every row, past the triggers of tables that are only added to.

    Every test with a store of its own ends with this, so it takes few round trips and compiles nothing.
    """
    if connection.dialect.name == "postgresql":
        deletions = [f"DELETE FROM {table.name}" for table in tables]  # noqa: S608 - our own tables
        connection.exec_driver_sql("; ".join(["SET LOCAL session_replication_role = replica", *deletions]))
        return
    for table in tables:
        if table.info.get("append_only"):
            _empty_guarded(connection, table.name)
        else:
            connection.exec_driver_sql(f"DELETE FROM {table.name}")  # noqa: S608 - our own table


def _empty_guarded(connection: Connection, name: str) -> None:
    if connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first() is None:  # noqa: S608 - our own table
        return
    for deed in ("update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER {name}_no_{deed}")
    connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - our own table
    for statement in triggers_of(name, "sqlite"):
        connection.exec_driver_sql(statement)
