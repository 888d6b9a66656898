"""Excel workbooks read like CSV: the first sheet, every cell as the text a person sees in it."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from survey.foundation.tabular_errors import (
    NulError,
    TableError,
    UnreadableWorkbookError,
    WorkbookCellError,
    WorkbookTooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNPACKED_LIMIT = 1 << 30
_ROW_LIMIT = 1_048_576
# A spreadsheet keeps 15 digits; longer numbers have been rounded before we see them.
_EXACT = 10**15
_ZEROS = re.compile(r"0+")
_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    AttributeError,
    IndexError,
    KeyError,
    NotImplementedError,
    TypeError,
    ValueError,
)


class _UnclearError(Exception):
    """A cell whose value must not be guessed."""


def workbook_rows(
    stream: BinaryIO, *, file: str, refuse: Callable[[TableError], None]
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet with their row numbers; report rows with unclear cells to `refuse`."""
    line = 0
    try:
        with zipfile.ZipFile(stream) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED_LIMIT:
                raise WorkbookTooLargeError(file=file, line=1)
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            if line > _ROW_LIMIT:
                raise WorkbookTooLargeError(file=file, line=line)
            texts = _texts(cells, file, line, refuse)
            if texts is not None:
                yield line, texts
    except _DAMAGED:
        raise UnreadableWorkbookError(file=file, line=line + 1) from None


def _texts(cells: tuple[Any, ...], file: str, line: int, refuse: Callable[[TableError], None]) -> list[str] | None:
    texts: list[str] = []
    for number, cell in enumerate(cells, start=1):
        try:
            texts.append(_text(cell))
        except _UnclearError as unclear:
            refuse(WorkbookCellError(file=file, line=line, number=number, value=str(unclear)))
            return None
    if any("\0" in text for text in texts):
        refuse(NulError(file=file, line=line))
        return None
    return texts


def _text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            if cell.data_type == "e" or value in ERROR_CODES:
                raise _UnclearError(f"the Excel error {value}")
            return unicodedata.normalize("NFC", value).strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value, cell.number_format)
        case datetime() | date() | time() | timedelta():
            return _calendar(value, cell.number_format)
        case _:
            raise _UnclearError("something that is not text")


def _number(value: float, number_format: str) -> str:
    if abs(value) >= _EXACT:
        raise _UnclearError("a number of more than 15 digits, which Excel has rounded")
    if value != int(value):
        return repr(value)
    text = str(int(value))
    # A code such as 007 is often the number 7 shown with the format 000.
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text


def _calendar(value: datetime | date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if not isinstance(value, datetime):
        return value.isoformat()
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if value.time() == time() and "h" not in number_format.lower():
        return value.date().isoformat()
    return value.isoformat(sep=" ")
