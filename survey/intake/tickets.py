"""The ticket in a citizen's form: who holds it sends this answer, once; it is no cookie and names nobody."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

_TIME = slice(0, 4)
_SIGNED = slice(0, 16)
_SEAL = slice(16, 24)
_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket read from a form that came back."""

    raw: bytes
    opened: int
    """The moment the page was opened, in seconds since 1970."""

    @property
    def opened_at(self) -> datetime:
        """The same as a moment."""
        return datetime.fromtimestamp(self.opened, UTC)


def _seal(secret: bytes, signed: bytes, code: str) -> bytes:
    return hmac.digest(secret, b"ticket|" + signed + code.encode(), "sha256")[:8]


def issue(secret: bytes, code: str, *, at: int) -> bytes:
    """Give a new ticket for one view of the page of `code`: 32 characters safe in a form."""
    signed = at.to_bytes(4, "big") + secrets.token_bytes(12)
    return base64.urlsafe_b64encode(signed + _seal(secret, signed, code))


def read(secret: bytes, code: str, text: str) -> Ticket | None:
    """Give the ticket of a form; None if it was not issued here for this code."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    if len(raw) != _LENGTH or not hmac.compare_digest(raw[_SEAL], _seal(secret, raw[_SIGNED], code)):
        return None
    return Ticket(raw, int.from_bytes(raw[_TIME], "big"))
