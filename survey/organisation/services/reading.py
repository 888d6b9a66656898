"""Reading the tables of an organisation into entries, with every fault of every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from survey.foundation.tabular import CellError, Table, TableError, open_table
from survey.organisation.services.errors import (
    NotATableError,
    NothingToImportError,
    TwoFilesError,
    UnusedColumnError,
)
from survey.organisation.services.lines import (
    Line,
    read_desk,
    read_procedure,
    read_shift,
    read_staff,
    read_unit,
)
from survey.organisation.services.lines_over_time import read_event, read_holiday, read_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from survey.foundation.errors import Refusal
    from survey.organisation.domain import (
        DeskEntry,
        EventEntry,
        HolidayEntry,
        PatternEntry,
        ProcedureEntry,
        ShiftEntry,
        StaffEntry,
        UnitEntry,
    )

E = TypeVar("E")

_ENDINGS = (".csv", ".xlsx")


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
    columns=("code", "unit", "name", "field", "opens", "closes", "days", "valid_to"),
    required=("code", "unit", "name"),
    read=read_desk,
)
STAFF = Sheet(
    columns=("code", "name", "title", "home_unit", "kind", "valid_from", "valid_to"),
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
EVENTS = Sheet(
    columns=("kind", "date", "from", "to", "legal_act", "note"),
    required=("kind", "date", "from", "legal_act"),
    read=read_event,
)
HOLIDAYS = Sheet(
    columns=("day", "name", "kind", "expected"),
    required=("day", "name"),
    read=read_holiday,
)
PATTERNS = Sheet(
    columns=("desk", "staff", "days", "from", "to", "valid_from", "valid_to"),
    required=("desk", "staff", "days", "from", "to", "valid_from"),
    read=read_pattern,
)
SHEETS: dict[str, Sheet[Any]] = {
    "units": UNITS,
    "desks": DESKS,
    "staff": STAFF,
    "roster": ROSTER,
    "procedures": PROCEDURES,
    "events": EVENTS,
    "holidays": HOLIDAYS,
    "patterns": PATTERNS,
}
NAMES = tuple(SHEETS)


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
    events: Listed[EventEntry]
    holidays: Listed[HolidayEntry]
    patterns: Listed[PatternEntry]
    faults: tuple[TableError, ...]
    warnings: tuple[Refusal, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the tables that say anything."""
        return tuple(name for name in NAMES if getattr(self, name).every)


@dataclass(frozen=True, slots=True)
class _Findings:
    faults: list[TableError] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    source: Path | bytes


def read_folder(folder: Path) -> Draft:
    """Read the tables in a folder (.csv or .xlsx); at least one must be there."""
    files = {
        name: [_File(name=path.name, source=path) for end in _ENDINGS if (path := folder / (name + end)).is_file()]
        for name in NAMES
    }
    if not any(files.values()):
        raise NothingToImportError(folder=folder, files=", ".join(NAMES))
    return _draft(files)


def read_uploads(uploads: Mapping[str, bytes]) -> Draft:
    """Read tables by their file names, which say what they are: units.csv, desks (1).xlsx."""
    files: dict[str, list[_File]] = {name: [] for name in NAMES}
    for name, content in uploads.items():
        files[table_of(name)].append(_File(name=name, source=content))
    return _draft(files)


def table_of(file_name: str) -> str:
    """Tell by its name which table a file is; browsers number files they fetched twice: units (1).csv."""
    path = PurePath(file_name)
    stem = path.stem.lower().partition(" (")[0].strip()
    if stem not in SHEETS or path.suffix.lower() not in _ENDINGS:
        raise NotATableError(name=file_name[:100], files=", ".join(NAMES))
    return stem


def read_cells(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Draft:
    """Read lines of tables that come from a form; they are numbered from 1."""
    found = _Findings()
    listed: dict[str, Listed[Any]] = {}
    for name, sheet in SHEETS.items():
        rows = ({column: cell.strip() for column, cell in cells.items()} for cells in tables.get(name, ()))
        lines = [Line(name, number, cells=cells) for number, cells in enumerate(rows, start=1)]
        listed[name] = _entries(sheet, name, lines, found)
    return Draft(**listed, faults=tuple(found.faults), warnings=())


def _draft(files: Mapping[str, list[_File]]) -> Draft:
    found = _Findings()
    listed = {name: _listed(name, files[name], found) for name in NAMES}
    return Draft(**listed, faults=tuple(found.faults), warnings=tuple(found.warnings))


def _listed(name: str, files: list[_File], found: _Findings) -> Listed[Any]:
    if not files:
        return Listed(file=name)
    file, *others = files
    sheet = SHEETS[name]
    if others:
        reason = TwoFilesError(other=others[0].name)
        found.faults.append(CellError(file=file.name, line=1, column=sheet.columns[0], reason=reason))
        return Listed(file=file.name)
    source = file.source if isinstance(file.source, Path) else BytesIO(file.source)
    try:
        with open_table(source, name=file.name, required=sheet.required, refused=found.faults.append) as table:
            found.warnings.extend(_unused(sheet, table))
            return _entries(sheet, table.file, _lines(table), found)
    except TableError as error:
        found.faults.append(error)
        return Listed(file=file.name)


def _unused(sheet: Sheet[Any], table: Table) -> list[Refusal]:
    return [
        UnusedColumnError(file=table.file, column=column)
        for column in table.columns
        if column not in sheet.columns
    ]


def _lines(table: Table) -> Iterable[Line]:
    for number, cells in table.rows:
        yield Line(table.file, number, cells=dict(zip(table.columns, cells, strict=True)))


def _entries(sheet: Sheet[E], file: str, lines: Iterable[Line], found: _Findings) -> Listed[E]:
    entries: list[E] = []
    every: list[E] = []
    codes: set[str] = set()
    for line in lines:
        entry = sheet.read(line)
        codes.add(line.key)
        every.append(entry)
        if line.faults:
            found.faults.extend(line.faults)
        else:
            entries.append(entry)
    return Listed(file=file, entries=tuple(entries), every=tuple(every), codes=frozenset(codes))
