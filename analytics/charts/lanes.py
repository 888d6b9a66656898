"""Rows of a chart: label, marks and numbers, side by side on a desk and one above the other on a phone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.lettering import (
    LABEL,
    LINE,
    NOTE,
    PLAIN,
    STRONG,
    Pen,
    height,
    measure,
    paragraph,
    wrap,
    write,
)
from analytics.charts.svg import Frame, line, rect

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.charts.scale import Scale

GAP = 18.0
"""Between two rows, in user units."""
_BETWEEN = 16.0
_EDGE = 22.0
AXIS = NOTE.size * LINE + 6
"""Height of the tick labels, in user units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a row says: its label, its number (or why there is none) and a note."""

    label: str
    number: str
    note: str
    judged: bool
    """False: `number` says why there is no number, and is written more quietly."""
    chosen: bool = False
    """The row this page is about; its label is bold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where labels, marks and numbers stand across the width of a frame."""

    roomy: bool
    label: float
    start: float
    end: float
    width: float

    @property
    def number(self) -> tuple[float, float]:
        """Start and width of the column of numbers when it stands beside the marks."""
        start = self.end + _EDGE
        return start, self.width - start


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row laid out: what is written already, and the strip left for the marks."""

    written: Markup
    top: float
    """Of the whole row."""
    marks: float
    """Top of the strip for the marks."""
    bottom: float


def columns(frame: Frame) -> Columns:
    """Divide the width of a frame; the half of a tick label fits beyond both ends of the marks."""
    if not frame.roomy:
        return Columns(roomy=False, label=frame.inner, start=_EDGE, end=frame.inner - _EDGE, width=frame.inner)
    label = frame.inner * 0.30
    end = frame.inner * 0.71
    return Columns(roomy=True, label=label, start=label + _EDGE, end=end, width=frame.inner)


def _pens(words: Words) -> tuple[Pen, Pen]:
    return (STRONG if words.chosen else LABEL), (STRONG if words.judged else PLAIN)


def _beside(words: Words, cut: Columns, *, top: float, strip: float) -> Lane:
    label_pen, number_pen = _pens(words)
    start, width = cut.number
    label = wrap(words.label, label_pen, cut.label)
    number, note = wrap(words.number, number_pen, width), wrap(words.note, NOTE, width)
    texts = height(number, number_pen) + height(note, NOTE)
    tall = max(strip, texts, height(label, label_pen))
    middle = top + tall / 2
    written = (
        paragraph(label, label_pen, x=0, top=middle - height(label, label_pen) / 2)
        + paragraph(number, number_pen, x=start, top=middle - texts / 2)
        + paragraph(note, NOTE, x=start, top=middle - texts / 2 + height(number, number_pen))
    )
    return Lane(written=written, top=top, marks=middle - strip / 2, bottom=top + tall)


def _above(words: Words, cut: Columns, *, top: float, strip: float) -> Lane:
    label_pen, number_pen = _pens(words)
    label = wrap(words.label, label_pen, cut.width)
    number, note = wrap(words.number, number_pen, cut.width), wrap(words.note, NOTE, cut.width)
    below = top + height(label, label_pen)
    written = paragraph(label, label_pen, x=0, top=top) + paragraph(number, number_pen, x=0, top=below)
    side = measure(words.number, number_pen) + _BETWEEN + measure(words.note, NOTE) <= cut.width
    if side and number:
        baseline = below + number_pen.size * 1.12
        written += write(words.note, replace(NOTE, anchor="end"), x=cut.width, baseline=baseline)
        note = []
    below += height(number, number_pen)
    written += paragraph(note, NOTE, x=0, top=below)
    below += height(note, NOTE) + 4
    return Lane(written=written, top=top, marks=below, bottom=below + strip)


def lane(words: Words, cut: Columns, *, top: float, strip: float) -> Lane:
    """Lay out one row whose marks are `strip` tall."""
    return (_beside if cut.roomy else _above)(words, cut, top=top, strip=strip)


def tick_labels(scale: Scale, percent: Callable[[float, int], str], *, top: float) -> Markup:
    """Write the ticks of a horizontal scale; only its two ends where there is no room for all."""
    pen = replace(NOTE, anchor="middle")
    ticks = scale.ticks
    widest = max(measure(percent(tick, 0), pen) for tick in ticks)
    if widest > abs(scale.end - scale.start) / (len(ticks) - 1):
        ticks = (ticks[0], ticks[-1])
    return Markup("").join(
        write(percent(tick, 0), pen, x=scale.at(tick), baseline=top + pen.size * 1.12) for tick in ticks
    )


def grid(scale: Scale, *, top: float, bottom: float) -> Markup:
    """Draw the ticks of a horizontal scale as thin upright lines."""
    return Markup("").join(
        line((x, top), (x, bottom), stroke=palette.GRID, stroke_width=1, class_="chart-grid")
        for x in map(scale.at, scale.ticks)
    )


def missing(scale: Scale, *, top: float, strip: float) -> Markup:
    """Draw the empty, dashed strip of a row that cannot be judged."""
    return rect(
        x=scale.start + 0.5,
        y=top + 0.5,
        size=(scale.end - scale.start - 1, strip - 1),
        fill=palette.PAPER,
        stroke=palette.OUTLINE,
        stroke_dasharray="3 4",
        class_="chart-missing",
    )


def nothing(frame: Frame, words: str, *, top: float = 0.0) -> tuple[Markup, float]:
    """Write what stands in the place of marks when there are none; give it with its bottom."""
    lines = wrap(words, PLAIN, frame.inner)
    return paragraph(lines, PLAIN, x=0, top=top), max(1.0, top + height(lines, PLAIN))
