"""What is refused where a citizen may meet it: the case does not allow it now, or the words do not fit."""

from __future__ import annotations

from survey.foundation.errors import NotFoundError, Refusal


class NoCaseError(NotFoundError):
    """No case, or none that this visitor may know of: the two are told apart to nobody."""

    message = "There is no such case."


class CaseClosedError(Refusal):
    """The case is closed; only the citizen opens it again."""

    status = 409
    message = "The case is closed."


class CaseReferredError(Refusal):
    """The matter is one for another procedure."""

    status = 409
    message = "The case was referred: it is dealt with by another procedure."


class CaseStillOpenError(Refusal):
    """Only a closed case is opened again or judged."""

    status = 409
    message = "The case is not closed yet."


class TooLateToReopenError(Refusal):
    """The days for opening it again are over."""

    status = 409
    message = "The case could be opened again until %(day)s. Please write a new comment."


class AlreadyJudgedError(Refusal):
    """One closing is judged once."""

    status = 409
    message = "You have already said how satisfied you are with the handling."


class NotAMarkError(Refusal):
    """No level was chosen, or none of the five."""

    message = "Please choose one of the five levels."


class NoWordsError(Refusal):
    """A message without words."""

    message = "Please write a few words."


class TooManyMessagesError(Refusal):
    """So many messages without an answer are read by nobody."""

    status = 409
    message = "You have written %(limit)s messages without an answer. Please wait for the answer."


class ConsentNeededError(Refusal):
    """Silence is no consent."""

    message = "Please tick that you agree, or leave the field empty."


class NotAContactError(Refusal):
    """Neither a telephone number nor an e-mail address."""

    message = "Please write a telephone number or an e-mail address."


class UnknownDeedError(Refusal):
    """A button this page does not have."""

    message = "This form was opened too long ago or somewhere else."
