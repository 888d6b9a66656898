"""A share over time: a line with its interval as a band, open where too few answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import beside as apart
from analytics.charts import palette
from analytics.charts.figures import Estimate, Figures
from analytics.charts.lanes import nothing
from analytics.charts.legend import Entry, band_swatch, cross, cross_swatch, dash_swatch, legend, line_swatch
from analytics.charts.lettering import LINE, NOTE, STRONG, height, measure, paragraph, wrap, write
from analytics.charts.plane import Plane, day_labels, over_days, tick_room, upright
from analytics.charts.points import Known, Lines, TrendBeside, TrendPoint, stretches
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, element, group, line, path, rect, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_SIDE = 12.0
_AFTER = 9.0
_FOOT = 30.0


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
    plane: Plane

    @property
    def up(self) -> Scale:
        """The scale of the shares."""
        return self.plane.up


def _band(stretch: list[Known], up: Scale) -> Markup:
    if len(stretch) == 1:
        only = stretch[0]
        top, bottom = up.at(only.estimate.high), up.at(only.estimate.low)
        return rect(x=only.x - 4, y=top, size=(8, bottom - top), fill=palette.BAND, class_="chart-band")
    highs = [(known.x, up.at(known.estimate.high)) for known in stretch]
    lows = [(known.x, up.at(known.estimate.low)) for known in reversed(stretch)]
    edges = [path(edge, closed=False, fill="none", stroke=palette.LEVELS[3].fill) for edge in (highs, lows)]
    return path(highs + lows, closed=True, fill=palette.BAND, class_="chart-band") + edges[0] + edges[1]


def _curve(plot: _Plot, stretch: list[Known]) -> Markup:
    places = [(known.x, plot.up.at(known.estimate.share)) for known in stretch]
    marks = []
    if len(places) > 1:
        stroke = {"stroke": palette.DEEP, "stroke_linejoin": "round"}
        marks.append(path(places, closed=False, fill="none", stroke_width=2.4, class_="chart-line", **stroke))
    for known, (x, y) in zip(stretch, places, strict=True):
        dot = {"fill": palette.DEEP, "stroke": palette.PAPER}
        marks.append(
            element("circle", _tip(plot, known), cx=x, cy=y, r=3.6, stroke_width=1.2, class_="chart-point", **dot)
        )
    return Markup("").join(marks)


def _beside(plot: _Plot, each: TrendBeside, number: int) -> Markup:
    marks = []
    for stretch in stretches(sorted(each.points, key=lambda point: point.day), plot.across):
        places = [(known.x, plot.up.at(known.estimate.share)) for known in stretch]
        marks.append(apart.dashes(places, number))
        marks += [
            apart.mark(place, number, _tip(plot, known, f"{each.name}, "))
            for known, place in zip(stretch, places, strict=True)
        ]
    return group(*marks, class_="chart-beside")


def _tip(plot: _Plot, known: Known, before: str = "") -> Markup:
    answers, number = plot.figures.answers(known.answers), plot.figures.estimate(known.estimate)
    return told(f"{before}{plot.words.day(known.day)}: {number}, {answers}")


def _gaps(plot: _Plot, points: Sequence[TrendPoint]) -> Markup:
    return Markup("").join(
        group(
            told(f"{plot.words.day(point.day)}: {point.estimate}, {plot.figures.answers(point.answers)}"),
            cross(plot.across(point.day), plot.up.start - 9),
        )
        for point in points
        if not isinstance(point.estimate, Estimate)
    )


def _reference(plot: _Plot, share: float) -> Markup:
    y = plot.up.at(share)
    stroke = {"stroke": palette.WARM, "stroke_dasharray": "7 4", "class_": "chart-reference"}
    return line((plot.plane.left, y), (plot.plane.right, y), stroke_width=1.8, **stroke)


def _latest(plot: _Plot, known: Known) -> Markup:
    """Write the last share beside its point, where no other point can lie."""
    text = plot.figures.percent(known.estimate.share, 1)
    baseline = plot.up.at(known.estimate.share) + STRONG.size * 0.36
    return write(
        text, replace(STRONG, fill=palette.DEEP), x=known.x + _AFTER, baseline=baseline, halo=palette.PAPER
    )


def _entries(figures: Figures, words: TrendWords, lines: Lines) -> list[Entry]:
    entries = [Entry(words=words.share, swatch=line_swatch), Entry(words=words.interval, swatch=band_swatch)]
    if any(not isinstance(point.estimate, Estimate) for point in lines.main):
        entries.append(Entry(words=words.missing, swatch=cross_swatch))
    if lines.reference is not None:
        named = f"{words.reference} {figures.percent(lines.reference, 1)}"
        entries.append(Entry(words=named, swatch=dash_swatch))
    others = [Entry(words=each.name, swatch=apart.swatch(number)) for number, each in enumerate(lines.beside)]
    return entries + others


def _shares(lines: Lines) -> list[float]:
    shares = [] if lines.reference is None else [lines.reference]
    # Only the main line has a band.
    shares += [
        end for point in lines.main if isinstance(point.estimate, Estimate) for end in _ends(point.estimate)
    ]
    return shares + [point.estimate.share for point in lines.every if isinstance(point.estimate, Estimate)]


def _ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def _plot(lines: Lines, plot: _Plot) -> Markup:
    joined = stretches(lines.main, plot.across)
    named = [(day, plot.words.day(day)) for day in lines.days]
    marks = [upright(plot.plane, plot.figures.percent), day_labels(plot.plane, named, plot.across)]
    marks += [_band(stretch, plot.up) for stretch in joined]
    if lines.reference is not None:
        marks.append(_reference(plot, lines.reference))
    marks += [_beside(plot, each, number) for number, each in enumerate(lines.beside)]
    marks += [_curve(plot, stretch) for stretch in joined]
    marks.append(_gaps(plot, lines.main))
    if joined:
        marks.append(_latest(plot, joined[-1][-1]))
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
    lines = Lines(main=sorted(points, key=lambda point: point.day), reference=reference)
    return _drawn(lines, frame, figures, words, zoom=zoom)


def trend_lines(
    points: Sequence[TrendPoint],
    beside: Sequence[TrendBeside],
    *,
    frame: Frame,
    figures: Figures,
    words: TrendWords,
    zoom: bool = False,
) -> Markup:
    """Draw the same with other lines beside it, each under its own name in the legend."""
    lines = Lines(main=sorted(points, key=lambda point: point.day), beside=beside)
    return _drawn(lines, frame, figures, words, zoom=zoom)


def _drawn(lines: Lines, frame: Frame, figures: Figures, words: TrendWords, *, zoom: bool) -> Markup:
    days = lines.days
    if not days:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    key, bottom = legend(_entries(figures, words, lines), width=frame.inner, top=0)
    floor, ceiling = span(_shares(lines), zoom=zoom)
    top, tall = bottom + 18, 240.0 if frame.roomy else 190.0
    up = Scale(floor=floor, ceiling=ceiling, start=top + tall, end=top)
    left = tick_room(up, figures.percent)
    half = max(measure(words.day(day), NOTE) for day in days) / 2
    beside = _AFTER + max(measure(figures.percent(share, 1), STRONG) for share in (0.888, 1.0))
    inner = (left + max(_SIDE, half - left), frame.inner - max(half, beside) - 2)
    across = over_days(days, left=inner[0], right=inner[1])
    plane = Plane(up=up, left=left, right=frame.inner - 2)
    plot = _Plot(frame=frame, figures=figures, words=words, across=across, plane=plane)
    marks, bottom = [key, _plot(lines, plot)], top + tall + _FOOT
    if not up.whole:
        stated = wrap(words.axis(figures.percent(floor, 0), figures.percent(ceiling, 0)), NOTE, frame.inner)
        marks.append(paragraph(stated, NOTE, x=0, top=bottom))
        bottom += height(stated, NOTE)
    return document(frame, bottom + NOTE.size * (LINE - 1), *marks)
