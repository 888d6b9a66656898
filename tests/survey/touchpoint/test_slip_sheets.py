"""Printed slips, read back as a camera sees them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import zxingcpp
from PIL import Image

from survey.touchpoint import qr
from survey.touchpoint.posters.slips import A_PAGE, PrintedSlip, slip_pages
from survey.touchpoint.posters.words import SECOND_LANGUAGES
from tests.helpers.builders import AT
from tests.survey.touchpoint.drawing import some_slips

if TYPE_CHECKING:
    from sqlalchemy import Connection

PPI = 110


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
