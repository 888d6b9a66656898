"""Files as they come: of every form and encoding, with missing things made, all or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from survey.foundation.tabular import TableError
from survey.intake.importing import Options, import_responses, refusals
from survey.organisation.records import unit_ids
from survey.questionnaire.records import version_in_force
from tests.survey.intake.bringing import AT, kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.foundation.database import Store
    from survey.foundation.doors import House
    from survey.foundation.errors import Refusal
    from survey.intake.importing import Report


@pytest.mark.parametrize(
    ("header", "chosen", "refusal"),
    [
        ("unit,q1,q9", {}, refusals.UnknownColumnError),
        ("unit,Q1", {}, refusals.UnknownColumnError),
        ("q1,q2", {}, refusals.NoPlaceColumnError),
        ("unit,channel", {}, refusals.NoQuestionColumnError),
        ("unit,q1", {"mapping": {"q3": "q2"}}, refusals.UnknownMappingError),
        ("unit,q1,q2", {"mapping": {"q2": "q1"}}, refusals.DoubleColumnError),
        ("unit,q1", {"questionnaire": "long"}, refusals.UnknownQuestionnaireError),
    ],
)
def test_a_file_that_fits_no_questionnaire_is_refused_whole(
    bring: Callable[..., Report], store: Store, header: str, chosen: dict[str, Any], refusal: type[Refusal]
):
    with pytest.raises(refusal):
        bring(header, "DONGHA,5,4", **chosen)
    assert kept(store) == []


def as_bytes(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\xef\xbb\xbf",
        "unit,q1,comment\nĐÔNG HÀ,5,ô\n".encode("cp1258"),
        "unit,q1\nDONGHA,5\n".encode("utf-16"),
        b"unit\tq1\nDONGHA\t5\n",
        b"unit|q1\nDONGHA|5\n",
        b"unit,q1,q1\nDONGHA,5,5\n",
        b"unit,q1,\xff\nDONGHA,5,x\n",
        b'unit,q1\nDONGHA,5\nDONGHA,"5\n',
        b"PK\x03\x04 no workbook",
        b"\xd0\xcf\x11\xe0 an old one",
    ],
    ids=[
        "nothing", "blank lines", "only a mark", "windows-1258", "utf-16", "tabs", "bars", "a column twice",
        "a byte of no letter", "a quotation not closed", "a broken workbook", "an old workbook",
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_and_changes_nothing(office: House, tmp_path: Path, content: bytes):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    options = Options(questionnaire="new", create_missing=True)
    with pytest.raises(TableError) as refused:
        import_responses(office, path, options, at=AT)
    assert {"file", "line"} <= refused.value.details.keys()
    assert kept(office.store) == []
    with office.store.reading() as connection:
        assert version_in_force(connection, "new") is None


def test_a_semicolon_and_a_byte_order_mark_are_fine(bring: Callable[..., Report]):
    assert bring("\ufeffunit;q1", "DONGHA;5,0").accepted == 1


def test_a_header_without_lines_brings_nothing(bring: Callable[..., Report]):
    report = bring("unit,q1")
    assert (report.accepted, report.duplicate, report.refused) == (0, 0, [])


def test_strict_takes_nothing_if_one_line_is_refused(bring: Callable[..., Report], store: Store):
    lines = ("unit,q1", "DONGHA,5", "NEW,5", "DONGHA,6")
    report = bring(*lines, strict=True, create_missing=True)
    assert (report.accepted, [line for line, _ in report.refused]) == (0, [4])
    assert kept(store) == []
    with store.reading() as connection:
        assert "NEW" not in unit_ids(connection)
    assert bring(*lines[:3], strict=True, create_missing=True).accepted == 2


def test_strict_creates_no_questionnaire_for_a_refused_file(bring: Callable[..., Report], store: Store):
    lines = ("unit,care", "NEW,5", "NEW,6")
    assert bring(*lines, questionnaire="new", strict=True, create_missing=True).refused
    with store.reading() as connection:
        assert version_in_force(connection, "new") is None


def test_a_workbook_is_read_like_a_csv(office: House, store: Store, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = [
        ("unit", "q1", "q2", "answered_at"),
        ("DONGHA", 5, 4.0, datetime(2026, 3, 4)),  # noqa: DTZ001 - a spreadsheet knows no zone
        ("DONGHA", 6, None, None),
    ]
    for row in rows:
        sheet.append(row)
    path = tmp_path / "answers.xlsx"
    book.save(path)
    report = import_responses(office, path, Options(questionnaire="short"), at=AT)
    assert report.accepted == 1
    assert [line for line, _ in report.refused] == [3]
    assert [(row.marks, row.day, row.hour_band) for row in kept(store)] == [("54", date(2026, 3, 4), "unknown")]


def test_progress_adds_up_to_the_lines(office: House, tmp_path: Path):
    path = tmp_path / "answers.csv"
    path.write_text("unit,q1\n" + "DONGHA,5\n" * 2500)
    done: list[int] = []
    report = import_responses(office, path, Options(questionnaire="short"), at=AT, progress=done.append)
    assert report.accepted == sum(done) == 2500
    assert len(done) > 1
