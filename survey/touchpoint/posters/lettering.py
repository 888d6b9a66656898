"""The letters posters can print, and names made ready for them."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

FONTS = Path(str(files(__package__))) / "fonts"

_MISSING = "?"
_BREAK = "\u200b"
# Longer than any word of the four languages; a line may then break inside it.
_LONGEST_WORD = 20
_PIECE = 10
_LONGEST_NUMBER = 12
# The last range of a character map is a mark of the end, not a character.
_END = 0xFFFF
# Khmer words are parted and joined by these, which have no picture of their own.
_JOINERS = "\u200b\u200c\u200d"


@cache
def fonts() -> typst.Fonts:
    """Give the fonts of this package and no others, so that a poster looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def letters() -> frozenset[str]:
    """Every character some font of this package has a picture for."""
    return frozenset().union(*(_letters_of(path.read_bytes()) for path in FONTS.glob("*-Regular.ttf")))


def _letters_of(font: bytes) -> frozenset[str]:
    """Read the character map of a TrueType font: its table `cmap`, the part for the basic plane, format 4."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4s4xL", font, 12 + 16 * number) for number in range(tables))
    start = dict(records)[b"cmap"]
    (parts,) = struct.unpack_from(">H", font, start + 2)
    offsets = (struct.unpack_from(">L", font, start + 8 + 8 * number)[0] for number in range(parts))
    table = next(start + each for each in offsets if font[start + each : start + each + 2] == b"\0\4")
    (doubled,) = struct.unpack_from(">H", font, table + 6)
    lasts = struct.unpack_from(f">{doubled // 2}H", font, table + 14)
    firsts = struct.unpack_from(f">{doubled // 2}H", font, table + 16 + doubled)
    ranges = zip(firsts, lasts, strict=True)
    return frozenset(chr(code) for first, last in ranges if last != _END for code in range(first, last + 1))


def missing(text: str) -> str:
    """Give the characters of a text no font here can print, each once."""
    return "".join(dict.fromkeys(letter for letter in _plain(text) if not _known(letter)))


def printable(text: str) -> str:
    """Give a text in one line with a question mark for each character no font here can print."""
    return "".join(letter if _known(letter) else _MISSING for letter in _plain(text))


def _plain(text: str) -> str:
    # Invisible marks (Cf) can turn the reading direction, so that a name shows another; line ends are blanks.
    kept = (
        letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter) != "Cf" or letter in _JOINERS
    )
    return " ".join("".join(kept).split())


def _known(letter: str) -> bool:
    # What has no picture as a whole is drawn from its parts: Ŏ from O and a breve.
    return letter in _JOINERS or letters().issuperset(letter) or letters().issuperset(_parts(letter))


def _parts(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)


def name(text: str) -> dict[str, object]:
    """Make the name of a unit or desk ready to be set; the number of a desk ("Quầy 3 – …") stands alone."""
    number, dash, purpose = printable(text).partition(" – ")
    if dash and len(number) <= _LONGEST_NUMBER and purpose:
        return {"number": _lines(number), "purpose": _lines(purpose)}
    return _lines(printable(text))


def _lines(text: str) -> dict[str, object]:
    """Give a text with its longest word, and again with the words of each part held together."""
    broken = re.sub(rf"[^\s{_BREAK}]{{{_LONGEST_WORD},}}", _chopped, text)
    parts = broken.split(" – ")
    whole = "\u00a0– ".join(part.replace(" ", "\u00a0") for part in parts)
    return {
        "text": broken,
        "longest": _longest(broken),
        "whole": whole,
        "longest_part": _longest(whole),
    }


def _chopped(word: re.Match[str]) -> str:
    return _BREAK.join(re.findall(f".{{1,{_PIECE}}}", word[0]))


def _longest(text: str) -> str:
    return max(re.split(f"[ {_BREAK}]", text), key=len)
