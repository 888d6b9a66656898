"""What happens to units: merged, split, renamed, abolished, transferred; who comes after whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from survey.organisation.domain.places import Unit
    from survey.organisation.domain.timeline import Version

_DAY = timedelta(days=1)


class EventKind(StrEnum):
    """What happened; a unit that is merged, split or abolished ends on the day before."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    """The same unit under another name or of another kind."""
    ABOLISH = "abolish"
    TRANSFER = "transfer"
    """The same unit under another parent; with a successor: a part of it, land or tasks, passes to that one."""


ENDING = frozenset({EventKind.MERGE, EventKind.SPLIT, EventKind.ABOLISH})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """One unit an event concerns, by codes: `old` and, where there is one, `new` that comes after it.

    Entries of the same kind, day and legal act are one event. `line` is 0 for what is already kept.
    """

    line: int
    kind: EventKind
    day: date
    old: str
    new: str
    legal_act: str
    note: str

    @property
    def event(self) -> tuple[EventKind, date, str]:
        """The event this entry belongs to."""
        return (self.kind, self.day, self.legal_act)

    @property
    def goes_on(self) -> bool:
        """Whether the old unit is there after the event."""
        return self.kind not in ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as it is kept, with its entries."""

    event_id: int
    kind: EventKind
    day: date
    legal_act: str
    entries: tuple[EventEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A unit that came before or after another, as it was on its day nearest to the event.

    Figures of the two stand beside each other and are never added: each keeps what it earned.
    """

    unit: Unit
    kind: EventKind
    day: date
    legal_act: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is known of a unit over time, oldest first."""

    code: str
    versions: tuple[Version, ...]
    events: tuple[EventEntry, ...]
    """Those that concern the unit, as the old one or the new one."""
    predecessors: tuple[Kin, ...]
    successors: tuple[Kin, ...]


def ended(timelines: Mapping[str, Sequence[Version]], entries: Iterable[EventEntry]) -> dict[str, list[Version]]:
    """Let the versions of units that events end run until the day before, if they run at all on that day."""
    found = {code: list(versions) for code, versions in timelines.items()}
    for entry in entries:
        if entry.goes_on or entry.old not in found:
            continue
        last = entry.day - _DAY
        found[entry.old] = [_until(version, last) for version in found[entry.old]]
    return found


def _until(version: Version, last: date) -> Version:
    running = version.valid_from <= last and (version.valid_to is None or version.valid_to > last)
    return replace(version, valid_to=last) if running else version


def rings(entries: Iterable[EventEntry]) -> list[tuple[str, ...]]:
    """Find units that come after themselves, as codes from predecessor to successor.

    Parts may pass to and fro over the years; only units that ended can form a ring.
    """
    after: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.new and not entry.goes_on:
            after[entry.old].append(entry.new)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for code in list(after):
        ring = _way_back(after, code)
        if ring:
            found.setdefault(frozenset(ring), ring)
    return list(found.values())


def _way_back(after: Mapping[str, list[str]], start: str) -> tuple[str, ...]:
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting and start not in came_from:
        here = waiting.pop()
        fresh = [code for code in after.get(here, ()) if code not in came_from]
        came_from.update(dict.fromkeys(fresh, here))
        waiting.extend(fresh)
    if start not in came_from:
        return ()
    path = [start]
    while came_from[path[-1]] != start:
        path.append(came_from[path[-1]])
    return (start, *reversed(path[1:]))


def only_heir(start: int, *, heirs: Callable[[int], Iterable[int]], stands: Callable[[int], bool]) -> int | None:
    """Give the unit itself while it stands, else the one unit everything of it went to; None when there is no one.

    A unit that went to several is nobody's heir alone, even if some of those have ended since.
    """
    here, seen = start, {start}
    while not stands(here):
        following = set(heirs(here))
        if len(following) != 1:
            return None
        here = following.pop()
        if here in seen:
            return None
        seen.add(here)
    return here
