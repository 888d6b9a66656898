"""Reading tallies at the grain a unit's page is drawn from, and which units ended in another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, func, select

from analytics.tally.records import tally, tally_unit_month
from survey.organisation.domain import ENDING
from survey.organisation.records.tables import unit, unit_event, unit_succession
from survey.questionnaire.records import questionnaire_version

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

    from analytics.tally.domain import Wanted


_DAY = timedelta(days=1)


class Place(NamedTuple):
    """What one row of counts is about."""

    unit_id: int
    desk_id: int | None
    channel: str
    tier: str
    state: str
    day: date


def cells(
    connection: Connection,
    unit_ids: Collection[int],
    *,
    since: date,
    until: date,
    version_ids: Collection[int],
) -> list[tuple[Place, int, bytes]]:
    """Give (place, version id, counts) of every tally of these units between two days, both included."""
    columns = tally.c
    statement = select(
        columns.unit_id,
        columns.desk_id,
        columns.channel,
        columns.tier,
        columns.state,
        columns.day,
        columns.version_id,
        columns.counts,
    ).where(columns.unit_id.in_(unit_ids), columns.day.between(since, until), columns.version_id.in_(version_ids))
    return [
        (Place._make(place), version_id, counts)
        for *place, version_id, counts in connection.execute(statement).all()
    ]


def unit_months(connection: Connection, wanted: Wanted) -> list[tuple[int, date, int, bytes]]:
    """Give (unit id, month, version id, counts) of the whole units' months that begin in a period, one a way.

    Of the limits of `wanted`, those by unit, version and state count.
    """
    columns = tally_unit_month.c
    statement = select(columns.unit_id, columns.day, columns.version_id, columns.counts)
    statement = statement.where(columns.day.between(wanted.since, wanted.until))
    for column, allowed in (
        (columns.unit_id, wanted.unit_ids),
        (columns.version_id, wanted.version_ids),
        (columns.state, wanted.states),
    ):
        if allowed is not None:
            statement = statement.where(column.in_(allowed))
    rows = connection.execute(statement)
    return [(unit_id, month, version_id, counts) for unit_id, month, version_id, counts in rows]


def ended_into(connection: Connection, unit_id: int, *, until: date) -> list[tuple[int, date]]:
    """Give the units that ended when this one came of them, each with its last day, for events until a day."""
    columns = unit_succession.c
    statement = (
        select(columns.from_unit_id, unit_event.c.day)
        .join(unit_event, unit_event.c.id == columns.event_id)
        .where(columns.to_unit_id == unit_id, unit_event.c.kind.in_(sorted(ENDING)), unit_event.c.day <= until)
        .order_by(unit_event.c.day, columns.id)
    )
    return [(from_unit_id, day - _DAY) for from_unit_id, day in connection.execute(statement)]


def first_month(connection: Connection, unit_ids: Collection[int]) -> date | None:
    """Give the first day of the first month with an answer about any of these units, counted or not."""
    # Asked unit by unit, the index gives each one's first month without a look at the others.
    of_unit = select(func.min(tally_unit_month.c.day)).where(tally_unit_month.c.unit_id == unit.c.id)
    statement = select(func.min(of_unit.scalar_subquery())).where(unit.c.id.in_(unit_ids))
    found: date | None = connection.scalar(statement)
    return found


def answered_versions(
    connection: Connection, *, since: date, until: date, tiers: Collection[str] | None = None
) -> frozenset[int]:
    """Give the ids of the versions anybody (of these tiers) answered between two days, both included."""
    version_id = questionnaire_version.c.id
    answered = exists().where(tally.c.version_id == version_id, tally.c.day.between(since, until))
    if tiers is not None:
        answered = answered.where(tally.c.tier.in_(sorted(tiers)))
    return frozenset(connection.scalars(select(version_id).where(answered)))


def last_day(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, version_ids: Collection[int]
) -> date | None:
    """Give the last day with an answer to these versions about these units between two days, both included."""
    columns = tally.c
    statement = select(func.max(columns.day)).where(
        columns.unit_id.in_(unit_ids), columns.day.between(since, until), columns.version_id.in_(version_ids)
    )
    found: date | None = connection.scalar(statement)
    return found
