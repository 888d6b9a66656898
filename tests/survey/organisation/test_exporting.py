from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from survey.organisation import records
from survey.organisation.services import (
    export_tables,
    preview,
    read_cells,
    read_folder,
    read_uploads,
    take_in,
    weekdays,
)
from survey.organisation.services.errors import ImportRefusedError, NotATableError
from survey.organisation.services.lines import disarmed, read_days, rearmed

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.organisation.services import Report

DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
TABLES = {
    "units": """code,name,kind,parent,valid_from,valid_to,address,short_name
QT,Tỉnh Quảng Trị,province,,2020-01-01,,Đồng Hới,QT
P1,Phường 1,ward,QT,2020-01-01,,,
P2,=HYPERLINK("http://x"),ward,QT,2020-01-01,,,
DH,"UBND phường Đông Hà
mới",ward,QT,2025-07-01,,"1 Lê Duẩn, Đông Hà",'=x
007,Phòng 1e5,office,DH,2025-07-01,2026-01-31,,-5
007,Phòng 1e5 mới,office,QT,2026-02-01,,,
""",
    "events": """kind,date,from,to,legal_act,note
merge,2025-07-01,P1,DH,Nghị quyết 1680/NQ-UBTVQH15,
merge,2025-07-01,P2,DH,Nghị quyết 1680/NQ-UBTVQH15,@một phần
transfer,2026-02-01,007,,QĐ 1,
""",
    "desks": """code,unit,name,field,opens,closes,days,valid_to
D1,DH,Quầy 3,Hộ tịch,7:30,17:00,"1-5,7",
D2,007,Quầy 4,,,,,2026-01-31
""",
    "staff": """code,name,title,home_unit,kind,valid_from,valid_to
S1,Nguyễn Thị Ánh,Công chức,P1,official,2021-01-01,
S1,Nguyễn Thị Ánh,Chuyên viên,DH,official,2025-07-01,2026-02-28
S2,Trần Văn Ất,,,postal,,
S3,Lê Thị Chi,Phó Trưởng phòng,DH,official,,
""",
    "roster": """desk,staff,from,to
D1,S1,2026-03-02 07:30,2026-03-02 11:30
D1,S3,2026-03-02 13:30:30,2026-03-02 17:00
""",
    "procedures": "code,name,field,unit\n1.001,Khai sinh,Hộ tịch,DH\n2,Chứng thực,,\n",
    "patterns": "desk,staff,days,from,to,valid_from,valid_to\nD1,S3,T2-T6,7h30,17h,2026-01-01,\n",
    "holidays": "day,name,kind,expected\n2026-12-24,Riêng của tỉnh,closed,\n2028-01-26,Tết,tet,yes\n",
}


def imported(connection: Connection, folder: Path, tables: dict[str, str], *, on: date = DAY) -> Report:
    for path in folder.iterdir():
        path.unlink()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return take_in(connection, read_folder(folder), on=on)


def test_what_is_exported_changes_nothing_when_it_comes_back(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    written = export_tables(connection)
    again = imported(connection, tmp_path, written, on=LATER)
    assert {(change.added, change.changed) for change in again.changes.values()} == {(0, 0)}
    assert again.warnings == ()
    assert export_tables(connection) == written


def test_what_is_exported_fills_an_empty_database_alike(connection: Connection, tmp_path: Path):
    attempt = connection.begin_nested()
    imported(connection, tmp_path, TABLES)
    written = export_tables(connection)
    attempt.rollback()
    assert records.unit_ids(connection) == {}
    imported(connection, tmp_path, written, on=LATER)
    assert export_tables(connection) == written


def test_no_cell_of_an_export_is_a_formula(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    text = export_tables(connection)["units"]
    assert ",\"'=HYPERLINK" in text
    names = {unit.name for unit in records.units_on(connection, date(2025, 6, 30)).values()}
    assert '=HYPERLINK("http://x")' in names


@pytest.mark.parametrize("text", ["=x", "'=x", "''=x", "'", "'x", "x", "-5", "+84", "'+84", "@a", "- x", ""])
def test_the_mark_before_a_formula_comes_and_goes(text: str):
    marked = disarmed(text)
    if marked[:1] in "=+-@" and marked not in {"-5", "+84", ""}:
        marked = "'" + marked  # as the writer of tables does
    assert rearmed(marked) == text


@pytest.mark.parametrize(
    ("days", "text"), [("12345", "T2-T6"), ("123457", "T2-T6,CN"), ("67", "T7,CN"), ("135", "T2,T4,T6"), ("", "")]
)
def test_weekdays_are_written_as_no_spreadsheet_misreads_them(days: str, text: str):
    numbers = frozenset(map(int, days))
    assert weekdays(numbers) == text
    assert not text or read_days(text) == numbers


def test_titles_and_homes_have_a_past(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    assert [(home.unit, home.title, home.valid_to) for home in records.homes(connection)["S1"]] == [
        ("P1", "Công chức", date(2025, 6, 30)),
        ("DH", "Chuyên viên", date(2026, 2, 28)),
    ]
    told = "code,name,title,home_unit\nS3,Lê Thị Chi,Trưởng phòng,DH\nS1,Nguyễn Thị Ánh,Chuyên viên,DH\n"
    imported(connection, tmp_path, {"staff": told}, on=LATER)
    assert [(home.title, home.valid_from) for home in records.homes(connection)["S3"]] == [
        ("Phó Trưởng phòng", date(2025, 7, 1)),
        ("Trưởng phòng", LATER),
    ]
    # Who has left does not come back because a table still names the last unit.
    assert records.homes(connection)["S1"][-1].valid_to == date(2026, 2, 28)


def test_a_preview_says_what_would_change_and_changes_nothing(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    before = export_tables(connection)
    draft = read_uploads(
        {
            "units (1).csv": TABLES["units"].replace("Đồng Hới", "phường Đồng Hới").encode()
            + "X,Xã mới,commune,,2026-01-01,,,\n".encode(),
            "events.csv": "kind,date,from,to,legal_act\nabolish,2026-03-01,007,,QĐ 2\n".encode(),
        }
    )
    found = preview(connection, draft, on=LATER)
    units, events = found.differences
    assert (units.name, events.name, found.anything) == ("units", "events", True)
    assert [row[1] for row in units.added] == ["Xã mới"]
    assert {altered.key[0]: altered.cells for altered in units.changed} == {
        "007": (("valid_to", "", "2026-02-28"),),
        "QT": (("address", "Đồng Hới", "phường Đồng Hới"),),
    }
    assert units.unchanged == 4
    assert len(events.added) == 1
    assert export_tables(connection) == before


def test_a_preview_is_refused_like_the_import(connection: Connection):
    draft = read_uploads({"desks.csv": b"code,unit,name\nD1,NO,x\n"})
    with pytest.raises(ImportRefusedError):
        preview(connection, draft, on=DAY)
    assert records.desks(connection) == {}


def test_a_file_whose_name_says_nothing_is_refused():
    for name in ("people.csv", "units.pdf", "../units.csv.exe"):
        with pytest.raises(NotATableError):
            read_uploads({name: b""})


def test_a_line_of_a_form_is_read_like_one_of_a_table():
    draft = read_cells({"holidays": [{"day": "31/02/2026", "name": " "}]})
    assert [(fault.details["line"], fault.details["column"]) for fault in draft.faults] == [
        (1, "day"),
        (1, "name"),
    ]
