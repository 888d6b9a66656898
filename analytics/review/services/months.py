"""A unit month by month, with the limits that chance alone seldom leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.index.domain.changes import change_points
from analytics.index.domain.trend import Observation, Rebase, control_chart
from analytics.review.domain import hidden, judge
from analytics.review.records import first_month, rebases
from analytics.review.services.before import read_reach
from analytics.review.services.month_sums import sums_of_months
from analytics.tally.domain import Counts, Wanted
from survey.intake.domain import State

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analytics.index.domain.changes import Changes
    from analytics.index.domain.trend import ControlChart
    from analytics.review.domain import Judged
    from analytics.review.records import KeptRebase
    from analytics.review.services.asking import Asked
    from analytics.review.services.before import Reach
    from survey.organisation.domain import Unit

SHOWN = 24
"""How many months a page shows, the last that of the end of the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigure:
    """One month by its first day."""

    month: date
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The months shown, oldest first; chart and changes are of every month since the first with an answer."""

    shown: tuple[MonthFigure, ...]
    chart: ControlChart
    changes: Changes
    last: date
    """The last day that counts; the last month ends there."""
    rebases: tuple[KeptRebase, ...] = ()
    """From which of the months on the usual level is taken anew, and why."""


def monthly(connection: Connection, asked: Asked, unit: Unit, *, reached: Reach | None = None) -> Months:
    """Judge the months of a unit and those below it until the end of the period, each as a period of its own.

    They are one series, so they share the units of the whole stretch, those that ended on the way included, each
    where it last stood. A month's figure then changes only when a unit moves to another branch. `reached` are
    the unit's, where they are known already.
    """
    until = asked.chosen.period.until
    whole = (reached or read_reach(connection, asked, unit.unit_id)).ever
    first = first_month(connection, whole)
    every = _months(min(first or until, until), until)
    groups = _by_month(connection, asked, whole, since=every[0])
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
    anew = tuple(each for each in rebases(connection, unit.unit_id) if each.month <= until)
    answered = min(groups, default=None)
    return Months(
        shown=tuple(each for each in figures[-SHOWN:] if answered is not None and each.month >= answered),
        chart=control_chart(observations, rebases=(Rebase(day=each.month, reason=each.reason) for each in anew)),
        changes=change_points(observations),
        last=until,
        rebases=anew,
    )


def _months(since: date, until: date) -> list[date]:
    """List the first days of the months that the days from one to another lie in, oldest first."""
    months = [until.replace(day=1)]
    while months[-1] > since:
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
    # A unit with nobody below it is told as it is; in a sum, one of few answers would follow by subtraction.
    return sums_of_months(connection, wanted, least=asked.least if len(whole) > 1 else 0)


def _kept(groups: dict[date, Counts], *, least: int) -> frozenset[date]:
    """Give the months kept from view: quarters and years are shown too, and no month may follow from them."""
    quarters: dict[tuple[int, int], dict[date, int]] = {}
    for month, counts in groups.items():
        quarters.setdefault((month.year, (month.month - 1) // 3), {})[month] = counts.responses
    return frozenset[date]().union(*(hidden(sizes, least=least) for sizes in quarters.values()))
