"""The one register of tables, its naming convention, and the column types both databases share."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, MetaData, String, Text, TypeDecorator, bindparam, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Dialect, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Moment(TypeDecorator[datetime]):
    """A moment: aware on both sides, UTC in storage."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand the database UTC; SQLite keeps no zone, so it gets none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], returning: str) -> set[Any]:
    """Insert rows that break no unique constraint; give the `returning` values of those that are new.

    The constraint decides, never a look beforehand: two doors may bring the same row at the same moment.
    """
    if not rows:
        return set()
    statement, values = _insert(connection, table, rows, returning)
    return set(connection.scalars(statement, values))


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows with the same columns; one that breaks a constraint undoes them all."""
    if rows:
        connection.execute(*_insert(connection, table, rows, None))


_ARRAY = "all_"
_MANY = 32


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], returning: str | None) -> Any:
    """Give a statement and its values; only new rows are inserted when something is to be returned."""
    dialect = connection.dialect.name
    if dialect == "sqlite" or len(rows) < _MANY:
        return _insert_rows(dialect, table, returning), list(rows)
    columns = tuple(rows[0])
    return _insert_arrays(table, columns, returning), {
        _ARRAY + name: [row[name] for row in rows] for name in columns
    }


# Statements are kept, as building one costs as much as running it.
@cache
def _insert_rows(dialect: str, table: Table, returning: str | None) -> Any:
    return _only_new(sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table), returning)


@cache
def _insert_arrays(table: Table, columns: tuple[str, ...], returning: str | None) -> Any:
    # One value a column, however many rows: the driver would read through a placeholder for each cell of each row.
    # A cast to a text type of some length would cut what is too long; without one the column refuses it.
    kinds = [Text() if isinstance(table.c[name].type, String) else table.c[name].type for name in columns]
    arrays = [
        bindparam(_ARRAY + name, type_=postgresql.ARRAY(kind)) for name, kind in zip(columns, kinds, strict=True)
    ]
    names = [column(name, kind) for name, kind in zip(columns, kinds, strict=True)]
    rows = func.unnest(*arrays).table_valued(*names).render_derived()
    return _only_new(postgresql.insert(table).from_select(list(columns), select(*rows.c)), returning)


def _only_new(statement: sqlite.Insert | postgresql.Insert, returning: str | None) -> Any:
    if returning is None:
        return statement
    return statement.on_conflict_do_nothing().returning(statement.table.c[returning])


def one_at_a_time(connection: Connection, purpose: str) -> None:
    """Wait until no other transaction holds `purpose`; it is held until this transaction ends.

    SQLite has one writer anyway; PostgreSQL would let two transactions replace the same rows side by side.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(purpose))))
