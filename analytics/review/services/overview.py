"""The list of units: each with all below it, in two periods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from analytics.review.domain import change, judge
from analytics.tally.domain import Counts, Wanted, total
from analytics.tally.services import counts_by
from survey.intake.domain import State
from survey.organisation.domain import subtrees
from survey.organisation.records import units_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection

    from analytics.review.domain import Change, Judged, Period
    from analytics.review.services.asking import Asked
    from survey.organisation.domain import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit of the list; `depth` counts from 0 at the top of what the account may see."""

    unit: Unit
    depth: int
    below: int
    """How many units stand under it; their answers are in its figures."""
    judged: Judged
    change: Change | None


def overview(
    connection: Connection, asked: Asked, visible: Collection[int], *, earlier: Mapping[int, Unit] | None = None
) -> tuple[Row, ...]:
    """List the visible units from the top down, siblings in Vietnamese order.

    Each of the two periods has the units as they stood in it (method note §1); `earlier` are those of the period
    before, where they are known already.
    """
    ids, before = frozenset(visible), asked.chosen.before
    then = units_between(connection, before.since, before.until) if earlier is None else earlier
    wholes, earlier_wholes = subtrees(asked.units, ids), subtrees(then, ids)
    now = own_counts(connection, asked, asked.chosen.period, ids)
    everybody = frozenset(chain.from_iterable(earlier_wholes.values()))
    past = own_counts(connection, asked, before, everybody)
    return tuple(
        _row(asked, unit, depth, _Whole(now, wholes[unit.unit_id]), _Whole(past, earlier_wholes.get(unit.unit_id)))
        for unit, depth in _tree(asked, ids)
    )


def judge_before(connection: Connection, asked: Asked, whole: frozenset[int]) -> Judged:
    """Judge a unit with those that were below it in the period that the period asked for is compared with."""
    own = own_counts(connection, asked, asked.chosen.before, whole)
    return judge(own_and_below(own, whole, least=asked.least), least=asked.least)


def added(own: Mapping[int, Counts], unit_ids: Collection[int], *, least: int) -> Counts:
    """Add up the units of which enough is known to show them.

    A unit of fewer than `least` answers stays out of the total it belongs to, or it would follow by subtraction.
    """
    counts = (own[unit_id] for unit_id in sorted(unit_ids) if unit_id in own)
    return total(each for each in counts if each.responses >= least)


def own_and_below(own: Mapping[int, Counts], unit_ids: Collection[int], *, least: int) -> Counts:
    """Add up a unit and those below it; a unit with nobody below it is told as it is."""
    if len(unit_ids) > 1:
        return added(own, unit_ids, least=least)
    return total(own[unit_id] for unit_id in unit_ids if unit_id in own)


def own_counts(connection: Connection, asked: Asked, period: Period, ids: frozenset[int]) -> dict[int, Counts]:
    """Count the answers of units in a period by unit id; units without any are absent."""
    wanted = Wanted(
        since=period.since,
        until=period.until,
        unit_ids=ids,
        version_ids=asked.words.version_ids,
        states=frozenset({State.COUNTED}),
    )
    return {unit_id: counts for (unit_id,), counts in counts_by(connection, ("unit_id",), wanted).items()}


@dataclass(frozen=True, slots=True)
class _Whole:
    """A unit with all below it in one period, and the counts of each unit; None where it was not there yet."""

    own: Mapping[int, Counts]
    unit_ids: frozenset[int] | None

    def judged(self, least: int) -> Judged:
        return judge(own_and_below(self.own, self.unit_ids or (), least=least), least=least)


def _row(asked: Asked, unit: Unit, depth: int, now: _Whole, before: _Whole) -> Row:
    judged, below = now.judged(asked.least), len(now.unit_ids or ()) - 1
    return Row(
        unit=unit, depth=depth, below=below, judged=judged, change=change(judged, before.judged(asked.least))
    )


def _tree(asked: Asked, ids: frozenset[int]) -> Iterator[tuple[Unit, int]]:
    tops = [unit for unit in asked.units.values() if unit.unit_id in ids and unit.parent_id not in ids]
    waiting = [(unit, 0) for unit in reversed(tops)]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(asked.below(unit.unit_id)) if child.unit_id in ids]
