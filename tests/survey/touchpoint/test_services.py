from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from survey.foundation.codes import MistypedCodeError, check_letter, grouped
from survey.organisation.domain import DeskEntry, Version
from survey.organisation.records import keep_desks, keep_units, keep_versions
from survey.touchpoint import records, services
from survey.touchpoint.posters.printing import Design
from survey.touchpoint.services import drawing

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
BASE = "https://danhgia.vn"


def dice(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - a test must throw the same twice


def a_version(code: str, name: str, *, parent: str = "", valid_to: date | None = None) -> Version:
    return Version(
        code=code,
        name=name,
        short_name="",
        parent=parent,
        address="",
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
    )


def a_desk(code: str, unit: str, name: str) -> DeskEntry:
    return DeskEntry(line=1, code=code, unit=unit, name=name, field="", opens=None, closes=None, days=frozenset())


@pytest.fixture
def offices(connection: Connection) -> Connection:
    keep_units(connection, dict.fromkeys(("TINH", "DH", "AL"), ""))
    keep_versions(
        connection,
        [
            a_version("TINH", "Tỉnh Quảng Trị"),
            a_version("DH", "Phường Đông Hà", parent="TINH"),
            a_version("AL", "Phường Ái Tử", parent="TINH"),
        ],
    )
    keep_desks(connection, [a_desk("DH-2", "DH", "Quầy 2"), a_desk("DH-1", "DH", "Quầy 1")])
    records.issue_missing(connection, at=AT, random=dice())
    return connection


def code_of(connection: Connection, place: str) -> str:
    rows = services.placed(connection, records.listed(connection), base_url=BASE, day=DAY)
    return next(row.touchpoint.code for row in rows if row.place == place and row.touchpoint.active)


def test_places_are_named_and_stand_in_vietnamese_order(offices: Connection) -> None:
    rows = services.placed(offices, records.listed(offices), base_url=BASE, day=DAY)
    assert [row.place for row in rows] == [
        "Phường Ái Tử",
        "Phường Đông Hà",
        "Quầy 1 – Phường Đông Hà",
        "Quầy 2 – Phường Đông Hà",
        "Tỉnh Quảng Trị",
    ]
    assert [(row.unit_code, row.desk_code) for row in rows[1:3]] == [("DH", None), ("DH", "DH-1")]
    assert {row.address for row in rows} == {f"https://DANHGIA.VN/Q/{row.touchpoint.code}" for row in rows}


def test_the_codes_of_a_unit_include_those_of_the_units_below(offices: Connection) -> None:
    assert len(services.of_unit(offices, "DH", day=DAY)) == 3
    assert len(services.of_unit(offices, "TINH", day=DAY)) == 5
    assert len(services.of_unit(offices, None, day=DAY)) == 5


def test_a_unit_nobody_knows_is_refused(offices: Connection) -> None:
    with pytest.raises(services.UnknownUnitError, match="There is no unit XYZ"):
        services.of_unit(offices, "XYZ", day=DAY)


def test_an_abolished_unit_is_listed_by_its_code(offices: Connection) -> None:
    keep_versions(offices, [a_version("AL", "Phường Ái Tử", parent="TINH", valid_to=date(2026, 6, 30))])
    rows = services.placed(offices, records.listed(offices), base_url=BASE, day=DAY)
    assert "AL" in {row.place for row in rows}


def test_a_code_read_aloud_and_typed_in_fours_is_found(offices: Connection) -> None:
    code = code_of(offices, "Quầy 1 – Phường Đông Hà")
    assert services.find(offices, f" {grouped(code).lower()} ").code == code


def test_a_mistyped_code_and_one_never_issued_are_told_apart(offices: Connection) -> None:
    with pytest.raises(MistypedCodeError):
        services.find(offices, "0000001")
    body = "ZZZZZZZ"
    with pytest.raises(services.UnknownCodeError, match="No desk or office uses the code “ZZZZZZZ"):
        services.find(offices, body + check_letter(body))


def test_a_revoked_code_is_refused_with_its_name(offices: Connection) -> None:
    code = code_of(offices, "Tỉnh Quảng Trị")
    assert services.revoke(offices, code, at=AT).code == code
    refused = pytest.raises(services.RevokedCodeError, match=f"The code “{code}” is no longer used")
    with refused:
        services.revoke(offices, code, at=AT)
    with refused:
        services.replace(offices, code, at=AT, random=dice(2))
    with refused:
        services.find_in_force(offices, code)
    assert not services.find(offices, code).active


def test_a_replaced_code_is_listed_after_the_new_one(offices: Connection) -> None:
    old = code_of(offices, "Phường Ái Tử")
    new = services.replace(offices, old, at=AT, random=dice(2))
    rows = services.placed(offices, records.listed(offices), base_url=BASE, day=DAY)
    assert [row.touchpoint.code for row in rows[:2]] == [new.code, old]


def test_a_picture_says_which_desk_of_which_unit_it_is(offices: Connection) -> None:
    found = services.find(offices, code_of(offices, "Quầy 1 – Phường Đông Hà"))
    (row,) = services.placed(offices, [found], base_url=BASE, day=DAY)
    drawn = ET.fromstring(drawing.picture(row, ".svg"))  # noqa: S314 - our own picture
    assert drawn.findtext("{http://www.w3.org/2000/svg}title") == f"Quầy 1 – Phường Đông Hà – {row.address}"
    assert drawing.picture(row, ".png").startswith(b"\x89PNG")


@pytest.mark.parametrize("suffix", [".jpg", ""])
def test_a_picture_of_another_kind_is_refused(suffix: str) -> None:
    with pytest.raises(drawing.PictureKindError, match=r"\.svg or \.png"):
        drawing.check_picture_kind(suffix)


def test_no_code_makes_no_empty_poster() -> None:
    with pytest.raises(drawing.NothingToPrintError, match="no code in force"):
        drawing.posters([], Design())


def test_a_poster_names_desk_and_unit_and_letters_it_cannot_print_are_told(offices: Connection) -> None:
    rows = services.placed(offices, records.listed(offices), base_url=BASE, day=DAY)
    assert drawing.unprintable(rows) == {}
    (odd,) = (replace(row, desk_name="Quầy 😀") for row in rows if row.place == "Quầy 1 – Phường Đông Hà")
    assert drawing.unprintable([odd]) == {odd.touchpoint.code: "😀"}
    said = drawing.poster(odd)
    assert (said.unit, said.desk, said.address) == ("Phường Đông Hà", "Quầy 😀", odd.address)
