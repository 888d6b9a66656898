"""Nightly runs: when one began last and when one left nothing undone; and that there is one at a time."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from survey.foundation.errors import Refusal
from survey.foundation.installation import installation, note
from survey.operations.domain import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from survey.foundation.database import Store

_BEGAN = "nightly began "
_WHOLE = "nightly whole "
_FORM = "%Y-%m-%dT%H:%M:%SZ"


class NightAtWorkError(Refusal):
    """A second nightly run beside one that has not ended."""

    status = 409
    message = "Another nightly run is at work; this one did nothing."


def keep_began(connection: Connection, at: datetime) -> None:
    """Note that a run begins."""
    _keep(connection, _BEGAN, at)


def keep_whole(connection: Connection, at: datetime) -> None:
    """Note that the run that began at a moment left nothing undone."""
    _keep(connection, _WHOLE, at)


def _keep(connection: Connection, what: str, at: datetime) -> None:
    connection.execute(delete(installation).where(installation.c.fact.startswith(what)))
    note(connection, what + at.astimezone(UTC).strftime(_FORM))


def kept(connection: Connection) -> Kept:
    """Give what is known of the newest runs."""
    return Kept(began=_moment(connection, _BEGAN), whole=_moment(connection, _WHOLE))


def _moment(connection: Connection, what: str) -> datetime | None:
    fact = connection.scalar(select(installation.c.fact).where(installation.c.fact.startswith(what)))
    return datetime.strptime(fact.removeprefix(what), _FORM).replace(tzinfo=UTC) if fact else None


@contextmanager
def only_one(store: Store) -> Iterator[None]:
    """Be the only nightly run of a database; `NightAtWorkError` when another is.

    Both locks go with their process, however it ends.
    """
    with _file_lock(store) if store.dialect == "sqlite" else _database_lock(store):
        yield


@contextmanager
def _file_lock(store: Store) -> Iterator[None]:
    path = Path(str(store.engine.url.database))
    with path.with_name(path.name + ".nightly").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NightAtWorkError from None
        yield


@contextmanager
def _database_lock(store: Store) -> Iterator[None]:
    # A lock of the session, on a connection of its own that holds no transaction open all night.
    key = func.hashtext("nightly")
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(key))):
            raise NightAtWorkError
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))


def said(error: Exception) -> str | None:
    """Give what the database said when the error is its own, else None.

    The first line tells what failed; the rest is the statement, or values, which may be answers.
    """
    if not isinstance(error, SQLAlchemyError):
        return None
    return str(getattr(error, "orig", None) or error).splitlines()[0]
