"""The periods a page can be about, the one each is compared with, and their weeks.

All are whole months, the running one until today: with any two days to choose from, two periods that differ by a
day would tell what the few people of that day answered (method note §10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.tally.domain import month_end
from survey.foundation.errors import Refusal

MOST_DAYS = 2 * 366
"""The longest free period, in days: two years still show a readable trend by week."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class UnknownPeriodError(Refusal):
    """A period that is not offered."""

    message = "There is no such period. Please choose one of those below."


class UnreadableDayError(Refusal):
    """One of the two days of a free period is missing or no day of the calendar."""

    message = "Please give both days of the period, for example 01/03/2026 and 31/03/2026."


class PeriodBackwardsError(Refusal):
    """The period ends before it begins."""

    message = "The first day of the period must not come after its last day."


class PeriodAheadError(Refusal):
    """The period has not begun."""

    message = "The period must not begin in the future."


class PeriodTooLongError(Refusal):
    """More days than a page can show."""

    message = "The period may be two years long at most."


class Pick(StrEnum):
    """The periods offered on a page."""

    THIS_MONTH = "this_month"
    THREE_MONTHS = "three_months"
    """The running month and the two before it."""
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    FREE = "free"


_MONTHS = {Pick.THIS_QUARTER: 3, Pick.LAST_QUARTER: 3, Pick.THIS_YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Some days on end, the first and the last included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The period a page is about and the one it is compared with."""

    pick: Pick
    period: Period
    before: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week that begins on a Monday; `since` and `until` are its days within the period."""

    monday: date
    since: date
    until: date


def choose(pick: Pick, today: date, *, free: Period | None = None) -> Chosen:
    """Give the period of a pick, which ends today at the latest, and the one before it.

    A quarter is compared with the quarter before, a year with the year before, anything else with as many months.
    """
    period = free if free is not None else _of(pick, today)
    months = _MONTHS.get(pick, _months(period.until) - _months(period.since) + 1)
    before = Period(since=_earlier(period.since, months), until=period.since - _DAY)
    return Chosen(pick=pick, period=period, before=before)


def free_period(since: date | None, until: date | None, *, today: date) -> Period:
    """Check two days somebody typed and widen them to whole months; the running month ends today."""
    if since is None or until is None:
        raise UnreadableDayError
    if since > until:
        raise PeriodBackwardsError
    if since > today:
        raise PeriodAheadError
    if Period(since=since, until=min(until, today)).days > MOST_DAYS:
        raise PeriodTooLongError
    return Period(since=since.replace(day=1), until=min(month_end(until), today))


def weeks(period: Period) -> tuple[Week, ...]:
    """List the weeks a period touches, oldest first; the first and the last may be cut by its ends."""
    monday = monday_of(period.since)
    found: list[Week] = []
    while monday <= period.until:
        since, until = max(monday, period.since), min(monday + 6 * _DAY, period.until)
        found.append(Week(monday=monday, since=since, until=until))
        monday += _WEEK
    return tuple(found)


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _of(pick: Pick, today: date) -> Period:
    quarter = _quarter(today)
    match pick:
        case Pick.THIS_MONTH:
            return Period(since=today.replace(day=1), until=today)
        case Pick.THIS_QUARTER:
            return Period(since=quarter, until=today)
        case Pick.LAST_QUARTER:
            return Period(since=_quarter(quarter - _DAY), until=quarter - _DAY)
        case Pick.THIS_YEAR:
            return Period(since=today.replace(month=1, day=1), until=today)
        case Pick.THREE_MONTHS | Pick.FREE:
            return Period(since=_earlier(today, 2), until=today)


def _quarter(day: date) -> date:
    """Give the first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _earlier(day: date, months: int) -> date:
    """Give the first day of the month so many months before a day's."""
    year, month = divmod(_months(day) - months, 12)
    return date(year, month + 1, 1)
