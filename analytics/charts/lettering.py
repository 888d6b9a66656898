"""Words in a chart: how wide they are at most, where they break, how they are written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.svg import element, writable

LINE = 1.5
"""Line height in font sizes: stacked Vietnamese diacritics need it."""
_BASELINE = 1.12
# Advance widths in font sizes of DejaVu Sans, the widest of the fonts that pages fall back to.
_WIDTHS = (
    ("iljI.,:;'|!", 0.36),
    (" ", 0.33),
    ('()[]{}ft/-·"r', 0.45),
    ("mw@W", 0.99),
    ("M%<>=+−", 0.92),
    ("ABCDEGHKNOQRUVXYZĐƠƯ", 0.79),
)
_WIDTH = {letter: width for letters, width in _WIDTHS for letter in letters}
_USUAL = 0.66
_FULL = 1.02
_BOLD = 1.12
_SUBJOINS = "\u17d2"
# Not at a no-break space: a number stays with its percent sign.
_BREAKS = re.compile("[ \t\r\n\u200b]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Size in user units, colour, weight and anchor of a piece of text."""

    size: float
    fill: str = palette.INK
    bold: bool = False
    anchor: str = "start"


LABEL = Pen(size=15)
STRONG = Pen(size=15, bold=True)
PLAIN = Pen(size=15, fill=palette.MUTED)
NOTE = Pen(size=13, fill=palette.MUTED)


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or letter > "\u2fff":
        return _FULL
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTH.get(letter) or _WIDTH.get(plain) or _USUAL


def measure(text: str, pen: Pen) -> float:
    """Tell how wide a line of text is at most, in user units."""
    return sum(map(_advance, text)) * pen.size * (_BOLD if pen.bold else 1.0)


def _clusters(word: str) -> list[str]:
    """Split a word into letters, each with its marks and subscript letters."""
    clusters: list[str] = []
    for letter in word:
        if clusters and (unicodedata.category(letter).startswith("M") or clusters[-1].endswith(_SUBJOINS)):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _pieces(word: str, pen: Pen, width: float) -> list[str]:
    """Cut a word that is longer than a line."""
    pieces = [""]
    for cluster in _clusters(word):
        if pieces[-1] and measure(pieces[-1] + cluster, pen) > width:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def wrap(text: str, pen: Pen, width: float) -> list[str]:
    """Break text into lines no wider than `width`; nothing is ever cut off."""
    lines: list[str] = []
    for word in filter(None, _BREAKS.split(writable(text))):
        if lines and measure(f"{lines[-1]} {word}", pen) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.extend(_pieces(word, pen, width))
    return lines


def height(lines: list[str], pen: Pen) -> float:
    """Tell how tall lines of text are."""
    return len(lines) * pen.size * LINE


def write(text: str, pen: Pen, *, x: float, baseline: float, halo: str | None = None) -> Markup:
    """Write one line of text, if wanted with a halo that keeps it legible over other marks."""
    return element(
        "text",
        text,
        x=x,
        y=baseline,
        font_size=pen.size,
        fill=pen.fill,
        font_weight="600" if pen.bold else None,
        text_anchor=None if pen.anchor == "start" else pen.anchor,
        stroke=halo,
        stroke_width=4 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def paragraph(lines: list[str], pen: Pen, *, x: float, top: float) -> Markup:
    """Write lines of text downwards from `top`."""
    return Markup("").join(
        write(text, pen, x=x, baseline=top + pen.size * (LINE * row + _BASELINE)) for row, text in enumerate(lines)
    )
