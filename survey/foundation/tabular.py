"""Tables handed in by users: CSV and Excel workbooks, read as a stream of text rows; and the one CSV writer."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NoReturn

from survey.foundation.tabular_cells import (
    NotADateError,
    NotAMomentError,
    NotATimeError,
    read_date,
    read_moment,
    read_time,
)
from survey.foundation.tabular_errors import (
    BrokenQuotesError,
    CellError,
    DuplicateColumnError,
    EmptyTableError,
    LineTooLongError,
    MissingColumnError,
    NotUtf8Error,
    NulError,
    OldWorkbookError,
    TableError,
    TooManyCellsError,
    UnnamedColumnError,
    WrongSeparatorError,
)

__all__ = [
    "CellError",
    "NotADateError",
    "NotAMomentError",
    "NotATimeError",
    "Row",
    "Table",
    "TableError",
    "open_table",
    "read_date",
    "read_moment",
    "read_time",
    "write_csv",
]

Row = tuple[int, list[str]]
Refuse = Callable[[TableError], None]

_BLOCK = 1 << 18
_LINE_LIMIT = 1 << 24
# A cell far too long is refused with its line; the reader's own limit would end the whole table there.
csv.field_size_limit(_LINE_LIMIT)
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a TAB", "|": "a vertical bar"}
_QUOTED = re.compile(r'"[^"]*"')
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
# The only character beside ASCII that NFC turns into one of ours: it would part a cell in two.
_GREEK_QUESTION_MARK = "\u037e"
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An open table: the columns its header names, and its rows to be read once.

    A row is the number of the line it begins on and one stripped NFC text per column; blank rows are left out.
    """

    file: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def open_table(
    source: Path | BinaryIO,
    *,
    name: str = "",
    required: Collection[str] = (),
    refused: Refuse | None = None,
) -> Iterator[Table]:
    """Open a CSV file or a workbook; raise what is wrong with it as a whole.

    What is wrong with a single row goes to `refused` and the reading goes on; without it, that is raised too.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield _table(stream, name or source.name, required, refused or _raise)
    else:
        yield _table(source, name or "table", required, refused or _raise)


def _raise(error: TableError) -> NoReturn:
    raise error


def _table(stream: BinaryIO, file: str, required: Collection[str], refuse: Refuse) -> Table:
    head = stream.read(4)
    stream.seek(0)
    if head == _OLD_WORKBOOK:
        raise OldWorkbookError(file=file, line=1)
    raw = _workbook_rows(stream, file, refuse) if head == _WORKBOOK else _csv_rows(stream, file, refuse)
    columns = _header(raw, file, required)
    return Table(file=file, columns=columns, rows=_fitted(raw, columns, file, refuse))


def _workbook_rows(stream: BinaryIO, file: str, refuse: Refuse) -> Iterator[Row]:
    # Reading workbooks costs 20 MB of imports that a process serving citizens never needs.
    from survey.foundation.tabular_workbook import workbook_rows  # noqa: PLC0415 - see above

    return workbook_rows(stream, file=file, refuse=refuse)


def _header(raw: Iterator[Row], file: str, required: Collection[str]) -> tuple[str, ...]:
    line, cells = next(((line, cells) for line, cells in raw if any(cells)), (1, []))
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise EmptyTableError(file=file, line=line)
    for number, column in enumerate(cells, start=1):
        if not column:
            raise UnnamedColumnError(file=file, line=line, number=number)
        if column in cells[: number - 1]:
            raise DuplicateColumnError(file=file, line=line, column=column)
    if missing := [column for column in required if column not in cells]:
        raise MissingColumnError(file=file, line=line, column=", ".join(missing), found=", ".join(cells))
    return tuple(cells)


def _fitted(raw: Iterator[Row], columns: tuple[str, ...], file: str, refuse: Refuse) -> Iterator[Row]:
    width = len(columns)
    for line, cells in raw:
        if not any(cells):
            continue
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        elif len(cells) > width:
            if any(cells[width:]):
                refuse(TooManyCellsError(file=file, line=line, cells=len(cells), columns=width))
                continue
            del cells[width:]
        yield line, cells


class _Text:
    """The text of a CSV file in NFC, block by block; `has_nul` from the first block with a NUL on."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._stream = stream
        self._file = file
        self._lines = 0
        self.has_nul = False

    def blocks(self) -> Iterator[str]:
        """Give whole lines, about a quarter of a megabyte at a time."""
        while block := self._stream.read(_BLOCK):
            if not block.endswith(b"\n"):
                block += self._stream.readline(_LINE_LIMIT)
            if len(block) >= _LINE_LIMIT and not block.endswith(b"\n"):
                raise LineTooLongError(
                    file=self._file, line=self._lines + block.count(b"\n") + 1, limit=_LINE_LIMIT
                )
            yield self._decoded(block)
            self._lines += block.count(b"\n")

    def _decoded(self, block: bytes) -> str:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self._lines + block.count(b"\n", 0, error.start) + 1
            raise NotUtf8Error(file=self._file, line=line) from None
        if self._lines == 0:
            text = text.removeprefix("\ufeff")
        self.has_nul = self.has_nul or "\0" in text
        return text if text.isascii() or unicodedata.is_normalized("NFC", text) else _composed(text)


def _composed(text: str) -> str:
    pieces = text.split(_GREEK_QUESTION_MARK)
    return _GREEK_QUESTION_MARK.join(unicodedata.normalize("NFC", piece) for piece in pieces)


def _csv_rows(stream: BinaryIO, file: str, refuse: Refuse) -> Iterator[Row]:
    text = _Text(stream, file)
    blocks = text.blocks()
    first = next(blocks, "")
    lines = chain.from_iterable(io.StringIO(block, newline="") for block in chain([first], blocks))
    reader = csv.reader(lines, delimiter=_separator(first, file), strict=True)
    strip = str.strip
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if text.has_nul and any("\0" in cell for cell in cells):
                refuse(NulError(file=file, line=line))
                continue
            yield line, list(map(strip, cells))
    except csv.Error:
        raise BrokenQuotesError(file=file, line=before + 1, limit=csv.field_size_limit()) from None


def _separator(text: str, file: str) -> str:
    unquoted = _QUOTED.sub("", text[:_BLOCK]).lstrip("\r\n")
    header = re.split(r"[\r\n]", unquoted, maxsplit=1)[0]
    best = max(_SEPARATORS, key=header.count)
    if best in {",", ";"}:
        return best
    line = 1 + text[: len(text) - len(text.lstrip("\r\n"))].count("\n")
    raise WrongSeparatorError(file=file, line=line, separator=_SEPARATORS[best])


def write_csv(
    rows: Iterable[Mapping[str, object] | Sequence[object]], columns: Sequence[str], *, separator: str = ","
) -> str:
    """Write rows as CSV that a spreadsheet opens without running anything in it; encode it as UTF-8.

    The text begins with a byte order mark. A cell that a spreadsheet would take for a formula gets an apostrophe.
    """
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([_disarmed(column) for column in columns])
    for row in rows:
        cells = [row.get(column) for column in columns] if isinstance(row, Mapping) else row
        writer.writerow([_disarmed(cell) for cell in cells])
    return text.getvalue()


def _disarmed(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    starts = {text[:1], text.lstrip()[:1]}
    if starts.isdisjoint(_FORMULA_STARTS) or _PLAIN_NUMBER.fullmatch(text):
        return text
    return "'" + text
