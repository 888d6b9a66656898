"""Legends: swatches with their words, flowing over as many lines as the width asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.charts import palette
from analytics.charts.lettering import LINE, Pen, measure, paragraph, wrap
from analytics.charts.svg import element, group, line, rect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markupsafe import Markup

SWATCH = (22.0, 13.0)
"""Width and height of the place of a swatch, in user units."""
_PEN = Pen(size=13, fill=palette.INK)
_AFTER = 7.0
_BETWEEN = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing the chart draws: its words, and how to draw it at a place (left, top)."""

    words: str
    swatch: Callable[[float, float], Markup]


def legend(entries: Iterable[Entry], *, width: float, top: float) -> tuple[Markup, float]:
    """Write a legend from `top`; give it with its bottom."""
    marks: list[Markup] = []
    left, row = 0.0, _PEN.size * LINE
    for entry in entries:
        text_left = SWATCH[0] + _AFTER
        lines = wrap(entry.words, _PEN, width - text_left)
        wide = text_left + max((measure(each, _PEN) for each in lines), default=0.0)
        if left and left + wide > width:
            left, top, row = 0.0, top + row, _PEN.size * LINE
        swatch = entry.swatch(left, top + (_PEN.size * LINE - SWATCH[1]) / 2)
        marks += [swatch, paragraph(lines, _PEN, x=left + text_left, top=top)]
        row = max(row, len(lines) * _PEN.size * LINE)
        left += wide + _BETWEEN
    return group(*marks, class_="chart-legend"), top + (row if marks else 0.0)


def cross(x: float, y: float) -> Markup:
    """Draw the sign of a step that cannot be judged, centred on a place."""
    strokes = [line((x - 3.5, y - 3.5), (x + 3.5, y + 3.5)), line((x - 3.5, y + 3.5), (x + 3.5, y - 3.5))]
    return group(*strokes, stroke=palette.OUTLINE, stroke_width=1.6, class_="chart-missing")


def line_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of a line through points."""
    middle, right = top + SWATCH[1] / 2, left + SWATCH[0]
    dot = element("circle", cx=(left + right) / 2, cy=middle, r=3.6, fill=palette.DEEP)
    return line((left, middle), (right, middle), stroke=palette.DEEP, stroke_width=2.4) + dot


def band_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of an interval drawn as a band."""
    size = (SWATCH[0] - 1, SWATCH[1] - 1)
    return rect(x=left + 0.5, y=top + 0.5, size=size, fill=palette.BAND, stroke=palette.LEVELS[3].fill)


def dash_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of a reference line."""
    middle = top + SWATCH[1] / 2
    stroke = {"stroke": palette.WARM, "stroke_dasharray": "7 4"}
    return line((left, middle), (left + SWATCH[0], middle), stroke_width=1.8, **stroke)


def cross_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of a step that cannot be judged."""
    return cross(left + SWATCH[0] / 2, top + SWATCH[1] / 2)
