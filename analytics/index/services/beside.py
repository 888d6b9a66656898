"""What stands beside an index: would it repeat, do the channels agree, who was asked, what do services weigh."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import (
    ChannelGap,
    Stratified,
    Stratum,
    bounds_for_all,
    channel_gap,
    clustered_index,
    coverage,
    index_fraction,
    post_stratified,
    response_rate,
)
from analytics.index.domain.bounds import more_answers_than_files
from analytics.index.services.serving import Served, Warned, nothing_served, other_respondents, served_by
from analytics.tally.domain import Counts, total
from analytics.tally.services import calendar, counts_by
from survey.intake.domain import Channel, State
from survey.organisation.records import procedures
from survey.volume.domain import added, called_together
from survey.volume.records import call_backs, invitations, volumes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.domain import Interval
    from analytics.tally.domain import DayTable, Wanted
    from survey.volume.domain import CallBack, Volume

    ByChannel = Mapping[str, Counts]

_QR = (Channel.QR_OPEN, Channel.QR_RECEIPT)
_UNNAMED = "–"
_FIELD = "field "


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInterval:
    """The index with days as sampling units (method note §2); no ends where it is not estimable."""

    days: int
    """Days with an answer to an index question."""
    low: float | None
    high: float | None
    variance: float | None
    n_eff: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside one group's index; None is "not known", or "not told of such a group"."""

    days: DayInterval | None = None
    channel_gap: ChannelGap | None = None
    volume: Volume | None = None
    invited: int | None = None
    respondents: int = 0
    """Who answered a question of the index of any questionnaire, by the tiers asked for."""
    response_rate: Fraction | None = None
    """These of those served."""
    bounds: Interval | None = None
    """The index of all served, whatever those who did not answer would have said."""
    missing_day: date | None = None
    """The first day whose files are not told, where there is no rate for want of it."""
    coverage: Fraction | None = None
    """Invitations of those served."""
    post_stratified: Stratified | None = None
    call_back: CallBack | None = None
    """What calling people back found in the whole months of the period; known of units."""

    @property
    def warning(self) -> Warned | None:
        """What is wrong with the volumes."""
        if more_answers_than_files(self.response_rate):
            return Warned.MORE_ANSWERS_THAN_FILES
        return Warned.DAY_NOT_TOLD if self.missing_day is not None else None


def beside_groups(
    connection: Connection,
    by: str,
    wanted: Wanted,
    groups: Mapping[Any, ByChannel],
    *,
    today: date | None = None,
) -> dict[Any, Beside]:
    """Give what stands beside the index of each group; for rows by question, by the question's code.

    Days are known of units, channels and questions; volumes of units and procedures, and of all together for a
    question; weights of services within units.
    """
    if by == "question":
        return _beside_questions(connection, wanted, today)
    days = _days(connection, by, wanted) if by in {"unit", "channel"} else {}
    if by == "channel":
        return {key: Beside(days=days.get(key)) for key in groups}
    served = served_by(connection, by, wanted, today=today) if by in {"unit", "procedure"} else nothing_served()
    others = other_respondents(connection, by, wanted) if served.volumes else {}
    invited = _invited(connection, by, wanted)
    weighted = _by_services(connection, wanted) if by == "unit" else {}
    called = called_back(connection, wanted) if by == "unit" else {}
    found = {}
    for key, channels in groups.items():
        beside = _beside(channels, key, served, others.get(key, 0), invited.get(key, 0))
        found[key] = replace(
            beside, days=days.get(key), post_stratified=weighted.get(key), call_back=called.get(key)
        )
    return found


def called_back(connection: Connection, wanted: Wanted) -> dict[int, CallBack]:
    """Add up, by unit, what calling back found in the whole months of a period; the first month stands for all."""
    return called_together(call_backs(connection, wanted.unit_ids, wanted.since, wanted.until))


