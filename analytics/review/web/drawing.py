"""The charts of these pages, with their words."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from flask import g

from analytics.charts import (
    DotRow,
    DotWords,
    Figures,
    Frame,
    LikertRow,
    LikertWords,
    TrendBeside,
    TrendPoint,
    TrendWords,
    interval_dots,
    likert_bars,
    responsive,
    trend_lines,
)
from analytics.review.web import figures
from analytics.review.web.telling import estimate_of, estimate_of_question
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from analytics.index.domain import Criterion
    from analytics.review.domain import Judged
    from analytics.review.services import WeekFigure

# A picture takes about 60 kB.
_PICTURES = 64
_ONE = 1
"""Stands for a number of people that is not told: it is written as a dash."""


def _figures(least: int) -> Figures:
    # The same numbers are written on the phone's chart, the desk's and their tips.
    return Figures(
        percent=cache(figures.percent),
        answers=cache(figures.people_or_dash(least)),
        estimate=cache(figures.estimate),
    )


def units_chart(units: Sequence[tuple[str, Judged]]) -> Markup:
    """Draw units side by side, for wide screens and print only: a phone has the table."""
    frame = Frame(
        ident="units-chart",
        title=gettext("Satisfied citizens by unit"),
        description=gettext(
            "Each dot is a unit's share of satisfied citizens, the line through it its 95-percent interval. "
            "The table below has the same numbers."
        ),
        classes="chart img-fluid d-none d-md-block d-print-block",
    )
    words = DotWords(
        reference="",
        missing="",
        axis=_axis,
        empty=gettext("No unit has enough answers yet."),
    )
    rows = [
        DotRow(label=label, answers=judged.index.respondents, estimate=estimate_of(judged))
        for label, judged in units
    ]
    return _dots(tuple(rows), frame, words, g.language)


def questions_chart(
    questions: Sequence[Criterion],
    titles: Mapping[str, str],
    levels: tuple[str, str, str, str, str],
    *,
    least: int,
) -> Markup:
    """Draw how each question was answered."""
    rows = [
        LikertRow(
            label=titles.get(each.question, each.question),
            levels=(each.n1, each.n2, each.n3, each.n4, each.n5),
            estimate=estimate_of_question(each, least=least),
        )
        for each in questions
    ]
    frame = Frame(
        ident="questions-chart",
        title=gettext("How each question was answered"),
        description=gettext(
            "One bar per question, from very satisfied to very dissatisfied. The table below has the same numbers."
        ),
    )
    words = LikertWords(
        levels=levels,
        interval=gettext("Share of satisfied citizens with its 95-percent interval"),
        empty=gettext("Nobody answered a question."),
    )
    return _bars(tuple(rows), frame, words, least, g.language)


def trend_chart(
    weeks: Sequence[WeekFigure],
    *,
    beside: Sequence[tuple[str, Sequence[WeekFigure]]] = (),
    least: int,
    shown: bool,
) -> Markup:
    """Draw the index week by week, open where a week has too few answers.

    Unless the unit may be `shown`, all its weeks are open; `beside` are the units it was made of, by their names.
    """
    points = tuple(map(_point if shown else _nothing, weeks))
    others = tuple(TrendBeside(name=name, points=tuple(map(_point, each))) for name, each in beside)
    frame = Frame(
        ident="trend-chart",
        title=gettext("Share of satisfied citizens by week"),
        description=gettext(
            "One point per week that begins on the day named, with its 95-percent interval as a band. "
            "The table below has the same numbers."
        )
        if not others
        else gettext(
            "One point per week that begins on the day named, with its 95-percent interval as a band. Each dashed "
            "line is a unit this one was made of, until its last day. The tables below have the same numbers."
        ),
    )
    words = TrendWords(
        share=gettext("This unit: share of satisfied citizens")
        if others
        else gettext("Share of satisfied citizens"),
        interval=gettext("95-percent interval"),
        missing=gettext("Too few answers"),
        reference="",
        day=figures.short_day,
        axis=_axis,
        empty=gettext("Nobody answered in this period."),
    )
    return _line((points, others), frame, words, least, g.language)


def _point(each: WeekFigure) -> TrendPoint:
    return TrendPoint(
        day=each.week.monday,
        answers=_ONE if each.judged.standing == "hidden" else each.judged.index.respondents,
        estimate=estimate_of(each.judged),
    )


def _nothing(each: WeekFigure) -> TrendPoint:
    # The same sign at every week: it must not tell in which of them somebody answered.
    return TrendPoint(day=each.week.monday, answers=_ONE, estimate=gettext("Not enough answers yet"))


# Drawing takes half the time of a page. The same rows in the same words make the same picture; the language is an
# argument because it decides how the numbers in it are written.
@lru_cache(maxsize=_PICTURES)
def _dots(rows: tuple[DotRow, ...], frame: Frame, words: DotWords, _language: str) -> Markup:
    return interval_dots(rows, frame=frame, figures=_figures(0), words=words, zoom=True)


@lru_cache(maxsize=_PICTURES)
def _bars(rows: tuple[LikertRow, ...], frame: Frame, words: LikertWords, least: int, _language: str) -> Markup:
    written = _figures(least)
    return responsive(lambda each: likert_bars(rows, frame=each, figures=written, words=words), frame)


@lru_cache(maxsize=_PICTURES)
def _line(
    lines: tuple[tuple[TrendPoint, ...], tuple[TrendBeside, ...]],
    frame: Frame,
    words: TrendWords,
    least: int,
    _language: str,
) -> Markup:
    written = _figures(least)
    return responsive(lambda each: trend_lines(*lines, frame=each, figures=written, words=words, zoom=True), frame)


def _axis(low: str, high: str) -> str:
    return gettext("The axis runs from %(low)s to %(high)s.", low=low, high=high)
