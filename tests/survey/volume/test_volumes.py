from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from survey.foundation.clock import days
from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures, procedure_ids
from survey.volume.domain import Volume, VolumeEntry, around, month_end, whole_months
from survey.volume.records import keep_volumes, volumes
from survey.volume.records.tables import service_volume
from survey.volume.services import import_volumes
from survey.volume.services.refusals import VolumesRefusedError
from tests.helpers.builders import a_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store

TODAY = date(2026, 6, 30)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HEAD = "unit,day,procedure,finished,refused\n"


def a_procedure(connection: Connection, code: str) -> int:
    keep_procedures(connection, [ProcedureEntry(line=2, code=code, name=code, field="", unit="")])
    return procedure_ids(connection)[code]


@pytest.fixture
def office(connection: Connection) -> Connection:
    """Units A and B, procedures P and Q."""
    for code in "AB":
        a_unit(connection, code)
    for code in "PQ":
        a_procedure(connection, code)
    return connection


def brought(connection: Connection, folder: Path, *lines: str, head: str = HEAD) -> tuple[int, int, int]:
    path = folder / "volumes.csv"
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    kept = import_volumes(connection, path, today=TODAY)
    return (kept.new, kept.changed, kept.same)


def faults(connection: Connection, folder: Path, *lines: str) -> list[tuple[int, str, str]]:
    with pytest.raises(VolumesRefusedError) as refused:
        brought(connection, folder, *lines)
    return [
        (each.details["line"], each.details["column"], str(each.details["reason"]))
        for each in refused.value.details["faults"]
    ]


def of_units(connection: Connection, *period: date) -> dict[Any, tuple[int, int]]:
    since, until = period or YEAR
    codes = {a_unit(connection, code): code for code in "AB"}
    found = volumes(connection, None, since, until)
    return {codes[unit_id]: (each.finished, each.refused) for (unit_id,), each in found.items()}


def test_days_and_months_are_read_however_they_are_written(office: Connection, tmp_path: Path):
    lines = ["A,2026-03-02,P,10,1", "A,03/03/2026,,5,0", "B,2026-04,P,100,20", "B,05/2026,Q,7,0"]
    assert brought(office, tmp_path, *lines) == (4, 0, 0)
    assert of_units(office) == {"A": (15, 1), "B": (107, 20)}


def test_bringing_it_again_changes_only_what_says_otherwise(office: Connection, tmp_path: Path):
    brought(office, tmp_path, "A,2026-03-02,P,10,1", "A,2026-03-02,Q,4,0", "A,2026-03-02,,2,0")
    assert brought(office, tmp_path, "A,2026-03-02,P,11,1", "A,2026-03-02,Q,4,0", "A,2026-03-03,,2,0") == (1, 1, 1)
    assert of_units(office) == {"A": (19, 1)}
    assert office.scalar(select(func.count()).select_from(service_volume)) == 4


def test_a_month_is_said_once_whatever_its_days_say(office: Connection, tmp_path: Path):
    brought(office, tmp_path, "A,2026-03-02,P,10,0", "A,2026-03,P,300,5", "A,2026-03-03,Q,1,0")
    assert of_units(office) == {"A": (301, 5)}
    # Half a month is known by its days only.
    assert of_units(office, date(2026, 3, 1), date(2026, 3, 30)) == {"A": (11, 0)}


def test_a_month_counts_only_where_all_of_it_is_wanted(office: Connection, tmp_path: Path):
    brought(office, tmp_path, "A,2026-03,,300,0")
    assert of_units(office, date(2026, 3, 1), date(2026, 3, 31)) == {"A": (300, 0)}
    assert of_units(office, date(2026, 3, 1), date(2026, 3, 30)) == {}
    assert of_units(office, date(2026, 3, 2), date(2026, 4, 30)) == {}
    assert of_units(office, date(2026, 2, 20), date(2026, 4, 3)) == {"A": (300, 0)}


def test_volumes_are_told_by_procedure_and_by_day(office: Connection, tmp_path: Path):
    brought(office, tmp_path, "A,2026-03-02,P,10,1", "A,2026-03-03,P,5,0", "A,2026-03-02,,2,0", "A,2026-04,Q,9,0")
    p, q = procedure_ids(office)["P"], procedure_ids(office)["Q"]
    unit = a_unit(office, "A")
    by_procedure = volumes(office, [unit], *YEAR, by=("unit_id", "procedure_id"))
    assert by_procedure == {
        (unit, p): Volume(finished=15, refused=1),
        (unit, None): Volume(finished=2, refused=0),
        (unit, q): Volume(finished=9, refused=0),
    }
    by_day = volumes(office, None, *YEAR, by=("day",))
    assert by_day == {
        (date(2026, 3, 2),): Volume(finished=12, refused=1),
        (date(2026, 3, 3),): Volume(finished=5, refused=0),
    }
    assert volumes(office, [a_unit(office, "B")], *YEAR) == {}
    assert volumes(office, None, *YEAR)[(unit,)].served == 27


