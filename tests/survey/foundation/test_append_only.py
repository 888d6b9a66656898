"""Logs that the database itself only adds to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from survey.feedback.domain import CaseKind
from survey.feedback.records import case_event
from survey.feedback.services.opening import Opening, open_case
from survey.foundation.register import every_table
from survey.organisation.domain import Calendar
from survey.touchpoint.records import touchpoint_event
from tests.helpers.builders import DAY, a_code, a_desk, a_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOGS = {"case_event", "touchpoint_event"}


@pytest.fixture
def written(connection: Connection) -> Connection:
    """A case and a code, each with a line in its log."""
    calendar = Calendar(closed=frozenset(), worked=frozenset(), years=frozenset())
    opening = Opening(link=b"l" * 16, kind=CaseKind.PROBLEM, unit_id=a_unit(connection), day=DAY, text="Chờ lâu")
    open_case(connection, opening, calendar=calendar)
    a_code(connection, a_desk(connection))
    return connection


def test_these_tables_are_only_added_to():
    assert {table.name for table in every_table().sorted_tables if table.info.get("append_only")} >= LOGS


@pytest.mark.parametrize("name", sorted(LOGS))
def test_no_line_is_changed_or_deleted_whoever_asks_the_database(written: Connection, name: str):
    table = {"case_event": case_event, "touchpoint_event": touchpoint_event}[name]
    before = written.execute(select(table)).all()
    assert before
    for forbidden in (update(table).values(action="opened"), delete(table)):
        with pytest.raises(IntegrityError, match=f"{name} is only added to"), written.begin_nested():
            written.execute(forbidden)
    if written.dialect.name == "postgresql":
        with pytest.raises(IntegrityError, match="is only added to"), written.begin_nested():
            written.execute(text(f"TRUNCATE {name}"))
    assert written.execute(select(table)).all() == before
