"""What people compare and type while pairing, and how a key is named."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING

from kiosk.pairing.domain.refusals import BadKeyError

if TYPE_CHECKING:
    from random import Random

# RFC 8628, 6.1: consonants only, so that no word is spelled; none looks like another or like a digit.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH = 8
CHECK_DIGITS = 4
PIN_DIGITS = 6
KEY_BYTES = 65
"""An uncompressed point of P-256: the byte 4 and two coordinates."""
KEY_ID_LENGTH = 22
SIGNATURE_BYTES = 64


def new_user_code(random: Random) -> str:
    """Draw a code of eight letters, 34 bits."""
    return "".join(random.choice(LETTERS) for _ in range(CODE_LENGTH))


def shown(user_code: str) -> str:
    """Give a code as it stands on the tablet: BCDF-GHJK."""
    return f"{user_code[:4]}-{user_code[4:]}"


def typed_code(typed: str) -> str | None:
    """Read a code somebody typed, whatever blanks, hyphens and case; None when it cannot be one."""
    if len(typed) > 8 * CODE_LENGTH:
        return None
    letters = [letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum()]
    code = "".join(letters)
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else None


def key_id_of(public_key: bytes) -> str:
    """Give the name of a key: 22 characters, 132 bits of its digest."""
    return to_text(hashlib.sha256(public_key).digest())[:KEY_ID_LENGTH]


def is_key_id(text: str) -> bool:
    """Tell whether a text can name a key; no other is looked up."""
    return len(text) == KEY_ID_LENGTH and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def check_digits(secret: bytes, public_key: bytes) -> str:
    """Give the digits shown on both screens; whoever lacks the secret cannot look for a key with the same ones."""
    return _digits(secret, b"kiosk-check|" + public_key, CHECK_DIGITS)


def pin_of(secret: bytes, code: str, number: int) -> str:
    """Give the service PIN of a device; it is kept nowhere, and a new `number` makes a new one."""
    return _digits(secret, f"kiosk-pin|{code}|{number}".encode(), PIN_DIGITS)


def _digits(secret: bytes, what: bytes, count: int) -> str:
    number = int.from_bytes(hmac.digest(secret, what, "sha256")[:8]) % 10**count
    return f"{number:0{count}}"


def to_text(raw: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: str, length: int) -> bytes | None:
    """Read base64url without padding; None unless it is exactly so many bytes in their one spelling."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return raw if len(raw) == length and to_text(raw) == text else None


def read_key(text: str) -> bytes:
    """Read a public key off the wire; refuse what is not a raw uncompressed point."""
    raw = to_bytes(text, KEY_BYTES)
    if raw is None or raw[0] != 4:  # noqa: PLR2004 - SEC 1, 2.3.3: the mark of an uncompressed point
        raise BadKeyError
    return raw
