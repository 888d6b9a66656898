"""Questions by how they are rated and how much they go along with the overall rating, listed by number below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.lanes import nothing
from analytics.charts.lettering import LABEL, LINE, NOTE, STRONG, height, measure, paragraph, wrap, write
from analytics.charts.marks import centre_stroke
from analytics.charts.plane import FOOT, Plane, Room, tick_room, upright
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, element, group, line, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analytics.charts.figures import Figures

_INDENT = 28.0
_NARROWEST = 60.0
_HEADROOM = 1.25
_CORNER = replace(NOTE, bold=True)
_NUMBER = replace(NOTE, fill=palette.INK, bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantDot:
    """One question: its words, its share of satisfied answers, its importance with an interval, all 0–1."""

    label: str
    performance: float
    importance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantWords:
    """What axes and corners are called; corners clockwise from the upper left. No word of causes belongs here."""

    importance: str
    performance: str
    corners: tuple[str, str, str, str]
    axis: Callable[[str, str], str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    figures: Figures
    words: QuadrantWords
    plane: Plane
    across: Scale
    top: float


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _cross_lines(plot: _Plot, dots: Sequence[QuadrantDot], room: Room) -> Markup:
    """Draw the means that divide the quadrants, and name these."""
    x = plot.across.at(_mean([dot.performance for dot in dots]))
    y = plot.plane.up.at(_mean([dot.importance for dot in dots]))
    foot = plot.plane.up.start
    marks = [
        line((x, plot.top), (x, foot), **centre_stroke()),
        line((plot.plane.left, y), (plot.plane.right, y), **centre_stroke()),
    ]
    marks += [
        _corner(plot, text, number, middle=(x, y), room=room) for number, text in enumerate(plot.words.corners)
    ]
    return Markup("").join(marks)


def _corner(plot: _Plot, text: str, number: int, *, middle: tuple[float, float], room: Room) -> Markup:
    """Name a quadrant in its corner, counted clockwise from the upper left; nothing where it is too narrow."""
    right, lower = number in {1, 2}, number in {2, 3}
    edge = plot.plane.right - 6 if right else plot.plane.left + 6
    wide = abs(edge - middle[0]) - 8
    lines = wrap(text, _CORNER, max(wide, _NARROWEST))
    tall = height(lines, _CORNER)
    top = plot.plane.up.start - tall - 4 if lower else plot.top + 4
    if wide < _NARROWEST or tall + 8 > abs(middle[1] - (plot.plane.up.start if lower else plot.top)):
        return Markup("")
    longest = max(measure(each, _CORNER) for each in lines)
    left = edge - longest if right else edge
    if not room.take((left, top, left + longest, top + tall)):
        return Markup("")
    return paragraph(lines, replace(_CORNER, anchor="end") if right else _CORNER, x=edge, top=top)


def _dots(plot: _Plot, dots: Sequence[QuadrantDot], room: Room) -> Markup:
    up = plot.plane.up
    places = [(plot.across.at(dot.performance), up.at(dot.importance)) for dot in dots]
    stroke = {"stroke": palette.DEEP, "class_": "chart-interval"}
    look = {"fill": palette.DEEP, "stroke": palette.PAPER, "class_": "chart-dot"}
    marks = [
        line((x, up.at(dot.low)), (x, up.at(dot.high)), stroke_width=1.6, **stroke)
        for dot, (x, _) in zip(dots, places, strict=True)
    ]
    marks += [
        element("circle", told(_tip(plot.figures, dot)), cx=x, cy=y, r=6, stroke_width=1.5, **look)
        for dot, (x, y) in zip(dots, places, strict=True)
    ]
    marks += [room.label(str(number), _NUMBER, x=x, y=y) for number, (x, y) in enumerate(places, start=1)]
    return Markup("").join(marks)


def _box(plot: _Plot, dot: QuadrantDot) -> tuple[float, float, float, float]:
    """Give the box that a dot and its interval take."""
    x, up = plot.across.at(dot.performance), plot.plane.up
    middle = up.at(dot.importance)
    return (x - 7, min(up.at(dot.high), middle - 7), x + 7, max(up.at(dot.low), middle + 7))


def _tip(figures: Figures, dot: QuadrantDot) -> str:
    bounds = f"{figures.percent(dot.low, 0)}–{figures.percent(dot.high, 0)}"
    return f"{dot.label}: {figures.percent(dot.importance, 1)} ({bounds}), {figures.percent(dot.performance, 1)}"


def _listed(plot: _Plot, dots: Sequence[QuadrantDot], frame: Frame, *, top: float) -> tuple[Markup, float]:
    """Name the numbers, each with its figures; give the list with its bottom."""
    marks: list[Markup] = []
    for number, dot in enumerate(dots, start=1):
        bounds = f"{plot.figures.percent(dot.low, 0)}–{plot.figures.percent(dot.high, 0)}"
        figures = (
            f"{plot.words.importance}: {plot.figures.percent(dot.importance, 1)} ({bounds}) · "
            f"{plot.words.performance}: {plot.figures.percent(dot.performance, 1)}"
        )
        marks.append(write(str(number), STRONG, x=0, baseline=top + STRONG.size * 1.12))
        for text, pen in ((dot.label, LABEL), (figures, NOTE)):
            lines = wrap(text, pen, frame.inner - _INDENT)
            marks.append(paragraph(lines, pen, x=_INDENT, top=top))
            top += height(lines, pen)
    return group(*marks, class_="chart-list"), top


def _foot(plot: _Plot, frame: Frame) -> tuple[Markup, float]:
    pen, foot = replace(NOTE, anchor="middle"), plot.plane.up.start
    marks = []
    for tick in plot.across.ticks:
        x = plot.across.at(tick)
        marks.append(line((x, foot), (x, foot + 4), stroke=palette.OUTLINE, stroke_width=1))
        marks.append(write(plot.figures.percent(tick, 0), pen, x=x, baseline=foot + 8 + pen.size * 1.12))
    ends = (plot.figures.percent(share, 0) for share in (plot.across.floor, plot.across.ceiling))
    said = plot.words.performance if plot.across.whole else f"{plot.words.performance}. {plot.words.axis(*ends)}"
    named = wrap(said, NOTE, frame.inner)
    marks.append(paragraph(named, NOTE, x=0, top=foot + FOOT))
    return Markup("").join(marks), foot + FOOT + height(named, NOTE)


def quadrants(dots: Sequence[QuadrantDot], *, frame: Frame, figures: Figures, words: QuadrantWords) -> Markup:
    """Draw importance over performance; the lines divide at the means of the questions."""
    if not dots:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    named = wrap(words.importance, NOTE, frame.inner)
    top, tall = height(named, NOTE) + 12, 300.0 if frame.roomy else 240.0
    # The names of the upper corners stand above the intervals.
    ceiling = span([0.0, *(min(1.0, dot.high * _HEADROOM) for dot in dots)], zoom=True)[1]
    up = Scale(floor=0.0, ceiling=ceiling, start=top + tall, end=top)
    left = tick_room(up, figures.percent)
    floor, end = span([dot.performance for dot in dots], zoom=True)
    across = Scale(floor=floor, ceiling=end, start=left + 18, end=frame.inner - 24)
    plane = Plane(up=up, left=left, right=frame.inner - 2)
    plot = _Plot(figures=figures, words=words, plane=plane, across=across, top=top)
    room = Room(left=left, top=top, right=plane.right, bottom=up.start)
    room.taken += [_box(plot, dot) for dot in dots]
    corners = _cross_lines(plot, dots, room)
    foot, bottom = _foot(plot, frame)
    listed, bottom = _listed(plot, dots, frame, top=bottom + 8)
    heading = paragraph(named, NOTE, x=0, top=0)
    drawn = group(upright(plane, figures.percent), corners, _dots(plot, dots, room), class_="chart-plot")
    return document(frame, bottom + NOTE.size * (LINE - 1), heading, drawn, foot, listed)
