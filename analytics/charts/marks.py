"""Marks that tell what was found without colour: a dot, a diamond for what is out, a square for a pattern."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.charts import palette
from analytics.charts.legend import SWATCH
from analytics.charts.svg import element, line, path, rect

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup


class Shape(StrEnum):
    """What a mark says."""

    DOT = "dot"
    DIAMOND = "diamond"
    """Out of the limits."""
    SQUARE = "square"
    """Part of a pattern, or between two limits."""


def mark(shape: Shape, x: float, y: float, *inside: Markup) -> Markup:
    """Draw a mark centred on a place, with what a pointer resting on it is told inside."""
    if shape is Shape.DIAMOND:
        corners = [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]
        drawn = path(corners, closed=True, fill=palette.WARM, stroke=palette.PAPER, stroke_width=1.5)
    elif shape is Shape.SQUARE:
        drawn = rect(x=x - 4.5, y=y - 4.5, size=(9, 9), fill=palette.PAPER, stroke=palette.WARM, stroke_width=2.2)
    else:
        drawn = element("circle", cx=x, cy=y, r=4, fill=palette.DEEP, stroke=palette.PAPER, stroke_width=1.2)
    return element("g", *inside, drawn, class_=f"chart-point chart-{shape}")


def mark_swatch(shape: Shape) -> Callable[[float, float], Markup]:
    """Draw the swatch of a mark."""
    return lambda left, top: mark(shape, left + SWATCH[0] / 2, top + SWATCH[1] / 2)


def limit_swatch(dashes: str | None) -> Callable[[float, float], Markup]:
    """Draw the swatch of a limit."""

    def draw(left: float, top: float) -> Markup:
        middle = top + SWATCH[1] / 2
        return line((left, middle), (left + SWATCH[0], middle), **limit_stroke(dashes))

    return draw


def limit_stroke(dashes: str | None) -> dict[str, str | float | None]:
    """Give the look of a limit: grey, thin, dashed where there is more than one pair."""
    return {"stroke": palette.OUTLINE, "stroke_width": 1.6, "stroke_dasharray": dashes, "class_": "chart-limit"}


def centre_stroke() -> dict[str, str | float | None]:
    """Give the look of a centre line."""
    return {"stroke": palette.MUTED, "stroke_width": 1.4, "class_": "chart-centre"}


def centre_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of a centre line."""
    middle = top + SWATCH[1] / 2
    return line((left, middle), (left + SWATCH[0], middle), **centre_stroke())


def shade_swatch(left: float, top: float) -> Markup:
    """Draw the swatch of a shaded stretch."""
    return rect(
        x=left + 0.5, y=top + 0.5, size=(SWATCH[0] - 1, SWATCH[1] - 1), fill=palette.TRACK, stroke=palette.GRID
    )