def _beside(channels: ByChannel, key: Any, served: Served, others: int, invited: int) -> Beside:
    counts, volume = total(channels[name] for name in sorted(channels)), served.rated(key)
    respondents = counts.respondents + others
    beside = Beside(
        channel_gap=gap_of(channels),
        volume=volume,
        invited=invited if volume is not None or invited else None,
        respondents=respondents,
        missing_day=served.missing_day(key),
    )
    if volume is None:
        return beside
    rate = response_rate(respondents, volume.served)
    return replace(
        beside,
        response_rate=rate,
        bounds=bounds_of(counts, volume, rate),
        coverage=coverage(invited, volume.served),
    )


def bounds_of(counts: Counts, volume: Volume, rate: Fraction | None) -> Interval | None:
    """Give the bounds for all served of answers to one questionnaire; None where `rate` shows files are missing.

    Who answered another questionnaire was not asked these questions, and may have said anything to them.
    """
    index, own = index_fraction(counts), response_rate(counts.respondents, volume.served)
    if index is None or own is None or more_answers_than_files(rate):
        return None
    return bounds_for_all(index, own)


def gap_of(channels: ByChannel) -> ChannelGap | None:
    """Compare codes scanned with tablets (method note §3); None where one has too few answers."""
    qr = total(channels[channel] for channel in _QR if channel in channels)
    return channel_gap(qr, channels.get(Channel.KIOSK, Counts()))


def _days(connection: Connection, by: str, wanted: Wanted) -> dict[Any, DayInterval]:
    column = "unit_id" if by == "unit" else by
    tables = calendar(connection, _counted(wanted), (column,))
    return {key: day_interval(table, table.index_columns) for (key,), table in tables.items()}


def day_interval(table: DayTable, columns: Sequence[int]) -> DayInterval:
    """Judge the index of some questions with days as sampling units (method note §2)."""
    found = clustered_index(table.given[:, columns], table.satisfied[:, columns])
    return DayInterval(
        days=found.clusters, low=found.low, high=found.high, variance=found.variance, n_eff=found.n_eff
    )


def _beside_questions(connection: Connection, wanted: Wanted, today: date | None) -> dict[Any, Beside]:
    table = calendar(connection, _counted(wanted), ()).get(())
    if table is None:
        return {}
    served = served_by(connection, "unit", wanted, today=today)
    volume = added(served.volumes.values()) if served.volumes and served.of_all else None
    return {
        code: Beside(days=day_interval(table, [column]), volume=volume)
        for column, code in enumerate(table.questions)
    }


def _invited(connection: Connection, by: str, wanted: Wanted) -> dict[Any, int]:
    if by not in {"unit", "desk", "procedure"}:
        return {}
    found = invitations(connection, wanted.unit_ids, wanted.since, wanted.until, by=(f"{by}_id",))
    return {key: count for (key,), count in found.items()}


def _by_services(connection: Connection, wanted: Wanted) -> dict[Any, Stratified]:
    """Weigh the services of each unit by their volumes, where these are known by procedure (method note §3)."""
    by = ("unit_id", "procedure_id")
    known = volumes(connection, wanted.unit_ids, wanted.since, wanted.until, by=by)
    units = {unit_id for unit_id, procedure_id in known if procedure_id is not None}
    if not units:
        return {}
    answered = counts_by(connection, by, _counted(wanted))
    listed = procedures(connection)
    codes = {procedure_id: each.code for procedure_id, each in listed.items()}
    tree = {each.code: _FIELD + each.field for each in listed.values() if each.field}
    found = {}
    for unit_id in sorted(units):
        keys = sorted({key for key in (*known, *answered) if key[0] == unit_id}, key=repr)
        strata = [
            Stratum(
                key=codes.get(key[1], _UNNAMED),
                counts=answered.get(key, Counts()),
                volume=known[key].served if key in known else 0,
            )
            for key in keys
        ]
        found[unit_id] = post_stratified(strata, tree)
    return found


def _counted(wanted: Wanted) -> Wanted:
    return replace(wanted, states=frozenset({State.COUNTED}))
