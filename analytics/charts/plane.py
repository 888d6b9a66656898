"""What charts with an upright axis share: its ticks, days and numbers along the foot, labels that find room."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts import palette
from analytics.charts.lettering import NOTE, Pen, measure, write
from analytics.charts.svg import line, path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from analytics.charts.scale import Scale

FOOT = 30.0
"""Height of the labels along the foot, in user units."""
_LABEL_GAP = 10.0
_STEPS = (1, 2, 5, 10)
_MOST_TICKS = 6
_AROUND = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The upright scale and from where to where its lines run."""

    up: Scale
    left: float
    right: float


def tick_room(up: Scale, percent: Callable[[float, int], str]) -> float:
    """Tell how much room the ticks of an upright scale take at its left."""
    return max(measure(percent(tick, 0), NOTE) for tick in up.ticks) + 10


def upright(plane: Plane, percent: Callable[[float, int], str]) -> Markup:
    """Draw an upright scale: its lines, its ticks, and the sign of an axis that does not begin at nought."""
    pen = Pen(size=NOTE.size, fill=NOTE.fill, anchor="end")
    marks = []
    for tick in plane.up.ticks:
        y = plane.up.at(tick)
        marks.append(line((plane.left, y), (plane.right, y), stroke=palette.GRID, stroke_width=1))
        marks.append(write(percent(tick, 0), pen, x=plane.left - 8, baseline=y + pen.size * 0.36))
    if plane.up.floor > 0:
        # The usual sign, beside the words that say it.
        x, y = plane.left, plane.up.start
        zigzag = [(x, y), (x, y + 3), (x - 4, y + 5), (x + 4, y + 9), (x, y + 11), (x, y + 14)]
        marks.append(path(zigzag, closed=False, fill="none", stroke=palette.OUTLINE, stroke_width=1.4))
    return Markup("").join(marks)


def over_days(days: Sequence[date], *, left: float, right: float) -> Callable[[date], float]:
    """Lay days in order from `left` to `right`; a single one stands in the middle."""
    first, length = days[0], (days[-1] - days[0]).days
    if not length:
        return lambda _day: (left + right) / 2
    return lambda day: left + (right - left) * (day - first).days / length


def day_labels(plane: Plane, named: Sequence[tuple[date, str]], across: Callable[[date], float]) -> Markup:
    """Write as many days as stand clear of each other, the last one first."""
    pen = Pen(size=NOTE.size, fill=NOTE.fill, anchor="middle")
    widest = max(measure(words, pen) for _, words in named) + _LABEL_GAP
    marks: list[Markup] = []
    foot, free = plane.up.start, math.inf
    for day, words in reversed(named):
        x = across(day)
        marks.append(line((x, foot), (x, foot + 4), stroke=palette.OUTLINE, stroke_width=1))
        if x + widest / 2 <= free:
            marks.append(write(words, pen, x=x, baseline=foot + 8 + pen.size * 1.12))
            free = x - widest / 2
    return Markup("").join(marks)


def number_ticks(most: float) -> tuple[int, ...]:
    """Give round numbers from 0 to just beyond `most`."""
    size = 10 ** math.floor(math.log10(max(most, 1)))
    steps = sorted({max(1, size * step // scale) for step in _STEPS for scale in (1, 10)})
    step = next((step for step in steps if most / step <= _MOST_TICKS), steps[-1])
    return tuple(step * count for count in range(math.ceil(most / step) + 1))


@dataclass(slots=True, kw_only=True)
class Room:
    """The room of a plot, and the boxes in it that are taken: (left, top, right, bottom)."""

    left: float
    top: float
    right: float
    bottom: float
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def label(self, text: str, pen: Pen, *, x: float, y: float) -> Markup:
        """Write a label beside a mark where it covers no other; nothing where there is no such place."""
        wide, tall = measure(text, pen), pen.size
        ups = (0.36 * tall, -_AROUND, _AROUND + tall, -_AROUND - tall, _AROUND + 2 * tall)
        beside = [(x + _AROUND, y + ups[0]), (x - _AROUND - wide, y + ups[0])]
        places = beside + [(x - wide * part, y + up) for up in ups[1:] for part in (0.5, 0.0, 1.0)]
        for left, base in places:
            if self.take((left - 1, base - tall, left + wide + 1, base + 0.3 * tall)):
                return write(text, pen, x=left, baseline=base, halo=palette.PAPER)
        return Markup("")

    def take(self, box: tuple[float, float, float, float]) -> bool:
        """Take a box of the plot; False where a part of it is taken or outside."""
        if not self._free(box):
            return False
        self.taken.append(box)
        return True

    def _free(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = box
        if left < self.left or top < self.top or right > self.right or bottom > self.bottom:
            return False
        return all(
            right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3] for other in self.taken
        )
