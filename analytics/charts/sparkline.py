"""A trend the size of a word, for table cells and headlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.charts import palette
from analytics.charts.scale import Scale
from analytics.charts.svg import Frame, document, element, line, path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

_TALL = 32.0
_MARGIN = 4.0


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Split values at their gaps into stretches of (position, value)."""
    stretches: list[list[tuple[int, float]]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((position, value))
    return [stretch for stretch in stretches if stretch]


def sparkline(values: Sequence[float | None], *, frame: Frame, floor: float = 0.0, ceiling: float = 1.0) -> Markup:
    """Draw shares in order between `floor` and `ceiling`, gaps left open, the last known one as a warm dot."""
    scale = Scale(floor=floor, ceiling=ceiling, start=_TALL - _MARGIN, end=_MARGIN)
    right = frame.inner - _MARGIN
    step = (right - _MARGIN) / max(1, len(values) - 1)

    def place(position: int, value: float) -> tuple[float, float]:
        return (_MARGIN + step * position if len(values) > 1 else right), scale.at(value)

    foot = _TALL - 1
    marks = [line((0, foot), (frame.inner, foot), stroke=palette.GRID, stroke_width=1)]
    places = [[place(*each) for each in stretch] for stretch in runs(values)]
    for stretch in places:
        if len(stretch) > 1:
            marks.append(path(stretch, closed=False, fill="none", stroke=palette.DEEP, stroke_width=1.8))
        else:
            marks.append(element("circle", cx=stretch[0][0], cy=stretch[0][1], r=1.6, fill=palette.DEEP))
    if places:
        x, y = places[-1][-1]
        marks.append(element("circle", cx=x, cy=y, r=3.2, fill=palette.WARM, class_="chart-last"))
    return document(frame, _TALL, *marks)
