"""Reading tallies at the grain a unit's page is drawn from; this feature keeps nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, select

from analytics.tally.records import tally
from survey.questionnaire.records import questionnaire_version

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection


class Place(NamedTuple):
    """What one row of counts is about."""

    unit_id: int
    desk_id: int | None
    channel: str
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
        columns.state,
        columns.day,
        columns.version_id,
        columns.counts,
    ).where(columns.unit_id.in_(unit_ids), columns.day.between(since, until), columns.version_id.in_(version_ids))
    return [
        (Place._make(place), version_id, counts)
        for *place, version_id, counts in connection.execute(statement).all()
    ]


def answered_versions(connection: Connection, *, since: date, until: date) -> frozenset[int]:
    """Give the ids of the questionnaire versions that anybody answered between two days, both included."""
    version_id = questionnaire_version.c.id
    answered = exists().where(tally.c.version_id == version_id, tally.c.day.between(since, until))
    return frozenset(connection.scalars(select(version_id).where(answered)))
