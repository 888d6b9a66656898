from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import LargeBinary, Table
from sqlalchemy.exc import IntegrityError
from werkzeug.test import Client

from survey.foundation.logs import with_request_lines
from survey.foundation.register import every_table
from survey.foundation.tables import Moment
from survey.intake import records
from survey.intake.services import take_in
from survey.settings import Settings, secret_of
from tests.helpers.builders import AT, a_code, a_desk, a_submission, a_unit, a_version, the_default
from tests.helpers.pages import Page

if TYPE_CHECKING:
    from pathlib import Path

    from survey.app import Service
    from survey.foundation.database import Store

RESPONSE = [
    "id", "version_id", "unit_id", "desk_id", "staff_id", "procedure_id",
    "channel", "tier", "day", "hour_band", "assisted", "complete", "state", "marks",
]  # fmt: skip
"""Everything that stands beside the answers; a column that is to be added must be defended here."""

PERSONAL = re.compile(
    r"(^|_)(ip|address|phone|mobile|e?mail|name|device|token|network|agent|cookie|location|cccd)($|_)"
)
WHERE_NAMES_STAND = {
    "unit", "unit_version", "desk", "staff", "procedure",  # offices and officials, in their office
    "holiday",  # what a day is called
    "api_key",  # what an office calls a program that calls us
    "organisation_upload",  # a file an administrator is about to take in
}  # fmt: skip
SHORT_LIVED = "trace"


def tables() -> list[Table]:
    return list(every_table().sorted_tables)


def refers_to(table: Table, name: str) -> bool:
    return any(key.column.table.name == name for column in table.c for key in column.foreign_keys)


def test_exactly_these_columns_stand_beside_the_answers():
    assert [column.name for column in records.response.c] == RESPONSE


def test_no_table_that_knows_the_answer_knows_the_moment_but_the_trace():
    beside = [table for table in tables() if refers_to(table, "response") or table.name == "response"]
    assert {table.name for table in beside} >= {"response", "comment", "receipt", SHORT_LIVED}
    timed = {table.name for table in beside for column in table.c if isinstance(column.type, Moment)}
    assert timed == {SHORT_LIVED}


def test_what_a_tablet_told_of_its_clocks_is_a_trace_too():
    beside = {table.name for table in tables() if refers_to(table, "response")}
    clocks = {name for name in beside if name.startswith("kiosk_")}
    # Its deletion with the traces is proved in tests/kiosk/fleet/test_purging.py.
    assert clocks == {"kiosk_trace"}


def test_no_serial_number_tells_in_which_order_answers_came():
    for table in tables():
        if refers_to(table, "response") or table.name == "response":
            key = list(table.primary_key.columns)
            assert len(key) == 1
            assert key[0].autoincrement is not True
            assert str(key[0].type) in {"CHAR(32)", "BLOB"} or isinstance(key[0].type, LargeBinary), table.name
            # A hidden row number would count the arrivals all the same.
            assert table.dialect_options["sqlite"]["with_rowid"] is False, table.name


def test_no_column_names_a_person_but_where_officials_are_kept():
    accounts = {table.name for table in tables() if "account" in table.name or "session" in table.name}
    allowed = WHERE_NAMES_STAND | accounts | {"role", SHORT_LIVED}
    found = {
        f"{table.name}.{column.name}"
        for table in tables()
        for column in table.c
        if PERSONAL.search(column.name) and table.name not in allowed
    }
    assert found == set()


def test_the_trace_holds_hashes_and_no_words():
    kinds = {column.name: column.type for column in records.trace.c}
    assert all(isinstance(kinds[name], LargeBinary) for name in ("network", "device", "token"))


def test_a_receipt_is_kept_as_a_hash_only():
    assert [column.name for column in records.receipt.c] == ["hash", "response_id"]


def test_the_trace_of_an_answer_ends_long_before_the_answer():
    assert Settings().trace_days <= 31


