"""The tablets by unit: each unit that has some, at or below it, with how many need somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.foundation.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kiosk.fleet.services import Tablet
    from survey.organisation.domain import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One unit of the tree; None for units that are no more."""

    unit: Unit | None
    depth: int
    tablets: tuple[Tablet, ...]
    total: int
    """Tablets at and below it."""
    needy: int
    """Those of them that need somebody."""


def branches(units: Mapping[int, Unit], tablets: Sequence[Tablet], needy: Collection[str]) -> list[Branch]:
    """Order units and their tablets as a tree, parents first and by name; `needy` are codes of tablets."""
    own: dict[int, list[Tablet]] = defaultdict(list)
    for one in tablets:
        own[one.device.spot.unit_id].append(one)
    total, in_need = Counter[int](), Counter[int]()
    for one in tablets:
        for unit_id in _path(units, one.device.spot.unit_id):
            total[unit_id] += 1
            in_need[unit_id] += one.device.code in needy
    found = [
        Branch(
            unit=unit,
            depth=depth,
            tablets=tuple(own[unit.unit_id]),
            total=total[unit.unit_id],
            needy=in_need[unit.unit_id],
        )
        for unit, depth in _walk(units, total)
    ]
    lost = tuple(one for one in tablets if one.device.spot.unit_id not in units)
    if lost:
        count = sum(one.device.code in needy for one in lost)
        found.append(Branch(unit=None, depth=0, tablets=lost, total=len(lost), needy=count))
    return found


def _path(units: Mapping[int, Unit], unit_id: int) -> list[int]:
    """Give a unit and those above it, as far as they are known."""
    found: list[int] = []
    now: int | None = unit_id
    while now is not None and now in units and now not in found:
        found.append(now)
        now = units[now].parent_id
    return found


def _walk(units: Mapping[int, Unit], wanted: Collection[int]) -> Iterator[tuple[Unit, int]]:
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit_id in wanted:
        unit = units[unit_id]
        below[unit.parent_id if unit.parent_id in wanted else None].append(unit)
    for level in below.values():
        level.sort(key=lambda unit: sort_key(unit.name), reverse=True)
    waiting = [(unit, 0) for unit in below[None]]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in below[unit.unit_id]]


def cut(units: Mapping[int, Unit], found: Sequence[Branch], first: int, last: int) -> list[Branch]:
    """Give the part of a tree with its tablets from one number to just before another; counts are of the whole."""
    whole = {branch.unit and branch.unit.unit_id: branch for branch in found}
    part = [one for branch in found for one in branch.tablets][first:last]
    return [
        replace(branch, total=(of := whole[branch.unit and branch.unit.unit_id]).total, needy=of.needy)
        for branch in branches(units, part, ())
    ]
