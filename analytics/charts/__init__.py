"""Charts drawn on the server as SVG: no script, no style, the same picture on a page and in print."""

from __future__ import annotations

from analytics.charts.control import ControlStep, ControlWords, Limits, control_steps
from analytics.charts.dots import DotRow, DotWords, interval_dots
from analytics.charts.figures import Estimate, Figures
from analytics.charts.funnel import FunnelDot, FunnelWords, Mouth, funnel_plot
from analytics.charts.likert import LikertRow, LikertWords, likert_bars
from analytics.charts.marks import Shape
from analytics.charts.points import TrendBeside, TrendPoint
from analytics.charts.quadrants import QuadrantDot, QuadrantWords, quadrants
from analytics.charts.sparkline import sparkline
from analytics.charts.svg import NARROW, WIDE, Frame, responsive
from analytics.charts.trend import TrendWords, trend_line, trend_lines

__all__ = [
    "NARROW",
    "WIDE",
    "ControlStep",
    "ControlWords",
    "DotRow",
    "DotWords",
    "Estimate",
    "Figures",
    "Frame",
    "FunnelDot",
    "FunnelWords",
    "LikertRow",
    "LikertWords",
    "Limits",
    "Mouth",
    "QuadrantDot",
    "QuadrantWords",
    "Shape",
    "TrendBeside",
    "TrendPoint",
    "TrendWords",
    "control_steps",
    "funnel_plot",
    "interval_dots",
    "likert_bars",
    "quadrants",
    "responsive",
    "sparkline",
    "trend_line",
    "trend_lines",
]
