"""Why a volume, a call-back or a floor is not taken."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class VolumesRefusedError(Refusal):
    """A table with faults; `details` hold `faults`, every TableError found, in the order of lines."""

    message = "%(count)s faults in the table; nothing was changed."


class NoSuchUnitError(Refusal):
    """A unit nobody entered."""

    message = "There is no unit “%(code)s”."


class NoSuchProcedureError(Refusal):
    """A procedure nobody entered."""

    message = "There is no procedure “%(code)s”."


class BlankNumberError(Refusal):
    """A number that is not told, which is not zero."""

    message = "this cell must not be blank; write 0 where there was none"


class NotWholeError(Refusal):
    """Text that is no whole number."""

    message = "“%(text)s” is not a whole number"


class NegativeError(Refusal):
    """Fewer than none."""

    message = "“%(text)s” is below zero"


class TooManyFilesError(Refusal):
    """More files than any office has."""

    message = "“%(text)s” is more than %(most)s"


class NotADayOrMonthError(Refusal):
    """Text that names neither a day nor a month."""

    message = "“%(text)s” is no day and no month; write 2026-03-01, 01/03/2026, 2026-03 or 03/2026"


class FutureVolumeError(Refusal):
    """A day or month that has not begun."""

    message = "“%(text)s” has not come yet"


class SameTwiceError(Refusal):
    """The same unit, time and procedure twice in one table."""

    message = "the same unit, day or month, and procedure stand in line %(first)s already"


class NotAMonthError(Refusal):
    """Text that names no month."""

    message = "“%(text)s” is not a month; write 2026-03 or 03/2026"


class CallsDoNotAddUpError(Refusal):
    """Called people of whom nothing is told, or more told of than were called."""

    message = "Called %(called)s, but agreed, differed and unreachable add up to %(sum)s."


class TooManyCallsError(Refusal):
    """More people than anybody calls back."""

    message = "%(text)s calls of one unit and month are more than %(most)s"


class NotInForceError(Refusal):
    """Calls about people whom the unit cannot have served."""

    message = "The unit was not in force in %(month)s."


class NoRecorderError(Refusal):
    """Nobody vouches for the calls, or for the floor."""

    message = "Say who: between 1 and %(most)s characters."


class FloorDecidedError(Refusal):
    """A floor for this day is decided already."""

    status = 409
    message = "A floor is decided from %(day)s on already; decide another day's."


class FloorPastError(Refusal):
    """A floor for days that are over, which the units it is asked of could not know of."""

    message = "A floor cannot hold from %(day)s on, which is past; the first day may be %(today)s or later."


class NotAFloorError(Refusal):
    """A rate that is no share, or finer than is kept."""

    message = "A floor is between 0 and 100 percent, with two decimals at most."
