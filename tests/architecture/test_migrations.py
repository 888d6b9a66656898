from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from analytics.tally.services import differences, rebuild_dirty
from survey.foundation.database import Store
from survey.foundation.migrating import at_head, configuration, downgrade, migrate
from survey.foundation.register import every_table
from survey.intake.services import take_in
from tests.conftest import DATABASES, a_postgresql_database
from tests.helpers.builders import a_submission, a_unit, default_marks, the_default

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of each kind without a table."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield store
        store.close()
        return
    server, worker = request.getfixturevalue("postgresql_server"), request.getfixturevalue("worker")
    with a_postgresql_database(server, f"migrations_{worker}") as address:
        store = Store(address)
        yield store
        store.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def checks(connection: Connection) -> dict[str, set[str | None]]:
    looked = inspect(connection)
    return {
        name: {check["name"] for check in looked.get_check_constraints(name)}
        for name in looked.get_table_names()
        if name != "alembic_version"
    }


def test_an_empty_database_comes_to_the_tables_of_the_code_and_back(empty: Store):
    migrate(empty)
    with empty.reading() as connection:
        assert at_head(connection)
        assert tables(connection) - {"alembic_version"} == set(every_table().tables)
    downgrade(empty, "base")
    with empty.reading() as connection:
        assert tables(connection) <= {"alembic_version"}
        assert not at_head(connection)
    migrate(empty)
    with empty.reading() as connection:
        assert at_head(connection)


def test_the_migrations_and_the_code_agree(empty: Store):
    migrate(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, every_table()) == []


def test_the_migrations_keep_every_check_of_the_code(empty: Store):
    """Alembic does not compare CHECK constraints, and they hold half of our promises."""
    migrate(empty)
    with empty.reading() as connection:
        migrated = checks(connection)
    downgrade(empty, "base")
    every_table().create_all(empty.engine)
    with empty.reading() as connection:
        assert migrated == checks(connection)


def test_the_migrations_keep_answers_without_row_numbers(empty: Store):
    if empty.dialect != "sqlite":
        return
    migrate(empty)
    with empty.reading() as connection:
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    for name in ("response", "comment", "trace", "receipt"):
        assert "WITHOUT ROWID" in made[name]


def test_migrating_twice_changes_nothing(empty: Store):
    migrate(empty)
    with empty.reading() as connection:
        before = tables(connection)
    migrate(empty)
    with empty.reading() as connection:
        assert tables(connection) == before


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_answers_of_the_first_tables_are_counted_anew_by_the_second(empty: Store):
    migrate(empty, "20261121_01")
    with empty.writing() as connection:
        version = the_default(connection)
        answer = a_submission(version, a_unit(connection), default_marks(version, overall="5", respect="4"))
        take_in(connection, [answer])
        # As the marks of an answer counted long ago are gone.
        connection.execute(text("DELETE FROM dirty_day"))
    migrate(empty)
    with empty.writing() as connection:
        assert rebuild_dirty(connection) == 1
        assert differences(connection) == []
    downgrade(empty, "20261121_01")
    with empty.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM response")) == 1
        assert connection.scalar(text("SELECT count(*) FROM dirty_day")) == 1
    migrate(empty)


def test_the_migrations_leave_the_triggers_of_the_code(empty: Store):
    def triggers(connection: Connection) -> set[str]:
        if connection.dialect.name == "sqlite":
            return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))

    migrate(empty)
    with empty.reading() as connection:
        migrated = triggers(connection)
    downgrade(empty, "base")
    every_table().create_all(empty.engine)
    with empty.reading() as connection:
        assert migrated == triggers(connection) != set()
