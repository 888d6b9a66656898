"""A sign of life comes in; what the tablet is to do goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.fleet import records
from kiosk.fleet.domain import CommandKind
from kiosk.pairing.domain import EventKind
from kiosk.pairing.domain.refusals import DeviceGoneError
from kiosk.pairing.records import add_event
from kiosk.pairing.services import revoke

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.domain import Command, Heartbeat
    from kiosk.pairing.domain import Device


def take_heartbeat(
    connection: Connection, device: Device, beat: Heartbeat, *, done: Collection[int]
) -> list[Command]:
    """Keep a sign of life; give what the tablet is to do, again until it says it has done so.

    It is let go only once nothing waits on it; its key opens nothing from then on, so a lost reply ends alike.
    """
    device_id = device.device_id
    records.keep_heartbeat(connection, device_id, beat)
    records.finish_commands(connection, device_id, done, at=beat.heard_at)
    waiting = records.open_commands(connection, [device_id]).get(device_id, [])
    due = [one for one in waiting if one.kind is not CommandKind.UNPAIR or not beat.queue]
    farewell = [one for one in due if one.kind is CommandKind.UNPAIR]
    if farewell:
        records.finish_commands(connection, device_id, [one.command_id for one in farewell], at=beat.heard_at)
        revoke(connection, device, by=None, at=beat.heard_at, kind=EventKind.UNPAIRED)
    return due


def order(connection: Connection, device: Device, kind: CommandKind, *, by: int, at: datetime) -> None:
    """Ask something of a tablet; asked twice before it is done is asked once."""
    if not device.active:
        raise DeviceGoneError
    if records.add_command(connection, device.device_id, kind, at=at):
        add_event(connection, device.device_id, EventKind.ASKED, at=at, by=by, note=kind.value)
