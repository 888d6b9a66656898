"""The one register of tables, its naming convention, and the column types both databases share."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, MetaData, TypeDecorator, func, select
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
    statement = _insert_new(table, returning, connection.dialect.name)
    return set(connection.scalars(statement, list(rows)))


@cache
def _insert_new(table: Table, returning: str, dialect: str) -> Any:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table).on_conflict_do_nothing().returning(table.c[returning])


def one_at_a_time(connection: Connection, purpose: str) -> None:
    """Wait until no other transaction holds `purpose`; it is held until this transaction ends.

    SQLite has one writer anyway; PostgreSQL would let two transactions replace the same rows side by side.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(purpose))))
