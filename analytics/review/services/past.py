"""The units that a unit was made of, each with figures of its own, never added to those of the unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics.review.domain import judge
from analytics.review.records import ended_into
from analytics.review.services.gathering import gather
from analytics.review.services.overview import own_and_below
from analytics.review.services.unit import figures_of_weeks, in_period
from survey.organisation.domain import subtree
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

    from analytics.review.domain import Judged
    from analytics.review.services.asking import Asked
    from analytics.review.services.gathering import Sheet
    from analytics.review.services.unit import WeekFigure
    from survey.organisation.domain import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A unit that ended when another came of it, as it stood on its last day."""

    unit: Unit
    last: date
    whole: frozenset[int]
    """The ids of the unit and of those below it on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What an origin was in the days of the period until its last one; None when it had ended before."""

    origin: Origin
    judged: Judged | None
    weeks: tuple[WeekFigure, ...]
    """The weeks it lived to see; none where too few answered to show any."""


def origins(
    connection: Connection, unit: Unit, *, until: date, within: Collection[int] = ()
) -> tuple[Origin, ...]:
    """List the units that ended in this one until a day, by their last day.

    A unit that only gave a part away lives on: its figures are no history of the unit that got the part. Those
    `within` stand below the unit in the period and are in its own figures already.
    """
    ended = ended_into(connection, unit.unit_id, until=until)
    last_days = {unit_id: last for unit_id, last in ended if unit_id not in within}
    trees = {day: units_on(connection, day) for day in sorted(set(last_days.values()))}
    return tuple(
        Origin(unit=trees[last][unit_id], last=last, whole=subtree(trees[last], unit_id))
        for unit_id, last in last_days.items()
        if unit_id in trees[last]
    )


def pasts(connection: Connection, asked: Asked, found: tuple[Origin, ...]) -> tuple[Past, ...]:
    """Judge each origin in the period asked for, from one reading of the tallies of all of them."""
    period = asked.chosen.period
    living = [origin for origin in found if origin.last >= period.since]
    if not living:
        return tuple(Past(origin=origin, judged=None, weeks=()) for origin in found)
    everything = gather(
        connection,
        frozenset[int]().union(*(origin.whole for origin in living)),
        since=period.since,
        until=max(origin.last for origin in living),
        version_ids=asked.words.version_ids,
    )
    return tuple(_past(asked, everything, origin) for origin in found)


def _past(asked: Asked, everything: Sheet, origin: Origin) -> Past:
    period = asked.chosen.period
    if origin.last < period.since:
        return Past(origin=origin, judged=None, weeks=())
    # The units below it may live on under another; from the day after they are no part of it.
    own = everything.where(lambda place: place.unit_id in origin.whole)
    kept = in_period(asked, own, origin.whole, replace(period, until=origin.last))
    judged = judge(own_and_below(kept.own, origin.whole, least=asked.least), least=asked.least)
    weeks = tuple(each for each in figures_of_weeks(kept) if each.week.since <= origin.last)
    return Past(origin=origin, judged=judged, weeks=weeks if judged.shown else ())
