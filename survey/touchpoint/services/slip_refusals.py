"""Why a slip is not issued: to the office that asks, to a one-stop system, or for a line of a file."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class NoSlipPlaceError(Refusal):
    """Neither a desk nor a unit."""

    message = "A slip needs the code of a desk or of a unit."


class UnknownSlipUnitError(Refusal):
    """A unit nobody entered."""

    message = "There is no unit “%(code)s”."


class UnknownSlipDeskError(Refusal):
    """A desk nobody entered."""

    message = "There is no desk “%(code)s”."


class SlipDeskElsewhereError(Refusal):
    """A desk that is in another unit than the one named with it."""

    message = "Desk “%(desk)s” is not in unit “%(unit)s”."


class UnknownSlipStaffError(Refusal):
    """A person nobody entered."""

    message = "There is no staff member “%(code)s”."


class UnknownSlipProcedureError(Refusal):
    """A procedure nobody entered."""

    message = "There is no procedure “%(code)s”."


class UnknownOccasionError(Refusal):
    """A word that is none of the occasions; details: the word, the known ones."""

    message = "“%(value)s” is no occasion; known are: %(known)s."


class SlipDaysError(Refusal):
    """Too short for people to answer at home, or too long to still prove a visit."""

    message = "A slip is good for %(least)s to %(most)s days."


class SlipCountError(Refusal):
    """No slip at all, or more than are printed at once."""

    message = "Between 1 and %(most)s slips can be issued at once."


class SlipsNotNewError(Refusal):
    """Two slips were drawn alike, which once in thousands of years is no fault of anybody."""

    status = 409
    message = "A slip was drawn that exists already. Please issue them again."


class UnusableTokenError(Refusal):
    """A token nobody could type or scan."""

    message = "The token must have 1 to %(most)s printed characters."


class FutureSlipError(Refusal):
    """Issued after now."""

    message = "The slip is dated %(at)s, which is in the future."


class SlipElsewhereError(Refusal):
    """The token or the reference is taken by a slip with other particulars."""

    status = 409
    message = "A slip with other particulars was issued under this name already."


class NotYourUnitError(Refusal):
    """The key is of another unit."""

    status = 403
    message = "This key may not issue slips for that unit."


class BadItemError(Refusal):
    """An item of a call that cannot be read; details: the reason."""

    message = "The item cannot be read: %(reason)s"


class NotAListError(Refusal):
    """The body of a call is no list of items."""

    message = "The body must be a JSON list of items."


class TooManyItemsError(Refusal):
    """More items than one call may bring."""

    status = 413
    message = "A call brings at most %(most)s items."
