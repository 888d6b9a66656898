from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.pairing import records
from kiosk.pairing.domain import (
    MOST_PENDING,
    EventKind,
    KeyState,
    PairingState,
    Placing,
    Spot,
    key_text,
    shown,
    spot_at,
)
from kiosk.pairing.domain.refusals import (
    BadKeyError,
    BadSignatureError,
    PairingOverError,
    RevokedDeviceError,
    SlowDownError,
    TooManyPairingsError,
    TooManyWrongCodesError,
    UnknownDeviceError,
)
from kiosk.pairing.services import (
    announce_key,
    approve,
    asker_of,
    begin,
    change_key,
    check_in_use,
    key_of,
    look_up,
    poll,
    refuse,
    revoke,
)
from tests.helpers.builders import AT, a_desk, a_unit, dice
from tests.helpers.tablet import TabletKey, a_manager

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, Pairing

MINUTE = timedelta(minutes=1)


@pytest.fixture
def by(connection: Connection) -> int:
    return a_manager(connection)


@pytest.fixture
def spot(connection: Connection) -> Spot:
    desk_id = a_desk(connection, "DH-1", unit="DH")
    return Spot(unit_id=a_unit(connection, "DH-HALL"), desk_id=desk_id)


def asked(connection: Connection, key: TabletKey, at: datetime = AT) -> Pairing:
    return begin(connection, key.raw, app_version="1", persistent=None, at=at, random=dice())


def paired(connection: Connection, key: TabletKey, spot: Spot, by: int, at: datetime = AT) -> Device:
    pairing = asked(connection, key, at)
    return approve(connection, pairing, Placing(label="Máy 1", spot=spot), by=by, at=at, random=dice())


def test_the_same_key_gets_the_same_code_while_it_waits(connection: Connection):
    key = TabletKey()
    first = asked(connection, key)
    assert asked(connection, key, AT + 9 * MINUTE).user_code == first.user_code
    assert asked(connection, key, AT + 10 * MINUTE).user_code != first.user_code


def test_bytes_that_are_no_key_are_not_taken(connection: Connection):
    with pytest.raises(BadKeyError):
        begin(connection, b"\x04" + bytes(64), app_version="1", persistent=None, at=AT, random=dice())


def test_nobody_fills_the_table_of_those_who_wait(connection: Connection):
    for number in range(MOST_PENDING):
        values = {
            "key_id": f"key{number}",
            "public_key": bytes(65),
            "app_version": "",
            "persistent": None,
            "expires_at": AT + MINUTE,
        }
        records.add_pairing(connection, values, random=dice())
    with pytest.raises(TooManyPairingsError) as refused:
        asked(connection, TabletKey())
    assert refused.value.details["retry_after"] > 0
    assert asked(connection, TabletKey(), AT + MINUTE).state is PairingState.PENDING


def test_a_tablet_that_asks_too_often_is_slowed_down(connection: Connection):
    pairing = asked(connection, TabletKey())
    assert poll(connection, pairing, at=AT) is PairingState.PENDING
    with pytest.raises(SlowDownError):
        poll(connection, pairing, at=AT + timedelta(seconds=3))
    assert poll(connection, pairing, at=AT + timedelta(seconds=5)) is PairingState.PENDING
    assert poll(connection, pairing, at=AT + 10 * MINUTE) is PairingState.EXPIRED


def test_a_manager_finds_the_tablet_by_its_code_however_it_is_typed(connection: Connection, by: int):
    pairing = asked(connection, TabletKey())
    typed = shown(pairing.user_code).lower()
    assert look_up(connection, typed, account_id=by, at=AT) == pairing


def test_a_code_that_ran_out_is_a_wrong_code(connection: Connection, by: int):
    pairing = asked(connection, TabletKey())
    assert look_up(connection, pairing.user_code, account_id=by, at=AT + 10 * MINUTE) is None


def test_after_five_wrong_codes_an_account_waits_ten_minutes(connection: Connection, by: int):
    pairing = asked(connection, TabletKey(), AT)
    other = a_manager(connection, "nguoikhac")
    for second in range(5):
        assert look_up(connection, "BBBB-BBBB", account_id=by, at=AT + timedelta(seconds=second)) is None
    with pytest.raises(TooManyWrongCodesError) as refused:
        look_up(connection, pairing.user_code, account_id=by, at=AT + MINUTE)
    assert refused.value.details["minutes"] == 10
    assert look_up(connection, pairing.user_code, account_id=other, at=AT + MINUTE) == pairing
    later = asked(connection, TabletKey(), AT + 10 * MINUTE)
    at = AT + 10 * MINUTE + timedelta(seconds=1)
    assert look_up(connection, later.user_code, account_id=by, at=at) == later


def test_a_tablet_that_is_paired_is_known_by_its_key(connection: Connection, spot: Spot, by: int):
    key = TabletKey()
    device = paired(connection, key, spot, by)
    found = key_of(connection, key.key_id)
    assert (found.device, found.public_key, found.state) == (device, key.raw, KeyState.CURRENT)
    assert check_in_use(found) == device
    assert device.label == "Máy 1"
    asker = asker_of(connection, key.key_id)
    assert (asker.state, asker.device_code) == (PairingState.PAIRED, device.code)


