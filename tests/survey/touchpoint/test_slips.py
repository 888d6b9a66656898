from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image

from survey.foundation.clock import now
from survey.foundation.codes import check_code
from survey.foundation.register import every_table
from survey.foundation.tabular import open_table
from survey.touchpoint import qr, records
from survey.touchpoint.domain import TOKEN_LENGTH, Occasion
from survey.touchpoint.posters.slips import A_PAGE, PrintedSlip, slip_pages
from survey.touchpoint.posters.words import SECOND_LANGUAGES
from survey.touchpoint.services import slip_hash_of
from survey.touchpoint.services.issuing import Batch, Named, about, draw, keep, read_register
from survey.touchpoint.services.slip_import import import_slips
from survey.touchpoint.services.slip_refusals import (
    SlipCountError,
    SlipDaysError,
    SlipDeskElsewhereError,
    SlipsNotNewError,
)
from tests.helpers.builders import AT, a_desk, a_person, a_unit, dice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.foundation.doors import House
    from survey.touchpoint.services.issuing import Drawn

SECRET = b"a secret"
PPI = 110
COLUMNS = {
    "hash", "unit_id", "desk_id", "staff_id", "procedure_id", "occasion", "batch_id",
    "issued_at", "valid_from", "expires_at", "used",
}  # fmt: skip


def some_slips(connection: Connection, count: int = 3, **told: Any) -> list[Drawn]:
    a_desk(connection)
    place = about(read_register(connection), Named(desk="DH-1"))
    batch = Batch(batch_id=uuid4(), count=count, **told)
    return draw(place, batch, at=AT, secret=SECRET, random=dice())


def test_only_a_hash_of_a_token_is_kept(connection: Connection):
    drawn = some_slips(connection)
    keep(connection, drawn)
    (row,) = [
        row
        for row in connection.execute(records.slip.select())
        if row.hash == slip_hash_of(SECRET, drawn[0].token)
    ]
    assert len(row.hash) == 16
    text = repr(tuple(row))
    assert drawn[0].token not in text
    assert check_code(drawn[0].token, TOKEN_LENGTH) == drawn[0].token


def test_nothing_leads_from_a_slip_to_an_answer_or_back():
    assert {column.name for column in records.slip.c} == COLUMNS
    for table in every_table().sorted_tables:
        for key in table.foreign_keys:
            assert key.column.table is not records.slip
    assert {key.column.table.name for key in records.slip.foreign_keys} == {"unit", "desk", "staff", "procedure"}
    # No order of arrival either, and no moment of use.
    assert records.slip.dialect_options["sqlite"]["with_rowid"] is False
    assert {name for name in COLUMNS if name.endswith("_at")} == {"issued_at", "expires_at"}


def test_a_slip_is_used_by_one_of_many_that_try_at_once(store: Store):
    with store.writing() as connection:
        drawn = some_slips(connection, 4)
        keep(connection, drawn)
    hashes = [each.slip.hash for each in drawn]

    def spend(turn: int) -> int:
        # Each in an order of its own: nobody waits for somebody who waits for them.
        with store.writing() as connection:
            return len(records.spend_slips(connection, hashes[turn % 4 :] + hashes[: turn % 4]))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(16))) == 4


def test_a_slip_stays_unused_when_its_answer_is_not_kept(store: Store):
    with store.writing() as connection:
        (drawn,) = some_slips(connection, 1)
        keep(connection, [drawn])
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        _spend_and_fail(connection, drawn)
    with store.reading() as connection:
        found = records.slip_by_hash(connection, drawn.slip.hash)
    assert found is not None
    assert not found.used


def _spend_and_fail(connection: Connection, drawn: Drawn) -> None:
    assert records.spend_slips(connection, [drawn.slip.hash])
    raise ZeroDivisionError


def test_slips_that_exist_already_are_not_issued_again(connection: Connection):
    drawn = some_slips(connection)
    keep(connection, drawn)
    with pytest.raises(SlipsNotNewError):
        keep(connection, drawn[:1])


@pytest.mark.parametrize("days", [2, 31])
def test_a_validity_too_short_or_too_long_is_refused(connection: Connection, days: int):
    with pytest.raises(SlipDaysError):
        some_slips(connection, days=days)


@pytest.mark.parametrize("count", [0, 10_001])
def test_no_slip_and_too_many_are_refused(connection: Connection, count: int):
    with pytest.raises(SlipCountError):
        some_slips(connection, count)


def test_a_desk_of_another_unit_is_refused(connection: Connection):
    a_desk(connection)
    a_unit(connection, "ND")
    with pytest.raises(SlipDeskElsewhereError):
        about(read_register(connection), Named(desk="DH-1", unit="ND"))


