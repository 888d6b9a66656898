from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.pairing import records
from kiosk.pairing.domain import DeviceState, EventKind, Spot
from kiosk.pairing.domain.refusals import DeviceGoneError
from kiosk.pairing.services import (
    lock,
    move,
    rename,
    renew_pin,
    revoke,
    set_notice,
    show_staff,
    unlock,
)
from survey.foundation.text import TextTooLongError, UnreadableTextError
from tests.helpers.builders import AT, a_desk, a_unit, dice
from tests.helpers.tablet import a_manager

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device


@pytest.fixture
def by(connection: Connection) -> int:
    return a_manager(connection)


@pytest.fixture
def device(connection: Connection) -> Device:
    spot = Spot(unit_id=a_unit(connection, "DH"), desk_id=None)
    return records.add_device(connection, label="Máy 1", spot=spot, at=AT, random=dice())


def again(connection: Connection, device: Device) -> Device:
    found = records.device_by_code(connection, device.code)
    assert found is not None
    return found


def test_what_a_manager_changes_is_kept_and_written_down(connection: Connection, device: Device, by: int):
    told: dict[str, Any] = {"by": by, "at": AT}
    rename(connection, device, "  Máy ở sảnh ", **told)
    lock(connection, device, **told)
    set_notice(connection, device, {"vi": "Nghỉ trưa", "en": ""}, **told)
    show_staff(connection, device, shown=True, **told)
    renew_pin(connection, device, **told)
    found = again(connection, device)
    assert (found.label, found.locked, found.notice) == ("Máy ở sảnh", True, {"vi": "Nghỉ trưa"})
    assert (found.shows_staff, found.pin_number) == (True, 2)
    unlock(connection, device, **told)
    set_notice(connection, device, {}, **told)
    show_staff(connection, device, shown=False, **told)
    found = again(connection, device)
    assert (found.locked, found.notice, found.shows_staff) == (False, {}, False)
    (events,) = records.events(connection, [device.device_id]).values()
    assert [event.kind for event in reversed(events)] == [
        EventKind.RENAMED,
        EventKind.LOCKED,
        EventKind.NOTICE,
        EventKind.STAFF_SHOWN,
        EventKind.NEW_PIN,
        EventKind.UNLOCKED,
        EventKind.NOTICE,
        EventKind.STAFF_HIDDEN,
    ]
    assert {event.account_id for event in events} == {by}


def test_a_tablet_that_moves_is_of_the_units_it_stands_in(connection: Connection, device: Device, by: int):
    desk_id = a_desk(connection, "ND-1", unit="ND")
    there = Spot(unit_id=a_unit(connection, "ND"), desk_id=desk_id)
    move(connection, device, there, by=by, at=AT + timedelta(hours=1))
    assert again(connection, device).spot == there
    assert records.devices(connection, unit_ids=[device.spot.unit_id]) == []
    assert [one.code for one in records.devices(connection, unit_ids=[there.unit_id])] == [device.code]
    assert [post.spot for post in records.posts(connection, device.device_id)] == [device.spot, there]


@pytest.mark.parametrize(
    "change",
    [
        lambda connection, device, by: rename(connection, device, "x", by=by, at=AT),
        lambda connection, device, by: move(connection, device, device.spot, by=by, at=AT),
        lambda connection, device, by: lock(connection, device, by=by, at=AT),
        lambda connection, device, by: unlock(connection, device, by=by, at=AT),
        lambda connection, device, by: set_notice(connection, device, {}, by=by, at=AT),
        lambda connection, device, by: show_staff(connection, device, shown=True, by=by, at=AT),
        lambda connection, device, by: renew_pin(connection, device, by=by, at=AT),
        lambda connection, device, by: revoke(connection, device, by=by, at=AT),
    ],
)
def test_nothing_is_done_to_a_device_that_is_gone(
    connection: Connection, device: Device, by: int, change: Callable[..., None]
):
    revoke(connection, device, by=by, at=AT)
    before = again(connection, device)
    assert before.state is DeviceState.REVOKED
    with pytest.raises(DeviceGoneError):
        change(connection, device, by)
    assert again(connection, device) == before


def test_names_and_notices_are_read_as_every_text_is(connection: Connection, device: Device, by: int):
    with pytest.raises(UnreadableTextError):
        rename(connection, device, "a\x00b", by=by, at=AT)
    with pytest.raises(TextTooLongError):
        set_notice(connection, device, {"vi": "dài " * 200}, by=by, at=AT)
    rename(connection, device, "<script>alert(1)</script>' -- %s {0}", by=by, at=AT)
    assert again(connection, device).label.startswith("<script>")
