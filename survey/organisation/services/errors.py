"""What an import of the organisation is refused for."""

from __future__ import annotations

from survey.foundation.errors import NotFoundError, Refusal


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


class UnknownUnitError(Refusal):
    """A code that neither the tables nor the database know."""

    message = "no unit has the code “%(code)s”"


class UnknownDeskError(Refusal):
    """A code that neither the tables nor the database know."""

    message = "no desk has the code “%(code)s”"


class UnknownStaffError(Refusal):
    """A code that neither the tables nor the database know."""

    message = "no staff has the code “%(code)s”"


class TwoKindsError(Refusal):
    """A unit that is two kinds of thing."""

    message = "unit “%(code)s” is also called “%(other)s”; a unit has one kind"


class OverlapError(Refusal):
    """Two versions of a unit that hold on the same day."""

    message = "unit “%(code)s”: the version from %(first)s to %(end)s runs into the one from %(second)s"


class CycleError(Refusal):
    """Units that stand above themselves."""

    message = "these units stand above one another in a ring on %(day)s: %(codes)s"


class NotAKindError(Refusal):
    """A word that is none of those a column may hold."""

    message = "“%(text)s” is none of %(words)s"


class NotYesError(Refusal):
    """Neither yes nor blank."""

    message = "“%(text)s” is neither yes nor no"


class SelfSuccessionError(Refusal):
    """A unit that comes after itself."""

    message = "unit “%(code)s” cannot come after itself; for a new name enter it as renamed, without a successor"


class NoSuccessorError(Refusal):
    """A merger or a split into nothing."""

    message = "a unit that is merged or split has a successor; one without is abolished"


class RenamedIntoAnotherError(Refusal):
    """A renamed unit stays itself."""

    message = "a renamed unit goes on under its own code: no successor"


class NotBeforeError(Refusal):
    """An event before its unit began or after it ended."""

    message = "unit “%(code)s” is not in force on the day before %(day)s, so nothing can happen to it then"


class NotOnTheDayError(Refusal):
    """A unit that should be there from the day of an event and is not."""

    message = "unit “%(code)s” is not in force on %(day)s; first enter it as it is from that day on"


class GoesOnError(Refusal):
    """A unit that ended and has a later version."""

    message = "unit “%(code)s” ends on the day before %(day)s, but it is also entered from %(start)s on"


class NoNewVersionError(Refusal):
    """A renamed or transferred unit without its new name or parent."""

    message = "unit “%(code)s” must be entered as it is from %(day)s on: with its new name or its new parent"


class NothingMergedError(Refusal):
    """A merger in which every new unit comes from one unit only."""

    message = "nothing is merged: each successor comes from one unit only; such a unit is renamed"


class NothingSplitError(Refusal):
    """A split in which every unit passes to one unit only."""

    message = "nothing is split: each unit passes to one successor only; such units are merged"


class SuccessionRingError(Refusal):
    """Units that come after themselves."""

    message = "these units come after one another in a ring: %(codes)s"


class UnusedColumnError(Refusal):
    """Odd, but taken: a column no reader asks for."""

    message = "%(file)s: the column “%(column)s” is not used"


class OrphanError(Refusal):
    """Odd, but taken: a unit under one that has ended."""

    message = (
        "unit “%(code)s” stands under “%(parent)s”, which is not in force on %(day)s: "
        "from then on it is not counted under it"
    )


class SharedDeskError(Refusal):
    """Odd, but taken: two people at one desk at once."""

    message = (
        "desk “%(desk)s” has both %(one)s and %(other)s from %(start)s to %(end)s: "
        "answers of that time stay with the desk"
    )


class NoShiftError(Refusal):
    """Nothing to hand over."""

    message = "%(name)s has no shift at this desk on %(day)s"


class SamePersonError(Refusal):
    """Somebody who would stand in for themselves."""

    message = "choose two different people"


class ElsewhereError(Refusal):
    """Somebody who would be at two desks at once."""

    status = 409
    message = "%(name)s is already at desk “%(desk)s” from %(start)s to %(end)s"


class LongSpanError(Refusal):
    """More days than a roster is made for at once."""

    message = "at most %(most)s days at once"


class NotATableError(Refusal):
    """An upload whose name says nothing."""

    message = "“%(name)s” is none of the tables; name the files %(files)s (.csv or .xlsx)"


class UploadGoneError(Refusal):
    """A preview too old, confirmed already, or of another account."""

    status = 404
    message = "These tables are no longer here. Please upload them again."


class CodeTakenError(Refusal):
    """A new thing under the code of another one."""

    status = 409
    message = "“%(code)s” is already in use"


class NotLaterError(Refusal):
    """A change that would write over what is known."""

    message = "choose a day after %(day)s; what holds until then stays as it is"


class NothingChangesError(Refusal):
    """A new version that is the old one."""

    message = "nothing is different from what holds already"


class NoSuchPatternError(NotFoundError):
    """Ended and forgotten, or never made."""

    message = "This weekly pattern is not here any more."