def test_old_slips_are_deleted_used_or_not(connection: Connection):
    drawn = some_slips(connection, 2)
    keep(connection, drawn)
    records.spend_slips(connection, [drawn[0].slip.hash])
    ends = drawn[0].slip.expires_at
    assert records.count_slips(connection, before=ends) == 0
    assert records.count_slips(connection, before=ends + timedelta(seconds=1)) == 2
    assert records.delete_slips(connection, before=ends + timedelta(seconds=1)) == 2


HEAD = "token,unit,desk,staff,procedure,issued_at\n"


def imported(house: House, folder: Path, lines: str, head: str = HEAD) -> tuple[int, int, list[tuple[int, str]]]:
    path = folder / "slips.csv"
    path.write_text(head + lines, encoding="utf-8")
    report = import_slips(house, path, days=3, at=AT)
    return report.accepted, report.duplicate, report.refused


@pytest.fixture
def offices(house: House) -> House:
    with house.store.writing() as connection:
        a_desk(connection)
        a_unit(connection, "ND")
        a_person(connection)
    return house


def test_slips_issued_elsewhere_come_in_once(offices: House, tmp_path: Path):
    lines = (
        "T-0001,DONGHA,DH-1,S1,,2026-03-03 08:00\nT-0002,,DH-1,,,\nT-0003,ND,,,,03/03/2026\nT-0001,,DH-1,S1,,\n"
    )
    assert imported(offices, tmp_path, lines) == (3, 1, [])
    assert imported(offices, tmp_path, lines) == (0, 4, [])
    with offices.store.reading() as connection:
        slip = records.slip_by_hash(connection, slip_hash_of(offices.secret, "T-0001"))
    assert slip is not None
    assert slip.issued_at == slip.valid_from == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert slip.expires_at - slip.valid_from == timedelta(days=3)
    with offices.store.reading() as connection:
        slip = records.slip_by_hash(connection, slip_hash_of(offices.secret, "T-0003"))
    assert slip is not None
    # Issued at some hour of the third: good until the end of the sixth.
    assert slip.issued_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert slip.expires_at == datetime(2026, 3, 6, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",,DH-1,,,", "1 to 64 printed"),
        ("x" * 65 + ",,DH-1,,,", "1 to 64 printed"),
        ("T-1,,,,,", "needs the code of a desk or of a unit"),
        ("T-1,,DH-9,,,", "no desk “DH-9”"),
        ("T-1,XX,,,,", "no unit “XX”"),
        ("T-1,ND,DH-1,,,", "not in unit “ND”"),
        ("T-1,,DH-1,S9,,", "no staff member “S9”"),
        ("T-1,,DH-1,,P9,", "no procedure “P9”"),
        ("T-1,,DH-1,,,soon", "soon"),
        ("T-1,,DH-1,,,2026-03-04 10:00", "in the future"),
        ("T-0,ND,,,,", "other particulars"),
        ("T-1,,DH-1,,,,,,", ""),
    ],
)
def test_a_line_that_is_refused_says_why_and_stops_no_other(
    offices: House, tmp_path: Path, line: str, reason: str
):
    accepted, duplicate, refused = imported(offices, tmp_path, f"T-0,,DH-1,,,\n{line}\nT-2,,DH-1,,,\n")
    if not reason:
        assert (accepted, duplicate, refused) == (3, 0, [])
        return
    assert (accepted, duplicate) == (2, 0)
    assert [number for number, _ in refused] == [3]
    assert reason in refused[0][1]


def test_a_file_that_breaks_off_changes_nothing(offices: House, tmp_path: Path):
    with pytest.raises(Exception, match="quote"):
        imported(offices, tmp_path, 'T-1,,DH-1,,,\nT-2,,"DH-1,,,\n')
    with offices.store.reading() as connection:
        assert records.count_slips(connection, before=AT + timedelta(days=99)) == 0


def test_the_command_issues_slips_into_a_table(offices: House, hailong: Callable[..., Result], tmp_path: Path):
    out = tmp_path / "slips.csv"
    done = hailong(
        "slips", "--desk", "DH-1", "--count", "20", "--days", "7", "--occasion", "more_papers", "--out", out
    )
    assert done.exit_code == 0, done.output
    with open_table(io.BytesIO(out.read_bytes()), required=("token", "address", "expires")) as table:
        rows = [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows]
    assert len({row["token"] for row in rows}) == 20
    assert rows[0]["address"] == qr.address("http://127.0.0.1:8000", rows[0]["token"])
    with offices.store.reading() as connection:
        found = records.slips_by_hash(connection, {slip_hash_of(offices.secret, row["token"]) for row in rows})
    assert len(found) == 20
    assert {slip.occasion for slip in found.values()} == {Occasion.MORE_PAPERS}
    assert len({slip.batch_id for slip in found.values()}) == 1
    ends = datetime.fromisoformat(rows[0]["expires"])
    assert timedelta(days=6, hours=23) < ends - now() <= timedelta(days=7)


