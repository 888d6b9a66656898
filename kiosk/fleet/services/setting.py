"""What a manager chooses for one tablet beside its place, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.fleet import records
from kiosk.fleet.domain import check_habits
from kiosk.fleet.domain.refusals import NothingToTakeBackError, PastNoticeError
from kiosk.pairing.domain import EventKind
from kiosk.pairing.domain.refusals import DeviceGoneError
from kiosk.pairing.records import add_event
from kiosk.pairing.services import set_notice
from survey.foundation.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from kiosk.fleet.domain import CommandKind, Habits
    from kiosk.pairing.domain import Device


def habits_of(connection: Connection, device: Device) -> Habits:
    """Give what was chosen for a tablet."""
    return records.habits_of(connection, [device.device_id])[device.device_id]


def choose_habits(connection: Connection, device: Device, habits: Habits, *, by: int, at: datetime) -> None:
    """Let a tablet behave so from its next configuration on; until when its notice stands is not among it."""
    check_habits(habits)
    if not device.active:
        raise DeviceGoneError
    kept = habits_of(connection, device)
    chosen = replace(habits, notice_until=kept.notice_until)
    if chosen != kept:
        records.keep_habits(connection, device.device_id, chosen)
        add_event(connection, device.device_id, EventKind.SET_UP, at=at, by=by)


def choose_notice(
    connection: Connection, device: Device, texts: Mapping[str, str], until: date | None, *, by: int, at: datetime
) -> None:
    """Show a notice by language through a day, or until it is taken down; empty texts take it down."""
    if until is not None and until < local_day(at):
        raise PastNoticeError
    set_notice(connection, device, texts, by=by, at=at)
    shown = replace(habits_of(connection, device), notice_until=until if any(texts.values()) else None)
    records.keep_habits(connection, device.device_id, shown)


def take_back(connection: Connection, device: Device, kind: CommandKind, *, by: int, at: datetime) -> None:
    """Forget what a tablet was asked, as long as it has not heard of it."""
    if not records.take_back(connection, device.device_id, kind):
        raise NothingToTakeBackError
    add_event(connection, device.device_id, EventKind.TAKEN_BACK, at=at, by=by, note=kind.value)
