"""A tablet asks to be paired; a manager who stands before it says yes or no."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.pairing import records
from kiosk.pairing.domain import (
    INTERVAL_S,
    LABEL_LIMIT,
    LIFETIME,
    MOST_PENDING,
    WRONG_CODES,
    WRONG_WITHIN,
    EventKind,
    KeyState,
    PairingState,
    key_id_of,
    typed_code,
)
from kiosk.pairing.domain.refusals import (
    BadKeyError,
    PairingOverError,
    SlowDownError,
    TooManyPairingsError,
    TooManyWrongCodesError,
)
from kiosk.pairing.keys import is_usable
from kiosk.pairing.services.changing import revoke
from survey.foundation.tables import one_at_a_time
from survey.foundation.text import clean

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, Pairing, Placing

# What the network adds or takes from the pause of a tablet that keeps to the interval.
_TOLERANCE = timedelta(seconds=1)
_RETRY_S = 60


def begin(
    connection: Connection,
    public_key: bytes,
    *,
    app_version: str,
    persistent: bool | None,
    at: datetime,
    random: Random,
) -> Pairing:
    """Give a tablet the code it is to show; the same one while it waits."""
    if not is_usable(public_key):
        raise BadKeyError
    key_id = key_id_of(public_key)
    # Counted and added in one turn, so that no rush fills the table.
    one_at_a_time(connection, "kiosk-pairing")
    known = records.pairing_of_key(connection, key_id)
    if known is not None and known.state_at(at) is PairingState.PENDING:
        return known
    if records.count_pending(connection, at=at) >= MOST_PENDING:
        raise TooManyPairingsError(retry_after=_RETRY_S)
    values = {
        "key_id": key_id,
        "public_key": public_key,
        "app_version": app_version,
        "persistent": persistent,
        "expires_at": at + LIFETIME,
    }
    return records.add_pairing(connection, values, random=random)


def poll(connection: Connection, pairing: Pairing, *, at: datetime) -> PairingState:
    """Say what became of a tablet that asked; refuse one that asks more often than it was told."""
    rest = timedelta(seconds=INTERVAL_S) - _TOLERANCE
    if not records.note_poll(connection, pairing.pairing_id, at=at, not_since=at - rest):
        raise SlowDownError(retry_after=INTERVAL_S)
    return pairing.state_at(at)


def look_up(connection: Connection, typed: str, *, account_id: int, at: datetime) -> Pairing | None:
    """Find the tablet that shows a code; None for a wrong one, which is held against the account.

    Nothing is raised for a wrong code: the transaction that counts it must be kept.
    """
    one_at_a_time(connection, "kiosk-mistype")
    wrong = records.mistypes(connection, account_id, since=at - WRONG_WITHIN)
    if len(wrong) >= WRONG_CODES:
        wait = wrong[-WRONG_CODES] + WRONG_WITHIN - at
        raise TooManyWrongCodesError(minutes=int(wait.total_seconds() // 60) + 1)
    code = typed_code(typed)
    found = records.pairing_by_code(connection, code) if code else None
    if found is None or found.state_at(at) is not PairingState.PENDING:
        records.add_mistype(connection, account_id, at=at, since=at - WRONG_WITHIN)
        return None
    return found


def approve(
    connection: Connection, pairing: Pairing, placing: Placing, *, by: int | None, at: datetime, random: Random
) -> Device:
    """Pair a tablet that waits; one that was paired before with this key begins a new life here."""
    name = clean(placing.label, limit=LABEL_LIMIT)
    device = records.add_device(connection, label=name, spot=placing.spot, at=at, random=random)
    device_id = device.device_id
    if not records.decide(connection, pairing.pairing_id, PairingState.PAIRED, at=at, device_id=device_id):
        raise PairingOverError
    known = records.key_by_id(connection, pairing.key_id)
    if known is None:
        _keep_first_key(connection, pairing, device_id, at=at)
    else:
        if known.device.active:
            revoke(connection, known.device, by=by, at=at)
        # What it still has to send was answered where it stood then.
        for post in records.posts(connection, known.device.device_id):
            records.add_post(connection, device_id, post)
        records.hand_key_over(connection, pairing.key_id, device_id, at=at)
    records.add_event(connection, device_id, EventKind.PAIRED, at=at, by=by, note=name)
    return device


def _keep_first_key(connection: Connection, pairing: Pairing, device_id: int, *, at: datetime) -> None:
    current = KeyState.CURRENT
    key_id, public_key = pairing.key_id, pairing.public_key
    if not records.keep_key(connection, key_id, public_key, device_id=device_id, state=current, at=at):
        raise BadKeyError


def refuse(connection: Connection, pairing: Pairing, *, at: datetime) -> None:
    """Turn a tablet away that waits."""
    if not records.decide(connection, pairing.pairing_id, PairingState.REFUSED, at=at):
        raise PairingOverError
