from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import typst
import zxingcpp
from PIL import Image

from survey.touchpoint import qr
from survey.touchpoint.posters import lettering, words
from survey.touchpoint.posters.printing import Design, Layout, Poster, UnusableEmblemError, pages, pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
BASE = "https://danhgia.quangtri.gov.vn"
PPI = 60
EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#f00"/></svg>'
LEAST_MM = {Layout.A4: 100, Layout.A5: 70, Layout.TENT: 40, Layout.STICKER: 40}
LAYOUTS = pytest.mark.parametrize("layout", list(Layout))


def a_poster(
    desk: str | None = "Quầy 3 – Hộ tịch",
    *,
    unit: str = "Ủy ban nhân dân phường Đông Hà",
    code: str = "ABCD2345",
    base_url: str = BASE,
) -> Poster:
    return Poster(unit=unit, desk=desk, code=code, address=qr.address(base_url, code))


def seen(page: bytes) -> list[zxingcpp.Barcode]:
    with Image.open(io.BytesIO(page)) as picture:
        return list(zxingcpp.read_barcodes(picture.convert("L")))


def read(page: bytes) -> list[str]:
    return sorted(each.text for each in seen(page))


def printed(posters: Sequence[Poster], layout: Layout, language: str = "en") -> list[bytes]:
    return pages(posters, Design(layout=layout, language=language), ppi=PPI)


def inked(page: bytes, box: tuple[float, float, float, float]) -> bool:
    """Say whether anything is printed in a box given in millimetres: left, top, right, bottom."""
    with Image.open(io.BytesIO(page)) as picture:
        left, top, right, bottom = (round(each / 25.4 * PPI) for each in box)
        return min(picture.convert("L").crop((left, top, right, bottom)).tobytes()) < 255


LOUD = [
    a_poster(
        '"; #panic("x") \\ // /* @ref `raw` $x$ *b* _i_ <script>alert(1)</script>', unit='#read("/etc/passwd")'
    ),
    a_poster("W" * 300, unit="U" * 300),
    a_poster("Bộ phận tiếp nhận hồ sơ " * 12, unit="Ủy ban " * 42),
    a_poster("Quầy 1 – 😀 \u202eđảo\u202c 漢 ។ Ŏ", unit="Ỗ Ẳ ỆỤ\u0000\n\tg"),
    a_poster(None, unit="ỦY BAN NHÂN DÂN PHƯỜNG ĐẶC BIỆT"),
    a_poster("–", unit=" – "),
]


@LAYOUTS
@pytest.mark.parametrize("language", words.SECOND_LANGUAGES)
def test_every_page_is_read_back_in_every_language(layout: Layout, language: str) -> None:
    found = printed([a_poster(), a_poster(None, code="ABCD2346")], layout, language)
    addresses = [f"https://DANHGIA.QUANGTRI.GOV.VN/Q/ABCD234{last}" for last in (5, 6)]
    if layout is Layout.STICKER:
        assert [read(page) for page in found] == [addresses]
    else:
        faces = 2 if layout is Layout.TENT else 1
        assert [read(page) for page in found] == [[address] * faces for address in addresses]


@LAYOUTS
def test_loud_names_stay_text_and_keep_clear_of_the_code(layout: Layout) -> None:
    found = printed(LOUD, layout, "km")
    assert len(found) == (1 if layout is Layout.STICKER else len(LOUD))
    codes = [each for page in found for each in read(page)]
    assert len(codes) == len(LOUD) * (2 if layout is Layout.TENT else 1)
    assert set(codes) == {LOUD[0].address}
    # PDF/A refuses a letter without a picture.
    assert pdf(LOUD, Design(layout=layout), at=AT).startswith(b"%PDF-1.7")


@LAYOUTS
@pytest.mark.parametrize("base_url", ["https://a.vn", BASE, f"https://a.vn/{'duong-dan/' * 8}"])
def test_a_code_is_as_large_as_its_distance_asks_and_its_modules_as_a_printer_needs(
    layout: Layout, base_url: str
) -> None:
    poster = a_poster(base_url=base_url)
    (page,) = pages([poster], Design(layout=layout), ppi=150)
    corners = seen(page)[0].position
    pixels = abs(corners.top_right.x - corners.top_left.x) + 1
    size = pixels / 150 * 25.4
    assert size >= LEAST_MM[layout] - 0.2
    modules = qr.svg(poster.address).partition('viewBox="0 0 ')[2].split()[0]
    dots = size / 25.4 * 300 / (int(modules) - 2 * qr.QUIET_ZONE)
    assert dots >= 4


def test_stickers_fill_the_sheet_before_the_next_one() -> None:
    posters = [a_poster(code=f"ABCD23{number:02}") for number in range(7)]
    first, second = printed(posters, Layout.STICKER)
    assert read(first) == [each.address for each in posters[:6]]
    assert read(second) == [posters[6].address]


def test_the_far_face_of_a_tent_is_upside_down() -> None:
    (page,) = printed([a_poster()], Layout.TENT)
    far, near = sorted(seen(page), key=lambda each: each.position.top_left.y)
    assert (abs(far.orientation), near.orientation) == (180, 0)
    # Turned about the middle of the sheet, one lies on the other.
    middle = (297 / 25.4 * PPI) / 2
    assert abs(far.position.top_left.y + near.position.top_left.y - 2 * middle) <= 2


