"""All tablets of some units, how each does and why somebody should look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.fleet import records
from kiosk.fleet.domain import BURST_DAYS, Signs, alerts, desks_as_chosen, open_since, status_of
from kiosk.fleet.services.configuring import desks_around
from kiosk.pairing.records import devices
from kiosk.queue.records import bursts, set_aside
from survey.foundation.clock import local_day
from survey.organisation.records import desks, units_on
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.domain import AlertKind, Command, Heartbeat, Status
    from kiosk.pairing.domain import Device
    from survey.organisation.domain import Desk, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """One tablet as managers see it."""

    device: Device
    unit_name: str
    desk_name: str | None
    status: Status
    alerts: tuple[AlertKind, ...]
    heartbeat: Heartbeat | None
    commands: tuple[Command, ...]
    """What it was asked and has not done."""
    burst: int
    set_aside: int


def days_since_answer(beat: Heartbeat | None, at: datetime) -> int | None:
    """Tell how many days ago a tablet took its last answer; None when nobody knows. Nothing finer is told."""
    if beat is None or beat.last_answer_age_h is None:
        return None
    return (local_day(at) - local_day(beat.heard_at - timedelta(hours=beat.last_answer_age_h))).days


def tablets(
    connection: Connection, *, unit_ids: Collection[int] | None, at: datetime, revoked: bool = False
) -> list[Tablet]:
    """List the tablets that stand in some units (None for all), oldest first; those of the past only on demand."""
    listed = [one for one in devices(connection, unit_ids=unit_ids) if one.active or revoked]
    return tablets_of(connection, listed, at=at)


def tablets_of(connection: Connection, listed: Sequence[Device], *, at: datetime) -> list[Tablet]:
    """Tell how some devices do, in their order."""
    ids = [one.device_id for one in listed]
    today = local_day(at)
    units, every = units_on(connection, today), desks(connection)
    calendar = office_calendar(connection)
    beats = records.heartbeats(connection, ids)
    commands = records.open_commands(connection, ids)
    burst = bursts(connection, ids, since=today - timedelta(days=BURST_DAYS))
    aside = set_aside(connection, ids)
    habits = records.habits_of(connection, ids)
    found = []
    for device in listed:
        own, around = habits[device.device_id], desks_around(connection, device, every)
        signs = Signs(
            at=at,
            paired_at=device.paired_at,
            open_since=open_since(desks_as_chosen(own, device.spot.unit_id, around), calendar, at),
            heartbeat=beats.get(device.device_id),
            burst=burst.get(device.device_id, (today, 0))[1],
            set_aside=aside.get(device.device_id, 0),
        )
        found.append(_tablet(device, signs, units, every, tuple(commands.get(device.device_id, ()))))
    return found


def _tablet(
    device: Device,
    signs: Signs,
    units: Mapping[int, Unit],
    every: Mapping[int, Desk],
    commands: tuple[Command, ...],
) -> Tablet:
    unit = units.get(device.spot.unit_id)
    return Tablet(
        device=device,
        unit_name=unit.name if unit else "",
        desk_name=every[device.spot.desk_id].name if device.spot.desk_id is not None else None,
        status=status_of(signs, active=device.active, locked=device.locked),
        # Nobody looks after a tablet of the past.
        alerts=alerts(signs) if device.active else (),
        heartbeat=signs.heartbeat,
        commands=commands,
        burst=signs.burst,
        set_aside=signs.set_aside,
    )
