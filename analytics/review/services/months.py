"""A unit month by month, with the limits that chance alone seldom leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.index.domain.changes import change_points
from analytics.index.domain.trend import Observation, control_chart
from analytics.review.domain import hidden, judge
from analytics.review.services.overview import own_and_below
from analytics.tally.domain import Counts, Wanted
from analytics.tally.services import counts_by
from survey.intake.domain import State

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analytics.index.domain.changes import Changes
    from analytics.index.domain.trend import ControlChart
    from analytics.review.domain import Judged
    from analytics.review.services.asking import Asked
    from survey.organisation.domain import Unit

SHOWN = 24
"""How many months a page shows, the last that of the end of the period."""

# Further back than is shown, so that a year that has passed from view still says what was usual.
_READ = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigure:
    """One month by its first day."""

    month: date
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The months shown, oldest first; chart and changes are of every month read, five years at most."""

    shown: tuple[MonthFigure, ...]
    chart: ControlChart
    changes: Changes
    last: date
    """The last day that counts; the last month ends there."""


def monthly(connection: Connection, asked: Asked, unit: Unit) -> Months:
    """Judge the months of a unit and those below it until the end of the period, each as a period of its own."""
    until = asked.chosen.period.until
    every = _months_before(until, _READ)
    groups = _by_month(connection, asked, asked.whole(unit.unit_id), since=every[0])
    kept = _kept(groups, least=asked.least)
    figures = [
        MonthFigure(
            month=month,
            judged=judge(groups.get(month, Counts()), least=asked.least, kept=month in kept),
        )
        for month in every
    ]
    observations = [
        Observation(day=each.month, share=each.judged.index.index, n=each.judged.index.n_eff)
        for each in figures
        if each.judged.shown and each.judged.index.index is not None and each.judged.index.n_eff is not None
    ]
    first = min(groups, default=None)
    return Months(
        shown=tuple(each for each in figures[-SHOWN:] if first is not None and each.month >= first),
        chart=control_chart(observations),
        changes=change_points(observations),
        last=until,
    )


def _months_before(until: date, number: int) -> list[date]:
    """List the first days of the months up to that of a day, oldest first."""
    months = [until.replace(day=1)]
    while len(months) < number:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _by_month(connection: Connection, asked: Asked, whole: frozenset[int], *, since: date) -> dict[date, Counts]:
    wanted = Wanted(
        since=since,
        until=asked.chosen.period.until,
        unit_ids=whole,
        version_ids=asked.words.version_ids,
        states=frozenset({State.COUNTED}),
    )
    own: dict[date, dict[int, Counts]] = {}
    for (unit_id, day), counts in counts_by(connection, ("unit_id", "day"), wanted).items():
        of_month = own.setdefault(day.replace(day=1), {})
        of_month[unit_id] = of_month.get(unit_id, Counts()) + counts
    return {month: own_and_below(own[month], whole, least=asked.least) for month in sorted(own)}


def _kept(groups: dict[date, Counts], *, least: int) -> frozenset[date]:
    """Give the months kept from view: quarters and years are shown too, and no month may follow from them."""
    quarters: dict[tuple[int, int], dict[date, int]] = {}
    for month, counts in groups.items():
        quarters.setdefault((month.year, (month.month - 1) // 3), {})[month] = counts.responses
    return frozenset[date]().union(*(hidden(sizes, least=least) for sizes in quarters.values()))
