"""A table of volumes, all of it or nothing; importing again replaces what it says anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from survey.foundation.errors import Refusal
from survey.foundation.tables import one_at_a_time
from survey.foundation.tabular import CellError, TableError, open_table, read_date
from survey.organisation.records import procedure_ids, unit_ids
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from survey.volume.services.refusals import (
    BlankNumberError,
    FutureVolumeError,
    NegativeError,
    NoSuchProcedureError,
    NoSuchUnitError,
    NotADayOrMonthError,
    NotAMonthError,
    NotWholeError,
    SameTwiceError,
    TooManyFilesError,
    VolumesRefusedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.foundation.tabular import Table
    from survey.volume.records import Kept

    T = TypeVar("T")

COLUMNS = ("unit", "day", "finished", "refused")
MOST = 10_000_000
"""More files in a day than the whole country has."""

_WHOLE = re.compile(r"[0-9]{1,12}")
_NEGATIVE = re.compile(r"-[0-9]{1,12}")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_LOCAL_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{4})")


@dataclass(slots=True)
class _Reading:
    """What is known while the lines of a table are read, and what was found wrong."""

    file: str
    units: Mapping[str, int]
    procedures: Mapping[str, int]
    today: date
    faults: list[TableError] = field(default_factory=list)
    lines: dict[tuple[int, int | None, date, bool], int] = field(default_factory=dict)

    def entry(self, line: int, cells: Mapping[str, str]) -> VolumeEntry | None:
        """Read one line; None when something in it is wrong, which is then among the faults."""
        before = len(self.faults)
        unit = self._cell(line, cells, "unit", lambda text: _known(self.units, text, NoSuchUnitError))
        time = self._cell(line, cells, "day", lambda text: _day_or_month(text, today=self.today))
        procedure = self._cell(line, cells, "procedure", self._procedure)
        finished = self._cell(line, cells, "finished", read_number)
        refused = self._cell(line, cells, "refused", read_number)
        if len(self.faults) > before or unit is None or time is None or finished is None or refused is None:
            return None
        day, whole = time
        first = self.lines.setdefault((unit, procedure, day, whole), line)
        if first != line:
            self._fault(line, "day", SameTwiceError(first=first))
            return None
        volume = Volume(finished=finished, refused=refused)
        return VolumeEntry(unit_id=unit, procedure_id=procedure, day=day, whole=whole, volume=volume)

    def _cell(self, line: int, cells: Mapping[str, str], name: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(cells.get(name, ""))
        except Refusal as reason:
            self._fault(line, name, reason)
            return None

    def _fault(self, line: int, column: str, reason: Refusal) -> None:
        self.faults.append(CellError(file=self.file, line=line, column=column, reason=reason))

    def _procedure(self, text: str) -> int | None:
        return _known(self.procedures, text, NoSuchProcedureError) if text else None


def import_volumes(connection: Connection, path: Path, *, today: date) -> Kept:
    """Keep the volumes of a table (unit, day, procedure, finished, refused), or refuse it with every fault."""
    one_at_a_time(connection, "volumes")
    faults: list[TableError] = []
    with open_table(path, required=COLUMNS, refused=faults.append) as table:
        reading = _Reading(
            file=table.file,
            units=unit_ids(connection),
            procedures=procedure_ids(connection),
            today=today,
            faults=faults,
        )
        entries = _entries(reading, table)
    if faults:
        ordered = tuple(sorted(faults, key=lambda fault: int(fault.details["line"])))
        raise VolumesRefusedError(count=len(faults), faults=ordered)
    return keep_volumes(connection, entries)


def _entries(reading: _Reading, table: Table) -> list[VolumeEntry]:
    read = (reading.entry(line, dict(zip(table.columns, cells, strict=True))) for line, cells in table.rows)
    return [entry for entry in read if entry is not None]


def read_month(text: str) -> date:
    """Read 2026-03 or 03/2026; give the first day of the month."""
    month = _month(text)
    if month is None:
        raise NotAMonthError(text=text[:40])
    return month


def _known(ids: Mapping[str, int], text: str, refusal: type[Refusal]) -> int:
    if text not in ids:
        raise refusal(code=text[:80])
    return ids[text]


def _day_or_month(text: str, *, today: date) -> tuple[date, bool]:
    month = _month(text)
    try:
        day = month or read_date(text)
    except Refusal:
        raise NotADayOrMonthError(text=text[:40]) from None
    if day > today:
        raise FutureVolumeError(text=text)
    return day, month is not None


def _month(text: str) -> date | None:
    if found := _ISO_MONTH.fullmatch(text):
        year, month = found.groups()
    elif found := _LOCAL_MONTH.fullmatch(text):
        month, year = found.groups()
    else:
        return None
    try:
        return read_date(f"{year}-{month}-01")
    except Refusal:
        return None


def read_number(text: str) -> int:
    """Read a whole number, 0 to `MOST`, of what happened to people or files."""
    if not text:
        raise BlankNumberError
    if _NEGATIVE.fullmatch(text):
        raise NegativeError(text=text)
    if not _WHOLE.fullmatch(text):
        raise NotWholeError(text=text[:40])
    if int(text) > MOST:
        raise TooManyFilesError(text=text, most=MOST)
    return int(text)