def test_the_command_prints_sheets(offices: House, hailong: Callable[..., Result], tmp_path: Path):
    out = tmp_path / "slips.pdf"
    done = hailong("slips", "--desk", "DH-1", "--count", "15", "--out", out)
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")
    assert out.read_bytes().count(b"/Type /Page\n") in {0, 2}


def test_no_slip_is_good_when_its_file_cannot_be_written(
    offices: House, hailong: Callable[..., Result], tmp_path: Path
):
    done = hailong("slips", "--desk", "DH-1", "--count", "2", "--out", tmp_path / "none" / "slips.csv")
    assert done.exit_code != 0
    with offices.store.reading() as connection:
        assert records.count_slips(connection, before=now() + timedelta(days=99)) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--desk", "DH-1", "--count", "0", "--out", "x.csv"),
        ("--desk", "DH-1", "--count", "1", "--out", "x.txt"),
        ("--desk", "DH-1", "--count", "1", "--days", "2", "--out", "x.csv"),
        ("--desk", "DH-1", "--count", "1", "--occasion", "joke", "--out", "x.csv"),
    ],
)
def test_a_wrong_call_ends_with_two(offices: House, hailong: Callable[..., Result], words: tuple[str, ...]):
    assert hailong("slips", *words).exit_code == 2


def test_the_command_takes_slips_in(offices: House, hailong: Callable[..., Result], tmp_path: Path):
    path = tmp_path / "slips.csv"
    path.write_text(HEAD + "T-0001,,DH-1,,,\nT-0002,,DH-9,,,\n", encoding="utf-8")
    done = hailong("import", "slips", path)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "accepted": 1,
        "duplicate": 0,
        "refused": [{"line": 3, "reason": "There is no desk “DH-9”."}],
    }


def printed(tokens: list[str], base: str, **names: Any) -> list[PrintedSlip]:
    told = {"unit": "Phường Đông Hà", "desk": "Quầy 3 – Hộ tịch"} | names
    return [PrintedSlip(token=token, address=qr.address(base, token), expires_at=AT, **told) for token in tokens]


@pytest.mark.parametrize("language", SECOND_LANGUAGES)
def test_every_slip_of_a_sheet_is_read_back(connection: Connection, language: str):
    tokens = [each.token for each in some_slips(connection, A_PAGE + 1)]
    pages = slip_pages(printed(tokens, "https://danhgia.quangtri.gov.vn"), language=language, ppi=PPI)
    found = [sorted(each.text for each in seen(page)) for page in pages]
    wanted = [f"https://DANHGIA.QUANGTRI.GOV.VN/Q/{token}" for token in tokens]
    assert found == [sorted(wanted[:A_PAGE]), wanted[A_PAGE:]]


@pytest.mark.parametrize(
    "base", ["https://a.vn", "https://danhgia.quangtri.gov.vn/khao-sat", "http://127.0.0.1:8000"]
)
def test_the_code_of_a_slip_is_25_mm_wide_at_least_and_withstands_dirt(base: str):
    (page,) = slip_pages(printed(["ABCDEFGH2345K"], base), language="en", ppi=PPI)
    (code,) = seen(page)
    corners = code.position
    assert (corners.top_right.x - corners.top_left.x) / PPI * 25.4 > 24.7  # half a pixel on each side is lost
    assert code.ec_level == "Q"


@pytest.mark.parametrize("name", ["W" * 300, '#read("/etc/passwd")', "Ủy ban nhân dân " * 20, "漢 \u202e😀"])
def test_a_loud_name_stays_text_within_its_slip(name: str):
    slips = printed(["ABCDEFGH2345K"], "https://a.vn", unit=name, desk=name)
    pages = slip_pages(slips, language="en", ppi=PPI)
    assert len(pages) == 1
    assert len(seen(pages[0])) == 1
    with Image.open(io.BytesIO(pages[0])) as picture:
        below = picture.convert("L").crop(
            (int(12 / 25.4 * PPI), int(56 / 25.4 * PPI), picture.width // 2 - 9, int(88 / 25.4 * PPI))
        )
        assert below.getextrema() == (255, 255)


def seen(page: bytes) -> list[zxingcpp.Barcode]:
    with Image.open(io.BytesIO(page)) as picture:
        return list(zxingcpp.read_barcodes(picture.convert("L")))
