"""Holding events against the units' periods: who must be there before, who after, and who must be gone."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.organisation.domain import EventKind, in_force, rings
from survey.organisation.services.checking import fault_at
from survey.organisation.services.errors import (
    GoesOnError,
    NoNewVersionError,
    NotBeforeError,
    NothingMergedError,
    NothingSplitError,
    NotOnTheDayError,
    SuccessionRingError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.foundation.errors import Refusal
    from survey.foundation.tabular import TableError
    from survey.organisation.domain import EventEntry, Version
    from survey.organisation.services.reading import Draft

_DAY = timedelta(days=1)
_TWO = 2


def event_faults(
    draft: Draft, every: Sequence[EventEntry], timelines: Mapping[str, Sequence[Version]]
) -> Iterable[TableError]:
    """Find what cannot be in all events, kept ones too: new versions of units may have made those impossible."""
    for entry in every:
        for column, refusal in _refusals(entry, timelines):
            yield _fault(draft, entry, column, refusal)
    given = {entry.event for entry in draft.events.entries}
    groups: dict[object, list[EventEntry]] = defaultdict(list)
    for entry in every:
        groups[entry.event].append(entry)
    for event in given:
        yield from _number_faults(draft, groups[event], timelines)
    for ring in rings(every):
        arrows = " → ".join([*ring, ring[0]])
        last = max((entry for entry in every if entry.old in ring), key=lambda entry: entry.line)
        yield _fault(draft, last, "to", SuccessionRingError(codes=arrows))


def _fault(draft: Draft, entry: EventEntry, column: str, refusal: Refusal) -> TableError:
    if entry.line:
        return fault_at(draft.events.file, entry.line, column, refusal)
    # Kept before: a line of units must have made it impossible.
    concerned = {entry.old, entry.new}
    lines = [unit.line for unit in draft.units.entries if unit.version.code in concerned]
    return fault_at(draft.units.file, max(lines, default=1), "valid_from", refusal)


def _refusals(entry: EventEntry, timelines: Mapping[str, Sequence[Version]]) -> Iterator[tuple[str, Refusal]]:
    old, new = timelines.get(entry.old), timelines.get(entry.new)
    if old is not None:
        if in_force(old, entry.day - _DAY) is None:
            yield "date", NotBeforeError(code=entry.old, day=entry.day)
        elif entry.goes_on:
            yield from _going_on(entry, old)
        elif old[-1].valid_from >= entry.day:
            yield "from", GoesOnError(code=entry.old, day=entry.day, start=old[-1].valid_from)
    if new is not None and in_force(new, entry.day) is None:
        yield "to", NotOnTheDayError(code=entry.new, day=entry.day)


def _going_on(entry: EventEntry, old: Sequence[Version]) -> Iterator[tuple[str, Refusal]]:
    if entry.new:
        if in_force(old, entry.day) is None:
            yield "from", NotOnTheDayError(code=entry.old, day=entry.day)
    elif all(version.valid_from != entry.day for version in old):
        yield "from", NoNewVersionError(code=entry.old, day=entry.day)


def _number_faults(
    draft: Draft, entries: Sequence[EventEntry], timelines: Mapping[str, Sequence[Version]]
) -> Iterator[TableError]:
    """Find slips of the pen in the kind, which show in the numbers; crossing mergers and splits are one event."""
    old: dict[str, set[str]] = defaultdict(set)
    new: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        old[entry.new].add(entry.old)
        new[entry.old].add(entry.new)
    first = entries[0]
    if first.kind is EventKind.MERGE:
        stood = any(in_force(timelines.get(code, ()), first.day - _DAY) for code in old)
        if not stood and all(len(codes) < _TWO for codes in old.values()):
            yield _fault(draft, entries[-1], "to", NothingMergedError())
    elif first.kind is EventKind.SPLIT and all(len(codes) < _TWO for codes in new.values()):
        yield _fault(draft, entries[-1], "to", NothingSplitError())
