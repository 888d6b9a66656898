"""The code a desk's screen shows for two minutes: a photograph of it is worth nothing soon after."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from survey.foundation.codes import ALPHABET

if TYPE_CHECKING:
    from datetime import datetime

SLOT_S = 120
GRACE_SLOTS = 1
LETTERS = 4
"""Twenty bits: with two slots good at a time, one guess in half a million is right."""


def rotating_code(secret: bytes, code: str, at: datetime) -> str:
    """Give the code of a desk for the two minutes around a moment: its lasting code and four letters."""
    return code + _letters(secret, code, _slot(at))


def is_fresh(secret: bytes, code: str, letters: str, at: datetime) -> bool:
    """Tell whether four letters belong to the slot of a moment or to the one before it."""
    slot = _slot(at)
    good = (_letters(secret, code, slot - back) for back in range(GRACE_SLOTS + 1))
    return any(hmac.compare_digest(letters, each) for each in good)


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // SLOT_S


def _letters(secret: bytes, code: str, slot: int) -> str:
    number = int.from_bytes(hmac.digest(secret, f"rotating|{code}|{slot}".encode(), "sha256")[:8])
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LETTERS))
