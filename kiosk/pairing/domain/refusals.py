"""What pairing says no to, and why a signed request is not believed."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class StaleChallengeError(Refusal):
    """The challenge is missing, too old or not ours; the reply carries a fresh one."""

    status = 401
    message = "The challenge has run out; sign again with the one of this reply."


class UnknownDeviceError(Refusal):
    """No device and no pairing has this key."""

    status = 401
    message = "No device with this key is known."


class RevokedDeviceError(Refusal):
    """The device, or this key of it, is no longer ours."""

    status = 401
    message = "This device is no longer paired."


class BadSignatureError(Refusal):
    """The signature does not fit key and request."""

    status = 401
    message = "The signature does not fit this request."


class BadKeyError(Refusal):
    """What was sent as a public key is none, or belongs to another device."""

    message = "This is not a usable public key."


class UnreadableCallError(Refusal):
    """The body is not what this address takes; details: where."""

    message = "The call cannot be read: %(place)s."


class SlowDownError(Refusal):
    """The device asks more often than it was told; details: seconds to wait."""

    status = 429
    message = "Please ask again in %(retry_after)s seconds."


class TooManyPairingsError(Refusal):
    """Too many tablets wait at once; details: seconds to wait."""

    status = 429
    message = "Too many tablets wait to be paired; please try again in %(retry_after)s seconds."


class WrongPairingCodeError(Refusal):
    """No tablet shows this code now."""

    status = 404
    message = "No tablet shows the code “%(typed)s” now. Compare it letter by letter; a code lives ten minutes."


class TooManyWrongCodesError(Refusal):
    """This account has mistyped too often; details: minutes to wait."""

    status = 429
    message = "Too many wrong codes. Please wait %(minutes)s minutes."


class PairingOverError(Refusal):
    """The code ran out or was decided meanwhile."""

    status = 409
    message = "This code has run out or was used already. The tablet shows a new one."


class WrongInvitationError(Refusal):
    """No invitation has this code."""

    status = 404
    message = "There is no invitation with this code. Compare it letter by letter."


class InvitationOverError(Refusal):
    """Nobody brought the invitation in time, or it was withdrawn."""

    status = 410
    message = "This invitation is out of date or was withdrawn."


class InvitationUsedError(Refusal):
    """Another tablet took the invitation."""

    status = 409
    message = "This invitation was used already; each is good for one tablet."


class TooManyInvitationsError(Refusal):
    """Tablets brought too many wrong codes; details: seconds to wait."""

    status = 429
    message = "Too many wrong invitations; please try again in %(retry_after)s seconds."


class TooLongInvitationError(Refusal):
    """An invitation is to live longer than any may; details: hours."""

    message = "An invitation lives %(hours)s hours at most."


class UnequalDigitsError(Refusal):
    """Nobody said that the digits on the two screens are the same."""

    message = "Compare the four digits with those on the tablet, and say that they are the same."


class NoPlaceError(Refusal):
    """No desk or unit was chosen."""

    message = "Choose the desk or the hall where the tablet stands."


class DeviceGoneError(Refusal):
    """The device is not paired, so nothing can be asked of it."""

    status = 409
    message = "This tablet is no longer paired."
