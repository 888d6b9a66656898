"""A control chart: a share by step of time, its usual level, its limits, and the points that break a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.lanes import nothing
from analytics.charts.legend import Entry, cross, cross_swatch, legend, line_swatch
from analytics.charts.lettering import LINE, NOTE, height, measure, paragraph, wrap
from analytics.charts.marks import (
    Shape,
    centre_stroke,
    centre_swatch,
    limit_stroke,
    limit_swatch,
    mark,
    mark_swatch,
    shade_swatch,
)
from analytics.charts.plane import FOOT, Plane, Room, day_labels, over_days, tick_room, upright
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, group, line, path, rect, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from analytics.charts.figures import Figures

_SIDE = 14.0
_FLAG = replace(NOTE, fill=palette.INK, bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The usual level of a step and how far chance carries it, shares 0–1."""

    centre: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlStep:
    """One step: its first day, how many answered, the share or why it is not told, and what was found."""

    day: date
    answers: int
    share: float | str
    limits: Limits | None = None
    shape: Shape = Shape.DOT
    flag: str = ""
    """Written beside the mark where it finds room."""
    finding: str = ""
    """The rule the point breaks, told to a pointer that rests on it."""
    baseline: bool = False
    phase: int = 0
    """Limits of different phases are not joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlWords:
    """What the marks mean; `axis` says from where to where a shortened axis runs."""

    share: str
    centre: str
    limits: str
    baseline: str
    outside: str
    pattern: str
    missing: str
    day: Callable[[date], str]
    axis: Callable[[str, str], str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    figures: Figures
    words: ControlWords
    plane: Plane
    top: float
    across: Callable[[date], float]


def _shade(plot: _Plot, steps: Sequence[ControlStep]) -> Markup:
    marks: list[Markup] = []
    edges = _edges(plot, steps)
    for _, each in groupby(zip(steps, edges, strict=True), key=lambda pair: (pair[0].baseline, pair[0].phase)):
        stretch = list(each)
        if stretch[0][0].baseline:
            left, right = stretch[0][1][0], stretch[-1][1][1]
            size = (right - left, plot.plane.up.start - plot.top)
            marks.append(rect(x=left, y=plot.top, size=size, fill=palette.TRACK, class_="chart-baseline"))
    return Markup("").join(marks)


def _edges(plot: _Plot, steps: Sequence[ControlStep]) -> list[tuple[float, float]]:
    """Give from where to where each step reaches: half way to its neighbours."""
    places = [plot.across(step.day) for step in steps]
    halves = [(a + b) / 2 for a, b in pairwise(places)]
    return list(zip([places[0] - _SIDE / 2, *halves], [*halves, places[-1] + _SIDE / 2], strict=True))


def _limits(plot: _Plot, steps: Sequence[ControlStep]) -> Markup:
    """Draw centre and limits as stairs: a step of few answers has wider ones."""
    up = plot.plane.up
    marks: list[Markup] = []
    pairs = zip(steps, _edges(plot, steps), strict=True)
    # A step without limits interrupts them.
    for _, each in groupby(pairs, key=lambda pair: (pair[0].phase, pair[0].limits is not None)):
        stretch = [(step.limits, edge) for step, edge in each if step.limits is not None]
        if not stretch:
            continue
        lows = [(x, up.at(limits.low)) for limits, edge in stretch for x in edge]
        highs = [(x, up.at(limits.high)) for limits, edge in stretch for x in edge]
        marks += [path(stairs, closed=False, fill="none", **limit_stroke("5 3")) for stairs in (lows, highs)]
        y, left, right = up.at(stretch[0][0].centre), stretch[0][1][0], stretch[-1][1][1]
        marks.append(line((left, y), (right, y), **centre_stroke()))
    return Markup("").join(marks)


def _points(plot: _Plot, steps: Sequence[ControlStep]) -> Markup:
    told_steps = [step for step in steps if not isinstance(step.share, str)]
    places = [(plot.across(step.day), plot.plane.up.at(_share(step))) for step in told_steps]
    marks: list[Markup] = []
    for told_here, each in groupby(steps, key=lambda step: not isinstance(step.share, str)):
        joined = [(plot.across(step.day), plot.plane.up.at(_share(step))) for step in each]
        if told_here and len(joined) > 1:
            stroke = {"stroke": palette.DEEP, "stroke_linejoin": "round", "class_": "chart-line"}
            marks.append(path(joined, closed=False, fill="none", stroke_width=1.8, **stroke))
    marks += [
        mark(step.shape, x, y, told(_tip(plot, step))) for step, (x, y) in zip(told_steps, places, strict=True)
    ]
    room = Room(left=plot.plane.left, top=plot.top, right=plot.plane.right, bottom=plot.plane.up.start)
    room.taken += [(x - 7, y - 7, x + 7, y + 7) for x, y in places]
    flagged = [each for each in zip(told_steps, places, strict=True) if each[0].flag]
    # The newest first: where there is no room for all, it is the one that matters.
    marks += [room.label(step.flag, _FLAG, x=x, y=y) for step, (x, y) in reversed(flagged)]
    return Markup("").join(marks)


def _share(step: ControlStep) -> float:
    return 0.0 if isinstance(step.share, str) else step.share


def _tip(plot: _Plot, step: ControlStep) -> str:
    number = step.share if isinstance(step.share, str) else plot.figures.percent(step.share, 1)
    parts = [f"{plot.words.day(step.day)}: {number}", plot.figures.answers(step.answers), step.finding]
    return ", ".join(filter(None, parts))


def _gaps(plot: _Plot, steps: Sequence[ControlStep]) -> Markup:
    return Markup("").join(
        group(told(_tip(plot, step)), cross(plot.across(step.day), plot.plane.up.start - 9))
        for step in steps
        if isinstance(step.share, str)
    )


def _entries(words: ControlWords, steps: Sequence[ControlStep]) -> list[Entry]:
    shapes = {step.shape for step in steps if not isinstance(step.share, str)}
    judged = any(step.limits for step in steps)
    wanted = (
        (True, words.share, line_swatch),
        (judged, words.centre, centre_swatch),
        (judged, words.limits, limit_swatch("5 3")),
        (any(step.baseline for step in steps), words.baseline, shade_swatch),
        (Shape.DIAMOND in shapes, words.outside, mark_swatch(Shape.DIAMOND)),
        (Shape.SQUARE in shapes, words.pattern, mark_swatch(Shape.SQUARE)),
        (any(isinstance(step.share, str) for step in steps), words.missing, cross_swatch),
    )
    return [Entry(words=text, swatch=swatch) for is_there, text, swatch in wanted if is_there]


def _shares(steps: Sequence[ControlStep]) -> list[float]:
    shares = [step.share for step in steps if not isinstance(step.share, str)]
    for step in steps:
        if step.limits is not None:
            shares += [step.limits.low, step.limits.high]
    return shares


def control_steps(
    steps: Sequence[ControlStep], *, frame: Frame, figures: Figures, words: ControlWords, zoom: bool = True
) -> Markup:
    """Draw a control chart; `zoom` shortens the axis to the tenths in use and says so in words."""
    if not steps:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    ordered = sorted(steps, key=lambda step: step.day)
    key, bottom = legend(_entries(words, ordered), width=frame.inner, top=0)
    floor, ceiling = span(_shares(ordered), zoom=zoom)
    top, tall = bottom + 18, 260.0 if frame.roomy else 210.0
    up = Scale(floor=floor, ceiling=ceiling, start=top + tall, end=top)
    left = tick_room(up, figures.percent)
    half = max(measure(words.day(step.day), NOTE) for step in ordered) / 2
    plane = Plane(up=up, left=left, right=frame.inner - 2)
    inner = (left + max(_SIDE, half - left), frame.inner - max(half, _SIDE) - 2)
    across = over_days([step.day for step in ordered], left=inner[0], right=inner[1])
    plot = _Plot(figures=figures, words=words, plane=plane, top=top, across=across)
    named = [(step.day, words.day(step.day)) for step in ordered]
    drawn = group(
        _shade(plot, ordered),
        upright(plane, figures.percent),
        day_labels(plane, named, across),
        _limits(plot, ordered),
        _points(plot, ordered),
        _gaps(plot, ordered),
        class_="chart-plot",
    )
    bottom = top + tall + FOOT
    marks = [key, drawn]
    if not up.whole:
        stated = wrap(words.axis(figures.percent(floor, 0), figures.percent(ceiling, 0)), NOTE, frame.inner)
        marks.append(paragraph(stated, NOTE, x=0, top=bottom))
        bottom += height(stated, NOTE)
    return document(frame, bottom + NOTE.size * (LINE - 1), *marks)
