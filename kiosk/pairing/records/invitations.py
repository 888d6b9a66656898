"""Invitations by the digest of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, column, delete, func, select, table, update

from kiosk.pairing.domain import Invitation, Placing, Spot
from kiosk.pairing.records.tables import kiosk_invitation
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from kiosk.pairing.domain import Wish

_invitation = kiosk_invitation.c
_desk = table("desk", column("id", Integer), column("unit_id", Integer))
_unit_id = func.coalesce(_invitation.unit_id, _desk.c.unit_id)
_SELECT: Select[Any] = select(
    *(each for each in kiosk_invitation.c if each.name != "unit_id"), _unit_id.label("unit_id")
).select_from(kiosk_invitation.outerjoin(_desk, _desk.c.id == _invitation.desk_id))


def _made(row: Row[Any]) -> Invitation:
    return Invitation(
        invitation_id=row.id,
        placing=Placing(label=row.label, spot=Spot(unit_id=row.unit_id, desk_id=row.desk_id)),
        account_id=row.account_id,
        made_at=row.made_at,
        expires_at=row.expires_at,
        withdrawn=row.withdrawn_at is not None,
        device_id=row.tablet_id,
    )


def add_invitation(connection: Connection, digest: bytes, wish: Wish, *, at: datetime) -> bool:
    """Keep an invitation under the digest of its code; False when that code was drawn before."""
    spot = wish.placing.spot
    row = {
        "digest": digest,
        "label": wish.placing.label,
        "unit_id": spot.unit_id if spot.desk_id is None else None,
        "desk_id": spot.desk_id,
        "account_id": wish.by,
        "made_at": at,
        "expires_at": at + wish.lifetime,
    }
    return bool(insert_new(connection, kiosk_invitation, [row], "id"))


def invitation_by_digest(connection: Connection, digest: bytes) -> Invitation | None:
    """Find an invitation, open or over."""
    row = connection.execute(_SELECT.where(_invitation.digest == digest)).first()
    return _made(row) if row else None


def open_invitations(
    connection: Connection, *, at: datetime, unit_ids: Collection[int] | None = None
) -> list[Invitation]:
    """List the invitations a tablet may still take, the newest first; only to some units when they are given."""
    statement = _SELECT.where(
        _invitation.tablet_id.is_(None), _invitation.withdrawn_at.is_(None), _invitation.expires_at > at
    )
    if unit_ids is not None:
        statement = statement.where(_unit_id.in_(unit_ids))
    return [_made(row) for row in connection.execute(statement.order_by(_invitation.id.desc()))]


def use_invitation(connection: Connection, invitation_id: int, device_id: int) -> bool:
    """Write down which tablet took an invitation; False when it is taken or withdrawn."""
    free = (_invitation.tablet_id.is_(None), _invitation.withdrawn_at.is_(None))
    statement = update(kiosk_invitation).where(_invitation.id == invitation_id, *free)
    return connection.execute(statement.values(tablet_id=device_id)).rowcount == 1


def withdraw_invitation(connection: Connection, invitation_id: int, *, at: datetime) -> bool:
    """End an invitation that nobody took; False when somebody has, or it is withdrawn."""
    free = (_invitation.tablet_id.is_(None), _invitation.withdrawn_at.is_(None))
    statement = update(kiosk_invitation).where(_invitation.id == invitation_id, *free)
    return connection.execute(statement.values(withdrawn_at=at)).rowcount == 1


def count_invitations(connection: Connection, *, before: datetime) -> int:
    """Count the invitations that were over before a moment."""
    over = select(func.count()).select_from(kiosk_invitation).where(_invitation.expires_at < before)
    return connection.scalar(over) or 0


def delete_invitations(connection: Connection, *, before: datetime) -> int:
    """Delete the invitations that were over before a moment; give how many."""
    return connection.execute(delete(kiosk_invitation).where(_invitation.expires_at < before)).rowcount
