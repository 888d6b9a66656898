"""What is refused to those who handle cases."""

from __future__ import annotations

from survey.foundation.errors import NotFoundError, Refusal


class NobodyInChargeError(Refusal):
    """A case is closed by whoever took it."""

    status = 409
    message = "Nobody has taken this case yet: assign it before closing it."


class AlreadyAnsweredError(Refusal):
    """What has its answer is not overdue."""

    status = 409
    message = "The case is answered and waits for nobody in the office."


class NotYourCaseError(Refusal):
    """The case may be read, and somebody else handles it."""

    status = 403
    message = "Somebody else is in charge of this case."


class CannotTakeItError(Refusal):
    """The account chosen may not handle such a case."""

    message = "The account chosen may not handle this case."


class ConclusionNeededError(Refusal):
    """A case ends with words about what was found and done."""

    message = "Please write what was found and what was done."


class AlreadySevereError(Refusal):
    """The inspection has it already; nothing makes a severe case less."""

    status = 409
    message = "The case is with the inspection already."


class NotPraiseError(Refusal):
    """Only praise makes a letter of praise."""

    status = 409
    message = "A letter of praise can be written for praise only."


class LetterWrittenError(Refusal):
    """One praise, one letter."""

    status = 409
    message = "The letter of praise for this case was written before."


class NoSuchRemarkError(NotFoundError):
    """The comment is not among those this account may open a case from."""

    message = "This comment cannot be found, or a case was opened from it before."


class NoSuchEntryError(NotFoundError):
    """The entry of a board is not here or not of this account's units."""

    message = "There is no such entry on the board."


class SamePersonError(Refusal):
    """What the public reads was read by two people before."""

    status = 403
    message = "Whoever wrote the entry cannot approve it: a second person must read it."


class HeadNeededError(Refusal):
    """What the public reads is approved by somebody who answers for it."""

    status = 403
    message = "An entry is approved or withdrawn by the head of a unit or by an administrator."


class AlreadyPublicError(Refusal):
    """A published entry is withdrawn before it is changed."""

    status = 409
    message = "The entry is published: withdraw it before changing it."


class NotPublicError(Refusal):
    """Only what is published can be withdrawn."""

    status = 409
    message = "The entry is not published."


class NotAMonthError(Refusal):
    """A month that does not exist or has not begun."""

    message = "“%(text)s” is not a month of the past or the present."


class BadTermsError(Refusal):
    """The table of deadlines cannot be read."""

    message = "The deadlines of cases cannot be read: %(reason)s"


class NoTermsError(Refusal):
    """No deadlines are in force on a day."""

    status = 503
    message = "No deadlines for cases are in force on %(day)s."
