"""What the fleet says no to."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class PauseError(Refusal):
    """A pause out of its bounds; details: both, in seconds."""

    message = "This pause must be between %(least)s and %(most)s seconds."


class CountdownError(Refusal):
    """The countdown would begin before anybody has stopped answering."""

    message = "The countdown must be shorter than the wait before the screen starts again."


class HoursError(Refusal):
    """Hours without days, days without hours, or an end before the beginning."""

    message = (
        "Hours of its own need the days, when they begin and when they end; the end comes after the beginning."
    )


class NotANumberError(Refusal):
    """A field that holds no whole number."""

    message = "“%(text)s” is not a whole number of seconds."


class NotATimeError(Refusal):
    """A field that holds no time of day."""

    message = "“%(text)s” is not a time such as 07:30."


class PastNoticeError(Refusal):
    """A notice that would never be seen."""

    message = "The last day of the notice is past."


class NoSuchTabletError(Refusal):
    """No tablet has this code."""

    status = 404
    message = "There is no tablet with the code “%(code)s”."


class NoSuchPlaceError(Refusal):
    """No desk or unit has this code."""

    status = 404
    message = "There is no desk and no unit with the code “%(code)s”."


class NotOnePlaceError(Refusal):
    """Neither a desk nor a unit is named, or both are."""

    message = "Name the desk, or the unit in whose hall the tablet stands: one of them."


class NothingToTakeBackError(Refusal):
    """The tablet has done it already, or nobody asked it."""

    status = 409
    message = "There is nothing to take back: the tablet has done it already."
