"""Slips as tables: taken in from elsewhere, and issued and printed by the command."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from survey.foundation.clock import now
from survey.foundation.tabular import open_table
from survey.touchpoint import qr, records
from survey.touchpoint.domain import Occasion
from survey.touchpoint.services import slip_hash_of
from survey.touchpoint.services.slip_import import import_slips
from tests.helpers.builders import AT, a_desk, a_person, a_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.foundation.doors import House

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
