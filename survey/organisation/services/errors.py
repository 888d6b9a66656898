"""What an import of the organisation is refused for."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class NothingToImportError(Refusal):
    """A folder without any of the tables."""

    message = "%(folder)s holds none of %(files)s (.csv or .xlsx)."


class ImportRefusedError(Refusal):
    """Tables with faults; `details` hold `faults`, every TableError found, in the order of files and lines."""

    message = "%(count)s faults in the tables; nothing was changed."


class TwoFilesError(Refusal):
    """A table that is there as CSV and as a workbook."""

    message = "there is also %(other)s; keep only one of them"


class BlankCellError(Refusal):
    """A cell that must say something."""

    message = "this cell must not be blank"


class BackwardsError(Refusal):
    """An end before its beginning."""

    message = "%(end)s is not after %(start)s"


class PeriodBackwardsError(Refusal):
    """A last day before the first."""

    message = "the last day %(end)s is before the first day %(start)s"


class HalfHoursError(Refusal):
    """Opening without closing, or the other way round."""

    message = "a desk has both an opening and a closing time, or neither"


class NotDaysError(Refusal):
    """Text that names no days of the week."""

    message = (
        "“%(text)s” does not name days of the week; write 1-5 (1 is Monday) or T2-T6,T7,CN. "
        "A spreadsheet may have turned 1-5 into a date: then T2-T6 is safe"
    )


class LineBreakInCodeError(Refusal):
    """A code of two lines."""

    message = "a code must not hold a line break or a TAB"


class DuplicateError(Refusal):
    """The same thing twice in one table."""

    message = "“%(value)s” stands already in line %(first)s"


class UnknownCodeError(Refusal):
    """A code that neither the tables nor the database know."""

    message = "no %(noun)s has the code “%(code)s”"


class TwoKindsError(Refusal):
    """A unit that is two kinds of thing."""

    message = "unit “%(code)s” is also called “%(other)s”; a unit has one kind"


class OverlapError(Refusal):
    """Two versions of a unit that hold on the same day."""

    message = "unit “%(code)s”: the version from %(first)s to %(end)s runs into the one from %(second)s"


class CycleError(Refusal):
    """Units that stand above themselves."""

    message = "these units stand above one another in a ring on %(day)s: %(codes)s"
