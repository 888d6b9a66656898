"""The database: one engine to read, one door to write, for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from survey.foundation.queue import FairLock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: an acknowledged answer is on the disk; NORMAL may forget the last ones when the power goes.
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


class Store:
    """The database, held open: reading and writing connections of one process."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.dialect = address.get_backend_name()
        if self.dialect == "sqlite":
            path = Path(str(address.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            self._reader = _sqlite_engine(address, begin="BEGIN")
            self._writer = _sqlite_engine(address, begin="BEGIN IMMEDIATE")
            # SQLite's own busy handler polls and starves writers: p99 of 0.4 s instead of 0.08 s with 32 clients.
            self._queue: FairLock | None = FairLock(path.with_name(path.name + ".lock"))
        else:
            self._writer = _postgresql_engine(address)
            # Figures come from several statements: as with SQLite, all of them see the same state.
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")
            self._queue = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees one state of the database and changes nothing."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction; it is committed on leaving and undone when an exception leaves."""
        if self._queue is None:
            with self._writer.begin() as connection:
                yield connection
            return
        with self._queue, self._writer.begin() as connection:
            yield connection

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations and the sign-in library."""
        return self._writer

    def close(self) -> None:
        """Give every connection back to the system."""
        self._reader.dispose()
        self._writer.dispose()


def _sqlite_engine(address: URL, *, begin: str) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        connect_args={"check_same_thread": False},
        # Errors are logged, and parameters are answers.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(driver: Any, _record: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes too late (before the first write only), so it is switched off.
        driver.isolation_level = None
        for pragma in _PRAGMAS:
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=32,
        pool_pre_ping=True,
        hide_parameters=True,
    )
