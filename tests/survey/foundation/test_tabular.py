from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.clock import LOCAL
from survey.foundation.errors import Refusal
from survey.foundation.tabular import TableError, open_table, read_date, read_moment, read_time, write_csv
from survey.foundation.tabular_errors import (
    BrokenQuotesError,
    DuplicateColumnError,
    EmptyTableError,
    LineTooLongError,
    MissingColumnError,
    NotUtf8Error,
    NulError,
    OldWorkbookError,
    TooManyCellsError,
    UnnamedColumnError,
    UnreadableWorkbookError,
    WorkbookCellError,
    WrongSeparatorError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def rows_of(content: str | bytes, **wishes: Any) -> list[tuple[int, list[str]]]:
    data = content.encode() if isinstance(content, str) else content
    with open_table(io.BytesIO(data), name="t.csv", **wishes) as table:
        return list(table.rows)


def naive(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    # A workbook keeps no zone.
    return datetime(year, month, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_file_is_read_by_its_path_and_named_after_it(tmp_path: Path):
    path = tmp_path / "units.csv"
    path.write_bytes("\ufeffcode;name\r\nU1; Phường Đông Hà \r\n".encode())
    with open_table(path, required=("code",)) as table:
        assert table.file == "units.csv"
        assert table.columns == ("code", "name")
        assert list(table.rows) == [(2, ["U1", "Phường Đông Hà"])]


def test_codes_stay_text():
    assert rows_of("code\nNA\n007\n1e5\n") == [(2, ["NA"]), (3, ["007"]), (4, ["1e5"])]


def test_quoted_line_breaks_keep_the_line_numbers_right():
    assert rows_of('a,b\n"x\ny",1\n\nz,2\n') == [(2, ["x\ny", "1"]), (5, ["z", "2"])]


def test_decomposed_vietnamese_is_composed():
    name = "Phường Nguyễn Huệ"
    assert rows_of("a,b\n" + unicodedata.normalize("NFD", name) + ",1\n") == [(2, [name, "1"])]


def test_a_greek_question_mark_does_not_become_a_separator():
    assert rows_of("a;b\nx\u037ey\u0065\u0301;1\n") == [(2, ["x\u037eyé", "1"])]


def test_short_rows_are_filled_and_blank_ones_left_out():
    assert rows_of("a,b,c,,\n1\n,,,,,\n2,3,4,,,,\n") == [(2, ["1", "", ""]), (4, ["2", "3", "4"])]


def test_old_macintosh_line_ends_are_read():
    assert rows_of("a,b\r1,2\r3,4\r") == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_a_comma_in_a_quoted_column_name_does_not_decide_the_separator():
    with open_table(io.BytesIO(b'"a,b,c";d\n1;2\n')) as table:
        assert table.columns == ("a,b,c", "d")


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        (b"", EmptyTableError, 1),
        (b"\n\n ,, \n", EmptyTableError, 1),
        (b"\xef\xbb\xbf", EmptyTableError, 1),
        (b"a\tb\n1\t2\n", WrongSeparatorError, 1),
        (b"\n\na|b\n", WrongSeparatorError, 3),
        (b"a,b\n1,2\nPh\xfd\xf5ng,3\n", NotUtf8Error, 3),
        ("a,b\n1,2\n".encode("utf-16"), NotUtf8Error, 1),
        (b"a,b,a\n", DuplicateColumnError, 1),
        (b"a,,b\n", UnnamedColumnError, 1),
        (b"a,c\n", MissingColumnError, 1),
        (b"a,b\n1,2\n1,2,3\n", TooManyCellsError, 3),
        (b"a,b\n1,2\n\n1,\0\n", NulError, 4),
        (b'a,b\n1,2\n3,"4\n5,6\n', BrokenQuotesError, 3),
        (b'a,b\n3,"4"4\n', BrokenQuotesError, 2),
        (b"a,b\n" + b"x" * (1 << 25), LineTooLongError, 2),
        (b"\xd0\xcf\x11\xe0....", OldWorkbookError, 1),
        (b"PK\x03\x04....", UnreadableWorkbookError, 1),
    ],
)
def test_a_bad_table_is_refused_with_file_and_line(content: bytes, error: type[TableError], line: int):
    with pytest.raises(error) as refused:
        rows_of(content, required=("a", "b"))
    assert refused.value.details["line"] == line
    assert str(refused.value).startswith(f"t.csv, line {line}")
    assert str(refused.value).endswith(refused.value.reason)


def test_encoding_faults_far_into_a_file_name_their_line():
    content = "a,b\n" + "".join(f"{number},đ\n" for number in range(200_000))
    with pytest.raises(NotUtf8Error) as refused:
        rows_of(content.encode() + b"x,\xff\n")
    assert refused.value.details["line"] == 200_002


def test_bad_rows_are_reported_and_the_others_read():
    faults: list[TableError] = []
    kept = rows_of("a,b\n1,2\n1,2,3\n4,\0\n5,6\n", refused=faults.append)
    assert kept == [(2, ["1", "2"]), (5, ["5", "6"])]
    assert [type(fault) for fault in faults] == [TooManyCellsError, NulError]


def test_a_workbook_reads_like_its_csv():
    content = workbook(
        ["code", "name", "from", "opens", "day", "share", "yes"],
        [],
        [7, " Nguyễn ", naive(2026, 3, 1, 8, 30), time(7, 30), date(2026, 3, 1), 0.5, True],
        ["1e5", None, naive(2026, 3, 1), timedelta(hours=17), naive(2026, 3, 2), 12.0, False],
        formats={"A3": "000", "E4": "dd/mm/yyyy"},
    )
    assert rows_of(content) == [
        (3, ["007", "Nguyễn", "2026-03-01 08:30:00", "07:30", "2026-03-01", "0.5", "true"]),
        (4, ["1e5", "", "2026-03-01 00:00:00", "17:00", "2026-03-02", "12", "false"]),
    ]


def test_unclear_workbook_cells_are_refused_by_row():
    faults: list[TableError] = []
    content = workbook(["code"], ["#N/A"], [1234567890123456], ["ok"])
    assert rows_of(content, refused=faults.append) == [(4, ["ok"])]
    assert [(type(fault), fault.details["line"]) for fault in faults] == [
        (WorkbookCellError, 2),
        (WorkbookCellError, 3),
    ]


def test_formulas_in_a_workbook_are_not_text():
    assert rows_of(workbook(["a", "b"], ["=1+1", "x"])) == [(2, ["", "x"])]


def test_a_zip_that_is_no_workbook_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableWorkbookError):
        rows_of(kept.getvalue())


