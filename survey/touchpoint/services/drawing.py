"""Drawing codes: a picture of one, posters of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.errors import NotFoundError, Refusal
from survey.touchpoint import qr
from survey.touchpoint.posters import printing
from survey.touchpoint.posters.lettering import missing
from survey.touchpoint.posters.printing import Poster

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from survey.touchpoint.posters.printing import Design
    from survey.touchpoint.services.finding import Placed

_PNG_SCALE = 32
"""Pixels to a module: a code of 37 modules is then 100 mm wide at 300 dots to the inch."""


class PictureKindError(Refusal):
    """A picture of this kind cannot be drawn; details: the file's suffix."""

    message = "Codes are drawn as .svg or .png and posters as .pdf, not “%(suffix)s”."


class NothingToPrintError(NotFoundError):
    """No code in force was found for the posters."""

    message = "There is no code in force to print."


def check_picture_kind(suffix: str) -> None:
    """Refuse a file suffix neither a picture nor posters can be drawn for."""
    if suffix not in PICTURE_KINDS and suffix != POSTER_KIND:
        raise PictureKindError(suffix=suffix)


def picture(row: Placed, suffix: str) -> bytes:
    """Draw the code of a place for a file of this suffix: .svg with the place written below, .png bare."""
    if suffix not in PICTURE_KINDS:
        raise PictureKindError(suffix=suffix)
    if suffix == ".png":
        return qr.png(row.address, scale=_PNG_SCALE)
    caption = [name for name in (row.desk_name, row.unit_name, row.address) if name]
    return qr.svg(row.address, caption=caption).encode()


PICTURE_KINDS: Collection[str] = (".svg", ".png")
POSTER_KIND = ".pdf"


def poster(row: Placed) -> Poster:
    """Give what a poster says about a place."""
    return Poster(unit=row.unit_name, desk=row.desk_name, code=row.touchpoint.code, address=row.address)


def posters(
    rows: Collection[Placed], design: Design, *, copies: int = 1, progress: Callable[[], None] = lambda: None
) -> bytes:
    """Set the posters of places as one PDF, dated by the newest code; `progress` hears of each poster."""
    if not rows:
        raise NothingToPrintError
    newest = max(row.touchpoint.issued_at for row in rows)
    wanted = [poster(row) for row in rows for _ in range(copies)]
    return printing.pdf(wanted, design, at=newest, progress=progress)


def unprintable(rows: Iterable[Placed]) -> dict[str, str]:
    """Give by code the characters of a place's names that no font of the posters has."""
    found = {row.touchpoint.code: missing(f"{row.unit_name} {row.desk_name or ''}") for row in rows}
    return {code: letters for code, letters in found.items() if letters}
