"""When the place of a tablet is open: its desk's hours, or those of all desks of the hall together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import days, local_day, local_moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from survey.organisation.domain import Calendar, Desk

USUAL_OPENS, USUAL_CLOSES = time(7, 30), time(17)
"""When nobody has told the hours, a silent tablet is missed between these."""

_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """On which weekdays of the coming week a place is open, 1 Monday to 7 Sunday, and from when to when."""

    days: tuple[int, ...]
    opens: time
    closes: time


def hours_of(desks: Sequence[Desk], calendar: Calendar, today: date) -> Hours | None:
    """Give the hours of a place in the week from today, days off taken out; None when no desk has told any."""
    told = [(desk.opens, desk.closes, desk) for desk in desks]
    timed = [(opens, closes, desk) for opens, closes, desk in told if opens is not None and closes is not None]
    if not timed:
        return None
    served = {
        day.isoweekday()
        for day in days(today, today + _WEEK)
        if any(calendar.serves(desk, day) for _opens, _closes, desk in timed)
    }
    return Hours(
        days=tuple(sorted(served)),
        opens=min(opens for opens, _closes, _desk in timed),
        closes=max(closes for _opens, closes, _desk in timed),
    )


def open_since(desks: Sequence[Desk], calendar: Calendar, at: datetime) -> datetime | None:
    """Give since when a place has been open today; None while it is closed."""
    today = local_day(at)
    serves = any(calendar.serves(desk, today) for desk in desks) if desks else calendar.is_working(today)
    if not serves:
        return None
    hours = hours_of(desks, calendar, today)
    opens = local_moment(today, hours.opens if hours else USUAL_OPENS)
    closes = local_moment(today, hours.closes if hours else USUAL_CLOSES)
    return opens if opens <= at < closes else None
