"""Charts drawn on the server as SVG: no script, no style, the same picture on a page and in print."""

from __future__ import annotations

from analytics.charts.dots import DotRow, DotWords, interval_dots
from analytics.charts.figures import Estimate, Figures
from analytics.charts.likert import LikertRow, LikertWords, likert_bars
from analytics.charts.sparkline import sparkline
from analytics.charts.svg import NARROW, WIDE, Frame, responsive
from analytics.charts.trend import TrendPoint, TrendWords, trend_line

__all__ = [
    "NARROW",
    "WIDE",
    "DotRow",
    "DotWords",
    "Estimate",
    "Figures",
    "Frame",
    "LikertRow",
    "LikertWords",
    "TrendPoint",
    "TrendWords",
    "interval_dots",
    "likert_bars",
    "responsive",
    "sparkline",
    "trend_line",
]
