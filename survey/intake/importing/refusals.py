"""What is refused of a file of answers, as a whole or line by line."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class UnknownQuestionnaireError(Refusal):
    """No questionnaire has the code that was named."""

    status = 404
    message = "There is no questionnaire “%(code)s”. Name another one, or create it with --create-missing."


class UnknownColumnError(Refusal):
    """A column that is neither a question nor one of the known columns."""

    message = (
        "Column “%(column)s” is no question of “%(code)s”. Map it with --map COLUMN=QUESTION, "
        "or leave it out with --map COLUMN=-."
    )


class UnknownMappingError(Refusal):
    """A column named in a mapping that the file does not have."""

    message = "There is no column “%(column)s” to map; the file has: %(found)s."


class NoPlaceColumnError(Refusal):
    """Neither a desk nor a unit column."""

    message = "The file needs a column “desk” or “unit” (or one mapped to it)."


class NoQuestionColumnError(Refusal):
    """Not one column is a question."""

    message = "The file has no column with answers to “%(code)s”."


class DoubleColumnError(Refusal):
    """Two columns that would be the same thing."""

    message = "Two columns are both “%(name)s”."


class NoPlaceError(Refusal):
    """A line with neither desk nor unit."""

    message = "The line names no desk and no unit."


class UnknownDeskError(Refusal):
    """A desk nobody entered."""

    message = "There is no desk “%(code)s”."


class UnknownUnitError(Refusal):
    """A unit nobody entered."""

    message = "There is no unit “%(code)s”."


class DeskElsewhereError(Refusal):
    """A line whose desk is in another unit than the one it names."""

    message = "Desk “%(desk)s” is not in unit “%(unit)s”."


class UnknownStaffError(Refusal):
    """A person nobody entered."""

    message = "There is no staff member “%(code)s”."


class UnknownProcedureError(Refusal):
    """A procedure nobody entered."""

    message = "There is no procedure “%(code)s”."


class UnknownChannelError(Refusal):
    """A channel that does not exist."""

    message = "“%(value)s” is no channel; known are: %(known)s."


class UnknownTierError(Refusal):
    """A trust tier that does not exist."""

    message = "“%(value)s” is no trust tier; known are: %(known)s."


class FutureAnswerError(Refusal):
    """An answer given after now."""

    message = "The answer is dated %(at)s, which is in the future."


class BadDurationError(Refusal):
    """A duration that is no number of seconds."""

    message = "“%(value)s” is no number of seconds."
