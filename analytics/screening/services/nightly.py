"""What is screened tonight: months whose traces are still there and that no run has seen as they stand now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from analytics.screening import records
from analytics.screening.services.running import limits_for, run_screening
from analytics.tally.domain import month_end
from survey.foundation.clock import local_day
from survey.operations.domain import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.foundation.doors import House

LEAST_DAYS = 14
"""A rest of a month with fewer days tells too little of what is usual to judge it a second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A month, or what is there of it, that is to be screened."""

    since: date
    until: date
    month: date
    """Its first day, whose thresholds judge."""
    answers: int
    closed: bool
    """Whether the month is over, so that this run is frozen whatever it says."""
    late: int = 0
    """Answers that came when the traces of most of the month were gone: these are only told of."""

    @property
    def name(self) -> str:
        """How the step is called."""
        return f"screening {self.since.isoformat()}..{self.until.isoformat()}"


def steps(house: House, *, at: datetime, dry_run: bool) -> list[Step]:
    """Give a step for each period that is due; none of them looks at today, which is not over."""
    with house.store.reading() as connection:
        found = list(due(connection, local_day(at)))
    if not found:
        return [Step(name="screening", act=lambda: {"new_answers": 0})]
    return [_step(house, one, at=at, dry_run=dry_run) for one in found]


def _step(house: House, one: Due, *, at: datetime, dry_run: bool) -> Step:
    if one.late:
        return Step(name=one.name, act=lambda: {"came_too_late_to_be_screened": one.late})
    if dry_run:
        return Step(name=one.name, act=lambda: {"answers_to_screen": one.answers})
    return Step(name=one.name, act=partial(_screen, house, one, at), traces_from=one.since)


def _screen(house: House, one: Due, at: datetime) -> Mapping[str, object]:
    outcome = run_screening(
        house.store, one.since, one.until, at=at, limits=limits_for(one.month), only_news=not one.closed
    )
    proposed = {flag.answer for flag in outcome.flags if flag.action != "note"}
    run = "run" if outcome.frozen else "as_run"
    told: dict[str, object] = {"answers": outcome.answers, "suspicious": len(proposed), run: outcome.run_id}
    return told | ({"set_aside": outcome.set_aside} if outcome.set_aside else {})


def due(connection: Connection, today: date) -> Iterator[Due]:
    """Give what is due, the oldest month first."""
    traced = [day for day in records.traced_days(connection) if day < today]
    for month in sorted({day.replace(day=1) for day in traced}):
        of_month = [day for day in traced if day.replace(day=1) == month]
        one = _of_month(connection, month, of_month[0], today)
        if one is not None:
            yield one


def _of_month(connection: Connection, month: date, traced_from: date, today: date) -> Due | None:
    closed = month_end(month) < today
    until = month_end(month) if closed else today - timedelta(days=1)
    counts = records.answers_by_day(connection, month, until)
    # Days before the first trace have lost theirs, unless nobody answered on them.
    lost = any(day < traced_from for day in counts)
    since = traced_from if lost else month
    # While a month lasts, days without an answer at its end are no news.
    run = records.newest_run_over(connection, since, until if closed else max(counts), whole=True)
    answers = sum(count for day, count in counts.items() if day >= since)
    plain = Due(since=since, until=until, month=month, answers=answers, closed=closed)
    if run is None:
        return plain
    now = sum(records.answers_by_day(connection, run.since, run.until).values())
    if run.answers == now and run.thresholds_from == limits_for(run.since.replace(day=1)).valid_from:
        return None
    return _again(plain, now - run.answers) if closed and lost else plain


def _again(plain: Due, late: int) -> Due:
    """Give what is left of a month that changed after it was screened; its first day may have lost some traces."""
    since = plain.since + timedelta(days=1)
    if (plain.until - since).days + 1 >= LEAST_DAYS:
        return replace(plain, since=since)
    return replace(plain, late=max(late, 1))
