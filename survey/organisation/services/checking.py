"""Holding entries against one another and against what is known: codes, duplicates, periods and rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from survey.foundation.tabular import CellError, TableError
from survey.organisation.domain import cycles, overlaps
from survey.organisation.services.errors import (
    CycleError,
    DuplicateError,
    OverlapError,
    TwoKindsError,
    UnknownCodeError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from survey.foundation.errors import Refusal
    from survey.organisation.domain import UnitEntry, Version
    from survey.organisation.services.reading import Draft, Listed

E = TypeVar("E")


def _fault(file: str, line: int, column: str, reason: Refusal) -> TableError:
    return CellError(file=file, line=line, column=column, reason=str(reason))


def _duplicates(
    listed: Listed[E], column: str, place: Callable[[E], tuple[tuple[object, ...], int]]
) -> Iterable[TableError]:
    first: dict[tuple[object, ...], int] = {}
    for entry in listed.entries:
        key, line = place(entry)
        if first.setdefault(key, line) != line:
            value = ", ".join(map(str, key))
            yield _fault(listed.file, line, column, DuplicateError(value=value, first=first[key]))


def all_duplicates(draft: Draft) -> Iterable[TableError]:
    """Find what stands twice in any of the tables."""
    yield from _duplicates(
        draft.units, "code", lambda unit: ((unit.version.code, unit.version.valid_from), unit.line)
    )
    yield from _duplicates(draft.desks, "code", lambda desk: ((desk.code,), desk.line))
    yield from _duplicates(draft.staff, "code", lambda one: ((one.code,), one.line))
    yield from _duplicates(draft.roster, "from", lambda one: ((one.desk, one.staff, one.starts), one.line))
    yield from _duplicates(draft.procedures, "code", lambda one: ((one.code,), one.line))


def unknown_codes(draft: Draft, known: Mapping[str, Collection[str]]) -> Iterable[TableError]:
    """Find units, desks and staff that are spoken of but neither in the tables nor `known`."""
    units = ("unit", draft.units.codes.union(known["unit"]))
    desks = ("desk", draft.desks.codes.union(known["desk"]))
    staff = ("staff", draft.staff.codes.union(known["staff"]))
    yield from _unknown(draft.units, "parent", units, lambda unit: (unit.version.parent, unit.line))
    yield from _unknown(draft.desks, "unit", units, lambda desk: (desk.unit, desk.line))
    yield from _unknown(draft.staff, "home_unit", units, lambda one: (one.home_unit, one.line))
    yield from _unknown(draft.roster, "desk", desks, lambda shift: (shift.desk, shift.line))
    yield from _unknown(draft.roster, "staff", staff, lambda shift: (shift.staff, shift.line))
    yield from _unknown(draft.procedures, "unit", units, lambda one: (one.unit, one.line))


def _unknown(
    listed: Listed[E], column: str, known: tuple[str, Collection[str]], spoken: Callable[[E], tuple[str, int]]
) -> Iterable[TableError]:
    noun, codes = known
    for entry in listed.every:
        code, line = spoken(entry)
        if code and code not in codes:
            yield _fault(listed.file, line, column, UnknownCodeError(noun=noun, code=code))


def two_kinds(units: Listed[UnitEntry]) -> Iterable[TableError]:
    """Find units that two lines call by different kinds."""
    kinds: dict[str, str] = {}
    for entry in units.entries:
        code = entry.version.code
        if entry.kind and kinds.setdefault(code, entry.kind) != entry.kind:
            yield _fault(units.file, entry.line, "kind", TwoKindsError(code=code, other=kinds[code]))


def broken_timelines(units: Listed[UnitEntry], timelines: Mapping[str, Sequence[Version]]) -> Iterable[TableError]:
    """Find versions that run into one another and units that stand above themselves."""
    lines = {(entry.version.code, entry.version.valid_from): entry.line for entry in units.entries}
    for code in {entry.version.code: None for entry in units.entries}:
        for earlier, later in overlaps(timelines[code]):
            line = lines.get((code, later.valid_from)) or lines.get((code, earlier.valid_from), 1)
            reason = OverlapError(
                code=code, first=earlier.valid_from, end=earlier.valid_to, second=later.valid_from
            )
            yield _fault(units.file, line, "valid_from", reason)
    for day, ring in cycles(timelines):
        yield _fault(units.file, _line_of_ring(lines, ring), "parent", CycleError(day=day, codes=_arrows(ring)))


def _line_of_ring(lines: Mapping[tuple[str, date], int], ring: Sequence[str]) -> int:
    return max((line for (code, _), line in lines.items() if code in ring), default=1)


def _arrows(ring: Sequence[str]) -> str:
    return " → ".join([*ring, ring[0]])
