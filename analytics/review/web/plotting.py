"""The control chart of a unit and the funnel of several, with their words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from analytics.charts import (
    ControlStep,
    ControlWords,
    Figures,
    Frame,
    FunnelDot,
    FunnelWords,
    Limits,
    Mouth,
    Shape,
    control_steps,
    funnel_plot,
    responsive,
)
from analytics.index.domain.funnel import Comparison, Placement
from analytics.index.domain.trend import Rule
from analytics.review.web import figures, telling
from analytics.review.web.trends import rule_words
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from analytics.index.domain.trend import ControlPoint
    from analytics.review.services import Compared, MonthFigure, Months, SideBySide

SHAPES = {
    Placement.FAR_BELOW: Shape.DIAMOND,
    Placement.BELOW: Shape.SQUARE,
    Placement.WITHIN: Shape.DOT,
    Placement.ABOVE: Shape.SQUARE,
    Placement.FAR_ABOVE: Shape.DIAMOND,
    None: Shape.DOT,
}
"""How a unit is drawn by where it lies."""


def _figures(least: int) -> Figures:
    return Figures(
        percent=cache(figures.percent),
        answers=cache(figures.people_or_dash(least)),
        estimate=cache(figures.estimate),
    )


def months_chart(months: Months, *, least: int) -> Markup:
    """Draw the months with their limits; what is out has another shape, and its month beside it."""
    frame = Frame(
        ident="months-chart",
        title=gettext("Share of satisfied citizens by month, with the limits of chance"),
        description=gettext(
            "One point per month. The grey line is the usual level, the dashed lines are its limits. A diamond is "
            "outside the limits, a square part of a pattern. The table below has the same numbers."
        ),
    )
    words = ControlWords(
        share=gettext("Share of satisfied citizens"),
        centre=gettext("Usual level"),
        limits=gettext("Limits (three standard deviations)"),
        baseline=gettext("Months the usual level is taken from"),
        outside=gettext("Outside the limits"),
        pattern=gettext("Part of a pattern"),
        missing=gettext("Too few answers"),
        day=_short_month,
        axis=_axis,
        empty=gettext("Nobody answered in these months."),
    )
    steps, written = _steps(months), _figures(least)
    return responsive(lambda each: control_steps(steps, frame=each, figures=written, words=words), frame)


def funnel_chart(found: SideBySide) -> Markup:
    """Draw the units that have enough answers."""
    frame = Frame(
        ident="funnel-chart",
        title=gettext("Units by how many answered and how satisfied they were"),
        description=gettext(
            "Each mark is a unit: further right more answers, further up more satisfied. The limits narrow as "
            "answers grow. A diamond with its name is outside the outer limits. The table below has the same "
            "numbers."
        ),
    )
    words = FunnelWords(
        unit=gettext("A unit"),
        target=gettext("Common level"),
        inner=gettext("95-percent limits"),
        outer=gettext("99.8-percent limits"),
        between=gettext("Between the two limits"),
        beyond=gettext("Outside the limits"),
        foot=gettext("Independent answers (n_eff)"),
        whole=figures.whole,
        axis=_axis,
        empty=gettext("No unit has enough answers yet."),
    )
    dots, written = [dot for row in found.rows if (dot := _dot(row)) is not None], _figures(0)
    mouth = _mouth(found)
    return responsive(lambda each: funnel_plot(dots, frame=each, figures=written, words=words, mouth=mouth), frame)


def _steps(months: Months) -> list[ControlStep]:
    points = {point.day: (point, phase) for phase, each in enumerate(months.chart.phases) for point in each.points}
    centres = [phase.centre for phase in months.chart.phases]
    usual = [day for day, (point, _) in points.items() if point.baseline]
    steps = []
    for each in months.shown:
        point, phase = points.get(each.month, (None, 0))
        steps.append(
            ControlStep(
                day=each.month,
                answers=1 if each.judged.standing == "hidden" else each.judged.index.respondents,
                share=telling.why_not(each.judged) if point is None else point.share,
                limits=_limits(point, centres[phase] if centres else None),
                shape=_shape(point),
                flag=_short_month(each.month) if point is not None and Rule.BEYOND in point.rules else "",
                finding=", ".join(rule_words()[rule] for rule in point.rules) if point is not None else "",
                # A month without enough answers in the midst of the others leaves no hole in the shade.
                baseline=bool(usual) and min(usual) <= each.month <= max(usual),
                phase=phase,
            )
        )
    return steps


def _limits(point: ControlPoint | None, centre: float | None) -> Limits | None:
    if point is None or point.low is None or point.high is None or centre is None:
        return None
    return Limits(centre=centre, low=point.low, high=point.high)


def _shape(point: ControlPoint | None) -> Shape:
    if point is None or not point.rules:
        return Shape.DOT
    return Shape.DIAMOND if Rule.BEYOND in point.rules else Shape.SQUARE


def _dot(row: Compared) -> FunnelDot | None:
    if row.placed is None:
        return None
    return FunnelDot(
        label=row.unit.short_name or row.unit.name,
        answers=row.judged.index.respondents,
        n=row.placed.n,
        share=row.placed.share,
        shape=SHAPES[row.placed.placement],
    )


def _mouth(found: SideBySide) -> Mouth | None:
    funnel = found.funnel
    if funnel.comparison is Comparison.TOO_FEW or funnel.target is None:
        return None
    return Mouth(
        target=funnel.target,
        inner=lambda n: funnel.limits(n, wide=False),
        outer=lambda n: funnel.limits(n, wide=True),
    )


def _short_month(day: date) -> str:
    return f"{day:%m/%Y}"


def _axis(low: str, high: str) -> str:
    return gettext("The axis runs from %(low)s to %(high)s.", low=low, high=high)


def month_row(each: MonthFigure, points: dict[date, ControlPoint]) -> dict[str, object]:
    """Give one month of the table beside the chart."""
    point = points.get(each.month)
    estimate = telling.estimate_of(each.judged)
    told = not isinstance(estimate, str)
    limits = point if point is not None and point.low is not None else None
    return {
        "month": each.month,
        "estimate": estimate if told else None,
        "why_not": "" if told else estimate,
        "people": telling.people_of(each.judged),
        "limits": limits,
        "finding": ", ".join(rule_words()[rule] for rule in point.rules) if point is not None else "",
    }
