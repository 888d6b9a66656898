"""What stands beside an index: would it repeat, do the channels agree, who was asked, what do services weigh."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import (
    ChannelGap,
    Stratified,
    Stratum,
    channel_gap,
    clustered_index,
    coverage,
    post_stratified,
    response_rate,
)
from analytics.tally.domain import Counts, total
from analytics.tally.services import calendar, counts_by
from survey.intake.domain import Channel, State
from survey.organisation.records import procedures
from survey.volume.domain import added, called_together
from survey.volume.records import call_backs, invitations, volumes, volumes_of_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from sqlalchemy import Connection

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside one group's index; None is "not known", or "not told of such a group"."""

    days: DayInterval | None = None
    channel_gap: ChannelGap | None = None
    volume: Volume | None = None
    invited: int | None = None
    response_rate: Fraction | None = None
    """Answers of those served."""
    coverage: Fraction | None = None
    """Invitations of those served."""
    post_stratified: Stratified | None = None
    call_back: CallBack | None = None
    """What calling people back found in the whole months of the period; known of units."""


def beside_groups(
    connection: Connection, by: str, wanted: Wanted, groups: Mapping[Any, ByChannel]
) -> dict[Any, Beside]:
    """Give what stands beside the index of each group; for rows by question, by the question's code.

    Days are known of units, channels and questions; volumes of units and procedures, and of all together for a
    question; weights of services within units.
    """
    if by == "question":
        return _beside_questions(connection, wanted)
    days = _days(connection, by, wanted) if by in {"unit", "channel"} else {}
    served = _volumes(connection, by, wanted)
    invited = _invited(connection, by, wanted)
    weighted = _by_services(connection, wanted) if by == "unit" else {}
    called = called_back(connection, wanted) if by == "unit" else {}
    found = {
        key: _beside(channels, days.get(key), served.get(key), invited.get(key, 0), weighted.get(key))
        if by != "channel"
        else Beside(days=days.get(key))
        for key, channels in groups.items()
    }
    return {key: replace(each, call_back=called.get(key)) for key, each in found.items()}


def called_back(connection: Connection, wanted: Wanted) -> dict[int, CallBack]:
    """Add up, by unit, what calling back found in the whole months of a period; the first month stands for all."""
    return called_together(call_backs(connection, wanted.unit_ids, wanted.since, wanted.until))


def _beside(
    channels: ByChannel,
    days: DayInterval | None,
    volume: Volume | None,
    invited: int,
    weighted: Stratified | None,
) -> Beside:
    responses = sum(counts.responses for counts in channels.values())
    return Beside(
        days=days,
        channel_gap=gap_of(channels),
        volume=volume,
        invited=invited if volume is not None or invited else None,
        response_rate=response_rate(responses, volume.served) if volume else None,
        coverage=coverage(invited, volume.served) if volume else None,
        post_stratified=weighted,
    )


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
    return DayInterval(days=found.clusters, low=found.low, high=found.high)


def _beside_questions(connection: Connection, wanted: Wanted) -> dict[Any, Beside]:
    table = calendar(connection, _counted(wanted), ()).get(())
    if table is None:
        return {}
    known = volumes_of_units(connection, wanted.unit_ids, wanted.since, wanted.until)
    volume = added(known.values()) if known and _all_known(connection, wanted, known) else None
    return {
        code: Beside(days=day_interval(table, [column]), volume=volume)
        for column, code in enumerate(table.questions)
    }


def _volumes(connection: Connection, by: str, wanted: Wanted) -> dict[Any, Volume]:
    if by not in {"unit", "procedure"}:
        return {}
    found, rated = served_by(connection, by, wanted)
    return found if rated else {}


def served_by(connection: Connection, by: str, wanted: Wanted) -> tuple[dict[Any, Volume], bool]:
    """Give the volumes of units, procedures or days, and whether rates may stand on them.

    They may not where somebody has answers and no volume, or where files are told without their procedure: a rate
    by procedure or day would be too high.
    """
    known = volumes_of_units(connection, wanted.unit_ids, wanted.since, wanted.until)
    if by == "unit" or not known:
        return dict(known), True
    column = "day" if by == "day" else f"{by}_id"
    served = volumes(connection, wanted.unit_ids, wanted.since, wanted.until, by=(column,))
    found = {key: volume for (key,), volume in served.items()}
    return found, None not in found and _all_known(connection, wanted, known)


def _all_known(connection: Connection, wanted: Wanted, known: Mapping[int, Volume]) -> bool:
    return all(unit_id in known for (unit_id,) in counts_by(connection, ("unit_id",), _counted(wanted)))


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
