"""Five-level bars: one row per question, satisfied levels first, so that these end at the share satisfied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.figures import Estimate, Figures
from analytics.charts.lanes import AXIS, GAP, Columns, Words, columns, grid, lane, missing, nothing, tick_labels
from analytics.charts.legend import SWATCH, Entry, legend
from analytics.charts.lettering import Pen, measure, write
from analytics.charts.scale import Scale
from analytics.charts.svg import Frame, document, element, group, line, rect, told

if TYPE_CHECKING:
    from collections.abc import Sequence

Levels = tuple[int, int, int, int, int]

_BAR = 26.0
_WHISKER = 12.0
_SHARE = Pen(size=13, anchor="middle")
_PADDING = 3.5
_EMPTY_STRIP = 10.0
_FRAMED = 2.0
# Very satisfied stands first: four and five together then start at nought in every row, and compare by eye.
_ORDER = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertRow:
    """One question: its answers per level (n1..n5), and the share of satisfied answers or why it is not told."""

    label: str
    levels: Levels
    estimate: Estimate | str


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertWords:
    """The names of the levels 1 to 5, what the line under a bar is, and what an empty chart says."""

    levels: tuple[str, str, str, str, str]
    interval: str
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    frame: Frame
    figures: Figures
    words: LikertWords
    scale: Scale

    def fill(self, level: int) -> str:
        paint = palette.LEVELS[level - 1]
        return f"url(#{self.frame.ident}-level-{level})" if paint.hatch else paint.fill


def _hatches(ident: str) -> Markup:
    patterns = [
        element(
            "pattern",
            rect(x=0, y=0, size=(paint.pitch, paint.pitch), fill=paint.fill),
            rect(x=0, y=0, size=(1.4, paint.pitch), fill=paint.hatch),
            id=f"{ident}-level-{level}",
            patternUnits="userSpaceOnUse",
            width=paint.pitch,
            height=paint.pitch,
            patternTransform="rotate(45)",
        )
        for level, paint in enumerate(palette.LEVELS, start=1)
        if paint.hatch
    ]
    return element("defs", *patterns)


def _swatch(style: _Style, level: int, left: float, top: float) -> Markup:
    outline = palette.LEVELS[level - 1].outline
    inset = 0.5 if outline else 0.0
    size = (SWATCH[0] - 2 * inset, SWATCH[1] - 2 * inset)
    return rect(x=left + inset, y=top + inset, size=size, fill=style.fill(level), stroke=outline)


def _whisker(style: _Style, estimate: Estimate, *, top: float) -> Markup:
    low, high, share = map(style.scale.at, (estimate.low, estimate.high, estimate.share))
    middle, cap = top + _WHISKER / 2 + 1, 4
    ends = [line((x, middle - cap), (x, middle + cap)) for x in (low, high)]
    dot = element("circle", cx=share, cy=middle, r=3, fill=palette.INK, stroke="none")
    return group(
        told(style.figures.estimate(estimate)),
        line((low, middle), (high, middle)),
        *ends,
        dot,
        stroke=palette.INK,
        stroke_width=1.6,
        class_="chart-interval",
    )


def _interval_swatch(left: float, top: float) -> Markup:
    middle, right = top + SWATCH[1] / 2, left + SWATCH[0]
    strokes = [line((x, middle - 4), (x, middle + 4)) for x in (left + 1, right - 1)]
    dot = element("circle", cx=(left + right) / 2, cy=middle, r=3, fill=palette.INK, stroke="none")
    return group(line((left, middle), (right, middle)), *strokes, dot, stroke=palette.INK, stroke_width=1.6)


def _share_text(paint: palette.Paint, text: str, *, box: tuple[float, float], top: float) -> Markup:
    """Write a share into its segment (left, width) if it fits, on a plain plate where lines would cross it."""
    pen = Pen(size=_SHARE.size, fill=paint.text, anchor=_SHARE.anchor)
    wide = measure(text, pen) + 2 * _PADDING
    if wide > box[1]:
        return Markup("")
    middle = box[0] + box[1] / 2
    written = write(text, pen, x=middle, baseline=top + _BAR / 2 + pen.size * 0.36)
    if not paint.hatch:
        return written
    return rect(x=middle - wide / 2, y=top + 4, size=(wide, _BAR - 8), fill=paint.fill) + written


def _segment(style: _Style, row: LikertRow, level: int, *, start: float, top: float) -> tuple[Markup, float]:
    share = row.levels[level - 1] / sum(row.levels)
    width = share * (style.scale.end - style.scale.start)
    paint = palette.LEVELS[level - 1]
    answers, percent = style.figures.answers(row.levels[level - 1]), style.figures.percent(share, 1)
    marks = [
        told(f"{style.words.levels[level - 1]}: {answers}, {percent}"),
        rect(x=start, y=top, size=(width, _BAR), fill=style.fill(level), class_=f"chart-level-{level}"),
    ]
    if paint.outline and width > _FRAMED:
        size = (width - _FRAMED, _BAR - 1)
        marks.append(rect(x=start + 1, y=top + 0.5, size=size, fill="none", stroke=paint.outline))
    marks.append(_share_text(paint, style.figures.percent(share, 0), box=(start, width), top=top))
    return group(*marks), start + width


def _bar(style: _Style, row: LikertRow, *, top: float) -> Markup:
    marks: list[Markup] = []
    left = style.scale.start
    for level in _ORDER:
        if not row.levels[level - 1]:
            continue
        segment, right = _segment(style, row, level, start=left, top=top)
        marks.append(segment)
        if left > style.scale.start:
            marks.append(line((left, top), (left, top + _BAR), stroke=palette.PAPER, stroke_width=1.6))
        left = right
    return Markup("").join(marks)


def _row(style: _Style, row: LikertRow, cut: Columns, *, top: float) -> tuple[Markup, float]:
    judged = isinstance(row.estimate, Estimate)
    number = style.figures.estimate(row.estimate) if isinstance(row.estimate, Estimate) else row.estimate
    words = Words(label=row.label, number=number, note=style.figures.answers(sum(row.levels)), judged=judged)
    strip = _BAR + _WHISKER if judged else _EMPTY_STRIP
    place = lane(words, cut, top=top, strip=strip)
    marks: list[Markup] = [place.written]
    if not isinstance(row.estimate, Estimate):
        # Few answers may name the person who gave them: neither bar nor share is drawn.
        marks.append(missing(style.scale, top=place.marks, strip=strip))
    else:
        marks.append(grid(style.scale, top=place.marks - 3, bottom=place.marks + strip))
        marks.append(_bar(style, row, top=place.marks))
        marks.append(_whisker(style, row.estimate, top=place.marks + _BAR))
    return group(*marks, class_="chart-row"), place.bottom


def likert_bars(rows: Sequence[LikertRow], *, frame: Frame, figures: Figures, words: LikertWords) -> Markup:
    """Draw how each question was answered, with the share of satisfied answers and its interval under the bar."""
    if not rows:
        text, bottom = nothing(frame, words.empty)
        return document(frame, bottom, text)
    cut = columns(frame)
    style = _Style(
        frame=frame,
        figures=figures,
        words=words,
        scale=Scale(floor=0.0, ceiling=1.0, start=cut.start, end=cut.end),
    )
    entries = [Entry(words=words.levels[level - 1], swatch=partial(_swatch, style, level)) for level in _ORDER]
    entries.append(Entry(words=words.interval, swatch=_interval_swatch))
    key, bottom = legend(entries, width=frame.inner, top=0)
    marks = [_hatches(frame.ident), key, tick_labels(style.scale, figures.percent, top=bottom + 8)]
    bottom += AXIS + 8 - GAP / 2
    for row in rows:
        drawn, bottom = _row(style, row, cut, top=bottom + GAP)
        marks.append(drawn)
    bottom += 6
    marks.append(tick_labels(style.scale, figures.percent, top=bottom))
    return document(frame, bottom + AXIS, *marks)