@pytest.mark.parametrize(
    ("line", "column", "word"),
    [
        ("Z,2026-03-02,,1,0", "unit", "no unit"),
        (",2026-03-02,,1,0", "unit", "no unit"),
        ("A,2026-03-02,Z,1,0", "procedure", "no procedure"),
        ("A,2026-03-02,,-1,0", "finished", "below zero"),
        ("A,2026-03-02,,1,-2", "refused", "below zero"),
        ("A,2026-03-02,,1.5,0", "finished", "whole"),
        ("A,2026-03-02,,many,0", "finished", "whole"),
        ("A,2026-03-02,,١,0", "finished", "whole"),
        ("A,2026-03-02,,,0", "finished", "blank"),
        ("A,2026-03-02,,1,", "refused", "blank"),
        ("A,2026-03-02,,99999999999,0", "finished", "more than"),
        ("A,2026-02-30,,1,0", "day", "no day"),
        ("A,2026-13,,1,0", "day", "no day"),
        ("A,,,1,0", "day", "no day"),
        ("A,2026-07-01,,1,0", "day", "not come"),
        ("A,2026-07,,1,0", "day", "not come"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(
    office: Connection, tmp_path: Path, line: str, column: str, word: str
):
    ((where, named, reason),) = faults(office, tmp_path, "A,2026-03-01,,1,0", line)
    assert (where, named) == (3, column)
    assert word in reason
    assert of_units(office) == {}


def test_every_fault_of_a_table_is_told_at_once(office: Connection, tmp_path: Path):
    found = faults(office, tmp_path, "Z,x,Y,-1,", "A,2026-03-02,,1,0", "A,02/03/2026,,2,0")
    assert [(line, column) for line, column, _ in found] == [
        (2, "unit"), (2, "day"), (2, "procedure"), (2, "finished"), (2, "refused"), (4, "day"),
    ]  # fmt: skip
    assert "line 3" in found[-1][2]


def test_a_workbook_is_as_good(office: Connection, tmp_path: Path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["unit", "day", "procedure", "finished", "refused"], ["A", date(2026, 3, 2), "P", 10, 1]):
        sheet.append(row)
    book.save(tmp_path / "volumes.xlsx")
    kept = import_volumes(office, tmp_path / "volumes.xlsx", today=TODAY)
    assert (kept.new, of_units(office)) == (1, {"A": (10, 1)})


def test_the_procedure_column_may_be_missing(office: Connection, tmp_path: Path):
    assert brought(office, tmp_path, "A;2026-03-02;3;0", head="unit;day;finished;refused\n") == (1, 0, 0)


def test_the_command_says_what_it_did_and_where_it_stopped(
    store: Store, hailong: Callable[..., Result], tmp_path: Path
):
    with store.writing() as connection:
        a_unit(connection, "A")
    path = tmp_path / "volumes.csv"
    path.write_text(HEAD + "A,2026-03,,40,2\n")
    assert json.loads(hailong("import", "volumes", path).output) == {"new": 1, "changed": 0, "same": 0}
    assert json.loads(hailong("import", "volumes", path).output) == {"new": 0, "changed": 0, "same": 1}
    path.write_text(HEAD + "A,2026-04,,40,2\nB,2026-04,,40,2\n")
    refused = hailong("import", "volumes", path)
    assert refused.exit_code == 1
    assert "line 3, column unit: There is no unit “B”." in refused.stderr
    with store.reading() as connection:
        assert of_all(connection) == 42


def of_all(connection: Connection) -> int:
    return volumes(connection, None, *YEAR, by=())[()].served


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(0, 400))
def test_a_period_falls_into_whole_months_and_the_days_around_them(since: date, length: int):
    until = since + timedelta(days=length)
    months = whole_months(since, until)
    covered = [day for stretch in around(since, until, months) for day in days(*stretch)]
    if months is not None:
        assert months[0].day == 1
        assert months[1] == month_end(months[1])
        covered += days(*months)
        firsts = {day for day in days(since, until) if day.day == 1 and month_end(day) <= until}
        assert {day for day in days(*months) if day.day == 1} == firsts
    assert sorted(covered) == days(since, until)


def test_thousands_of_days_are_kept_at_once(office: Connection):
    unit = a_unit(office, "A")
    first = date(2000, 1, 1)
    entries = [
        VolumeEntry(
            unit_id=unit,
            procedure_id=None,
            day=first + timedelta(days=step),
            whole=False,
            volume=Volume(finished=1, refused=0),
        )
        for step in range(7000)
    ]
    assert keep_volumes(office, entries).new == 7000
    assert keep_volumes(office, entries).same == 7000
    assert volumes(office, None, first, date(2030, 1, 1))[(unit,)].finished == 7000
