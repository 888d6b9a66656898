from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import ProgrammeError
from analytics.emulation.records import load, programme_by_code, programme_versions, programmes
from survey.foundation.database import Store
from survey.foundation.register import every_table
from tests.analytics.emulation.samples import PLAN, WHOLE

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def test_a_loaded_programme_is_found_as_it_was_read(connection):
    version = load(connection, WHOLE, at=NOON)
    assert (version.number, version.loaded_at, version.programme) == (1, NOON, read(WHOLE))
    assert programme_by_code(connection, "p") == version


def test_the_same_document_is_kept_once(connection):
    first = load(connection, WHOLE, at=NOON)
    assert load(connection, WHOLE.replace("\n", "\r\n"), at=LATER) == first
    assert len(programme_versions(connection, "p")) == 1


def test_a_changed_document_is_a_new_version_and_the_old_one_stays(connection):
    load(connection, PLAN, at=NOON)
    load(connection, WHOLE, at=LATER)
    first, second = programme_versions(connection, "p")
    assert (first.number, first.loaded_at, first.programme.tables) == (1, NOON, ())
    assert (second.number, second.loaded_at, len(second.programme.tables)) == (2, LATER, 1)
    assert programme_by_code(connection, "p") == second


def test_going_back_to_an_old_document_is_a_version_of_its_own(connection):
    for document in (PLAN, WHOLE, PLAN):
        load(connection, document, at=NOON)
    hashes = [version.content_hash for version in programme_versions(connection, "p")]
    assert hashes[0] == hashes[2] != hashes[1]


def test_programmes_are_listed_by_code_with_the_version_in_force(connection):
    for code in ("z", "a"):
        load(connection, PLAN.replace('id = "p"', f'id = "{code}"'), at=NOON)
    load(connection, WHOLE.replace('id = "p"', 'id = "z"'), at=NOON)
    assert [(version.programme.code, version.number) for version in programmes(connection)] == [("a", 1), ("z", 2)]
    assert programme_by_code(connection, "p") is None


def test_a_refused_document_changes_nothing(connection):
    load(connection, WHOLE, at=NOON)
    with pytest.raises(ProgrammeError):
        load(connection, WHOLE.replace("points_set_by", "#"), at=LATER)
    assert len(programme_versions(connection, "p")) == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """A database that commits, for doors that load at once."""
    if request.param == "sqlite":
        own = Store(f"sqlite:///{tmp_path / 'programmes.sqlite3'}")
        every_table().create_all(own.engine)
        yield own
        own.close()
        return
    shared: Store = request.getfixturevalue("postgresql_store")
    yield shared
    tables = every_table().tables
    with shared.writing() as connection:
        connection.execute(tables["programme_version"].delete())
        connection.execute(tables["programme"].delete())


def test_two_doors_that_load_at_once_both_have_their_version(store):
    documents = [WHOLE.replace("Khối một", f"Khối {number}") for number in range(4)]

    def bring(document: str) -> None:
        with store.writing() as connection:
            load(connection, document, at=NOON)

    doors = [Thread(target=bring, args=(document,)) for document in documents]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    with store.reading() as connection:
        kept = programme_versions(connection, "p")
    assert [version.number for version in kept] == [1, 2, 3, 4]
    assert {version.programme.blocks[0].name for version in kept} == {f"Khối {number}" for number in range(4)}
