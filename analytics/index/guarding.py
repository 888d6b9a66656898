"""What programs must not be told of the figures they ask for, and which units no sum of theirs may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from analytics.index.domain.cuts import parts_few, quarter_of
from analytics.index.domain.hiding import hidden
from analytics.index.services import wanted_of
from analytics.index.services.names import names
from analytics.tally.domain import Wanted, month_end
from analytics.tally.services import answers_by
from survey.intake.domain import State
from survey.organisation.records import desks, unit_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from analytics.index.services import Asked

_DAY = timedelta(days=1)
_COLUMNS = {"unit": "unit_id", "desk": "desk_id", "staff": "staff_id", "procedure": "procedure_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A question with the units left out whose figures nobody may tell, and the rows that stay hidden."""

    asked: Asked
    hidden: frozenset[str | None]
    """Keys of rows."""
    left_out: int
    """Units with answers that are in no figure."""


def guarded(connection: Connection, asked: Asked, *, least: int, today: date) -> Guarded:
    """Decide what may be told, so that nobody's answer follows from any two answers to programs (method note §10).

    A unit is told nothing of, and in no sum, where fewer than `least` people answered; where the tiers asked for
    part so few from the rest; or where the ends of the period do. Within a sum the same holds of each group, and
    groups beside a hidden one are hidden too.
    """
    wanted = _counted(wanted_of(connection, asked)[1])
    every = set(unit_ids(connection).values()) if wanted.unit_ids is None else wanted.unit_ids
    closed = _closed(connection, "unit_id", wanted, least=least, today=today)
    if asked.by == "unit":
        told = names(connection, "unit", asked.until)
        return Guarded(asked=asked, hidden=frozenset(told(key)[0] for key in closed), left_out=len(closed))
    within = frozenset(every) - closed
    if asked.by == "question":
        # The groups are of the same answers: they are told all or none.
        inside = replace(wanted, unit_ids=within)
        if _closed(connection, None, inside, least=least, today=today):
            within = frozenset()
        return Guarded(asked=replace(asked, within=within), hidden=frozenset(), left_out=len(closed))
    kept = _groups(connection, asked, replace(wanted, unit_ids=within), least=least, today=today)
    return Guarded(asked=replace(asked, within=within), hidden=kept, left_out=len(closed))


def _groups(
    connection: Connection, asked: Asked, wanted: Wanted, *, least: int, today: date
) -> frozenset[str | None]:
    """Give the keys of the groups within a sum that stay hidden."""
    column = _COLUMNS.get(asked.by, asked.by)
    closed = _closed(connection, column, wanted, least=least, today=today)
    of_units = {desk_id: desk.unit_id for desk_id, desk in desks(connection).items()} if asked.by == "desk" else {}
    frames: dict[Any, dict[Any, int]] = {}
    for (key,), number in answers_by(connection, (column,), wanted).items():
        # A closed group is as good as one of fewer than `least`: what protects that one protects it too.
        size = min(number, least - 1) if key in closed else number
        frames.setdefault(of_units.get(key), {})[key] = size
    told = names(connection, asked.by, asked.until)
    return frozenset(told(key)[0] for frame in frames.values() for key in hidden(frame, least=least))


def _closed(
    connection: Connection, column: str | None, wanted: Wanted, *, least: int, today: date
) -> frozenset[Any]:
    """Give the groups that are told nothing of, for their own sake."""
    by = () if column is None else (column,)
    sizes: dict[Any, dict[str, int]] = {}
    for (*key, tier), number in answers_by(connection, (*by, "tier"), replace(wanted, tiers=None)).items():
        sizes.setdefault(key[0] if key else None, {})[tier] = number
    found = {key for key, of_tier in sizes.items() if not _tiers_told(of_tier, wanted.tiers, least)}
    for last in (wanted.since - _DAY, wanted.until):
        if last < today:
            found |= _parted(connection, by, replace(wanted, tiers=None), wanted.tiers, last=last, least=least)
    return frozenset(found)


def _tiers_told(sizes: Mapping[str, int], wanted: Collection[str] | None, least: int) -> bool:
    """Tell whether enough answered, with the tiers wanted and with any that these leave out."""
    if 0 < sum(sizes.values()) < least:
        return False
    if wanted is None:
        return True
    together = hidden(sizes, least=least)
    return together <= set(wanted) or together.isdisjoint(wanted)


def _parted(
    connection: Connection,
    by: tuple[str, ...],
    wanted: Wanted,
    tiers: Collection[str] | None,
    *,
    last: date,
    least: int,
) -> frozenset[Any]:
    """Give the groups whose answers a period that ends with this day parts where few would be told.

    With tiers, those of them, those of the others and all must bear the cut: each follows from the other two.
    """
    if last + _DAY == quarter_of(last + _DAY):
        return frozenset()
    answers: dict[tuple[Any, bool | None], dict[date, int]] = {}
    for since, until in _stretches(last):
        stretch = replace(wanted, since=since, until=until)
        for key, number in answers_by(connection, (*by, "tier", "day"), stretch).items():
            group, tier, day = key[0] if by else None, key[-2], key[-1]
            for kind in {None, None if tiers is None else tier in tiers}:
                of_kind = answers.setdefault((group, kind), {})
                of_kind[day] = of_kind.get(day, 0) + number
    return frozenset(group for (group, _), days in answers.items() if parts_few(last, days, least=least))


def _stretches(last: date) -> list[tuple[date, date]]:
    """Cut the quarter of a day into the months before and after, and that month at the day itself."""
    quarter, first = quarter_of(last), last.replace(day=1)
    ends = [first - _DAY, last, month_end(last), month_end(quarter.replace(month=quarter.month + 2))]
    starts = [quarter, first, last + _DAY, month_end(last) + _DAY]
    return [(since, until) for since, until in zip(starts, ends, strict=True) if since <= until]


def _counted(wanted: Wanted) -> Wanted:
    return replace(wanted, states=frozenset({State.COUNTED}))
