"""All that one unit's page shows, from one reading of its tallies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from analytics.index.domain import criterion
from analytics.review.domain import change, hidden, judge, weeks
from analytics.review.services.gathering import gather_tree
from analytics.review.services.overview import own_and_below
from analytics.tally.domain import Counts, Wanted
from survey.intake.domain import State
from survey.intake.records import comments
from survey.organisation.records import desks
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from sqlalchemy import Connection

    from analytics.index.domain import Criterion
    from analytics.review.domain import Change, Judged, Period, Week
    from analytics.review.records import Place
    from analytics.review.services.asking import Asked
    from analytics.review.services.gathering import Sheet
    from survey.intake.domain import Comment
    from survey.organisation.domain import Desk, Unit

_COMMENTS = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One row of a breakdown; `desk`, `unit` or `channel` says of what, all None is "at no particular desk"."""

    judged: Judged
    desk: Desk | None = None
    unit: Unit | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigure:
    """One week of the trend."""

    week: Week
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment with the desk it is about, where so many spoke of that desk that it names nobody."""

    comment: Comment
    desk: Desk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReview:
    """One unit in one period; figures are of the unit and, if any, of the `included` units below it."""

    unit: Unit
    path: tuple[Unit, ...]
    below: int
    included: int
    """How many units are in the figures; those of too few answers are not."""
    judged: Judged
    before: Judged
    change: Change | None
    questions: tuple[Criterion, ...]
    own: Mapping[int, Counts]
    """What each unit in the figures adds up to, by its id."""
    verified: int | None
    """Counted answers that came with a slip; None where they are kept from view."""
    set_aside: int
    """Answers that are not counted: they wait for a ruling, or one took them out."""
    weeks: tuple[WeekFigure, ...]
    units: tuple[Group, ...]
    desks: tuple[Group, ...]
    channels: tuple[Group, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The answers of a unit's whole tree, and the units that are in its figures."""

    asked: Asked
    everything: Sheet
    """Both periods, counted or not."""
    own: Mapping[int, Counts]
    """What each unit of the tree adds up to in the period, by its id."""
    included: frozenset[int]
    now: Sheet
    """The counted answers of the period about the included units."""


def review_unit(connection: Connection, asked: Asked, unit: Unit, *, today: date) -> UnitReview:
    """Judge one unit in the period asked for; today's comments wait until tomorrow."""
    whole, least = asked.whole(unit.unit_id), asked.least
    gathered = _gather(connection, asked, whole)
    judged = judge(own_and_below(gathered.own, whole, least=least), least=least)
    earlier = _counted(gathered.everything, asked.chosen.before).sums(_unit_id)
    before = judge(own_and_below(earlier, whole, least=least), least=least)
    of_desks = _desks(connection, gathered, unit)
    return UnitReview(
        unit=unit,
        path=_path(asked, unit),
        below=len(whole) - 1,
        included=len(gathered.included),
        judged=judged,
        before=before,
        change=change(judged, before),
        questions=tuple(criterion(judged.counts, code) for code in judged.counts.questions),
        own={unit_id: gathered.own[unit_id] for unit_id in gathered.included if unit_id in gathered.own},
        verified=_verified(gathered),
        set_aside=_set_aside(gathered),
        weeks=figures_of_weeks(gathered),
        units=_units(gathered, unit),
        desks=of_desks,
        channels=_channels(gathered),
        remarks=_remarks(connection, gathered, of_desks, last=today - _DAY) if judged.shown else (),
    )


def weekly(connection: Connection, asked: Asked, unit: Unit) -> tuple[WeekFigure, ...]:
    """Give the weeks of a unit's trend, as its page draws them."""
    return figures_of_weeks(_gather(connection, asked, asked.whole(unit.unit_id)))


def _gather(connection: Connection, asked: Asked, whole: frozenset[int]) -> Gathered:
    chosen = asked.chosen
    wanted = Wanted(
        since=chosen.before.since,
        until=chosen.period.until,
        unit_ids=whole,
        version_ids=asked.words.version_ids,
    )
    tops = frozenset(unit_id for unit_id in whole if asked.units[unit_id].parent_id not in whole)
    everything = gather_tree(connection, wanted, tops, {chosen.period.since})
    return in_period(asked, everything, whole, chosen.period)


def in_period(asked: Asked, everything: Sheet, whole: frozenset[int], period: Period) -> Gathered:
    """Keep of a sheet about a unit and those below it what counts in a period."""
    now = _counted(everything, period)
    own = now.sums(_unit_id)
    included = whole
    if len(whole) > 1:
        included = frozenset(unit_id for unit_id, counts in own.items() if counts.responses >= asked.least)
        now = now.where(lambda place: place.unit_id in included)
    return Gathered(asked=asked, everything=everything, own=own, included=included, now=now)


