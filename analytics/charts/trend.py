"""A share over time: a line with its interval as a band, open where too few answered."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.figures import Estimate, Figures
from analytics.charts.lanes import nothing
from analytics.charts.legend import Entry, band_swatch, cross, cross_swatch, dash_swatch, legend, line_swatch
from analytics.charts.lettering import LINE, NOTE, STRONG, Pen, height, measure, paragraph, wrap, write
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, element, group, line, path, rect, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_SIDE = 12.0
_AFTER = 9.0
_FOOT = 30.0
_LABEL_GAP = 10.0
# Points further apart than this many usual steps are not joined: a week nobody reported is not a straight line.
_JOINED = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One step of time: its first day, how many answered, and the share or why it is not told."""

    day: date
    answers: int
    estimate: Estimate | str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendWords:
    """What the marks mean; `day` writes a day (dd/mm), `axis` says from where to where a shortened axis runs."""

    share: str
    interval: str
    missing: str
    reference: str
    day: Callable[[date], str]
    axis: Callable[[str, str], str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    frame: Frame
    figures: Figures
    words: TrendWords
    across: Callable[[date], float]
    up: Scale
    left: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    x: float
    day: date
    answers: int
    estimate: Estimate


def _stretches(points: Sequence[TrendPoint], across: Callable[[date], float]) -> list[list[_Known]]:
    """Split the points into stretches to be joined by a line."""
    steps = [(after.day - before.day).days for before, after in itertools.pairwise(points)]
    usual = min(steps, default=0)
    stretches: list[list[_Known]] = [[]]
    for step, point in zip([0, *steps], points, strict=False):
        if not isinstance(point.estimate, Estimate) or step > usual * _JOINED:
            stretches.append([])
        if isinstance(point.estimate, Estimate):
            known = _Known(x=across(point.day), day=point.day, answers=point.answers, estimate=point.estimate)
            stretches[-1].append(known)
    return [stretch for stretch in stretches if stretch]


def _band(stretch: list[_Known], up: Scale) -> Markup:
    if len(stretch) == 1:
        only = stretch[0]
        top, bottom = up.at(only.estimate.high), up.at(only.estimate.low)
        return rect(x=only.x - 4, y=top, size=(8, bottom - top), fill=palette.BAND, class_="chart-band")
    highs = [(known.x, up.at(known.estimate.high)) for known in stretch]
    lows = [(known.x, up.at(known.estimate.low)) for known in reversed(stretch)]
    edges = [path(edge, closed=False, fill="none", stroke=palette.LEVELS[3].fill) for edge in (highs, lows)]
    return path(highs + lows, closed=True, fill=palette.BAND, class_="chart-band") + edges[0] + edges[1]


def _curve(plot: _Plot, stretch: list[_Known]) -> Markup:
    places = [(known.x, plot.up.at(known.estimate.share)) for known in stretch]
    marks = []
    if len(places) > 1:
        stroke = {"stroke": palette.DEEP, "stroke_linejoin": "round"}
        marks.append(path(places, closed=False, fill="none", stroke_width=2.4, class_="chart-line", **stroke))
    for known, (x, y) in zip(stretch, places, strict=True):
        answers, number = plot.figures.answers(known.answers), plot.figures.estimate(known.estimate)
        tip = told(f"{plot.words.day(known.day)}: {number}, {answers}")
        dot = {"fill": palette.DEEP, "stroke": palette.PAPER}
        marks.append(element("circle", tip, cx=x, cy=y, r=3.6, stroke_width=1.2, class_="chart-point", **dot))
    return Markup("").join(marks)


def _gaps(plot: _Plot, points: Sequence[TrendPoint]) -> Markup:
    return Markup("").join(
        group(
            told(f"{plot.words.day(point.day)}: {point.estimate}, {plot.figures.answers(point.answers)}"),
            cross(plot.across(point.day), plot.up.start - 9),
        )
        for point in points
        if not isinstance(point.estimate, Estimate)
    )


def _upright(plot: _Plot) -> Markup:
    pen = Pen(size=NOTE.size, fill=NOTE.fill, anchor="end")
    marks = []
    for tick in plot.up.ticks:
        y = plot.up.at(tick)
        marks.append(line((plot.left, y), (plot.right, y), stroke=palette.GRID, stroke_width=1))
        marks.append(write(plot.figures.percent(tick, 0), pen, x=plot.left - 8, baseline=y + pen.size * 0.36))
    if plot.up.floor > 0:
        # The usual sign of an axis that does not begin at nought, beside the words that say it.
        x, y = plot.left, plot.up.start
        zigzag = [(x, y), (x, y + 3), (x - 4, y + 5), (x + 4, y + 9), (x, y + 11), (x, y + 14)]
        marks.append(path(zigzag, closed=False, fill="none", stroke=palette.OUTLINE, stroke_width=1.4))
    return Markup("").join(marks)


def _days(plot: _Plot, points: Sequence[TrendPoint]) -> Markup:
    """Write as many days as stand clear of each other, the last one first."""
    pen = Pen(size=NOTE.size, fill=NOTE.fill, anchor="middle")
    words = [plot.words.day(point.day) for point in points]
    widest = max(measure(each, pen) for each in words) + _LABEL_GAP
    marks: list[Markup] = []
    free = math.inf
    for point, day in zip(reversed(points), reversed(words), strict=True):
        x = plot.across(point.day)
        marks.append(line((x, plot.up.start), (x, plot.up.start + 4), stroke=palette.OUTLINE, stroke_width=1))
        if x + widest / 2 <= free:
            marks.append(write(day, pen, x=x, baseline=plot.up.start + 8 + pen.size * 1.12))
            free = x - widest / 2
    return Markup("").join(marks)


def _reference(plot: _Plot, share: float) -> Markup:
    y = plot.up.at(share)
    stroke = {"stroke": palette.WARM, "stroke_dasharray": "7 4", "class_": "chart-reference"}
    return line((plot.left, y), (plot.right, y), stroke_width=1.8, **stroke)


def _latest(plot: _Plot, known: _Known) -> Markup:
    """Write the last share beside its point, where no other point can lie."""
    text = plot.figures.percent(known.estimate.share, 1)
    baseline = plot.up.at(known.estimate.share) + STRONG.size * 0.36
    return write(
        text, replace(STRONG, fill=palette.DEEP), x=known.x + _AFTER, baseline=baseline, halo=palette.PAPER
    )


def _entries(
    figures: Figures, words: TrendWords, points: Sequence[TrendPoint], reference: float | None
) -> list[Entry]:
    entries = [Entry(words=words.share, swatch=line_swatch), Entry(words=words.interval, swatch=band_swatch)]
    if any(not isinstance(point.estimate, Estimate) for point in points):
        entries.append(Entry(words=words.missing, swatch=cross_swatch))
    if reference is not None:
        named = f"{words.reference} {figures.percent(reference, 1)}"
        entries.append(Entry(words=named, swatch=dash_swatch))
    return entries


def _across(points: Sequence[TrendPoint], *, left: float, right: float) -> Callable[[date], float]:
    first, days = points[0].day, (points[-1].day - points[0].day).days
    if not days:
        return lambda _day: (left + right) / 2
    return lambda day: left + (right - left) * (day - first).days / days


def _shares(points: Sequence[TrendPoint], reference: float | None) -> list[float]:
    shares = [] if reference is None else [reference]
    for point in points:
        if isinstance(point.estimate, Estimate):
            shares += [point.estimate.low, point.estimate.high, point.estimate.share]
    return shares


def _plot(points: Sequence[TrendPoint], plot: _Plot, reference: float | None) -> Markup:
    stretches = _stretches(points, plot.across)
    marks = [_upright(plot), _days(plot, points)]
    marks += [_band(stretch, plot.up) for stretch in stretches]
    if reference is not None:
        marks.append(_reference(plot, reference))
    marks += [_curve(plot, stretch) for stretch in stretches]
    marks.append(_gaps(plot, points))
    if stretches:
        marks.append(_latest(plot, stretches[-1][-1]))
    return group(*marks, class_="chart-plot")


def trend_line(
    points: Sequence[TrendPoint],
    *,
    frame: Frame,
    figures: Figures,
    words: TrendWords,
    reference: float | None = None,
    zoom: bool = False,
) -> Markup:
    """Draw a share per step of time; `zoom` shortens the axis to the tenths in use and says so in words."""
    if not points:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    ordered = sorted(points, key=lambda point: point.day)
    key, bottom = legend(_entries(figures, words, ordered, reference), width=frame.inner, top=0)
    floor, ceiling = span(_shares(ordered, reference), zoom=zoom)
    top, tall = bottom + 18, 240.0 if frame.roomy else 190.0
    up = Scale(floor=floor, ceiling=ceiling, start=top + tall, end=top)
    end = Pen(size=NOTE.size)
    left = max(measure(figures.percent(tick, 0), end) for tick in up.ticks) + 10
    half = max(measure(words.day(point.day), end) for point in ordered) / 2
    beside = _AFTER + max(measure(figures.percent(share, 1), STRONG) for share in (0.888, 1.0))
    inner = (left + max(_SIDE, half - left), frame.inner - max(half, beside) - 2)
    across = _across(ordered, left=inner[0], right=inner[1])
    plot = _Plot(frame=frame, figures=figures, words=words, across=across, up=up, left=left, right=frame.inner - 2)
    marks, bottom = [key, _plot(ordered, plot, reference)], top + tall + _FOOT
    if not up.whole:
        stated = wrap(words.axis(figures.percent(floor, 0), figures.percent(ceiling, 0)), NOTE, frame.inner)
        marks.append(paragraph(stated, NOTE, x=0, top=bottom))
        bottom += height(stated, NOTE)
    return document(frame, bottom + NOTE.size * (LINE - 1), *marks)
