"""What a manager does to a paired tablet; each is written down with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.pairing import records
from kiosk.pairing.domain import LABEL_LIMIT, NOTICE_LIMIT, DeviceState, EventKind
from kiosk.pairing.domain.refusals import DeviceGoneError
from survey.foundation.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, Spot


def _change(
    connection: Connection, device: Device, values: Mapping[str, Any], kind: EventKind, **told: Any
) -> None:
    if not records.change_device(connection, device.device_id, values):
        raise DeviceGoneError
    records.add_event(connection, device.device_id, kind, **told)


def revoke(
    connection: Connection,
    device: Device,
    *,
    by: int | None,
    at: datetime,
    kind: EventKind = EventKind.REVOKED,
    note: str = "",
) -> None:
    """End a device: nothing it signs is believed from now on, but a queue file still is."""
    values = {"state": DeviceState.REVOKED.value, "revoked_at": at}
    _change(connection, device, values, kind, by=by, at=at, note=note)


def rename(connection: Connection, device: Device, label: str, *, by: int, at: datetime) -> None:
    """Call a device something else."""
    name = clean(label, limit=LABEL_LIMIT)
    _change(connection, device, {"label": name}, EventKind.RENAMED, by=by, at=at, note=name)


def move(connection: Connection, device: Device, spot: Spot, *, by: int, at: datetime, note: str = "") -> None:
    """Put a device at another desk or hall; what was answered before stays where it was answered."""
    if not records.move_device(connection, device.device_id, spot, at=at):
        raise DeviceGoneError
    records.add_event(connection, device.device_id, EventKind.MOVED, by=by, at=at, note=note)


def lock(connection: Connection, device: Device, *, by: int, at: datetime) -> None:
    """Stop a device from asking; what it has still to send is taken."""
    _change(connection, device, {"locked": True}, EventKind.LOCKED, by=by, at=at)


def unlock(connection: Connection, device: Device, *, by: int, at: datetime) -> None:
    """Let a device ask again."""
    _change(connection, device, {"locked": False}, EventKind.UNLOCKED, by=by, at=at)


def set_notice(connection: Connection, device: Device, texts: Mapping[str, str], *, by: int, at: datetime) -> None:
    """Show a notice by language on a device; none when every text is empty."""
    cleaned = {language: clean(text, limit=NOTICE_LIMIT) for language, text in texts.items()}
    notice = {language: text for language, text in cleaned.items() if text}
    note = notice.get("vi", "")
    _change(connection, device, {"notice": notice}, EventKind.NOTICE, by=by, at=at, note=note)


def show_staff(connection: Connection, device: Device, *, shown: bool, by: int, at: datetime) -> None:
    """Name on the tablet who is on duty at its desk, or name nobody."""
    kind = EventKind.STAFF_SHOWN if shown else EventKind.STAFF_HIDDEN
    _change(connection, device, {"shows_staff": shown}, kind, by=by, at=at)


def renew_pin(connection: Connection, device: Device, *, by: int, at: datetime) -> None:
    """Give the service menu of a device another PIN."""
    _change(connection, device, {"pin_number": device.pin_number + 1}, EventKind.NEW_PIN, by=by, at=at)