def _unit_id(place: Place) -> int:
    return place.unit_id


def _counted(everything: Sheet, period: Period) -> Sheet:
    since, until = period.since, period.until
    return everything.where(lambda place: since <= place.day <= until and place.state == State.COUNTED)


def _verified(gathered: Gathered) -> int | None:
    sizes = {tier: counts.responses for tier, counts in gathered.now.sums(_tier).items()}
    kept = hidden(sizes, least=gathered.asked.least)
    return None if Tier.VERIFIED in kept else sizes.get(Tier.VERIFIED, 0)


def _tier(place: Place) -> str:
    return place.tier


def _set_aside(gathered: Gathered) -> int:
    since, until = gathered.asked.chosen.period.since, gathered.asked.chosen.period.until
    others = gathered.everything.where(
        lambda place: (
            place.state != State.COUNTED and since <= place.day <= until and place.unit_id in gathered.included
        )
    )
    return sum(counts.responses for counts in others.sums(_unit_id).values())


def _path(asked: Asked, unit: Unit) -> tuple[Unit, ...]:
    above: list[Unit] = []
    parent = asked.units.get(unit.parent_id) if unit.parent_id is not None else None
    while parent is not None and parent not in above:
        above.append(parent)
        parent = asked.units.get(parent.parent_id) if parent.parent_id is not None else None
    return tuple(reversed(above))


def _judged(groups: Mapping[Any, Counts], least: int) -> dict[Any, Judged]:
    kept = hidden({key: counts.responses for key, counts in groups.items()}, least=least)
    return {key: judge(counts, least=least, kept=key in kept) for key, counts in groups.items()}


def figures_of_weeks(gathered: Gathered) -> tuple[WeekFigure, ...]:
    """Judge each week of the period asked for; those with nothing in the sheet have no answers."""
    every = weeks(gathered.asked.chosen.period)
    mondays = {week.since + step * _DAY: week.monday for week in every for step in range(7)}
    judged = _judged(gathered.now.sums(lambda place: mondays[place.day]), gathered.asked.least)
    nothing = judge(Counts(), least=gathered.asked.least)
    return tuple(WeekFigure(week=week, judged=judged.get(week.monday, nothing)) for week in every)


def _units(gathered: Gathered, unit: Unit) -> tuple[Group, ...]:
    """Break down by the unit itself and those right below it, each with its whole tree."""
    asked = gathered.asked
    below = asked.below(unit.unit_id)
    if not below:
        return ()
    groups = {unit.unit_id: gathered.own.get(unit.unit_id, Counts())}
    for child in below:
        whole = asked.whole(child.unit_id)
        groups[child.unit_id] = own_and_below(gathered.own, whole, least=asked.least)
    # No look at `hidden`: the total above leaves out units of too few answers, so nothing follows from it.
    listed = [unit, *below] if groups[unit.unit_id].responses else below
    return tuple(Group(unit=each, judged=judge(groups[each.unit_id], least=asked.least)) for each in listed)


def _desks(connection: Connection, gathered: Gathered, unit: Unit) -> tuple[Group, ...]:
    """Break down the unit's own answers by desk, in the order of the desks."""
    own = gathered.own.get(unit.unit_id, Counts())
    if own.responses < gathered.asked.least:
        return ()
    here = gathered.now.where(lambda place: place.unit_id == unit.unit_id)
    judged = _judged(here.sums(lambda place: place.desk_id), gathered.asked.least)
    every: list[tuple[int | None, Desk | None]] = [*desks(connection).items(), (None, None)]
    return tuple(Group(desk=desk, judged=judged[desk_id]) for desk_id, desk in every if desk_id in judged)


def _channels(gathered: Gathered) -> tuple[Group, ...]:
    judged = _judged(gathered.now.sums(lambda place: place.channel), gathered.asked.least)
    return tuple(Group(channel=channel, judged=judged[channel]) for channel in sorted(judged))


def _remarks(
    connection: Connection, gathered: Gathered, of_desks: tuple[Group, ...], *, last: date
) -> tuple[Remark, ...]:
    period = gathered.asked.chosen.period
    told = {group.desk.desk_id: group.desk for group in of_desks if group.desk and group.judged.shown}
    found = comments(
        connection, gathered.included, since=period.since, until=min(period.until, last), limit=_COMMENTS
    )
    return tuple(
        Remark(comment=each, desk=told.get(each.desk_id) if each.desk_id is not None else None) for each in found
    )
