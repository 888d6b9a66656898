"""The reverse of pairing: a place is ready, and the tablet that brings the code stands at it at once."""

from __future__ import annotations

from dataclasses import replace
from random import SystemRandom
from typing import TYPE_CHECKING

from kiosk.pairing import records
from kiosk.pairing.domain import (
    LABEL_LIMIT,
    LONGEST_INVITATION,
    WRONG_INVITATIONS,
    WRONG_WITHIN,
    Placing,
    Spot,
    Wish,
    new_user_code,
    shown,
    typed_code,
)
from kiosk.pairing.domain.refusals import (
    InvitationOverError,
    InvitationUsedError,
    TooLongInvitationError,
    TooManyInvitationsError,
)
from kiosk.pairing.services.asking import approve
from survey.foundation.hashing import keyed_hash
from survey.foundation.installation import DEMONSTRATION, holds
from survey.foundation.tables import one_at_a_time
from survey.foundation.text import clean
from survey.touchpoint.records import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from random import Random

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, Invitation, Pairing


def _digest(secret: bytes, code: str) -> bytes:
    return keyed_hash(secret, "kiosk-invitation", code.encode())


def invite(connection: Connection, wish: Wish, *, at: datetime, secret: bytes, random: Random) -> str:
    """Keep an invitation; give its code, which is kept nowhere and good once."""
    if wish.lifetime > LONGEST_INVITATION:
        raise TooLongInvitationError(hours=LONGEST_INVITATION.days * 24)
    placing = replace(wish.placing, label=clean(wish.placing.label, limit=LABEL_LIMIT))
    named = replace(wish, placing=placing)
    code = new_user_code(random)
    while not records.add_invitation(connection, _digest(secret, code), named, at=at):
        code = new_user_code(random)
    return code


def find_invitation(connection: Connection, typed: str, *, at: datetime, secret: bytes) -> Invitation | None:
    """Find the invitation of a code, open or over; None for a wrong one, which is held against all tablets.

    Nothing is raised for a wrong code: the transaction that counts it must be kept.
    """
    one_at_a_time(connection, "kiosk-invitation")
    wrong = records.mistypes(connection, None, since=at - WRONG_WITHIN)
    if len(wrong) >= WRONG_INVITATIONS:
        wait = wrong[-WRONG_INVITATIONS] + WRONG_WITHIN - at
        raise TooManyInvitationsError(retry_after=int(wait.total_seconds()) + 1)
    code = typed_code(typed)
    found = records.invitation_by_digest(connection, _digest(secret, code)) if code else None
    if found is None:
        records.add_mistype(connection, None, at=at, since=at - WRONG_WITHIN)
    return found


def admit(
    connection: Connection, found: Invitation, begin: Callable[[], Pairing], *, at: datetime, random: Random
) -> Device:
    """Pair the tablet that brought an invitation: `begin` gives it as one that asks."""
    if not found.open_at(at):
        raise InvitationUsedError if found.device_id is not None else InvitationOverError
    device = approve(connection, begin(), found.placing, by=found.account_id, at=at, random=random)
    if not records.use_invitation(connection, found.invitation_id, device.device_id):
        raise InvitationUsedError
    return device


def admitted(connection: Connection, found: Invitation, key_id: str) -> Device | None:
    """Give the device a key became by this very invitation: the reply to its first call was lost."""
    known = records.key_by_id(connection, key_id)
    own = known is not None and known.device.active and known.device.device_id == found.device_id
    return known.device if known is not None and own else None


def welcome(connection: Connection, base_url: str, *, at: datetime, secret: bytes) -> Iterator[str]:
    """Say where a tablet begins; in the demonstration its address carries an invitation that lives for a day."""
    address = f"{base_url.rstrip('/')}/kiosk/"
    codes = [one for one in listed(connection) if one.active and one.desk_id is not None]
    if not holds(connection, DEMONSTRATION) or not codes:
        yield f"Tablets open:  {address}  and are paired at  {address.removesuffix('/kiosk/')}/admin/kiosk/ghep"
        return
    first = codes[0]
    placing = Placing(label="", spot=Spot(unit_id=first.unit_id, desk_id=first.desk_id))
    wish = Wish(placing=placing, by=None, lifetime=LONGEST_INVITATION)
    code = invite(connection, wish, at=at, secret=secret, random=SystemRandom())
    yield f"A tablet, paired by opening (good for one, for 24 hours):  {address}#{shown(code)}"