def test_only_the_public_half_of_a_key_is_kept(connection: Connection, spot: Spot, by: int):
    key = TabletKey()
    paired(connection, key, spot, by)
    kept = connection.execute(records.kiosk_key.select()).mappings().one()
    assert set(kept) == {"key_id", "public_key", "tablet_id", "state", "since"}
    assert bytes(kept["public_key"]) == key.raw


def test_a_pairing_is_decided_once_and_in_time(connection: Connection, spot: Spot, by: int):
    pairing = asked(connection, TabletKey())
    placing = Placing(label="", spot=spot)
    refuse(connection, pairing, at=AT)
    with pytest.raises(PairingOverError):
        approve(connection, pairing, placing, by=by, at=AT, random=dice())
    late = asked(connection, TabletKey())
    with pytest.raises(PairingOverError):
        refuse(connection, late, at=AT + 10 * MINUTE)


def test_a_key_nobody_paired_is_unknown(connection: Connection):
    with pytest.raises(UnknownDeviceError):
        key_of(connection, "x" * 22)
    with pytest.raises(UnknownDeviceError):
        asker_of(connection, "\x00'; --")


def test_a_revoked_device_may_not_send_and_its_key_is_remembered(connection: Connection, spot: Spot, by: int):
    key = TabletKey()
    device = paired(connection, key, spot, by)
    revoke(connection, device, by=by, at=AT + MINUTE)
    found = key_of(connection, key.key_id)
    assert found.public_key == key.raw
    with pytest.raises(RevokedDeviceError):
        check_in_use(found)


def test_a_tablet_paired_again_with_its_key_begins_a_new_life_and_keeps_its_past(
    connection: Connection, spot: Spot, by: int
):
    key, later = TabletKey(), AT + 60 * MINUTE
    first = paired(connection, key, spot, by)
    other = Spot(unit_id=spot.unit_id, desk_id=a_desk(connection, "DH-2", unit="DH"))
    second = paired(connection, key, other, by, later)
    assert records.device_by_id(connection, first.device_id) != first
    assert key_of(connection, key.key_id).device == second
    posts = records.posts(connection, second.device_id)
    assert spot_at(posts, AT + MINUTE).desk_id == spot.desk_id
    assert spot_at(posts, later).desk_id == other.desk_id
    assert spot_at(posts, AT - MINUTE).desk_id == spot.desk_id


def test_the_old_key_is_good_until_the_new_one_is_used(connection: Connection, spot: Spot, by: int):
    old, new = TabletKey(), TabletKey()
    device = paired(connection, old, spot, by)
    proof = new.sign(key_text(old.key_id, new.key_id).decode())
    for _ in range(2):  # the reply was lost, so it is announced again
        announce_key(connection, key_of(connection, old.key_id), new.raw, proof, at=AT)
    assert check_in_use(key_of(connection, old.key_id)) == device
    announced = key_of(connection, new.key_id)
    assert check_in_use(announced) == device
    for _ in range(2):  # two requests at once
        change_key(connection, announced, at=AT + MINUTE)
    assert key_of(connection, new.key_id).state is KeyState.CURRENT
    with pytest.raises(RevokedDeviceError):
        check_in_use(key_of(connection, old.key_id))
    kinds = [event.kind for event in records.events(connection, [device.device_id])[device.device_id]]
    assert kinds == [EventKind.KEY_CHANGED, EventKind.PAIRED]


def test_another_key_may_be_announced_before_the_first_one_is_used(connection: Connection, spot: Spot, by: int):
    old, first, second = TabletKey(), TabletKey(), TabletKey()
    paired(connection, old, spot, by)
    for new in (first, second):
        proof = new.sign(key_text(old.key_id, new.key_id).decode())
        announce_key(connection, key_of(connection, old.key_id), new.raw, proof, at=AT)
    with pytest.raises(RevokedDeviceError):
        check_in_use(key_of(connection, first.key_id))
    assert check_in_use(key_of(connection, second.key_id)).active


def test_a_key_is_announced_only_by_whoever_holds_it(connection: Connection, spot: Spot, by: int):
    old, new, thief = TabletKey(), TabletKey(), TabletKey()
    paired(connection, old, spot, by)
    proof = thief.sign(key_text(old.key_id, new.key_id).decode())
    with pytest.raises(BadSignatureError):
        announce_key(connection, key_of(connection, old.key_id), new.raw, proof, at=AT)


def test_no_device_takes_the_key_of_another(connection: Connection, spot: Spot, by: int):
    mine, yours = TabletKey(), TabletKey()
    paired(connection, mine, spot, by)
    paired(connection, yours, spot, by)
    proof = yours.sign(key_text(mine.key_id, yours.key_id).decode())
    with pytest.raises(BadKeyError):
        announce_key(connection, key_of(connection, mine.key_id), yours.raw, proof, at=AT)
