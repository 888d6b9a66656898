"""Why a code that was typed or scanned leads nowhere; citizens read these sentences too."""

from __future__ import annotations

from survey.foundation.errors import NotFoundError, Refusal


class UnknownCodeError(NotFoundError):
    """The code is well formed but was never issued; details: the code."""

    message = "No desk or office uses the code “%(code)s”."


class RevokedCodeError(Refusal):
    """The code was taken out of use; details: the code, `new_code` that is in its place, or None."""

    status = 410
    message = "The code “%(code)s” is no longer used."


class UsedSlipError(Refusal):
    """Somebody has answered with this slip already; details: the code."""

    status = 410
    message = "This slip was used already. Each slip is good for one answer."


class ExpiredSlipError(Refusal):
    """The slip ran out; details: the code, the moment `expires_at`."""

    status = 410
    message = "This slip is too old to answer with."


class StaleCodeError(Refusal):
    """The code changes every two minutes and this one has passed; details: the code."""

    status = 410
    message = "This code has changed since it was shown. Please scan the one on the screen again."
