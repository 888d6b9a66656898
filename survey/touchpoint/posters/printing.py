"""Posters: names go in as data, a PDF/A-2b or pictures of the pages come out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import typst

from survey.foundation.codes import grouped
from survey.foundation.errors import Refusal
from survey.touchpoint import qr
from survey.touchpoint.posters import lettering, typesetting
from survey.touchpoint.posters.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

_TITLE = "Mã QR đánh giá sự phục vụ"
_EMBLEM_LIMIT = 1_000_000
_EMBLEM_KINDS = (".svg", ".png")


class Layout(StrEnum):
    """The paper: a wall poster, a smaller one, a folded desk tent, a sheet of stickers."""

    A4 = "a4"
    A5 = "a5"
    TENT = "tent"
    STICKER = "sticker"


_FILES = {
    Layout.A4: "poster.typ",
    Layout.A5: "poster.typ",
    Layout.TENT: "tent.typ",
    Layout.STICKER: "sticker.typ",
}


class UnusableEmblemError(Refusal):
    """The picture for the emblem cannot be printed; details: the file, the reason."""

    message = "The emblem %(file)s cannot be printed: %(reason)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """One code to print and the names of its place; without a desk it is the unit's."""

    unit: str
    desk: str | None
    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How posters look: the paper, the language below the Vietnamese, the picture in the place of the emblem."""

    layout: Layout = Layout.A4
    language: str = "en"
    emblem: Path | None = None


def _silent() -> None:
    pass


def pdf(
    posters: Sequence[Poster], design: Design, *, at: datetime, progress: Callable[[], None] = _silent
) -> bytes:
    """Set posters, all of one service, as one PDF/A-2b dated `at`; `progress` hears of each of them.

    The same posters give the same bytes, on every machine.
    """
    return typesetting.pdf(_FILES[design.layout], _data(posters, design, progress), at=at)


def pages(posters: Sequence[Poster], design: Design, *, ppi: float) -> list[bytes]:
    """Set posters as one PNG a page, `ppi` pixels to the inch, to look at before printing."""
    return typesetting.pages(_FILES[design.layout], _data(posters, design, _silent), ppi=ppi)


def _data(posters: Sequence[Poster], design: Design, progress: Callable[[], None]) -> dict[str, object]:
    return {
        "layout": design.layout.value,
        "title": _TITLE,
        "words": words(design.language),
        "emblem": _emblem(design.emblem) if design.emblem else None,
        "site": lettering.printable(qr.site(posters[0].address)),
        "posters": [_set(each, progress) for each in posters],
    }


def _set(poster: Poster, progress: Callable[[], None]) -> dict[str, object]:
    drawn: dict[str, object] = {
        "unit": lettering.name(poster.unit),
        "desk": lettering.name(poster.desk) if poster.desk else None,
        "code": grouped(poster.code),
        "address": poster.address,
        "svg": qr.svg(poster.address),
    }
    progress()
    return drawn


def _emblem(path: Path) -> dict[str, object]:
    try:
        picture = path.read_bytes()
    except OSError as error:
        raise UnusableEmblemError(file=path, reason=error.strerror or str(error)) from error
    kind = path.suffix.lower()
    if kind not in _EMBLEM_KINDS:
        raise UnusableEmblemError(file=path, reason="it must be .svg or .png")
    if len(picture) > _EMBLEM_LIMIT:
        raise UnusableEmblemError(file=path, reason=f"it is larger than {_EMBLEM_LIMIT // 1000} kB")
    emblem: dict[str, object] = {"format": kind.removeprefix("."), "bytes": list(picture)}
    _try(path, emblem)
    return emblem


def _try(path: Path, emblem: dict[str, object]) -> None:
    """Print the emblem alone, so that what is wrong with it is not taken for a fault of the posters."""
    page = b"#let data = json(bytes(sys.inputs.data))\n#image(bytes(data.bytes), format: data.format)"
    inputs = {"data": json.dumps(emblem)}
    try:
        typst.Compiler(page, font_paths=lettering.fonts(), sys_inputs=inputs).compile(
            format="pdf", pdf_standards=typesetting.STANDARD
        )
    except typst.TypstError as error:
        raise UnusableEmblemError(file=path, reason=error.message) from error
