from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from survey.foundation.database import Store
from survey.foundation.tables import Moment, insert_new, one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

NOTES = MetaData()
note = Table(
    "note",
    NOTES,
    Column("id", Integer, primary_key=True),
    Column("text", String(40), unique=True, nullable=False),
    Column("at", Moment),
)


@pytest.fixture
def notes(store: Store) -> Iterator[Store]:
    """A store with one table more."""
    NOTES.create_all(store.engine)
    yield store
    NOTES.drop_all(store.engine)


def texts(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.scalars(select(note.c.text).order_by(note.c.id)))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("trusted_schema", 0),
    ],
)
def test_sqlite_is_opened_so_that_what_is_acknowledged_is_on_the_disk(
    sqlite_store: Store, pragma: str, value: object
):
    for opened in (sqlite_store.reading(), sqlite_store.writing()):
        with opened as connection:
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def statements(engine: Any, act: Any) -> list[str]:
    seen: list[str] = []

    def note_it(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note_it)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note_it)
    return seen


def test_sqlite_takes_the_write_lock_before_the_first_look(sqlite_store: Store):
    def write() -> None:
        with sqlite_store.writing() as connection:
            connection.execute(text("SELECT 1"))

    assert statements(sqlite_store.engine, write)[0] == "BEGIN IMMEDIATE"


def test_a_folder_that_is_missing_is_made(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'a' / 'b' / 'c.sqlite3'}")
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
    store.close()
    assert (tmp_path / "a" / "b" / "c.sqlite3").exists()


def test_writing_commits_on_leaving(notes: Store):
    with notes.writing() as connection:
        connection.execute(insert(note).values(text="kept"))
    assert texts(notes) == ["kept"]


def test_writing_is_undone_when_an_exception_leaves(notes: Store):
    def write_and_fail() -> None:
        with notes.writing() as connection:
            connection.execute(insert(note).values(text="lost"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert texts(notes) == []
    with notes.writing() as connection:
        connection.execute(insert(note).values(text="kept"))
    assert texts(notes) == ["kept"]


def test_a_reader_sees_one_state_however_long_it_reads(notes: Store):
    with notes.reading() as connection:
        assert connection.scalars(select(note.c.text)).all() == []
        with notes.writing() as other:
            other.execute(insert(note).values(text="later"))
        assert connection.scalars(select(note.c.text)).all() == []
    assert texts(notes) == ["later"]


def test_readers_do_not_wait_for_a_writer(notes: Store):
    with notes.writing() as connection:
        connection.execute(insert(note).values(text="not yet"))
        assert texts(notes) == []


def test_writers_take_turns_and_lose_nothing(notes: Store):
    def count_up(_number: int) -> None:
        with notes.writing() as connection:
            one_at_a_time(connection, "count")
            last = connection.scalar(select(note.c.id).order_by(note.c.id.desc()).limit(1)) or 0
            connection.execute(insert(note).values(id=last + 1, text=str(last + 1)))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(24)))
    assert texts(notes) == [str(number) for number in range(1, 25)]


def test_two_stores_of_one_file_take_turns(tmp_path: Path):
    stores = [Store(f"sqlite:///{tmp_path / 'one.sqlite3'}") for _ in range(2)]
    NOTES.create_all(stores[0].engine)
    inside: list[int] = []
    most: list[int] = []

    def write(number: int) -> None:
        with stores[number % 2].writing() as connection:
            inside.append(number)
            most.append(len(inside))
            connection.execute(insert(note).values(text=str(number)))
            # Long enough for another writer to come in, if it could.
            time.sleep(0.002)
            inside.remove(number)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(20)))
    assert max(most) == 1
    assert len(texts(stores[0])) == 20
    for store in stores:
        store.close()


def test_only_rows_that_are_new_are_inserted_and_named(notes: Store):
    with notes.writing() as connection:
        assert insert_new(connection, note, [{"text": "a"}, {"text": "b"}], "text") == {"a", "b"}
        assert insert_new(connection, note, [{"text": "b"}, {"text": "c"}], "text") == {"c"}
        assert insert_new(connection, note, [], "text") == set()


def test_what_is_wrong_otherwise_is_still_refused(notes: Store):
    with pytest.raises(IntegrityError), notes.writing() as connection:
        insert_new(connection, note, [{"text": None}], "text")


def test_moments_come_back_as_they_were_in_utc(notes: Store):
    here = datetime(2026, 3, 4, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=7)))
    with notes.writing() as connection:
        connection.execute(insert(note).values(text="now", at=here))
    with notes.reading() as connection:
        found = connection.scalar(select(note.c.at))
        before = connection.scalars(select(note.c.text).where(note.c.at <= here)).all()
    assert found == here
    assert found is not None
    assert found.tzinfo is UTC
    assert before == ["now"]


def test_a_moment_without_a_zone_is_refused(notes: Store):
    with pytest.raises(StatementError, match="time zone"), notes.writing() as connection:
        connection.execute(insert(note).values(text="when", at=datetime(2026, 3, 4)))  # noqa: DTZ001 - the fault


def test_a_store_that_was_closed_opens_again(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    NOTES.create_all(store.engine)
    store.close()
    assert texts(store) == []
    store.close()


def test_an_error_leaves_the_queue_open(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'queue.sqlite3'}")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), store.writing():
            raise ZeroDivisionError
    entered = threading.Event()

    def enter() -> None:
        with store.writing():
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join(2)
    assert entered.is_set()
    store.close()
