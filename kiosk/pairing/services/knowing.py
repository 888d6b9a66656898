"""Who signed a request or a file, and how a device changes its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.pairing import records
from kiosk.pairing.domain import EventKind, KeyState, is_key_id, key_id_of, key_text
from kiosk.pairing.domain.refusals import (
    BadKeyError,
    BadSignatureError,
    RevokedDeviceError,
    UnknownDeviceError,
)
from kiosk.pairing.keys import is_usable, signed_by
from survey.foundation.tables import one_at_a_time

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, DeviceKey, Pairing


def key_of(connection: Connection, key_id: str) -> DeviceKey:
    """Find the key of a paired device, in use or of the past."""
    found = records.key_by_id(connection, key_id) if is_key_id(key_id) else None
    if found is None:
        raise UnknownDeviceError
    return found


def asker_of(connection: Connection, key_id: str) -> Pairing:
    """Find what a key that is not paired yet asked for last."""
    found = records.pairing_of_key(connection, key_id) if is_key_id(key_id) else None
    if found is None:
        raise UnknownDeviceError
    return found


def check_in_use(key: DeviceKey) -> Device:
    """Give the device of a key that may still send; refuse a revoked device and a key of the past."""
    if not key.device.active or key.state is KeyState.OLD:
        raise RevokedDeviceError
    return key.device


def announce_key(connection: Connection, key: DeviceKey, public_key: bytes, proof: str, *, at: datetime) -> None:
    """Keep the key a device will change to; the one it has is good until the new one is first used.

    Announcing the same key again changes nothing.
    """
    new_id = key_id_of(public_key)
    if not is_usable(public_key):
        raise BadKeyError
    if not signed_by(public_key, key_text(key.key_id, new_id), proof):
        raise BadSignatureError
    known = records.key_by_id(connection, new_id)
    if known is not None:
        if known.device.device_id != key.device.device_id or known.state is KeyState.OLD:
            raise BadKeyError
        return
    device_id = key.device.device_id
    records.retire_keys(connection, device_id, KeyState.NEXT)
    if not records.keep_key(connection, new_id, public_key, device_id=device_id, state=KeyState.NEXT, at=at):
        raise BadKeyError


def change_key(connection: Connection, key: DeviceKey, *, at: datetime) -> None:
    """Make the announced key, just used for the first time, the device's only one."""
    device_id = key.device.device_id
    # Two requests may use it first at once; the second must not retire what the first has made current.
    one_at_a_time(connection, f"kiosk-key-{device_id}")
    found = records.key_by_id(connection, key.key_id)
    if found is None or found.state is not KeyState.NEXT:
        return
    records.retire_keys(connection, device_id, KeyState.CURRENT)
    records.promote_key(connection, key.key_id, at=at)
    records.add_event(connection, device_id, EventKind.KEY_CHANGED, at=at, by=None)