@pytest.fixture
def lines(service: Service) -> tuple[Client, list[str]]:
    """A client whose requests are logged into a list."""
    written: list[str] = []

    def write(event: str, **told: Any) -> None:
        written.append(json.dumps({"event": event, **told}, default=str, ensure_ascii=False))

    return Client(with_request_lines(service._choose, write)), written  # noqa: SLF001 - the door without its own log


def test_the_lines_of_requests_name_no_code_no_answer_and_no_address(
    lines: tuple[Client, list[str]], store: Store
):
    client, written = lines
    with store.writing() as connection:
        the_default(connection)
        code = a_code(connection, a_desk(connection)).code
    whence = {"environ_base": {"REMOTE_ADDR": "203.0.113.77"}, "headers": {"User-Agent": "Nokia 3310"}}
    ticket = Page(client.get(f"/Q/{code}", **whence).text).value("ticket")
    given = {"ticket": ticket, "overall": "2", "comment": "Một lời nhắn riêng"}
    thanks = Page(client.post(f"/Q/{code}", data=given, **whence).text)
    receipt = thanks.words("p", **{"class": "code"})[0]
    client.get(f"/r/{receipt}", **whence)
    client.get("/q", query_string={"code": code}, **whence)
    client.post(f"/Q/{code}", data=given | {"overall": "9"}, **whence)
    client.get(f"/nowhere/{code}", **whence)
    text = "\n".join(written)
    assert len(written) == 6
    secrets = [code, code.lower(), receipt, receipt.replace("-", ""), ticket, "lời nhắn", "203.0.113", "Nokia"]
    assert [secret for secret in secrets if secret in text] == []
    told = {"event", "id", "method", "endpoint", "status", "ms"}
    assert all(json.loads(line).keys() == told for line in written)


class Notes:
    """A logger that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def error(self, event: str, **told: Any) -> None:
        self.lines.append(json.dumps({"event": event, **told}, default=repr, ensure_ascii=False))


def test_a_failure_is_logged_with_its_place_and_without_what_was_sent(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
):
    notes = Notes()
    # The one logger of the process is set up once; here it only listens.
    monkeypatch.setattr("survey.foundation.pages.log", notes)
    with store.writing() as connection:
        the_default(connection)
        code = a_code(connection, a_desk(connection)).code
        records.receipt.drop(connection)
    client = Client(service)
    ticket = Page(client.get(f"/Q/{code}").text).value("ticket")
    try:
        given = {"ticket": ticket, "overall": "2", "comment": "Một lời nhắn riêng"}
        assert client.post(f"/Q/{code}", data=given).status_code == 500
    finally:
        with store.writing() as connection:
            records.receipt.create(connection)
    (line,) = notes.lines
    assert "survey/intake/records/answers.py" in line
    assert "Error" in line
    assert [secret for secret in (code, ticket, "lời nhắn") if secret in line] == []


def test_an_error_of_the_database_does_not_quote_the_answers(store: Store):
    with store.writing() as connection:
        answer = a_submission(a_version(connection), a_unit(connection), "51", comment="Một lời nhắn riêng", at=AT)
        take_in(connection, [answer])
        row = {
            "response_id": answer.response_id,
            "kind": "joke",
            "readership": "unit",
            "text": "Một lời nhắn riêng",
        }
        with pytest.raises(IntegrityError) as refused, connection.begin_nested():
            records.add_beside(connection, records.comment, [row])
    # PostgreSQL quotes the row in the lines after the first, which doors leave out; the parameters are hidden.
    assert "lời nhắn" not in str(refused.value).partition("\n")[0]
    assert "[SQL parameters hidden" in str(refused.value)


def test_every_file_of_the_instance_folder_is_for_the_service_alone(tmp_path: Path):
    secret_of(Settings(instance=tmp_path))
    assert [path.stat().st_mode & 0o077 for path in tmp_path.iterdir()] == [0]
