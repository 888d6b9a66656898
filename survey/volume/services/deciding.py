"""Recording what calling back found, and deciding from when on which floors hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.text import clean
from survey.organisation.records import units_on
from survey.volume.domain import MOST_CALLED, month_end
from survey.volume.records import add_call_back, add_floor
from survey.volume.services.refusals import (
    CallsDoNotAddUpError,
    FloorDecidedError,
    FloorPastError,
    FutureVolumeError,
    NegativeError,
    NoRecorderError,
    NotAFloorError,
    NotInForceError,
    TooManyCallsError,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.volume.domain import CallBack, Floor

RECORDER_LIMIT = 80
"""Characters kept of who vouches for calls."""

_DOCUMENT_LIMIT = 200
_STEPS = 10_000  # hundredths of a percent, as they are kept


def record_call_back(
    connection: Connection, found: CallBack, *, recorded_by: str, at: datetime, today: date
) -> None:
    """Keep what calling back people of a unit and month found, in place of what was kept of them."""
    for number in (found.called, found.agreed, found.differed, found.unreachable):
        if number < 0:
            raise NegativeError(text=number)
    if found.called > MOST_CALLED:
        raise TooManyCallsError(text=found.called, most=MOST_CALLED)
    if not found.adds_up:
        raise CallsDoNotAddUpError(called=found.called, sum=found.agreed + found.differed + found.unreachable)
    if found.month > today:
        raise FutureVolumeError(text=found.month)
    days = (found.month, month_end(found.month))
    if not any(found.unit_id in units_on(connection, day) for day in days):
        raise NotInForceError(month=f"{found.month:%m/%Y}")
    add_call_back(connection, found, recorded_by=_told(recorded_by, RECORDER_LIMIT), at=at)


def decide_floor(connection: Connection, floor: Floor, *, at: datetime) -> None:
    """Keep a floor from today or a later day on, with the moment; what was decided for a day stands.

    Policy is decided before it holds: a floor of days past could put a unit out of a period that is closed.
    """
    _told(floor.decided_by, _DOCUMENT_LIMIT)
    for share in (floor.response_rate, floor.coverage):
        if not 0 <= share <= 1 or (share * _STEPS).denominator != 1:
            raise NotAFloorError
    if floor.valid_from < local_day(at):
        raise FloorPastError(day=floor.valid_from, today=local_day(at))
    if not add_floor(connection, replace(floor, recorded_at=at)):
        raise FloorDecidedError(day=floor.valid_from)


def _told(text: str, most: int) -> str:
    told = clean(text, limit=most)
    if not told:
        raise NoRecorderError(most=most)
    return told
