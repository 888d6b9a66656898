"""How a line beside the main one is drawn: dashed, thin, with open marks, none told by its colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.legend import SWATCH
from analytics.charts.svg import element, line, path, rect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Place = tuple[float, float]

_STROKES = (palette.MUTED, palette.WARM)
_DASHES = ("6 4", "2 3", "10 3 2 3")
_WIDE = 1.8


def dashes(places: Sequence[Place], number: int) -> Markup:
    """Join some places; `number` counts the lines beside the main one, twelve of which differ."""
    if len(places) < 2:  # noqa: PLR2004 - a line has two ends
        return Markup("")
    stroke = {"stroke": _stroke(number), "stroke_dasharray": _dash(number), "stroke_linejoin": "round"}
    return path(list(places), closed=False, fill="none", stroke_width=_WIDE, class_="chart-beside-line", **stroke)


def mark(place: Place, number: int, *told: Markup) -> Markup:
    """Draw the open mark of a line at a place, with what a pointer resting on it is told."""
    drawn = _MARKS[number % len(_MARKS)](place, Markup("").join(told), _stroke(number))
    return element("g", drawn, class_="chart-beside-point")


def swatch(number: int) -> Callable[[float, float], Markup]:
    """Draw the swatch of a line."""

    def draw(left: float, top: float) -> Markup:
        middle, right = top + SWATCH[1] / 2, left + SWATCH[0]
        stroke = {"stroke": _stroke(number), "stroke_dasharray": _dash(number)}
        joined = line((left, middle), (right, middle), stroke_width=_WIDE, **stroke)
        return joined + mark(((left + right) / 2, middle), number)

    return draw


def _stroke(number: int) -> str:
    return _STROKES[number % len(_STROKES)]


def _dash(number: int) -> str:
    return _DASHES[number % len(_DASHES)]


def _circle(place: Place, told: Markup, stroke: str) -> Markup:
    return element(
        "circle", told, cx=place[0], cy=place[1], r=3.4, fill=palette.PAPER, stroke=stroke, stroke_width=1.6
    )


def _square(place: Place, told: Markup, stroke: str) -> Markup:
    corner = {"x": place[0] - 3.2, "y": place[1] - 3.2}
    return element("g", told, rect(**corner, size=(6.4, 6.4), fill=palette.PAPER, stroke=stroke, stroke_width=1.6))


def _triangle(place: Place, told: Markup, stroke: str) -> Markup:
    x, y = place
    return _shape([(x, y - 4.2), (x + 4, y + 2.8), (x - 4, y + 2.8)], told, stroke)


def _diamond(place: Place, told: Markup, stroke: str) -> Markup:
    x, y = place
    return _shape([(x, y - 4.4), (x + 4.4, y), (x, y + 4.4), (x - 4.4, y)], told, stroke)


def _shape(corners: list[Place], told: Markup, stroke: str) -> Markup:
    drawn = path(corners, closed=True, fill=palette.PAPER, stroke=stroke, stroke_width=1.6)
    return element("g", told, drawn)


_MARKS = (_circle, _square, _triangle, _diamond)
