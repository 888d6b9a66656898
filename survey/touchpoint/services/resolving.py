"""From what was typed or scanned to the place an answer is about, and how far it is to be trusted."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.codes import MistypedCodeError, check_code, normalise
from survey.foundation.hashing import keyed_hash
from survey.organisation.services import unit_after
from survey.touchpoint import records
from survey.touchpoint.domain import (
    CODE_LENGTH,
    ROTATING_LETTERS,
    TOKEN_LENGTH,
    Resolved,
    Tier,
    TouchpointKind,
    Way,
    is_fresh,
    way_of,
)
from survey.touchpoint.services.refusals import (
    ExpiredSlipError,
    RevokedCodeError,
    StaleCodeError,
    UnknownCodeError,
    UsedSlipError,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.touchpoint.domain import Touchpoint

_ROTATING_LENGTH = CODE_LENGTH + ROTATING_LETTERS
# Clocks of two machines differ a little; a slip from just now is not from the future.
_TOLERANCE = timedelta(minutes=5)
# Whoever may type shorter ones would find some by trying.
_LEAST_FOREIGN = 8


def canonical(typed: str) -> str:
    """Give a code in its one spelling without looking it up; refuse what cannot be one.

    The length tells the kind: a desk's or a unit's code, one from a desk's screen, or a slip's token.
    """
    letters = len(normalise(typed))
    if letters == TOKEN_LENGTH:
        return check_code(typed, TOKEN_LENGTH)
    if letters == _ROTATING_LENGTH:
        return check_code(typed, _ROTATING_LENGTH, free=ROTATING_LETTERS)
    return check_code(typed, CODE_LENGTH)


def slip_hash_of(secret: bytes, typed: str) -> bytes:
    """Give what is kept of a slip's token: ours in its one spelling, one issued elsewhere letter by letter."""
    try:
        token = check_code(typed, TOKEN_LENGTH)
    except MistypedCodeError:
        token = unicodedata.normalize("NFC", typed).strip()
    return keyed_hash(secret, "token", token.encode())


def resolve(connection: Connection, typed: str, *, at: datetime, secret: bytes, spent: bool = False) -> Resolved:
    """Find what a code leads to at a moment; refuse mistyped, unknown, revoked, used and outdated ones.

    A form is judged by the moment its page was opened: `at` is that moment then, else a code of two minutes could
    not be answered in peace. `spent` lets a used slip through, for a form that may have been sent twice; what
    decides then is `spend_slips`.
    """
    try:
        code = canonical(typed)
        if len(code) != TOKEN_LENGTH:
            return _place(connection, code, at=at, secret=secret)
    except (MistypedCodeError, UnknownCodeError):
        # A one-stop system may give slips tokens of its own; no code of ours is taken for one of them.
        code = typed.strip()
        if len(code) < _LEAST_FOREIGN or not _is_issued(connection, code, secret):
            raise
    return _slip(connection, code, at=at, secret=secret, spent=spent)


def _is_issued(connection: Connection, token: str, secret: bytes) -> bool:
    return records.slip_by_hash(connection, slip_hash_of(secret, token)) is not None


def _place(connection: Connection, code: str, *, at: datetime, secret: bytes) -> Resolved:
    found = records.by_code(connection, code[:CODE_LENGTH])
    if found is None:
        raise UnknownCodeError(code=code)
    if not found.active:
        successor = records.by_id(connection, found.replaced_by) if found.replaced_by else None
        raise RevokedCodeError(code=code, new_code=successor.code if successor else None)
    tier = found.tier
    if len(code) == _ROTATING_LENGTH:
        _check_fresh(found, code, at=at, secret=secret)
        tier = Tier.PRESENCE
    return Resolved(
        code=code,
        unit_id=_unit_in_force(connection, found.unit_id, code, at),
        desk_id=found.desk_id,
        staff_id=None,
        procedure_id=None,
        tier=tier,
        channel=way_of(found.kind),
        slip_hash=None,
    )


def _check_fresh(found: Touchpoint, code: str, *, at: datetime, secret: bytes) -> None:
    # Only desks have a screen.
    if found.kind is not TouchpointKind.DESK:
        raise UnknownCodeError(code=code)
    if not is_fresh(secret, found.code, code[CODE_LENGTH:], at):
        raise StaleCodeError(code=code)


def _slip(connection: Connection, code: str, *, at: datetime, secret: bytes, spent: bool) -> Resolved:
    found = records.slip_by_hash(connection, slip_hash_of(secret, code))
    # A slip whose time has not begun is not handed out yet.
    if found is None or at < found.valid_from - _TOLERANCE:
        raise UnknownCodeError(code=code)
    if found.used and not spent:
        raise UsedSlipError(code=code)
    if at >= found.expires_at:
        raise ExpiredSlipError(code=code, expires_at=found.expires_at)
    return Resolved(
        code=code,
        unit_id=_unit_in_force(connection, found.unit_id, code, at),
        desk_id=found.desk_id,
        staff_id=found.staff_id,
        procedure_id=found.procedure_id,
        tier=Tier.VERIFIED,
        channel=Way.QR_RECEIPT,
        slip_hash=found.hash,
    )


def _unit_in_force(connection: Connection, unit_id: int, code: str, at: datetime) -> int:
    day = local_day(at)
    # One look first: following successors reads every unit, and nearly every code is of a unit in force.
    if records.unit_stands(connection, unit_id, day=day):
        return unit_id
    after = unit_after(connection, unit_id, day)
    if after is None:
        raise RevokedCodeError(code=code, new_code=None)
    return after
