"""The colours of every chart: one deep blue and its lighter steps, one warm accent, greys.

Every mark keeps 3:1 against white, by its fill or its outline. Blue against orange survives every colour
blindness; in grey the two warm levels keep their hatching, the two blue ones their lightness.
"""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "#ffffff"
INK = "#17212e"
MUTED = "#525e6d"
GRID = "#d9dfe7"
TRACK = "#eef1f5"
OUTLINE = "#6a7686"
DEEP = "#0f3d85"
BAND = "#b9d0ee"
WARM = "#b4431a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """How one of the five levels is filled, written on, and told apart without colour."""

    fill: str
    text: str
    outline: str | None = None
    hatch: str | None = None
    """Colour of the diagonal lines over the fill."""
    pitch: float = 0.0
    """Distance of these lines, in user units."""


LEVELS: tuple[Paint, Paint, Paint, Paint, Paint] = (
    Paint(fill="#8c2d12", text="#ffffff", hatch="#e9b9a3", pitch=5.0),
    Paint(fill="#d67820", text="#10161e", hatch="#8c2d12", pitch=9.0),
    Paint(fill="#e6eaf0", text="#10161e", outline=OUTLINE),
    Paint(fill="#5b96d6", text="#10161e"),
    Paint(fill=DEEP, text="#ffffff"),
)
"""From level 1 (very dissatisfied) to level 5 (very satisfied)."""
