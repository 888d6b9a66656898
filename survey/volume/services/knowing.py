"""Of which units the files of a period are all told: rates stand on these alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.organisation.services import office_calendar
from survey.volume.domain import Known, by_unit, days_to_tell, doubtful, first_untold
from survey.volume.records import days_told, lines_told, served_and_invited, spans, volumes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.volume.domain import Told, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Whom units served in a period, as far as it is all told, and the slips they issued, by unit."""

    known: Known
    invited: Mapping[int, int]


def known_volumes(
    connection: Connection,
    unit_ids: Collection[int] | None,
    period: tuple[date, date],
    *,
    today: date | None = None,
) -> Known:
    """Add up the volumes of units (None: all) in a period, first and last day included.

    A unit counts as known only when each of its working days that is over has a line, or stands in a month that is
    told as a whole and lies within the period. Without `today` every day of the period must be told.
    """
    found = volumes(connection, unit_ids, *period, by=("unit_id", "month"))
    if not found:
        return Known(volumes={}, missing={})
    days = _days(connection, period, today)
    return _known(connection, found, lines_told(connection, unit_ids, days), (period, days))


def reached(
    connection: Connection, unit_ids: Collection[int], period: tuple[date, date], *, today: date | None = None
) -> Reached:
    """Give the same as `known_volumes`, and the slips issued, with one statement for all of it."""
    days = _days(connection, period, today)
    found = served_and_invited(connection, unit_ids, *period, days=days)
    known = _known(connection, found.volumes, found.told, (period, days))
    return Reached(known=known, invited=found.invited)


def _days(connection: Connection, period: tuple[date, date], today: date | None) -> list[date]:
    return days_to_tell(*period, closed=office_calendar(connection).closed, today=today)


def _known(
    connection: Connection,
    found: Mapping[tuple[int, date], Volume],
    told: Mapping[tuple[int, date], Told],
    asked: tuple[tuple[date, date], Sequence[date]],
) -> Known:
    period, days = asked
    sums = by_unit(found)
    missing = _missing(connection, told, doubtful(told, sums, period, days), asked)
    known = {unit_id: volume for unit_id, volume in sums.items() if unit_id not in missing}
    return Known(volumes=known, missing=missing)


def _missing(
    connection: Connection,
    told: Mapping[tuple[int, date], Told],
    unit_ids: Sequence[int],
    asked: tuple[tuple[date, date], Sequence[date]],
) -> dict[int, date]:
    """Give the first day without a line, of the days a unit was in force on; units that told all are absent."""
    if not unit_ids:
        return {}
    period, days = asked
    on_days, in_force = days_told(connection, unit_ids, *period), spans(connection, unit_ids)
    by_month: dict[int, dict[date, Told]] = {unit_id: {} for unit_id in unit_ids}
    for (unit_id, month), lines in told.items():
        by_month.setdefault(unit_id, {})[month] = lines
    found = {}
    for unit_id in unit_ids:
        first, last = in_force[unit_id]
        own = (day for day in days if first <= day <= last)
        if (day := first_untold(by_month[unit_id], on_days[unit_id], period, own)) is not None:
            found[unit_id] = day
    return found