@pytest.mark.parametrize("text", ["2026-03-01", "01/03/2026", "1/3/2026"])
def test_days_are_read_in_both_orders(text: str):
    assert read_date(text) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T08:30", datetime(2026, 3, 1, 8, 30, tzinfo=LOCAL)),
        ("2026-03-01 8:30:15", datetime(2026, 3, 1, 8, 30, 15, tzinfo=LOCAL)),
        ("01/03/2026 08:30", datetime(2026, 3, 1, 8, 30, tzinfo=LOCAL)),
        ("2026-03-01T08:30:00.123Z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00+07:00", datetime(2026, 3, 1, 1, 30, tzinfo=UTC)),
        ("2026-03-01 08:30 +0700", datetime(2026, 3, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_on_the_clock_of_the_office(text: str, moment: datetime):
    assert read_moment(text) == moment


def test_times_of_day_are_read_as_vietnamese_write_them():
    assert [read_time(text) for text in ("07:30", "7h30", "7H", "17:00:00")] == [
        time(7, 30),
        time(7, 30),
        time(7),
        time(17),
    ]


@pytest.mark.parametrize("read", [read_date, read_moment, read_time])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-02-30",
        "31/02/2026 08:00",
        "03/2026",
        "01/03/26",
        "2026-03-01T25:00",
        "24:00",
        "٠٧:30",
    ],
)
def test_what_is_no_date_moment_or_time_is_refused(read: Any, text: str):
    with pytest.raises(Refusal):
        read(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str):
    for read in (read_date, read_moment, read_time):
        try:
            read(text)
        except Refusal as refusal:
            str(refusal)


def test_what_a_spreadsheet_would_run_is_written_as_text():
    dangerous = ["=1+1", "+cmd", "-x", "@SUM", "\tx", "\rx", "＝1", "＋1", "－1", "＠a", " =1"]
    written = write_csv([[text] for text in dangerous], ["=a"])
    read = [row[0] for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))]
    assert read == ["'=a", *("'" + text for text in dangerous)]


def test_numbers_days_and_blanks_are_written_plain():
    row: dict[str, object] = {
        "a": -5,
        "b": Decimal("-2.50"),
        "c": None,
        "d": date(2026, 3, 1),
        "e": True,
        "f": "+84",
    }
    assert write_csv([row], list(row), separator=";") == "\ufeffa;b;c;d;e;f\r\n-5;-2.50;;2026-03-01;true;+84\r\n"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0'"), max_size=8)


def bare(cells: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFC", cell).removeprefix("'").strip() for cell in cells]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.sampled_from(",;"))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]], separator: str):
    read = [bare(cells) for _, cells in rows_of(write_csv(rows, ["a", "b"], separator=separator))]
    # A row of dangerous blanks only, such as a TAB, comes back as its apostrophe.
    assert [cells for cells in read if any(cells)] == [bare(row) for row in rows if any(bare(row))]


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes):
    try:
        rows_of(content)
    except TableError as refusal:
        str(refusal)
