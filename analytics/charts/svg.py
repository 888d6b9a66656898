"""SVG written piece by piece: every name and value escaped, nothing that a strict page policy would refuse."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from analytics.charts.palette import PAPER

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW = 328
"""Width in user units of a chart for a phone: one unit is one pixel on a screen of 360."""
WIDE = 820
"""Width in user units of a chart for a desk or a printed page."""
ROOMY = 640
"""From this width on, labels and numbers stand beside the marks instead of above them."""

_MARGIN = 2
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
# What XML cannot hold, and the marks that turn the writing direction of everything after them.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the marks: a page-wide unique id, the text alternative, the width in user units."""

    ident: str
    title: str
    description: str
    width: int = WIDE
    classes: str = "chart img-fluid"

    def __post_init__(self) -> None:
        if not _IDENT.match(self.ident):
            raise ValueError(f"not an id: {self.ident!r}")

    @property
    def inner(self) -> float:
        """The width that marks may use: slanted strokes of a letter reach a little beyond its place."""
        return self.width - 2 * _MARGIN

    @property
    def roomy(self) -> bool:
        """Whether labels and numbers find room beside the marks."""
        return self.width >= ROOMY


def writable(text: str) -> str:
    """Give text without the characters that XML cannot hold or that turn the writing direction."""
    return _UNWRITABLE.sub("", text)


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return str(escape(writable(value)))
    rounded = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """Write one element; `stroke_width` becomes stroke-width, None is left out, plain text inside is escaped."""
    head = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(child if isinstance(child, Markup) else escape(writable(child)) for child in children)
    # Every part was escaped above, or is Markup that this function made.
    return Markup(f"<{name}{head}>{inside}</{name}>" if inside else f"<{name}{head}/>")  # noqa: S704


def group(*children: str, **attributes: str | float | None) -> Markup:
    """Write marks that belong together."""
    return element("g", *children, **attributes)


def told(text: str) -> Markup:
    """Write what a pointer resting on a mark is told."""
    return element("title", text)


def rect(*, x: float, y: float, size: tuple[float, float], **attributes: str | float | None) -> Markup:
    """Write a rectangle of `size` (width, height)."""
    return element("rect", x=x, y=y, width=size[0], height=size[1], **attributes)


def line(start: tuple[float, float], end: tuple[float, float], **attributes: str | float | None) -> Markup:
    """Write a straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **attributes)


def path(points: list[tuple[float, float]], *, closed: bool, **attributes: str | float | None) -> Markup:
    """Write straight strokes through the points in order."""
    strokes = "L".join(f"{_value(x)} {_value(y)}" for x, y in points)
    return element("path", d=f"M{strokes}{'Z' if closed else ''}", **attributes)


def document(frame: Frame, height: float, *marks: str) -> Markup:
    """Write the whole picture with its name and text alternative."""
    tall = math.ceil(height)
    # A sheet of its own: under forced dark colours a browser leaves ink as it is and takes the page's paper away.
    sheet = rect(x=-_MARGIN, y=0, size=(frame.width, tall), fill=PAPER, class_="chart-sheet")
    return element(
        "svg",
        element("title", frame.title, id=f"{frame.ident}-title"),
        element("desc", frame.description, id=f"{frame.ident}-desc"),
        sheet,
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        id=frame.ident,
        class_=frame.classes,
        width=frame.width,
        height=tall,
        viewBox=f"-{_MARGIN} 0 {frame.width} {tall}",
        role="img",
        aria_labelledby=f"{frame.ident}-title",
        aria_describedby=f"{frame.ident}-desc",
        font_family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
    )


def responsive(draw: Callable[[Frame], Markup], frame: Frame) -> Markup:
    """Draw a chart for phones and again for desks and print; Bootstrap's display classes show exactly one."""
    narrow = replace(
        frame,
        ident=f"{frame.ident}-narrow",
        width=NARROW,
        classes=f"{frame.classes} chart-narrow d-md-none d-print-none",
    )
    wide = replace(frame, width=WIDE, classes=f"{frame.classes} chart-wide d-none d-md-block d-print-block")
    return draw(narrow) + draw(wide)
