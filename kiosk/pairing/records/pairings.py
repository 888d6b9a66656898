"""Tablets that ask to be paired, and the wrong codes accounts typed lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select, update

from kiosk.pairing.domain import Pairing, PairingState, new_user_code
from kiosk.pairing.records.tables import kiosk_device, kiosk_mistype, kiosk_pairing
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from random import Random

    from sqlalchemy import ColumnElement, Connection, Row

_pairing = kiosk_pairing.c
_SELECT = select(kiosk_pairing, kiosk_device.c.code.label("device_code")).select_from(
    kiosk_pairing.outerjoin(kiosk_device, kiosk_device.c.id == kiosk_pairing.c.tablet_id)
)


def _made(row: Row[Any]) -> Pairing:
    return Pairing(
        pairing_id=row.id,
        user_code=row.user_code,
        key_id=row.key_id,
        public_key=bytes(row.public_key),
        app_version=row.app_version,
        persistent=row.persistent,
        state=PairingState(row.state),
        expires_at=row.expires_at,
        polled_at=row.polled_at,
        device_code=row.device_code,
    )


def pairing_by_code(connection: Connection, user_code: str) -> Pairing | None:
    """Find a pairing by its eight letters, over or not."""
    row = connection.execute(_SELECT.where(_pairing.user_code == user_code)).first()
    return _made(row) if row else None


def pairing_of_key(connection: Connection, key_id: str) -> Pairing | None:
    """Find the last pairing a key asked for."""
    statement = _SELECT.where(_pairing.key_id == key_id).order_by(_pairing.id.desc()).limit(1)
    row = connection.execute(statement).first()
    return _made(row) if row else None


def _waits(at: datetime) -> ColumnElement[bool]:
    return (_pairing.state == PairingState.PENDING.value) & (_pairing.expires_at > at)


def count_pending(connection: Connection, *, at: datetime) -> int:
    """Count the tablets that wait at a moment."""
    return connection.scalar(select(func.count()).select_from(kiosk_pairing).where(_waits(at))) or 0


def add_pairing(connection: Connection, values: Mapping[str, Any], *, random: Random) -> Pairing:
    """Keep a tablet that asks, under a code drawn for it."""
    row = {**values, "user_code": new_user_code(random), "state": PairingState.PENDING.value}
    while not (new := insert_new(connection, kiosk_pairing, [row], "id")):
        # The code was drawn before, which happens once in thousands of millions: draw again.
        row["user_code"] = new_user_code(random)
    return _made(connection.execute(_SELECT.where(_pairing.id == new.pop())).one())


def decide(
    connection: Connection, pairing_id: int, state: PairingState, *, at: datetime, device_id: int | None = None
) -> bool:
    """Write down what became of a tablet that waits; False when it waits no longer."""
    statement = update(kiosk_pairing).where(_pairing.id == pairing_id, _waits(at))
    return connection.execute(statement.values(state=state.value, tablet_id=device_id)).rowcount == 1


def note_poll(connection: Connection, pairing_id: int, *, at: datetime, not_since: datetime) -> bool:
    """Write down that a tablet asked; False when it asked since `not_since` already."""
    rested = or_(_pairing.polled_at.is_(None), _pairing.polled_at <= not_since)
    statement = update(kiosk_pairing).where(_pairing.id == pairing_id, rested)
    return connection.execute(statement.values(polled_at=at)).rowcount == 1


def add_mistype(connection: Connection, account_id: int | None, *, at: datetime, since: datetime) -> None:
    """Write down a wrong code, None for that of a tablet; forget those from before `since`."""
    connection.execute(delete(kiosk_mistype).where(kiosk_mistype.c.at < since))
    connection.execute(insert(kiosk_mistype).values(account_id=account_id, at=at))


def mistypes(connection: Connection, account_id: int | None, *, since: datetime) -> list[datetime]:
    """List when an account (None: any tablet) brought wrong codes since a moment, oldest first."""
    statement = select(kiosk_mistype.c.at).where(
        kiosk_mistype.c.account_id == account_id, kiosk_mistype.c.at >= since
    )
    return list(connection.scalars(statement.order_by(kiosk_mistype.c.at)))


def count_pairings(connection: Connection, *, before: datetime) -> int:
    """Count the pairings that were over before a moment."""
    over = select(func.count()).select_from(kiosk_pairing).where(_pairing.expires_at < before)
    return connection.scalar(over) or 0


def delete_pairings(connection: Connection, *, before: datetime) -> int:
    """Delete the pairings that were over before a moment; give how many."""
    return connection.execute(delete(kiosk_pairing).where(_pairing.expires_at < before)).rowcount
