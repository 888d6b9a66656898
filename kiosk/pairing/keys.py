"""Whether a signature was made with the private half of a key: ECDSA over P-256 with SHA-256."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk.pairing.domain import SIGNATURE_BYTES, to_bytes

_HOW = ec.ECDSA(SHA256())
_HALF = SIGNATURE_BYTES // 2


@lru_cache(maxsize=4096)
def _loaded(public_key: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError:
        return None


def is_usable(public_key: bytes) -> bool:
    """Tell whether bytes are a point of the curve."""
    return _loaded(public_key) is not None


def signed_by(public_key: bytes, text: bytes, signature: str) -> bool:
    """Tell whether a signature off the wire (r and s, 32 bytes each) was made over a text with this key."""
    key, raw = _loaded(public_key), to_bytes(signature, SIGNATURE_BYTES)
    if key is None or raw is None:
        return False
    halves = (int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
    try:
        key.verify(encode_dss_signature(*halves), text, _HOW)
    except InvalidSignature:
        return False
    return True
