"""Reading one line of each table: cell by cell, noting what is wrong instead of stopping at it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from survey.foundation.errors import Refusal
from survey.foundation.tabular import CellError, TableError, read_date, read_moment, read_time
from survey.foundation.text import clean
from survey.organisation.domain import (
    CODE_LIMIT,
    DeskEntry,
    ProcedureEntry,
    ShiftEntry,
    StaffEntry,
    UnitEntry,
    Version,
)
from survey.organisation.services.errors import (
    BackwardsError,
    BlankCellError,
    HalfHoursError,
    LineBreakInCodeError,
    NotDaysError,
    PeriodBackwardsError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

# What the writer of tables puts an apostrophe before, so that no spreadsheet takes it for a formula.
_ARMED = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠]")

_DAYS = {str(number): number for number in range(1, 8)} | {f"T{number}": number - 1 for number in range(2, 8)}
_DAYS["CN"] = 7
NO_DAY = date.min
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)


def rearmed(text: str) -> str:
    """Take away the one apostrophe that `disarmed` or a spreadsheet put before a cell like a formula."""
    return text[1:] if _ARMED.match(text) else text


def disarmed(text: str) -> str:
    """Double the apostrophe of a cell that `rearmed` would take for a mere mark; the rest the writer does."""
    return "'" + text if _ARMED.match(text) else text


class Line:
    """One line of a table, and the faults found in it so far."""

    def __init__(self, file: str, number: int, *, cells: Mapping[str, str]) -> None:
        self.number = number
        self.faults: list[TableError] = []
        self.key = rearmed(cells.get("code", ""))
        self._file = file
        self._cells = cells

    def fault(self, column: str, reason: Refusal) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(CellError(file=self._file, line=self.number, column=column, reason=reason))

    def cell(self, column: str, read: Callable[[str], T], blank: T, *, must: bool = False) -> T:
        """Read a cell; give `blank` when it is blank or faulty. Blank is a fault only where `must` says so."""
        text = rearmed(self._cells.get(column, ""))
        if not text:
            if must:
                self.fault(column, BlankCellError())
            return blank
        try:
            return read(text)
        except Refusal as reason:
            self.fault(column, reason)
            return blank

    def code(self, column: str, *, must: bool = True) -> str:
        """Read a code."""
        return self.cell(column, read_code, "", must=must)

    def text(self, column: str, *, limit: int, must: bool = False) -> str:
        """Read text of one line; line breaks inside it become blanks."""
        return self.cell(column, partial(_one_line, limit=limit), "", must=must)


# Codes and hours repeat all through a roster; reading each but once halves the time of a large one.
@lru_cache(maxsize=1 << 16)
def read_code(text: str) -> str:
    """Read a code: any text of one line, never a number."""
    code = clean(text, limit=CODE_LIMIT)
    if "\n" in code or "\t" in code:
        raise LineBreakInCodeError
    return code


_moment = lru_cache(maxsize=1 << 16)(read_moment)


def _one_line(text: str, *, limit: int) -> str:
    return " ".join(clean(text, limit=limit).split())


def read_days(text: str) -> frozenset[int]:
    """Read days of the week, 1 Monday to 7 Sunday: 1-5,6 or T2-T6,T7,CN."""
    days: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.upper()).strip(",; ")):
        first, dash, last = part.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise NotDaysError(text=text[:40])
        span = range(_DAYS[first], _DAYS[last or first] + 1)
        if not span:
            raise NotDaysError(text=text[:40])
        days.update(span)
    return frozenset(days)


def check_period(line: Line, first: date, last: date | None) -> None:
    """Note a last day before the first."""
    if last is not None and last < first:
        line.fault("valid_to", PeriodBackwardsError(start=first, end=last))


def read_unit(line: Line) -> UnitEntry:
    """Read a line of units."""
    version = Version(
        code=line.code("code"),
        name=line.text("name", limit=300, must=True),
        parent=line.code("parent", must=False),
        valid_from=line.cell("valid_from", read_date, NO_DAY, must=True),
        valid_to=line.cell("valid_to", read_date, None),
        address=line.text("address", limit=500),
        short_name=line.text("short_name", limit=100),
    )
    check_period(line, version.valid_from, version.valid_to)
    return UnitEntry(line=line.number, kind=line.text("kind", limit=40), version=version)


def read_desk(line: Line) -> DeskEntry:
    """Read a line of desks."""
    opens: time | None = line.cell("opens", read_time, None)
    closes: time | None = line.cell("closes", read_time, None)
    if opens is not None and closes is not None and opens >= closes:
        line.fault("closes", BackwardsError(start=f"{opens:%H:%M}", end=f"{closes:%H:%M}"))
    if (opens is None) != (closes is None) and not line.faults:
        line.fault("opens" if opens is None else "closes", HalfHoursError())
    return DeskEntry(
        line=line.number,
        code=line.code("code"),
        unit=line.code("unit"),
        name=line.text("name", limit=300, must=True),
        field=line.text("field", limit=200),
        opens=opens,
        closes=closes,
        days=line.cell("days", read_days, frozenset()),
        valid_to=line.cell("valid_to", read_date, None),
    )


def read_staff(line: Line) -> StaffEntry:
    """Read a line of staff."""
    valid_from: date | None = line.cell("valid_from", read_date, None)
    valid_to: date | None = line.cell("valid_to", read_date, None)
    if valid_from is not None:
        check_period(line, valid_from, valid_to)
    return StaffEntry(
        line=line.number,
        code=line.code("code"),
        name=line.text("name", limit=200, must=True),
        title=line.text("title", limit=200),
        kind=line.text("kind", limit=40),
        home_unit=line.code("home_unit", must=False),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def read_shift(line: Line) -> ShiftEntry:
    """Read a line of the roster."""
    starts = line.cell("from", _moment, _NO_MOMENT, must=True)
    ends = line.cell("to", _moment, _NO_MOMENT, must=True)
    if starts >= ends and not line.faults:
        line.fault("to", BackwardsError(start=f"{starts:%Y-%m-%d %H:%M}", end=f"{ends:%Y-%m-%d %H:%M}"))
    return ShiftEntry(line=line.number, desk=line.code("desk"), staff=line.code("staff"), starts=starts, ends=ends)


def read_procedure(line: Line) -> ProcedureEntry:
    """Read a line of procedures."""
    return ProcedureEntry(
        line=line.number,
        code=line.code("code"),
        name=line.text("name", limit=500, must=True),
        field=line.text("field", limit=200),
        unit=line.code("unit", must=False),
    )
