"""From the counter to the index: who was served, asked and answered, what calling back found (method §9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import bounds_for_all, coverage, index_fraction, response_rate
from analytics.review.domain import judge
from analytics.tally.domain import total
from survey.volume.domain import added, called_together, whole_volumes
from survey.volume.records import call_backs, floor_on, served_and_invited

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.domain import Interval
    from analytics.review.services.asking import Asked
    from analytics.review.services.unit import UnitReview
    from survey.volume.domain import CallBack, Floor, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How those served became answers, of the units whose volumes are known."""

    volume: Volume
    invited: int
    answered: int
    response_rate: Fraction | None
    coverage: Fraction | None
    bounds: Interval | None
    """The index of all served, whatever those who did not answer would have said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A unit and those below it on the way from the counter to the index."""

    units: int
    known: int
    """Of how many units the volumes of every month of the period are known; `rates` are of these."""
    invited: int
    rates: Rates | None
    floor: Floor
    """The one in force on the first day of the period."""
    call_back: CallBack | None
    """What calling back found in the whole months of the period, of units of which enough people were reached."""
    few_reached: bool


def way_of(connection: Connection, asked: Asked, found: UnitReview) -> Way:
    """Follow those served in a period to the answers a unit's page tells."""
    period, whole = asked.chosen.period, asked.whole(found.unit.unit_id)
    counted = served_and_invited(connection, whole, period.since, period.until)
    volumes = whole_volumes(counted.volumes, period.since, period.until)
    called = called_together(call_backs(connection, whole, period.since, period.until))
    return Way(
        units=len(whole),
        known=len(volumes),
        invited=sum(counted.invited.values()),
        rates=_rates(found, volumes, counted.invited, least=asked.least) if volumes else None,
        floor=floor_on(connection, period.since),
        **_called(called, least=asked.least),
    )


def _rates(found: UnitReview, volumes: Mapping[int, Volume], invited: Mapping[int, int], *, least: int) -> Rates:
    volume = added(volumes.values())
    counts = total(counts for unit_id, counts in sorted(found.own.items()) if unit_id in volumes)
    slips = sum(count for unit_id, count in invited.items() if unit_id in volumes)
    rate = response_rate(counts.responses, volume.served)
    index = index_fraction(counts) if judge(counts, least=least).shown else None
    return Rates(
        volume=volume,
        invited=slips,
        answered=counts.responses,
        response_rate=rate,
        coverage=coverage(slips, volume.served),
        bounds=bounds_for_all(index, rate) if index is not None and rate is not None else None,
    )


def _called(called: Mapping[int, CallBack], *, least: int) -> dict[str, Any]:
    """Add up the units of which enough people were reached; of fewer, what they said would follow from the sum."""
    enough = [each for each in called.values() if not 0 < each.reached < least]
    few = len(enough) < len(called)
    if not enough:
        return {"call_back": None, "few_reached": few}
    one = enough[0].unit_id
    together = called_together(replace(each, unit_id=one) for each in enough)
    return {"call_back": together[one], "few_reached": few}
