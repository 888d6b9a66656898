"""What a tablet signs, and the challenge that proves it signed just now, by the server's clock only."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.pairing.domain.codes import to_text

if TYPE_CHECKING:
    from datetime import datetime

CHALLENGE_LIFETIME = timedelta(minutes=10)
# Two servers whose clocks differ a little hand the same tablet challenges.
_AHEAD_S = 60
_LONGEST_NUMBER = 15


def new_challenge(secret: bytes, at: datetime) -> str:
    """Give a challenge of a moment; nothing is kept of it."""
    return _challenge(secret, int(at.timestamp()))


def _challenge(secret: bytes, second: int) -> str:
    return f"{second}.{to_text(hmac.digest(secret, f'kiosk-challenge|{second}'.encode(), 'sha256')[:16])}"


def is_fresh(secret: bytes, challenge: str, at: datetime) -> bool:
    """Tell whether a challenge is ours and from the last ten minutes."""
    number = challenge.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER):
        return False
    age = int(at.timestamp()) - int(number)
    in_time = -_AHEAD_S <= age <= CHALLENGE_LIFETIME.total_seconds()
    return in_time and hmac.compare_digest(challenge.encode(), _challenge(secret, int(number)).encode())


def request_text(line: str, key_id: str, challenge: str, body: bytes) -> bytes:
    """Give what a request's signature is over; `line` is method and path with query, a line feed between."""
    return f"hailong-kiosk-1\n{line}\n{key_id}\n{challenge}\n{hashlib.sha256(body).hexdigest()}".encode()


def key_text(old_key_id: str, new_key_id: str) -> bytes:
    """Give what a new key signs to show that the device holds it."""
    return f"hailong-kiosk-key\n{old_key_id}\n{new_key_id}".encode()


def file_text(payload: str) -> bytes:
    """Give what the signature of a queue file is over."""
    return f"hailong-kiosk-file\n{hashlib.sha256(payload.encode()).hexdigest()}".encode()
