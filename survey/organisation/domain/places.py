"""Units, desks, staff and shifts, and who belongs or serves where at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit as it is on one day.

    `kind` is a short word of the office's own choice. Known ones: province, department, district (until 2025),
    ward, commune, special_zone, service_centre, one_stop, office; empty when nobody has said yet.
    """

    unit_id: int
    code: str
    kind: str
    name: str
    short_name: str
    parent_id: int | None
    address: str
    last: date | None = None
    """Its last day, where it is told of a period that goes on after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One place where citizens are served; `days` are 1 Monday to 7 Sunday, empty like the hours when not told."""

    desk_id: int
    unit_id: int
    code: str
    name: str
    field: str
    opens: time | None
    closes: time | None
    days: frozenset[int]
    valid_to: date | None = None
    """The last day it served; None while it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One person who serves; `kind` is a short word such as official, employee, seconded or postal."""

    staff_id: int
    code: str
    name: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One administrative procedure; `unit_id` is the unit that settles it, if it is one unit only."""

    procedure_id: int
    code: str
    name: str
    field: str
    unit_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person at one desk from `starts` until just before `ends`."""

    desk_id: int
    staff_id: int
    starts: datetime
    ends: datetime


def on_duty(shifts: Iterable[Shift], moment: datetime) -> int | None:
    """Give the one person on duty among the shifts of a desk; None when there was nobody or more than one."""
    present = {shift.staff_id for shift in shifts if shift.starts <= moment < shift.ends}
    return present.pop() if len(present) == 1 else None


def shared_shifts(shifts: Iterable[Shift]) -> list[tuple[Shift, Shift]]:
    """Find two people at one desk at once: each shift with the first one it meets."""
    found: list[tuple[Shift, Shift]] = []
    longest: dict[int, Shift] = {}
    for shift in sorted(shifts, key=lambda shift: (shift.desk_id, shift.starts, shift.ends, shift.staff_id)):
        before = longest.get(shift.desk_id)
        if before and before.ends > shift.starts and before.staff_id != shift.staff_id:
            found.append((before, shift))
        if before is None or shift.ends > before.ends:
            longest[shift.desk_id] = shift
    return found


def subtree(units: Mapping[int, Unit], root_id: int) -> frozenset[int]:
    """Give a unit and everything under it; empty when the unit is not among `units`."""
    return subtrees(units, (root_id,)).get(root_id, frozenset())


def subtrees(units: Mapping[int, Unit], root_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Give by unit the unit and everything under it, for those that are among `units`."""
    children: dict[int, list[int]] = {}
    for unit in units.values():
        if unit.parent_id is not None:
            children.setdefault(unit.parent_id, []).append(unit.unit_id)
    return {root_id: _grown(children, root_id) for root_id in root_ids if root_id in units}


def _grown(children: Mapping[int, list[int]], root_id: int) -> frozenset[int]:
    found = {root_id}
    waiting = [root_id]
    while waiting:
        below = [child for child in children.get(waiting.pop(), ()) if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A unit as it stood from one day to another, both included; without a last day it still does."""

    unit: Unit
    valid_from: date
    valid_to: date | None


def standing(placings: Iterable[Placing], since: date, until: date) -> dict[int, Unit]:
    """Give the units in force on any day of a period, each as it last stood on or before the period's last day.

    So each unit stands in one place only, and one that ended or moved on the way is still in the totals above it.
    Its latest placing counts, and that of its parent likewise. A unit that ended before the last day has a `last`.
    """
    within = [
        each for each in placings if each.valid_from <= until and (each.valid_to is None or each.valid_to >= since)
    ]
    begun: dict[int, date] = {}
    for each in within:
        unit_id = each.unit.unit_id
        begun[unit_id] = max(each.valid_from, begun.get(unit_id, each.valid_from))
    latest = (each for each in within if each.valid_from == begun[each.unit.unit_id])
    return _without_rings({each.unit.unit_id: _told(each, until) for each in latest}, begun)


def _told(placing: Placing, until: date) -> Unit:
    last = placing.valid_to
    return placing.unit if last is None or last >= until else replace(placing.unit, last=last)


def _without_rings(units: Mapping[int, Unit], begun: Mapping[int, date]) -> dict[int, Unit]:
    """Let no unit stand above itself: of each ring, put the unit at the top that was placed there last.

    Units have no ring on any day. The last places of several, which they did not hold at the same time, make one
    where a unit was put under another that had ended. `begun` is since when each stands where it does.
    """
    found = dict(units)
    settled: set[int] = set()
    for start in units:
        path: list[int] = []
        here: int | None = start
        while here is not None and here in found and here not in settled:
            settled.add(here)
            path.append(here)
            here = found[here].parent_id
        if here in path:
            ring = path[path.index(here) :]
            newest = max(ring, key=lambda each: (begun[each], each))
            found[newest] = replace(found[newest], parent_id=None)
    return found
