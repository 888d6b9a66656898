"""A funnel plot: units by how many answered and how satisfied, within limits that narrow as more answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.lanes import nothing
from analytics.charts.legend import Entry, legend
from analytics.charts.lettering import LINE, NOTE, height, paragraph, wrap, write
from analytics.charts.marks import (
    Shape,
    centre_stroke,
    centre_swatch,
    limit_stroke,
    limit_swatch,
    mark,
    mark_swatch,
)
from analytics.charts.plane import FOOT, Plane, Room, number_ticks, tick_room, upright
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, group, line, path, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analytics.charts.figures import Figures

_NAME = replace(NOTE, fill=palette.INK, bold=True)
_DASHES = ("2 3", "7 4")
_CURVE = 48
_BESIDE = 12.0  # the sign of a shortened axis has its place


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelDot:
    """One unit: its name, how many answered, how many independent answers that is, its share of 0–1."""

    label: str
    answers: int
    n: float
    share: float
    shape: Shape = Shape.DOT
    """The diamond is beyond the outer limits, the square between the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """The target and both pairs of limits at any number of answers, shares 0–1."""

    target: float
    inner: Callable[[float], tuple[float, float]]
    outer: Callable[[float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelWords:
    """What the marks mean; `foot` names the numbers along the foot."""

    unit: str
    target: str
    inner: str
    outer: str
    between: str
    beyond: str
    foot: str
    whole: Callable[[int], str]
    axis: Callable[[str, str], str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    figures: Figures
    plane: Plane
    top: float
    ticks: tuple[int, ...]

    def across(self, n: float) -> float:
        """Tell the place of a number of answers."""
        left = self.plane.left + _BESIDE
        return left + (self.plane.right - left) * n / self.ticks[-1]


def _limits(plot: _Plot, mouth: Mouth, *, fewest: float) -> Markup:
    """Draw both pairs of limits from the fewest answers on: evenly spaced by their width, not by n."""
    up, most = plot.plane.up, float(plot.ticks[-1])
    steps = [fewest * (most / fewest) ** (step / _CURVE) for step in range(_CURVE + 1)]
    marks = [
        line((plot.plane.left, up.at(mouth.target)), (plot.plane.right, up.at(mouth.target)), **centre_stroke())
    ]
    for limits, dashes in zip((mouth.inner, mouth.outer), _DASHES, strict=True):
        for end in (0, 1):
            curve = [(plot.across(n), up.at(limits(n)[end])) for n in steps]
            marks.append(path(curve, closed=False, fill="none", **limit_stroke(dashes)))
    return Markup("").join(marks)


def _dots(plot: _Plot, dots: Sequence[FunnelDot]) -> Markup:
    places = [(plot.across(dot.n), plot.plane.up.at(dot.share)) for dot in dots]
    order = sorted(range(len(dots)), key=lambda place: (dots[place].shape is not Shape.DOT, dots[place].n))
    marks = [
        mark(dots[place].shape, *places[place], told(_tip(plot, dots[place])))
        # Those that are out lie on top.
        for place in order
    ]
    room = Room(left=plot.plane.left, top=plot.top, right=plot.plane.right, bottom=plot.plane.up.start)
    room.taken += [(x - 7, y - 7, x + 7, y + 7) for x, y in places]
    marks += [
        room.label(dot.label, _NAME, x=x, y=y)
        for dot, (x, y) in zip(dots, places, strict=True)
        if dot.shape is Shape.DIAMOND
    ]
    return Markup("").join(marks)


def _tip(plot: _Plot, dot: FunnelDot) -> str:
    return f"{dot.label}: {plot.figures.percent(dot.share, 1)}, {plot.figures.answers(dot.answers)}"


def _foot(plot: _Plot, words: FunnelWords) -> tuple[Markup, float]:
    """Write the numbers along the foot and what they are."""
    pen, foot = replace(NOTE, anchor="middle"), plot.plane.up.start
    marks = []
    for tick in plot.ticks:
        x = plot.across(tick)
        marks.append(line((x, foot), (x, foot + 4), stroke=palette.OUTLINE, stroke_width=1))
        last = replace(NOTE, anchor="end") if tick == plot.ticks[-1] else pen
        marks.append(write(words.whole(tick), last, x=x, baseline=foot + 8 + pen.size * 1.12))
    named = wrap(words.foot, NOTE, plot.plane.right)
    marks.append(paragraph(named, NOTE, x=0, top=foot + FOOT))
    return Markup("").join(marks), foot + FOOT + height(named, NOTE)


def _entries(figures: Figures, words: FunnelWords, mouth: Mouth | None, dots: Sequence[FunnelDot]) -> list[Entry]:
    shapes = {dot.shape for dot in dots}
    entries = [Entry(words=words.unit, swatch=mark_swatch(Shape.DOT))]
    if mouth is not None:
        entries += [
            Entry(words=f"{words.target} {figures.percent(mouth.target, 1)}", swatch=centre_swatch),
            Entry(words=words.inner, swatch=limit_swatch(_DASHES[0])),
            Entry(words=words.outer, swatch=limit_swatch(_DASHES[1])),
        ]
    if Shape.SQUARE in shapes:
        entries.append(Entry(words=words.between, swatch=mark_swatch(Shape.SQUARE)))
    if Shape.DIAMOND in shapes:
        entries.append(Entry(words=words.beyond, swatch=mark_swatch(Shape.DIAMOND)))
    return entries


def funnel_plot(
    dots: Sequence[FunnelDot], *, frame: Frame, figures: Figures, words: FunnelWords, mouth: Mouth | None
) -> Markup:
    """Draw units as dots, those beyond with names, and the funnel if they are enough to judge."""
    if not dots:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    fewest = min(dot.n for dot in dots)
    shares = [dot.share for dot in dots]
    if mouth is not None:
        shares += [mouth.target, *mouth.outer(fewest)]
    key, bottom = legend(_entries(figures, words, mouth, dots), width=frame.inner, top=0)
    floor, ceiling = span(shares, zoom=True)
    top, tall = bottom + 18, 340.0 if frame.roomy else 260.0
    up = Scale(floor=floor, ceiling=ceiling, start=top + tall, end=top)
    plane = Plane(up=up, left=tick_room(up, figures.percent), right=frame.inner - 12)
    ticks = number_ticks(max(dot.n for dot in dots) * 1.05)
    plot = _Plot(figures=figures, plane=plane, top=top, ticks=ticks)
    foot, bottom = _foot(plot, words)
    marks = [key, upright(plane, figures.percent), foot]
    if mouth is not None:
        marks.append(_limits(plot, mouth, fewest=fewest))
    marks.append(_dots(plot, dots))
    if not up.whole:
        stated = wrap(words.axis(figures.percent(floor, 0), figures.percent(ceiling, 0)), NOTE, frame.inner)
        marks.append(paragraph(stated, NOTE, x=0, top=bottom))
        bottom += height(stated, NOTE)
    return document(frame, bottom + NOTE.size * (LINE - 1), group(*marks, class_="chart-plot"))
