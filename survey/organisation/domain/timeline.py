"""Periods that follow one another: how a unit was called and placed, where a person belonged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one day to another, both included; without a last day it is still running."""

    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Period):
    """How a unit was called and under whom it stood; `parent` is a unit's code, empty at the top."""

    code: str
    name: str
    short_name: str
    parent: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Period):
    """The unit a person belonged to, both by their codes, and the title held there."""

    staff: str
    unit: str
    title: str = ""


P = TypeVar("P", bound=Period)


def joined(stored: Iterable[P], given: Iterable[P]) -> list[P]:
    """Put given periods over stored ones of the same first day; an open one ends where the next begins."""
    by_start = {period.valid_from: period for period in chain(stored, given)}
    periods = [by_start[day] for day in sorted(by_start)]
    closed = [
        replace(period, valid_to=later.valid_from - _DAY) if period.valid_to is None else period
        for period, later in pairwise(periods)
    ]
    return closed + periods[-1:]


def overlaps(periods: Sequence[P]) -> list[tuple[P, P]]:
    """Find neighbours, in the order of their first days, of which the earlier runs into the later."""
    return [(a, b) for a, b in pairwise(periods) if a.valid_to is None or a.valid_to >= b.valid_from]


def in_force(periods: Iterable[P], day: date) -> P | None:
    """Give the period a day lies in."""
    for period in periods:
        if period.valid_from <= day and (period.valid_to is None or day <= period.valid_to):
            return period
    return None


def cycles(units: Mapping[str, Sequence[Version]]) -> list[tuple[date, tuple[str, ...]]]:
    """Find units that stand above themselves: the first day of it and the codes from child to parent.

    A ring closes on the day its latest link begins, so looking at those days finds every ring.
    """
    found: dict[frozenset[str], tuple[date, tuple[str, ...]]] = {}
    for code, versions in units.items():
        for version in versions:
            ring = _ring(units, code, version.valid_from)
            if ring:
                found.setdefault(frozenset(ring), (version.valid_from, ring))
    return list(found.values())


def _ring(units: Mapping[str, Sequence[Version]], code: str, day: date) -> tuple[str, ...]:
    path: list[str] = []
    here = code
    while here and here not in path:
        path.append(here)
        version = in_force(units.get(here, ()), day)
        here = version.parent if version else ""
    return tuple(path) if here == code else ()


def orphans(units: Mapping[str, Sequence[Version]]) -> list[tuple[Version, date]]:
    """Find versions whose parent is not in force all the time, with the first day on which it is missing."""
    found: list[tuple[Version, date]] = []
    for version in chain.from_iterable(units.values()):
        parents = units.get(version.parent, ())
        if not version.parent or not parents:
            continue
        end = parents[-1].valid_to
        if in_force(parents, version.valid_from) is None:
            found.append((version, version.valid_from))
        elif end is not None and (version.valid_to is None or version.valid_to > end):
            found.append((version, end + _DAY))
    return found
