"""Units side by side: a dot for the share, a line for its interval; those not judged are named below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.figures import Estimate, Figures
from analytics.charts.lanes import AXIS, Columns, Lane, Words, columns, grid, lane, nothing, tick_labels
from analytics.charts.legend import Entry, dash_swatch, legend
from analytics.charts.lettering import LABEL, NOTE, STRONG, height, paragraph, wrap
from analytics.charts.scale import Scale, span
from analytics.charts.svg import Frame, document, element, group, line, path, rect, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STRIP = 22.0
_GAP = 14.0
_INDENT = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """One unit: its name, how many answered, the share or why it is not told; `note` may add its rank."""

    label: str
    answers: int
    estimate: Estimate | str
    note: str = ""
    chosen: bool = False
    """The unit this page is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotWords:
    """What the plot says: `axis` from where to where a shortened axis runs, `missing` heads the unjudged."""

    reference: str
    missing: str
    axis: Callable[[str, str], str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    figures: Figures
    cut: Columns
    scale: Scale
    reference: float | None


def _note(row: DotRow, figures: Figures) -> str:
    return " · ".join(filter(None, (figures.answers(row.answers), row.note)))


def _mark(style: _Style, row: DotRow, estimate: Estimate, *, middle: float) -> Markup:
    low, high, share = map(style.scale.at, (estimate.low, estimate.high, estimate.share))
    colour = palette.WARM if row.chosen else palette.DEEP
    marks = [told(f"{row.label}: {style.figures.estimate(estimate)}, {_note(row, style.figures)}")]
    marks.append(line((low, middle), (high, middle), stroke=colour, stroke_width=3, class_="chart-interval"))
    marks += [line((x, middle - 5), (x, middle + 5), stroke=colour, stroke_width=2) for x in (low, high)]
    outline = {"fill": colour, "stroke": palette.PAPER, "class_": "chart-dot"}
    if row.chosen:
        # Another shape too: the chosen unit must be found in a grey print.
        corners = [(share, middle - 8), (share + 8, middle), (share, middle + 8), (share - 8, middle)]
        marks.append(path(corners, closed=True, stroke_width=1.5, **outline))
    else:
        marks.append(element("circle", cx=share, cy=middle, r=6, stroke_width=1.5, **outline))
    return group(*marks)


def _row(style: _Style, row: DotRow, estimate: Estimate, *, place: Lane) -> Markup:
    half = _GAP / 2
    top, bottom = (place.top - half, place.bottom + half) if style.cut.roomy else (place.marks, place.bottom)
    marks: list[Markup] = []
    if not style.cut.roomy:
        size = (style.scale.end - style.scale.start, place.bottom - place.marks)
        marks.append(rect(x=style.scale.start, y=place.marks, size=size, fill=palette.TRACK))
    marks.append(grid(style.scale, top=top, bottom=bottom))
    if style.reference is not None:
        x = style.scale.at(style.reference)
        stroke = {"stroke": palette.WARM, "stroke_dasharray": "4 3", "class_": "chart-reference"}
        marks.append(line((x, top), (x, bottom), stroke_width=1.6, **stroke))
    marks.append(_mark(style, row, estimate, middle=place.marks + _STRIP / 2))
    return group(*marks, place.written, class_="chart-row")


def _rows(style: _Style, rows: Sequence[DotRow], *, top: float) -> tuple[Markup, float]:
    """Draw the judged rows between two axes; give them with their bottom."""
    marks = [tick_labels(style.scale, style.figures.percent, top=top)]
    bottom = top + AXIS
    for row in rows:
        if not isinstance(row.estimate, Estimate):
            continue
        number = style.figures.estimate(row.estimate)
        words = Words(
            label=row.label, number=number, note=_note(row, style.figures), judged=True, chosen=row.chosen
        )
        place = lane(words, style.cut, top=bottom + _GAP / 2, strip=_STRIP)
        marks.append(_row(style, row, row.estimate, place=place))
        bottom = place.bottom + _GAP / 2
    marks.append(tick_labels(style.scale, style.figures.percent, top=bottom + 2))
    return Markup("").join(marks), bottom + AXIS


def _missing(style: _Style, rows: Sequence[DotRow], *, heading: str, top: float) -> tuple[Markup, float]:
    """Name the units that cannot be judged, each with its reason; give the list with its bottom."""
    width = style.cut.width
    texts = [(heading, STRONG, 0.0)]
    for row in rows:
        texts.append((row.label, STRONG if row.chosen else LABEL, _INDENT))
        texts.append((f"{row.estimate} · {_note(row, style.figures)}", NOTE, _INDENT))
    marks: list[Markup] = []
    for text, pen, left in texts:
        lines = wrap(text, pen, width - left)
        marks.append(paragraph(lines, pen, x=left, top=top))
        top += height(lines, pen)
    return group(*marks, class_="chart-unjudged"), top


def _key(style: _Style, words: DotWords) -> tuple[Markup, float]:
    entries = []
    if style.reference is not None:
        named = f"{words.reference} {style.figures.percent(style.reference, 1)}"
        entries.append(Entry(words=named, swatch=dash_swatch))
    key, bottom = legend(entries, width=style.cut.width, top=0)
    if style.scale.whole:
        return key, bottom
    ends = (style.figures.percent(share, 0) for share in (style.scale.floor, style.scale.ceiling))
    stated = wrap(words.axis(*ends), NOTE, style.cut.width)
    return key + paragraph(stated, NOTE, x=0, top=bottom), bottom + height(stated, NOTE)


def _scale(estimates: Sequence[Estimate], reference: float | None, cut: Columns, *, zoom: bool) -> Scale:
    shares = [] if reference is None else [reference]
    for estimate in estimates:
        shares += [estimate.low, estimate.high, estimate.share]
    floor, ceiling = span(shares, zoom=zoom)
    return Scale(floor=floor, ceiling=ceiling, start=cut.start, end=cut.end)


def interval_dots(
    rows: Sequence[DotRow],
    *,
    frame: Frame,
    figures: Figures,
    words: DotWords,
    reference: float | None = None,
    zoom: bool = False,
) -> Markup:
    """Draw units in the order given, each with its interval; `zoom` shortens the axis and says so in words."""
    if not rows:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    cut = columns(frame)
    judged = [row.estimate for row in rows if isinstance(row.estimate, Estimate)]
    style = _Style(figures=figures, cut=cut, reference=reference, scale=_scale(judged, reference, cut, zoom=zoom))
    marks: list[Markup] = []
    bottom = 0.0
    if judged:
        key, bottom = _key(style, words)
        plot, bottom = _rows(style, rows, top=bottom + 6)
        marks += [key, plot]
    unjudged = [row for row in rows if not isinstance(row.estimate, Estimate)]
    if unjudged:
        names, bottom = _missing(style, unjudged, heading=words.missing, top=bottom + 10)
        marks.append(names)
    return document(frame, bottom + 2, *marks)
