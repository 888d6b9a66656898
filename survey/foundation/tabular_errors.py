"""What can be wrong with a table somebody hands in: each fault says file, line and what to do."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class TableError(Refusal):
    """A table, a row or a cell that cannot be taken; `details` always hold `file` and `line`."""

    message = "%(file)s, line %(line)s: this table cannot be read."

    @property
    def reason(self) -> str:
        """Say what is wrong without repeating the place."""
        return self.message.split(": ", 1)[1] % self.details


class CellError(TableError):
    """One cell that cannot be taken, with the reason its reader gave."""

    message = "%(file)s, line %(line)s, column %(column)s: %(reason)s"


class NotUtf8Error(TableError):
    """Bytes of another encoding: Windows-1258, UTF-16 or a picture."""

    message = (
        "%(file)s, line %(line)s: this text is not UTF-8. "
        "Save the table again as “CSV UTF-8” or as an Excel workbook (.xlsx)."
    )


class WrongSeparatorError(TableError):
    """Columns parted by something else than a comma or a semicolon."""

    message = (
        "%(file)s, line %(line)s: the columns are separated by %(separator)s. "
        "Save the table again with a comma or a semicolon between the columns."
    )


class EmptyTableError(TableError):
    """Not even a header."""

    message = "%(file)s, line %(line)s: the table is empty. The first line must name the columns."


class UnnamedColumnError(TableError):
    """A header cell left blank between named ones."""

    message = "%(file)s, line %(line)s: column number %(number)s has no name. Name it or take it out."


class DuplicateColumnError(TableError):
    """Two columns of one name: nobody can say which one counts."""

    message = "%(file)s, line %(line)s, column %(column)s: this name stands twice in the header. Rename one."


class MissingColumnError(TableError):
    """A column the table must have."""

    message = "%(file)s, line %(line)s, column %(column)s: this column is missing; the header names %(found)s."


class TooManyCellsError(TableError):
    """More cells than the header has columns; most often a comma that needed quotation marks."""

    message = (
        "%(file)s, line %(line)s: this row has %(cells)s cells but the header names %(columns)s columns. "
        "Put text that contains the separator in quotation marks."
    )


class NulError(TableError):
    """A NUL, which no keyboard types and some databases cannot keep."""

    message = "%(file)s, line %(line)s: the row holds a NUL byte. Take it out or save the table again."


class BrokenQuotesError(TableError):
    """A quotation mark that is never closed or closes too early."""

    message = (
        "%(file)s, line %(line)s: a quotation mark in this row is not closed, or a cell is longer than "
        "%(limit)s characters. Double every quotation mark inside a quoted cell."
    )


class LineTooLongError(TableError):
    """A line no table has."""

    message = "%(file)s, line %(line)s: this line is longer than %(limit)s bytes. Is this file a table?"


class OldWorkbookError(TableError):
    """The binary format Excel wrote before 2007, or a workbook with a password."""

    message = (
        "%(file)s, line %(line)s: this is an old Excel file (.xls) or one with a password. "
        "Save it again as .xlsx without a password, or as “CSV UTF-8”."
    )


class UnreadableWorkbookError(TableError):
    """A workbook that is damaged or is another kind of file."""

    message = "%(file)s, line %(line)s: this Excel workbook is damaged or of another kind. Save it again as .xlsx."


class WorkbookTooLargeError(TableError):
    """A workbook that unpacks into more than a machine should hold."""

    message = "%(file)s, line %(line)s: this Excel workbook is too large to read. Save it as “CSV UTF-8”."


class WorkbookCellError(TableError):
    """An Excel cell whose value is an error or has already lost digits."""

    message = "%(file)s, line %(line)s: cell number %(number)s holds %(value)s; correct it or type it as text."
