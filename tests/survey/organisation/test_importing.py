from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import func, select

from survey.foundation.clock import LOCAL
from survey.foundation.tabular import open_table
from survey.organisation import records
from survey.organisation.domain import Change, on_duty, subtree
from survey.organisation.records.tables import home_unit, unit_version
from survey.organisation.services import (
    ImportRefusedError,
    NothingToImportError,
    Report,
    read_folder,
    shared_desks,
    take_in,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

DAY = date(2026, 3, 2)
NEXT_DAY = date(2026, 3, 3)
TABLES = {
    "units": """code,name,kind,parent,valid_from,valid_to,address,short_name
QT,Tỉnh Quảng Trị,province,,01/07/2025,,Đồng Hới,
DH,UBND phường Đông Hà,ward,QT,2025-07-01,,"1 Lê Duẩn, Đông Hà",Đông Hà
TT,Bộ phận Một cửa,one_stop,DH,2025-07-01,,,
""",
    "desks": """code;unit;name;field;opens;closes;days
007;TT;Quầy 3 – Hộ tịch;Hộ tịch;7h30;17:00;T2-T6,T7
NA;TT;Quầy 4;;;;
""",
    "staff": """code,name,title,home_unit,kind
S1,Nguyễn Thị Ánh,Chuyên viên,DH,official
S2,Trần Văn Ất,,DH,seconded
""",
    "roster": """desk,staff,from,to
007,S1,2026-03-02 07:30,2026-03-02 11:30
007,S2,2026-03-02T13:30+07:00,02/03/2026 17:00
""",
    "procedures": """code,name,field,unit
1.001,Đăng ký khai sinh,Hộ tịch,DH
2.002,Chứng thực bản sao,Chứng thực,
""",
}


def imported(connection: Connection, folder: Path, tables: dict[str, str], *, on: date = DAY) -> Report:
    for path in folder.iterdir():
        path.unlink()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return take_in(connection, read_folder(folder), on=on)


def faults(connection: Connection, folder: Path, **tables: str) -> list[str]:
    with pytest.raises(ImportRefusedError) as refused:
        imported(connection, folder, tables)
    assert records.unit_ids(connection) == {}
    assert refused.value.details["count"] == len(refused.value.details["faults"])
    return [str(fault) for fault in refused.value.details["faults"]]


def units_with(*lines: str) -> str:
    return "code,name,kind,parent,valid_from,valid_to\n" + "".join(line + "\n" for line in lines)


def test_an_organisation_is_taken_in(connection: Connection, tmp_path: Path):
    report = imported(connection, tmp_path, TABLES)
    assert report.warnings == ()
    assert report.changes["unit versions"] == Change(added=3, changed=0, unchanged=0)
    units = records.units_on(connection, DAY)
    assert [unit.name for unit in units.values()] == ["Bộ phận Một cửa", "Tỉnh Quảng Trị", "UBND phường Đông Hà"]
    ids = records.unit_ids(connection)
    assert subtree(units, ids["DH"]) == {ids["DH"], ids["TT"]}
    assert units[ids["DH"]].address == "1 Lê Duẩn, Đông Hà"
    unit_id, desk_id = records.desk_places(connection)["007"]
    assert unit_id == ids["TT"]
    desk = records.desks(connection)[desk_id]
    assert (desk.opens, desk.closes, desk.days) == (time(7, 30), time(17), frozenset(range(1, 7)))
    assert [one.name for one in records.staff_by_id(connection).values()] == ["Nguyễn Thị Ánh", "Trần Văn Ất"]
    assert set(records.homes_on(connection, DAY).values()) == {ids["DH"]}
    assert set(records.procedure_ids(connection)) == {"1.001", "2.002"}
    assert sorted(one.unit_id or 0 for one in records.procedures(connection).values()) == [0, ids["DH"]]


def test_the_officer_of_a_moment_is_resolved_from_the_roster(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    _, desk_id = records.desk_places(connection)["007"]
    staff = records.staff_ids(connection)
    noon, evening = datetime(2026, 3, 2, 12, tzinfo=LOCAL), datetime(2026, 3, 2, 20, tzinfo=LOCAL)
    shifts = records.shifts(connection, [desk_id, 99_999], since=noon, until=evening)
    assert shifts[99_999] == ()
    assert on_duty(shifts[desk_id], datetime(2026, 3, 2, 14, tzinfo=LOCAL)) == staff["S2"]
    assert on_duty(shifts[desk_id], noon) is None


def test_the_same_folder_again_changes_nothing(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    again = imported(connection, tmp_path, TABLES, on=NEXT_DAY)
    assert {(change.added, change.changed) for change in again.changes.values()} == {(0, 0)}
    assert again.changes["shifts"].unchanged == 2


def test_workbooks_are_taken_in_like_csv(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    for name in TABLES:
        path = tmp_path / f"{name}.csv"
        book = openpyxl.Workbook()
        with open_table(path) as table:
            for cells in (table.columns, *(cells for _, cells in table.rows)):
                book.worksheets[0].append(cells)
        book.save(tmp_path / f"{name}.xlsx")
        path.unlink()
    again = take_in(connection, read_folder(tmp_path), on=NEXT_DAY)
    assert {(change.added, change.changed) for change in again.changes.values()} == {(0, 0)}
    assert again.changes["desks"].unchanged == 2


def test_a_new_name_closes_the_old_one(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, {"units": units_with("A,Cũ,ward,,2020-01-01,")})
    report = imported(connection, tmp_path, {"units": units_with("A,Mới,ward,,2025-07-01,")})
    assert report.changes["unit versions"] == Change(added=1, changed=1, unchanged=0)
    names = [next(iter(records.units_on(connection, date(2025, *day)).values())).name for day in ((6, 30), (7, 1))]
    assert names == ["Cũ", "Mới"]
    old = imported(connection, tmp_path, {"units": units_with("A,Cũ,ward,,2020-01-01,")})
    assert old.changes["unit versions"] == Change(added=0, changed=0, unchanged=2)


def test_the_same_first_day_corrects_a_name(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, {"units": units_with("A,Sai,ward,,2020-01-01,")})
    report = imported(connection, tmp_path, {"units": units_with("A,Đúng,commune,,2020-01-01,2025-06-30")})
    assert report.changes["units"] == report.changes["unit versions"] == Change(added=0, changed=1, unchanged=0)
    assert records.unit_kinds(connection) == {"A": "commune"}
    assert records.units_on(connection, DAY) == {}


def test_a_person_who_moves_keeps_the_old_home_until_the_day_before(connection: Connection, tmp_path: Path):
    units = units_with("A,A,ward,,2025-07-01,", "B,B,ward,,2025-07-01,")
    imported(connection, tmp_path, {"units": units, "staff": "code,name,home_unit\nS,Sơn,A\n"})
    for _ in range(2):
        imported(connection, tmp_path, {"staff": "code,name,home_unit\nS,Sơn,B\n"})
    ids, (person,) = records.unit_ids(connection), records.staff_by_id(connection)
    assert records.homes_on(connection, date(2026, 3, 1)) == {person: ids["A"]}
    assert records.homes_on(connection, DAY) == {person: ids["B"]}
    dated = "code,name,home_unit,valid_from\nS,Sơn,B,2026-01-01\n"
    imported(connection, tmp_path, {"staff": dated})
    assert records.homes_on(connection, date(2026, 1, 1)) == {person: ids["B"]}
    assert connection.scalar(select(func.count()).select_from(home_unit)) == 3


def test_text_stays_text(connection: Connection, tmp_path: Path):
    name = '"<script>alert(1)</script>\n=HYPERLINK(""http://x"")"'
    imported(connection, tmp_path, {"units": units_with(f"=A1,{name},ward,,2020-01-01,")})
    (unit,) = records.units_on(connection, DAY).values()
    assert (unit.code, unit.name) == ("=A1", '<script>alert(1)</script> =HYPERLINK("http://x")')


def test_names_carry_keys_to_sort_and_search_by(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, {"units": units_with("A,Đông Hà,ward,,2020-01-01,")})
    assert connection.scalar(select(unit_version.c.search_key)) == "dong ha"


def test_every_fault_of_every_table_is_told_at_once(connection: Connection, tmp_path: Path):
    found = faults(
        connection,
        tmp_path,
        units=units_with("A,,ward,ZZ,2020-13-01,", "B,B,ward,A,2020-01-01,2019-01-01", "B2,B,ward,A,,"),
        desks="code,unit,name,opens,closes,days\nD1,B,x,17:00,7:30,1-9\nD2,XX,x,7h,,\nD2,A,x,,,\nD3,A,x,1,2,3,4\n",
        staff="code,name,home_unit\nS1,x,QQ\n,y,A\n",
        roster="desk,staff,from,to\nD1,S1,2026-03-02 11:00,2026-03-02 11:00\n"
        "D9,S9,2026-03-02,x\nD1,S8,2026-03-02 7:00,2026-03-02 8:00\n",
        procedures="code;name;unit\nP1;x;A\nP1;y;WW\n",
    )
    places = [fault.split(": ", 1)[0] for fault in found]
    assert places == [
        "units.csv, line 2, column name",
        "units.csv, line 2, column valid_from",
        "units.csv, line 2, column parent",
        "units.csv, line 3, column valid_to",
        "units.csv, line 4, column valid_from",
        "desks.csv, line 2, column closes",
        "desks.csv, line 2, column days",
        "desks.csv, line 3, column closes",
        "desks.csv, line 3, column unit",
        "desks.csv, line 5",
        "staff.csv, line 2, column home_unit",
        "staff.csv, line 3, column code",
        "roster.csv, line 2, column to",
        "roster.csv, line 3, column from",
        "roster.csv, line 3, column to",
        "roster.csv, line 3, column desk",
        "roster.csv, line 3, column staff",
        "roster.csv, line 4, column staff",
        "procedures.csv, line 3, column code",
        "procedures.csv, line 3, column unit",
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("A,a,,B,2020-01-01,", "B,b,,C,2020-01-01,", "C,c,,A,2025-07-01,"), "ring on 2025-07-01: C → A → B → C"),
        (("A,a,,A,2020-01-01,",), "ring on 2020-01-01: A → A"),
        (("A,a,,,2020-01-01,2025-07-01", "A,b,,,2025-07-01,"), "2025-07-01 runs into the one from 2025-07-01"),
        (("A,a,,,2020-01-01,", "A,b,,,01/01/2020,"), "“A, 2020-01-01” stands already in line 2"),
        (("A,a,ward,,2020-01-01,", "A,b,commune,,2021-01-01,"), "also called “ward”"),
        (("A,a,,,2020-01-01,2019-12-31",), "2019-12-31 is before the first day 2020-01-01"),
        (("A,a,,Z,2020-01-01,",), "no unit has the code “Z”"),
        (("A,a\0,,,2020-01-01,",), "NUL"),
        (("A,a\x07,,,2020-01-01,",), "cannot be read"),
        ((f"A,{'a' * 301},,,2020-01-01,",), "too long: 301 characters, at most 300"),
        ((f"{'A' * 65},a,,,2020-01-01,",), "too long"),
        (('"A\nB",a,,,2020-01-01,',), "line break"),
        (('"A,a,,,2020-01-01,',), "quotation mark"),
    ],
)
def test_units_that_cannot_be_are_refused(
    connection: Connection, tmp_path: Path, lines: tuple[str, ...], words: str
):
    (found,) = faults(connection, tmp_path, units=units_with(*lines))
    assert words in found


def test_a_ring_with_units_already_known_is_refused(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, {"units": units_with("A,a,,,2020-01-01,", "B,b,,A,2020-01-01,")})
    with pytest.raises(ImportRefusedError):
        imported(connection, tmp_path, {"units": units_with("A,a,,B,2025-07-01,")})
    assert all(len(versions) == 1 for versions in records.versions(connection).values())


def test_a_table_that_is_no_table_is_refused_with_the_others(connection: Connection, tmp_path: Path):
    found = faults(connection, tmp_path, units="code|name\n", desks="code,unit\n", staff="")
    assert [fault.split(": ")[0] for fault in found] == [
        "units.csv, line 1",
        "desks.csv, line 1, column name",
        "staff.csv, line 1",
    ]


def test_a_table_in_two_forms_is_refused(connection: Connection, tmp_path: Path):
    (tmp_path / "units.csv").write_text(TABLES["units"])
    openpyxl.Workbook().save(tmp_path / "units.xlsx")
    with pytest.raises(ImportRefusedError) as refused:
        take_in(connection, read_folder(tmp_path), on=DAY)
    assert "units.xlsx" in str(refused.value.details["faults"][0])


def test_a_folder_without_tables_is_refused(tmp_path: Path):
    with pytest.raises(NothingToImportError):
        read_folder(tmp_path)


def test_two_people_at_one_desk_are_a_warning(connection: Connection, tmp_path: Path):
    both = TABLES["roster"] + "007,S2,2026-03-02 11:00,2026-03-02 12:00\n"
    report = imported(connection, tmp_path, TABLES | {"roster": both})
    assert report.warnings == ()
    (warning,) = shared_desks(connection, read_folder(tmp_path))
    assert str(warning).startswith("desk “007” has both S1 and S2 from 2026-03-02 11:00 to 2026-03-02 11:30")


def test_a_shift_that_ends_otherwise_is_corrected(connection: Connection, tmp_path: Path):
    imported(connection, tmp_path, TABLES)
    longer = {"roster": "desk,staff,from,to\n007,S1,02/03/2026 7:30,02/03/2026 12:00\n"}
    assert imported(connection, tmp_path, longer).changes["shifts"] == Change(added=0, changed=1, unchanged=0)


def test_a_unit_under_an_abolished_one_is_a_warning(connection: Connection, tmp_path: Path):
    lines = ("A,a,,,2020-01-01,2025-06-30", "B,b,,A,2020-01-01,")
    (warning,) = imported(connection, tmp_path, {"units": units_with(*lines)}).warnings
    assert "“B” stands under “A”, which is not in force on 2025-07-01" in str(warning)


def test_a_column_nobody_reads_is_a_warning(connection: Connection, tmp_path: Path):
    report = imported(connection, tmp_path, {"units": "code,name,valid_from,adress\nA,a,2020-01-01,x\n"})
    assert [str(each) for each in report.warnings] == ["units.csv: the column “adress” is not used"]
