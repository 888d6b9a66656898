from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Table, Uuid, select

from survey.feedback import records
from survey.feedback.domain import kind_of, link_of
from survey.feedback.records import remarks as reading
from survey.feedback.services.opening import Opening, open_case
from survey.foundation.register import every_table
from survey.intake.services import take_in
from tests.helpers.builders import a_submission, a_version
from tests.survey.feedback.people import AT, DAY, PLAIN

if TYPE_CHECKING:
    from tests.survey.feedback.people import Office

OURS = {
    "feedback_case",
    "case_message",
    "case_event",
    "case_contact",
    "handling_mark",
    "praise_letter",
    "board_entry",
}
OF_ANSWERS = {"response", "comment", "receipt", "trace", "dirty_day"}


def reached_from(table: Table) -> set[str]:
    """Give every table that foreign keys lead to, one after the other."""
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for key in waiting.pop().foreign_keys:
            if key.column.table.name not in found:
                found.add(key.column.table.name)
                waiting.append(key.column.table)
    return found


def test_no_key_leads_from_a_case_to_an_answer_or_back():
    tables = every_table().tables
    assert set(tables) >= OURS | OF_ANSWERS
    for name in OURS:
        assert not reached_from(tables[name]) & OF_ANSWERS
    for name in OF_ANSWERS:
        assert not reached_from(tables[name]) & OURS


def test_no_column_of_a_case_could_be_matched_with_an_answer():
    names = re.compile(r"response|receipt|marks|rating|hour|token|network|device|version")
    tables = every_table().tables
    for name in OURS:
        columns = tables[name].c
        assert [column.name for column in columns if names.search(column.name)] == []
        assert [column.name for column in columns if isinstance(column.type, Uuid)] == []
    bytes_kept = {
        (name, column.name) for name in OURS for column in tables[name].c if isinstance(column.type, LargeBinary)
    }
    assert bytes_kept == {("feedback_case", "link")}


def test_the_contact_stands_apart_from_every_word_and_mark():
    assert set(records.case_contact.c.keys()) == {"case_id", "value", "consented_on", "delete_on"}


def test_reading_comments_names_no_marks():
    words = set(re.findall(r"\w+", Path(reading.__file__).read_text(encoding="utf-8").split('"""', 2)[2]))
    assert not words & {"marks", "hour_band", "version_id", "channel", "trace"}


def test_no_value_of_a_case_stands_beside_an_answer(office: Office):
    receipt_hash = bytes(range(16))
    version = a_version(office.connection)
    submission = a_submission(version, office.unit(), receipt_hash=receipt_hash)
    take_in(office.connection, [submission])
    kind = kind_of("problem", "Chờ lâu", confidential=False, wants_answer=True)
    assert kind is not None
    opening = Opening(
        link=link_of(b"a secret", receipt_hash), kind=kind, unit_id=office.unit(), day=DAY, text="Chờ lâu"
    )
    assert open_case(office.connection, opening, calendar=PLAIN, by=None, at=None)
    tables = every_table().tables
    of_cases = values_of(office, [tables[name] for name in OURS])
    of_answers = values_of(office, [tables["response"], tables["receipt"]])
    assert receipt_hash in of_answers
    shared = {value for value in of_cases & of_answers if isinstance(value, bytes)}
    assert shared == set()
    assert submission.response_id not in of_cases
    assert AT not in of_cases


def values_of(office: Office, tables: list[Table]) -> set[Any]:
    rows = [row for table in tables for row in office.connection.execute(select(table))]
    return {bytes(value) if isinstance(value, memoryview) else value for row in rows for value in row}
