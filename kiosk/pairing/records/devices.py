"""Tablets in the database: found by key, listed, changed, and what was done to each."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Row, column, func, insert, select, table, update

from kiosk.pairing.domain import (
    DEVICE_CODE_LENGTH,
    Device,
    DeviceKey,
    DeviceState,
    Event,
    EventKind,
    KeyState,
    Post,
    Spot,
)
from kiosk.pairing.records.tables import kiosk_device, kiosk_device_event, kiosk_key, kiosk_post
from survey.foundation.codes import new_code
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from random import Random

    from sqlalchemy import Connection, Select

_device = kiosk_device.c
_desk = table("desk", column("id", Integer), column("unit_id", Integer))
_unit_id = func.coalesce(kiosk_device.c.unit_id, _desk.c.unit_id)
_COLUMNS = [each for each in kiosk_device.c if each.name != "unit_id"]
_joined = kiosk_device.outerjoin(_desk, _desk.c.id == kiosk_device.c.desk_id)
_KEYS = (
    select(*_COLUMNS, _unit_id.label("unit_id"), kiosk_key.c.key_id, kiosk_key.c.public_key)
    .add_columns(kiosk_key.c.state.label("key_state"))
    .select_from(_joined.join(kiosk_key, kiosk_key.c.tablet_id == kiosk_device.c.id))
)


def _devices() -> Select[Any]:
    return select(*_COLUMNS, _unit_id.label("unit_id")).select_from(_joined)


def _made(row: Row[Any]) -> Device:
    return Device(
        device_id=row.id,
        code=row.code,
        label=row.label,
        spot=Spot(unit_id=row.unit_id, desk_id=row.desk_id),
        state=DeviceState(row.state),
        paired_at=row.paired_at,
        revoked_at=row.revoked_at,
        locked=row.locked,
        notice=json.loads(row.notice) if row.notice else {},
        shows_staff=row.shows_staff,
        pin_number=row.pin_number,
    )


def device_by_code(connection: Connection, code: str) -> Device | None:
    """Find a device, revoked ones too, by the code managers see."""
    row = connection.execute(_devices().where(_device.code == code)).first()
    return _made(row) if row else None


def device_by_id(connection: Connection, device_id: int) -> Device | None:
    """Find a device by its number."""
    row = connection.execute(_devices().where(_device.id == device_id)).first()
    return _made(row) if row else None


def devices(connection: Connection, *, unit_ids: Collection[int] | None = None) -> list[Device]:
    """List devices, revoked ones too, oldest first; only those that stand in some units when they are given."""
    statement = _devices().order_by(_device.id)
    if unit_ids is not None:
        statement = statement.where(_unit_id.in_(unit_ids))
    return [_made(row) for row in connection.execute(statement)]


def key_by_id(connection: Connection, key_id: str) -> DeviceKey | None:
    """Find a key, in use or of the past, with its device."""
    row = connection.execute(_KEYS.where(kiosk_key.c.key_id == key_id)).first()
    if row is None:
        return None
    return DeviceKey(
        key_id=row.key_id, public_key=bytes(row.public_key), state=KeyState(row.key_state), device=_made(row)
    )


def add_device(connection: Connection, *, label: str, spot: Spot, at: datetime, random: Random) -> Device:
    """Keep a new device under a code of its own."""
    row: dict[str, Any] = {
        "code": new_code(DEVICE_CODE_LENGTH, random=random),
        "label": label,
        **_place(spot),
        "state": DeviceState.ACTIVE.value,
        "paired_at": at,
        "locked": False,
        "notice": "",
        "shows_staff": False,
        "pin_number": 1,
    }
    while not (new := insert_new(connection, kiosk_device, [row], "id")):
        # A code drawn before is drawn again: there are thirty-three million.
        row["code"] = new_code(DEVICE_CODE_LENGTH, random=random)
    found = _made(connection.execute(_devices().where(_device.id == new.pop())).one())
    add_post(connection, found.device_id, Post(spot=spot, since=at))
    return found


def _place(spot: Spot) -> dict[str, int | None]:
    return {"unit_id": spot.unit_id if spot.desk_id is None else None, "desk_id": spot.desk_id}


def change_device(connection: Connection, device_id: int, values: Mapping[str, Any]) -> bool:
    """Change a device that is paired; False when it is not, or no longer."""
    written = dict(values)
    if "notice" in written:
        notice = written["notice"]
        written["notice"] = json.dumps(notice, ensure_ascii=False, sort_keys=True) if notice else ""
    active = (_device.id == device_id, _device.state == DeviceState.ACTIVE.value)
    return connection.execute(update(kiosk_device).where(*active).values(written)).rowcount == 1


def move_device(connection: Connection, device_id: int, spot: Spot, *, at: datetime) -> bool:
    """Put a device somewhere else from a moment on; False when it is not paired."""
    moved = change_device(connection, device_id, _place(spot))
    if moved:
        add_post(connection, device_id, Post(spot=spot, since=at))
    return moved


def add_post(connection: Connection, device_id: int, post: Post) -> None:
    """Write down where a device stands since a moment."""
    connection.execute(insert(kiosk_post).values(tablet_id=device_id, **_place(post.spot), since=post.since))


def posts(connection: Connection, device_id: int) -> list[Post]:
    """List where a device stood, oldest first; a desk is of the unit it is in now."""
    unit_id = func.coalesce(kiosk_post.c.unit_id, _desk.c.unit_id).label("unit_id")
    statement = (
        select(unit_id, kiosk_post.c.desk_id, kiosk_post.c.since)
        .select_from(kiosk_post.outerjoin(_desk, _desk.c.id == kiosk_post.c.desk_id))
        .where(kiosk_post.c.tablet_id == device_id)
        .order_by(kiosk_post.c.since, kiosk_post.c.id)
    )
    return [
        Post(spot=Spot(unit_id=row.unit_id, desk_id=row.desk_id), since=row.since)
        for row in connection.execute(statement)
    ]


def standing_since(connection: Connection, device_ids: Collection[int]) -> dict[int, datetime]:
    """Tell since when each of some devices stands where it does."""
    last = select(kiosk_post.c.tablet_id, func.max(kiosk_post.c.since))
    statement = last.where(kiosk_post.c.tablet_id.in_(device_ids)).group_by(kiosk_post.c.tablet_id)
    return {row[0]: row[1] for row in connection.execute(statement)}


def keep_key(
    connection: Connection, key_id: str, public_key: bytes, *, device_id: int, state: KeyState, at: datetime
) -> bool:
    """Give a device a key that is new, or was its own; False when another device has it."""
    row: dict[str, Any] = {
        "key_id": key_id,
        "public_key": public_key,
        "tablet_id": device_id,
        "state": state.value,
        "since": at,
    }
    if insert_new(connection, kiosk_key, [row], "key_id"):
        return True
    own = select(kiosk_key.c.key_id).where(kiosk_key.c.key_id == key_id, kiosk_key.c.tablet_id == device_id)
    return connection.execute(own).first() is not None


def hand_key_over(connection: Connection, key_id: str, device_id: int, *, at: datetime) -> None:
    """Make a known key the current one of another device: the tablet was paired again and kept its key."""
    values = {"tablet_id": device_id, "state": KeyState.CURRENT.value, "since": at}
    connection.execute(update(kiosk_key).where(kiosk_key.c.key_id == key_id).values(values))


def retire_keys(connection: Connection, device_id: int, state: KeyState) -> None:
    """Make the keys a device has in a state keys of the past."""
    wanted = (kiosk_key.c.tablet_id == device_id, kiosk_key.c.state == state.value)
    connection.execute(update(kiosk_key).where(*wanted).values(state=KeyState.OLD.value))


def promote_key(connection: Connection, key_id: str, *, at: datetime) -> None:
    """Make an announced key the current one."""
    wanted = (kiosk_key.c.key_id == key_id, kiosk_key.c.state == KeyState.NEXT.value)
    values = {"state": KeyState.CURRENT.value, "since": at}
    connection.execute(update(kiosk_key).where(*wanted).values(values))


def add_event(
    connection: Connection, device_id: int, kind: EventKind, *, at: datetime, by: int | None, note: str = ""
) -> None:
    """Write down what was done to a device, and by which account."""
    row = {"tablet_id": device_id, "at": at, "kind": kind.value, "account_id": by, "note": note[:200]}
    connection.execute(insert(kiosk_device_event).values(row))


def events(connection: Connection, device_ids: Sequence[int]) -> dict[int, list[Event]]:
    """List what was done to devices, newest first."""
    statement = (
        select(kiosk_device_event)
        .where(kiosk_device_event.c.tablet_id.in_(device_ids))
        .order_by(kiosk_device_event.c.id.desc())
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(statement):
        event = Event(at=row.at, kind=EventKind(row.kind), account_id=row.account_id, note=row.note)
        found[row.tablet_id].append(event)
    return dict(found)
