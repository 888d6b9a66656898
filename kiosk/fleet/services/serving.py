"""Where files were served and tablets stood, but no tablet took an answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.fleet.domain import SERVED_DAYS, unanswered_day, unanswered_month
from kiosk.fleet.records import answered_days
from kiosk.pairing.records import standing_since
from survey.foundation.clock import local_day
from survey.volume.domain import month_end
from survey.volume.records import volumes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from kiosk.fleet.domain import Unanswered
    from kiosk.fleet.services.listing import Tablet


def unanswered(connection: Connection, tablets: Sequence[Tablet], *, at: datetime) -> dict[int, Unanswered]:
    """Find the units of some tablets in which files were served lately and no tablet took an answer.

    What still waits on a tablet may be the missing answers, so its unit is left to the other alerts.
    """
    today = local_day(at)
    since = _standing(connection, tablets)
    months = [(today.replace(day=1) - timedelta(days=1)).replace(day=1), today.replace(day=1)]
    heard = answered_days(connection, since, since=months[0])
    of_days = _by_day(connection, since, today)
    of_months = _by_month(connection, since, months)
    found = {}
    for unit_id, first in since.items():
        answered = heard.get(unit_id, set())
        found[unit_id] = unanswered_day(unit_id, of_days[unit_id], answered, since=first) or unanswered_month(
            unit_id, of_months[unit_id], answered, since=first
        )
    return {unit_id: one for unit_id, one in found.items() if one is not None}


def _standing(connection: Connection, tablets: Sequence[Tablet]) -> dict[int, date]:
    """Tell since which day units have a tablet; those are left out where something waits to be sent."""
    active = [one for one in tablets if one.device.active]
    posts = standing_since(connection, [one.device.device_id for one in active])
    found: dict[int, date] = {}
    for one in active:
        day = local_day(posts[one.device.device_id])
        found[one.device.spot.unit_id] = min(day, found.get(one.device.spot.unit_id, day))
    waiting = {one.device.spot.unit_id for one in active if one.heartbeat and one.heartbeat.queue}
    return {unit_id: day for unit_id, day in found.items() if unit_id not in waiting}


def _by_day(connection: Connection, unit_ids: Collection[int], today: date) -> dict[int, dict[date, int]]:
    found: dict[int, dict[date, int]] = defaultdict(dict)
    counted = volumes(connection, unit_ids, today - timedelta(days=SERVED_DAYS), today, by=("unit_id", "day"))
    for (unit_id, day), volume in counted.items():
        found[unit_id][day] = volume.served
    return found


def _by_month(
    connection: Connection, unit_ids: Collection[int], months: Sequence[date]
) -> dict[int, dict[date, int]]:
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for month in months:
        for (unit_id,), volume in volumes(connection, unit_ids, month, month_end(month)).items():
            found[unit_id][month] = volume.served
    return found
