"""Reading the tables of an organisation into entries, with every fault of every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from survey.foundation.tabular import CellError, Table, TableError, open_table
from survey.organisation.services.errors import NothingToImportError, TwoFilesError
from survey.organisation.services.lines import (
    Line,
    read_desk,
    read_procedure,
    read_shift,
    read_staff,
    read_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from survey.organisation.domain import DeskEntry, ProcedureEntry, ShiftEntry, StaffEntry, UnitEntry

E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[E]):
    """One table: its columns, those it must have, and how a line of it is read."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    read: Callable[[Line], E]


UNITS = Sheet(
    columns=("code", "name", "kind", "parent", "valid_from", "valid_to", "address", "short_name"),
    required=("code", "name", "valid_from"),
    read=read_unit,
)
DESKS = Sheet(
    columns=("code", "unit", "name", "field", "opens", "closes", "days"),
    required=("code", "unit", "name"),
    read=read_desk,
)
STAFF = Sheet(
    columns=("code", "name", "title", "home_unit", "kind", "valid_from"),
    required=("code", "name"),
    read=read_staff,
)
ROSTER = Sheet(
    columns=("desk", "staff", "from", "to"),
    required=("desk", "staff", "from", "to"),
    read=read_shift,
)
PROCEDURES = Sheet(
    columns=("code", "name", "field", "unit"),
    required=("code", "name"),
    read=read_procedure,
)
NAMES = ("units", "desks", "staff", "roster", "procedures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[E]):
    """One table as read: its sound entries, all of them, and the codes of every line, faulty ones too.

    Faulty lines are kept to be searched for further faults, and so that nobody is blamed for naming their codes.
    """

    file: str
    entries: tuple[E, ...] = ()
    every: tuple[E, ...] = ()
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything a folder says, and what is wrong with it or odd about it."""

    units: Listed[UnitEntry]
    desks: Listed[DeskEntry]
    staff: Listed[StaffEntry]
    roster: Listed[ShiftEntry]
    procedures: Listed[ProcedureEntry]
    faults: tuple[TableError, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Findings:
    faults: list[TableError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_folder(folder: Path) -> Draft:
    """Read units, desks, staff, roster and procedures (.csv or .xlsx); at least one must be there."""
    paths = {
        name: [path for end in (".csv", ".xlsx") if (path := folder / (name + end)).is_file()] for name in NAMES
    }
    if not any(paths.values()):
        raise NothingToImportError(folder=folder, files=", ".join(NAMES))
    found = _Findings()
    return Draft(
        units=_listed(UNITS, "units", paths, found),
        desks=_listed(DESKS, "desks", paths, found),
        staff=_listed(STAFF, "staff", paths, found),
        roster=_listed(ROSTER, "roster", paths, found),
        procedures=_listed(PROCEDURES, "procedures", paths, found),
        faults=tuple(found.faults),
        warnings=tuple(found.warnings),
    )


def _listed(sheet: Sheet[E], name: str, paths: Mapping[str, list[Path]], found: _Findings) -> Listed[E]:
    if not paths[name]:
        return Listed(file=name)
    path, *others = paths[name]
    if others:
        reason = str(TwoFilesError(other=others[0].name))
        found.faults.append(CellError(file=path.name, line=1, column=sheet.columns[0], reason=reason))
        return Listed(file=path.name)
    try:
        with open_table(path, required=sheet.required, refused=found.faults.append) as table:
            return _entries(sheet, table, found)
    except TableError as error:
        found.faults.append(error)
        return Listed(file=path.name)


def _entries(sheet: Sheet[E], table: Table, found: _Findings) -> Listed[E]:
    found.warnings.extend(
        f"{table.file}: the column “{column}” is not used"
        for column in table.columns
        if column not in sheet.columns
    )
    entries: list[E] = []
    every: list[E] = []
    codes: set[str] = set()
    for number, cells in table.rows:
        line = Line(table.file, number, cells=dict(zip(table.columns, cells, strict=True)))
        entry = sheet.read(line)
        codes.add(line.key)
        every.append(entry)
        if line.faults:
            found.faults.extend(line.faults)
        else:
            entries.append(entry)
    return Listed(file=table.file, entries=tuple(entries), every=tuple(every), codes=frozenset(codes))
