"""Holding entries against one another and against what is known: codes, duplicates, periods and rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from survey.foundation.tabular import CellError, TableError
from survey.organisation.domain import cycles, overlaps
from survey.organisation.records import week
from survey.organisation.services.errors import (
    CycleError,
    DuplicateError,
    OverlapError,
    TwoKindsError,
    UnknownDeskError,
    UnknownStaffError,
    UnknownUnitError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from survey.foundation.errors import Refusal
    from survey.organisation.domain import UnitEntry, Version
    from survey.organisation.services.reading import Draft, Listed

E = TypeVar("E")


def fault_at(file: str, line: int, column: str, reason: Refusal) -> TableError:
    """Say where a refusal belongs."""
    return CellError(file=file, line=line, column=column, reason=reason)


def _duplicates(
    listed: Listed[E], column: str, place: Callable[[E], tuple[tuple[object, ...], int]]
) -> Iterable[TableError]:
    first: dict[tuple[object, ...], int] = {}
    for entry in listed.entries:
        key, line = place(entry)
        if first.setdefault(key, line) != line:
            value = ", ".join(map(str, key))
            yield fault_at(listed.file, line, column, DuplicateError(value=value, first=first[key]))


def all_duplicates(draft: Draft) -> Iterable[TableError]:
    """Find what stands twice in any of the tables."""
    yield from _duplicates(
        draft.units, "code", lambda unit: ((unit.version.code, unit.version.valid_from), unit.line)
    )
    yield from _duplicates(draft.desks, "code", lambda desk: ((desk.code,), desk.line))
    yield from _duplicates(draft.staff, "code", lambda one: (_from(one.code, one.valid_from), one.line))
    yield from _duplicates(draft.roster, "from", lambda one: ((one.desk, one.staff, one.starts), one.line))
    yield from _duplicates(draft.procedures, "code", lambda one: ((one.code,), one.line))
    yield from _duplicates(draft.events, "from", lambda one: ((*one.event, one.old, one.new), one.line))
    yield from _duplicates(draft.holidays, "day", lambda one: ((one.holiday.day,), one.line))
    yield from _duplicates(
        draft.patterns,
        "from",
        lambda one: ((one.desk, one.staff, week(one.days), one.starts, one.valid_from), one.line),
    )


def _from(code: str, day: date | None) -> tuple[object, ...]:
    return (code,) if day is None else (code, day)


def unknown_codes(draft: Draft, known: Mapping[str, Collection[str]]) -> Iterable[TableError]:
    """Find units, desks and staff that are spoken of but neither in the tables nor `known`."""
    units = _Known(UnknownUnitError, draft.units.codes.union(known["unit"]))
    desks = _Known(UnknownDeskError, draft.desks.codes.union(known["desk"]))
    staff = _Known(UnknownStaffError, draft.staff.codes.union(known["staff"]))
    yield from _unknown(draft.units, "parent", units, lambda unit: (unit.version.parent, unit.line))
    yield from _unknown(draft.desks, "unit", units, lambda desk: (desk.unit, desk.line))
    yield from _unknown(draft.staff, "home_unit", units, lambda one: (one.home_unit, one.line))
    yield from _unknown(draft.roster, "desk", desks, lambda shift: (shift.desk, shift.line))
    yield from _unknown(draft.roster, "staff", staff, lambda shift: (shift.staff, shift.line))
    yield from _unknown(draft.procedures, "unit", units, lambda one: (one.unit, one.line))
    yield from _unknown(draft.events, "from", units, lambda one: (one.old, one.line))
    yield from _unknown(draft.events, "to", units, lambda one: (one.new, one.line))
    yield from _unknown(draft.patterns, "desk", desks, lambda one: (one.desk, one.line))
    yield from _unknown(draft.patterns, "staff", staff, lambda one: (one.staff, one.line))


class _Known(NamedTuple):
    """Codes that may be spoken of, and what to say of others."""

    refusal: type[Refusal]
    codes: Collection[str]


def _unknown(
    listed: Listed[E], column: str, known: _Known, spoken: Callable[[E], tuple[str, int]]
) -> Iterable[TableError]:
    for entry in listed.every:
        code, line = spoken(entry)
        if code and code not in known.codes:
            yield fault_at(listed.file, line, column, known.refusal(code=code))


def two_kinds(units: Listed[UnitEntry]) -> Iterable[TableError]:
    """Find units that two lines call by different kinds."""
    kinds: dict[str, str] = {}
    for entry in units.entries:
        code = entry.version.code
        if entry.kind and kinds.setdefault(code, entry.kind) != entry.kind:
            yield fault_at(units.file, entry.line, "kind", TwoKindsError(code=code, other=kinds[code]))


def broken_timelines(units: Listed[UnitEntry], timelines: Mapping[str, Sequence[Version]]) -> Iterable[TableError]:
    """Find versions that run into one another and units that stand above themselves."""
    lines = {(entry.version.code, entry.version.valid_from): entry.line for entry in units.entries}
    for code in {entry.version.code: None for entry in units.entries}:
        for earlier, later in overlaps(timelines[code]):
            line = lines.get((code, later.valid_from)) or lines.get((code, earlier.valid_from), 1)
            reason = OverlapError(
                code=code, first=earlier.valid_from, end=earlier.valid_to, second=later.valid_from
            )
            yield fault_at(units.file, line, "valid_from", reason)
    for day, ring in cycles(timelines):
        yield fault_at(units.file, _line_of_ring(lines, ring), "parent", CycleError(day=day, codes=_arrows(ring)))


def _line_of_ring(lines: Mapping[tuple[str, date], int], ring: Sequence[str]) -> int:
    return max((line for (code, _), line in lines.items() if code in ring), default=1)


def _arrows(ring: Sequence[str]) -> str:
    return " → ".join([*ring, ring[0]])
