from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from survey.touchpoint import qr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Playwright

ADDRESS = "https://DANHGIA.DONGHA.GOV.VN/Q/ABCD2345"
CAPTION = ("Quầy 3 – Hộ tịch & <chứng thực>", "UBND phường Đông Hà", ADDRESS)
SVG = "{http://www.w3.org/2000/svg}"


def decoded(picture: Image.Image) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(picture)]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def photographed(picture: Image.Image) -> Image.Image:
    # What a shaky hand sees: small, tilted, blurred, grey on grey.
    grey = (
        picture.convert("L")
        .resize((260, 260 * picture.height // picture.width))
        .point(lambda level: 60 + level // 2)
    )
    tilted = grey.rotate(11, expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    width, height = tilted.size
    # The phone is held from the left: the right edge is farther away, so it is shorter.
    corners = (0, 0, 0, height, width, height * 1.08, width, -height * 0.08)
    seen = tilted.transform((width, height), Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC)
    return seen.filter(ImageFilter.GaussianBlur(1.2))


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://danhgia.dongha.gov.vn", "https://DANHGIA.DONGHA.GOV.VN/Q/ABCD2345"),
        ("https://danhgia.dongha.gov.vn/", "https://DANHGIA.DONGHA.GOV.VN/Q/ABCD2345"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/Q/ABCD2345"),
        ("HTTPS://Dongha.VN", "https://DONGHA.VN/Q/ABCD2345"),
        ("https://dongha.gov.vn/Khao-sat/", "https://DONGHA.GOV.VN/Khao-sat/Q/ABCD2345"),
        ("https://đôngha.vn", "https://XN--NGHA-UQA7O.VN/Q/ABCD2345"),
    ],
)
def test_an_address_has_a_small_scheme_a_capital_host_and_keeps_the_path(base_url: str, expected: str) -> None:
    assert qr.address(base_url, "ABCD2345") == expected


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "dongha.gov.vn",
        "ftp://dongha.vn",
        "https://",
        "https://a.vn/?x=1",
        "https://a.vn/#x",
        "https://me@a.vn",
        "https://[",
        "https://a..vn",
    ],
)
def test_a_base_address_that_no_phone_could_open_is_refused(base_url: str) -> None:
    with pytest.raises(qr.UnusableBaseUrlError, match="HAILONG_BASE_URL"):
        qr.address(base_url, "ABCD2345")


def test_capitals_make_the_picture_smaller_and_the_small_scheme_costs_nothing() -> None:
    def modules(text: str) -> int:
        return int(ET.fromstring(qr.svg(text)).attrib["viewBox"].split()[2]) - 2 * qr.QUIET_ZONE  # noqa: S314 - our own

    assert modules(ADDRESS) == modules(ADDRESS.upper()) == 29
    assert modules(ADDRESS.lower()) == 33


@pytest.mark.parametrize("scale", [2, 3, 8, 32])
def test_a_png_is_read_back(scale: int) -> None:
    picture = opened(qr.png(ADDRESS, scale=scale))
    assert picture.size == (37 * scale, 37 * scale)
    assert decoded(picture) == [ADDRESS]


def test_a_png_is_strictly_valid_and_has_its_quiet_zone() -> None:
    data = qr.png(ADDRESS, scale=3)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "1")
        picture.verify()
    inverted = opened(data).point(lambda level: 255 - level)
    assert inverted.getbbox() == (12, 12, 99, 99)


def test_a_png_photographed_badly_is_read_back() -> None:
    assert decoded(photographed(opened(qr.png(ADDRESS, scale=8)))) == [ADDRESS]


def test_a_code_with_a_torn_corner_of_a_tenth_of_its_width_is_read_back() -> None:
    picture = opened(qr.png(ADDRESS, scale=8))
    # The lower right corner holds no finder pattern: level Q makes good what was there.
    picture.paste(255, (picture.width - 4 * 8 - 48, picture.height - 4 * 8 - 48, picture.width, picture.height))
    assert decoded(picture) == [ADDRESS]


def test_an_svg_is_one_path_with_a_title_and_its_caption_as_text() -> None:
    picture = ET.fromstring(qr.svg(ADDRESS, caption=CAPTION))  # noqa: S314 - our own picture
    assert len(picture.findall(f"{SVG}path")) == 1
    assert picture.findtext(f"{SVG}title") == " – ".join(CAPTION)
    shown = " ".join(each.text or "" for each in picture.findall(f"{SVG}text"))
    assert shown == " ".join(CAPTION)


def test_an_svg_without_caption_is_square_and_titled_with_its_address() -> None:
    picture = ET.fromstring(qr.svg(ADDRESS))  # noqa: S314 - our own picture
    assert picture.attrib["viewBox"] == "0 0 37 37"
    assert picture.findtext(f"{SVG}title") == ADDRESS
    assert picture.findall(f"{SVG}text") == []


def test_an_svg_has_no_script_no_style_and_nothing_from_outside() -> None:
    drawn = qr.svg(ADDRESS, caption=CAPTION)
    assert not [word for word in ("<script", "<style", "style=", "href", "url(") if word in drawn]


def test_the_terminal_picture_is_read_back() -> None:
    blocks = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    lines = qr.terminal(ADDRESS).splitlines()
    assert len({len(line) for line in lines}) == 1
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)))
    for top, line in enumerate(lines):
        for left, letter in enumerate(line):
            for half, level in enumerate(blocks[letter]):
                picture.putpixel((left, 2 * top + half), level)
    assert decoded(picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)) == [ADDRESS]


@pytest.fixture(scope="module")
def canvas(playwright: Playwright) -> Iterator[Page]:
    # The session's own: a second one cannot be started in a process where another test has it open.
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
    yield browser.new_page(viewport={"width": 800, "height": 1000})
    browser.close()


def rendered(canvas: Page, drawn: str) -> Image.Image:
    canvas.set_content(f'<!doctype html><title>QR</title><body style="margin:0">{drawn}')
    return opened(canvas.locator("svg").screenshot())


@pytest.mark.browser
@pytest.mark.parametrize(
    "text", [ADDRESS, "http://127.0.0.1:8000/Q/00000000", f"https://A.VN/{'duong-dan/' * 8}Q/ABCD2345"]
)
def test_an_svg_in_a_browser_is_read_back_even_when_photographed_badly(canvas: Page, text: str) -> None:
    picture = rendered(canvas, qr.svg(text, caption=("Quầy 1", text)))
    assert decoded(picture) == [text]
    assert decoded(photographed(picture.resize((370, 370 * picture.height // picture.width)))) == [text]


@pytest.mark.browser
def test_the_caption_stays_inside_the_picture_and_its_lines_apart(canvas: Page) -> None:
    long = (
        "Bộ phận Tiếp nhận và Trả kết quả giải quyết thủ tục hành chính ỄỂỆ",
        "UBND PHƯỜNG " + "Ỹ" * 40,
        ADDRESS * 2,
    )
    rendered(canvas, qr.svg(ADDRESS, caption=long))
    frame = canvas.locator("svg").bounding_box()
    lines = [each.bounding_box() for each in canvas.locator("svg text").all()]
    assert frame is not None
    boxes = [line for line in lines if line is not None]
    assert len(boxes) == len(lines) >= 5
    for box in boxes:
        assert frame["x"] <= box["x"] <= box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
