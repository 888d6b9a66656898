"""Hashes that only this installation can make: what is kept of a secret that people hold."""

from __future__ import annotations

import hmac


def keyed_hash(secret: bytes, purpose: str, value: bytes) -> bytes:
    """Give a 16-byte hash that cannot be guessed without the secret."""
    return hmac.digest(secret, purpose.encode() + b"|" + value, "sha256")[:16]
