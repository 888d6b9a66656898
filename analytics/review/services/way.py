"""From the counter to the index: who was served, asked and answered, what calling back found (method §9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import Stratum, by_volume, coverage, response_rate
from analytics.index.domain.bounds import more_answers_than_files
from analytics.index.services.beside import bounds_of, day_interval, gap_of
from analytics.review.domain import Standing, judge
from analytics.tally.domain import Wanted, total
from analytics.tally.services import calendar, counts_by
from survey.intake.domain import Channel, State
from survey.volume.domain import added, called_together
from survey.volume.records import call_backs, floor_on
from survey.volume.services import reached

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.domain import ChannelGap, Interval, Stratified
    from analytics.index.services import DayInterval
    from analytics.review.services.asking import Asked
    from analytics.review.services.unit import UnitReview
    from analytics.tally.domain import Counts
    from survey.volume.domain import CallBack, Floor, Volume
    from survey.volume.services import Reached

_COMPARED = frozenset({Channel.QR_OPEN, Channel.QR_RECEIPT, Channel.KIOSK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How those served became answers, of the units whose volumes are known."""

    volume: Volume
    """Of all these units."""
    invited: int
    coverage: Fraction | None
    figured: Volume
    """Of those of them whose answers are in the figures; rate and bounds are of these."""
    respondents: int
    """Who answered a question of the index of any questionnaire."""
    blank: int
    """Who left every question of the index blank, which is no answer."""
    others: int
    """Of the respondents: to other questionnaires."""
    response_rate: Fraction | None
    bounds: Interval | None
    """The index of all served, whatever those who did not answer would have said."""

    @property
    def more_answers_than_files(self) -> bool:
        """Whether the files are not all told, or answers were stuffed."""
        return more_answers_than_files(self.response_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByVolume:
    """The units in the figures added up by the files they served (method note §3)."""

    found: Stratified
    represented: float
    """The part these files are of all files that are known of the tree, 0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A unit and those below it on the way from the counter to the index."""

    units: int
    known: int
    """Of how many units every working day of the period is told; `rates` are of these."""
    missing_day: date | None
    """The first day that one of the others did not tell; None when these told nothing at all."""
    invited: int
    rates: Rates | None
    by_volume: ByVolume | None
    """None of a single unit, or where the volumes of a unit in the figures are not known."""
    days: DayInterval | None
    """The index with days as sampling units; None where the index is not shown."""
    gap: ChannelGap | None
    gap_hidden: bool
    """Whether what one of the channels says must not be told."""
    floor: Floor
    """The one in force on the first day of the period."""
    call_back: CallBack | None
    """What calling back found in the whole months of the period, of units of which enough people were reached."""
    few_reached: bool


def way_of(connection: Connection, asked: Asked, found: UnitReview, *, today: date | None = None) -> Way:
    """Follow those served in a period to the answers a unit's page tells.

    Volumes of days that are not over by `today` are not waited for.
    """
    period, whole = asked.chosen.period, asked.whole(found.unit.unit_id)
    counted = reached(connection, whole, (period.since, period.until), today=today)
    called = called_together(call_backs(connection, whole, period.since, period.until))
    known = counted.known
    others = _others(connection, asked, _figured(found)) if known.volumes else {}
    hidden = _gap_hidden(found)
    return Way(
        units=len(whole),
        known=len(known.volumes),
        missing_day=min(known.missing.values(), default=None),
        invited=sum(counted.invited.values()),
        rates=_rates(found, counted, others, least=asked.least) if known.volumes else None,
        by_volume=_by_volume(found, known.volumes),
        days=_days(connection, asked, found) if found.judged.shown else None,
        gap=None if hidden else gap_of({each.channel or "": each.judged.counts for each in found.channels}),
        gap_hidden=hidden,
        floor=floor_on(connection, period.since),
        **_called(called, least=asked.least),
    )


def _figured(found: UnitReview) -> frozenset[int]:
    """Give the units whose answers are in the figures; a unit with nobody below it is, whatever it has."""
    return frozenset(found.own) if found.below else frozenset({found.unit.unit_id})


def _others(connection: Connection, asked: Asked, units: frozenset[int]) -> dict[int, int]:
    """Count respondents to other questionnaires by unit, where they are enough to tell on nobody."""
    version_ids = {version.version_id for version in asked.words.every} - asked.words.version_ids
    if not version_ids:
        return {}
    wanted = replace(_counted(asked, units), version_ids=frozenset(version_ids))
    found = counts_by(connection, ("unit_id",), wanted)
    return {unit_id: counts.respondents for (unit_id,), counts in found.items() if counts.responses >= asked.least}


def _counted(asked: Asked, units: frozenset[int]) -> Wanted:
    return Wanted(
        since=asked.chosen.period.since,
        until=asked.chosen.period.until,
        unit_ids=units,
        version_ids=asked.words.version_ids,
        states=frozenset({State.COUNTED}),
    )


def _rates(found: UnitReview, counted: Reached, others: Mapping[int, int], *, least: int) -> Rates:
    known = counted.known.volumes
    figured = _figured(found) & known.keys()
    every, volume = added(known.values()), added(known[unit_id] for unit_id in figured)
    counts = _total(found.own, figured)
    slips = sum(count for unit_id, count in counted.invited.items() if unit_id in known)
    also = sum(count for unit_id, count in others.items() if unit_id in figured)
    rate = response_rate(counts.respondents + also, volume.served)
    return Rates(
        volume=every,
        invited=slips,
        coverage=coverage(slips, every.served),
        figured=volume,
        respondents=counts.respondents + also,
        blank=counts.responses - counts.respondents,
        others=also,
        response_rate=rate,
        bounds=bounds_of(counts, volume, rate) if judge(counts, least=least).shown else None,
    )


def _total(own: Mapping[int, Counts], units: Collection[int]) -> Counts:
    return total(counts for unit_id, counts in sorted(own.items()) if unit_id in units)


def _by_volume(found: UnitReview, known: Mapping[int, Volume]) -> ByVolume | None:
    """Weigh the units in the figures, and no others: what others answered must not follow from it."""
    if not found.below or not found.judged.shown or not found.own.keys() <= known.keys():
        return None
    units = [
        Stratum(key=f"{unit_id}", counts=counts, volume=known[unit_id].served)
        for unit_id, counts in sorted(found.own.items())
    ]
    weighted, files = by_volume(units), added(known.values()).served
    if weighted.weighted.index is None:
        return None
    part = (weighted.represented or 0.0) * float(sum(unit.volume for unit in units))
    return ByVolume(found=weighted, represented=part / files)


def _days(connection: Connection, asked: Asked, found: UnitReview) -> DayInterval | None:
    table = calendar(connection, _counted(asked, _figured(found)), ()).get(())
    return day_interval(table, table.index_columns) if table is not None else None


def _gap_hidden(found: UnitReview) -> bool:
    """Tell whether the gap would give away a channel that is hidden, as its sum with one that is told would."""
    return any(each.channel in _COMPARED and each.judged.standing is Standing.HIDDEN for each in found.channels)


def _called(called: Mapping[int, CallBack], *, least: int) -> dict[str, Any]:
    """Add up the units of which enough people were reached; of fewer, what they said would follow from the sum."""
    enough = [each for each in called.values() if not 0 < each.reached < least]
    few = len(enough) < len(called)
    if not enough:
        return {"call_back": None, "few_reached": few}
    one = enough[0].unit_id
    together = called_together(replace(each, unit_id=one) for each in enough)
    return {"call_back": together[one], "few_reached": few}