def test_the_place_of_the_emblem_is_blank_until_the_office_gives_a_picture(tmp_path: Path) -> None:
    place = (13.0, 10.0, 34.0, 31.0)
    (blank,) = printed([a_poster()], Layout.A4)
    assert not inked(blank, place)
    for name, picture in (("emblem.svg", EMBLEM.encode()), ("emblem.PNG", qr.png("x", scale=4))):
        path = tmp_path / name
        path.write_bytes(picture)
        design = Design(emblem=path)
        assert inked(pages([a_poster()], design, ppi=PPI)[0], place)
        assert pdf([a_poster()], design, at=AT).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("emblem.svg", b"<html>", "SVG"),
        ("emblem.png", b"\x89PNG but not quite", "cannot be printed"),
        ("emblem.gif", b"GIF89a", r"\.svg or \.png"),
        ("emblem.png", bytes(1_000_001), "larger than 1000 kB"),
        ("emblem.svg", None, "No such file"),
    ],
)
def test_an_emblem_that_cannot_be_printed_is_refused(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableEmblemError, match=reason):
        pdf([a_poster()], Design(emblem=path), at=AT)


def test_the_same_posters_give_the_same_bytes_and_another_day_others() -> None:
    posters = [a_poster(), a_poster(None)]
    first = pdf(posters, Design(), at=AT)
    assert first == pdf(posters, Design(), at=AT)
    assert first != pdf(posters, Design(), at=AT + timedelta(days=1))


def test_posters_are_archival_pdf_with_the_name_as_text() -> None:
    drawn = pdf([a_poster()], Design(), at=AT)
    assert b"<pdfaid:part>2</pdfaid:part>" in drawn
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in drawn


def test_forty_posters_are_set_while_the_progress_is_told() -> None:
    posters = [a_poster(f"Quầy {number}", code=f"AB{number:06}") for number in range(40)]
    told: list[int] = []
    drawn = pdf(posters, Design(), at=AT, progress=lambda: told.append(1))
    assert len(told) == 40
    assert len(drawn) < 40 * 25_000


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(words.UnknownPosterLanguageError, match="“fr”, only in: en, km, zh, none"):
        pdf([a_poster()], Design(language="fr"), at=AT)


def test_every_language_says_the_same_things_in_letters_the_posters_have() -> None:
    spoken = {each["language"]: each for language in words.SECOND_LANGUAGES for each in words.words(language)}
    assert set(spoken) == {"vi", "en", "km", "zh"}
    for language, texts in spoken.items():
        assert set(texts) == set(spoken["vi"])
        assert len(texts["privacy"]) == 2
        said = "".join(each if isinstance(each, str) else "".join(each) for each in texts.values())
        assert lettering.missing(said) == "", language
    assert [words.is_draft(each) for each in words.SECOND_LANGUAGES] == [False, True, True, False]


def test_every_letter_counted_as_printable_is_printable() -> None:
    shown = "".join(sorted(each for each in lettering.letters() if each.isprintable() and not each.isspace()))
    assert {"Ễ", "ợ", "ក", "្", "您"} <= set(shown)
    families = '("Be Vietnam Pro", "Noto Sans Khmer", "Noto Sans SC")'
    page = f"#set text(font: {families}, fallback: false)\n#sys.inputs.shown.clusters().join(sym.zws)"
    compiler = typst.Compiler(page.encode(), font_paths=lettering.fonts(), sys_inputs={"shown": shown})
    assert compiler.compile(format="pdf", pdf_standards=["a-2b"]) is not None


def test_khmer_letters_below_others_are_joined() -> None:
    def width(text: str) -> int:
        page = (
            b"#set page(width: auto, height: auto, margin: 2pt)\n#set text(font: "
            b'"Noto Sans Khmer", size: 40pt, lang: "km")\n#sys.inputs.shown'
        )
        compiler = typst.Compiler(page, font_paths=lettering.fonts(), sys_inputs={"shown": text})
        drawn = compiler.compile(format="png", ppi=72)
        assert isinstance(drawn, bytes)
        with Image.open(io.BytesIO(drawn)) as picture:
            return picture.width

    # ខ with ម below is hardly wider than ខ alone; unshaped it would be ខ, a sign and ម side by side.
    assert width("ខ្ម") < width("ខ") + width("ម") / 2


@pytest.mark.parametrize(
    ("typed", "number", "purpose"),
    [
        ("Quầy 3 – Hộ tịch – Chứng thực", "Quầy 3", "Hộ tịch – Chứng thực"),
        ("Bộ phận Một cửa – Quầy 3", None, None),
        ("Quầy 3", None, None),
        ("Quầy 3 – ", None, None),
    ],
)
def test_the_number_of_a_desk_stands_alone(typed: str, number: str | None, purpose: str | None) -> None:
    found = lettering.name(typed)
    parts = [found[key]["text"] if key in found else None for key in ("number", "purpose")]  # type: ignore[index]
    assert parts == [number, purpose]


def test_what_cannot_be_printed_is_told_and_marked() -> None:
    assert lettering.missing("Quầy 😀 漢漢 Ŏ ខ្មែរ") == "😀漢"
    assert lettering.printable(" Quầy\n😀\u202e 1 ") == "Quầy ? 1"


@pytest.mark.parametrize(
    ("base_url", "typed"),
    [
        (BASE, "danhgia.quangtri.gov.vn"),
        ("https://dongha.gov.vn/Khao-sat/", "dongha.gov.vn/Khao-sat"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://đôngha.vn", "đôngha.vn"),
    ],
)
def test_the_address_to_type_is_short(base_url: str, typed: str) -> None:
    assert qr.site(qr.address(base_url, "ABCD2345")) == typed
