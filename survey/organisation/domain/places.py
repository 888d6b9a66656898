"""Units, desks, staff and shifts, and who belongs or serves where at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    if root_id not in units:
        return frozenset()
    children: dict[int, list[int]] = {}
    for unit in units.values():
        if unit.parent_id is not None:
            children.setdefault(unit.parent_id, []).append(unit.unit_id)
    found = {root_id}
    waiting = [root_id]
    while waiting:
        below = [child for child in children.get(waiting.pop(), ()) if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)
