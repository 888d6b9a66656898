"""Moments and local days: the one place that reads the clock, used by doors only."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

HOUR_BANDS = ("early", "morning", "noon", "afternoon", "evening", "unknown")
BAND_STARTS = (7, 11, 14, 18)
"""The first local hour of each band but the first; the last is no hour at all."""


def now() -> datetime:
    """Give this moment in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one reading of the clock; every other function is given the moment


def local_day(moment: datetime) -> date:
    """Give the day on the office's calendar at a moment."""
    return moment.astimezone(LOCAL).date()


def local_hour(moment: datetime) -> int:
    """Give the hour of the office's clock at a moment, 0 to 23."""
    return moment.astimezone(LOCAL).hour


def hour_band(hour: int) -> str:
    """Give the coarse band of a local hour 0–23: five bands, so that no one can be picked out by the time."""
    return HOUR_BANDS[bisect_right(BAND_STARTS, hour)]


def local_moment(day: date, at: time) -> datetime:
    """Give the moment when the office's clock shows `at` on `day`."""
    return datetime.combine(day, at, tzinfo=LOCAL)


def moment_of(moment: datetime | None) -> str:
    """Write a moment as the office's clock shows it: 09:30 04/03/2026; nothing for none."""
    return "" if moment is None else f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"


def days(first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both included; empty when they are in the wrong order."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
