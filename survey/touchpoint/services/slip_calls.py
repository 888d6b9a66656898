"""Slips for a one-stop system, in bulk: its reference names each, and asking again gives the same token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.foundation.clock import LOCAL
from survey.foundation.codes import code_of
from survey.foundation.errors import Refusal
from survey.touchpoint import qr, records
from survey.touchpoint.domain import LEAST_DAYS, TOKEN_LENGTH
from survey.touchpoint.services.issuing import Named, about, new_slip, read_register
from survey.touchpoint.services.slip_refusals import (
    BadItemError,
    NotAListError,
    NotYourUnitError,
    SlipElsewhereError,
    TooManyItemsError,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.touchpoint.domain import Slip
    from survey.touchpoint.services.issuing import Drawn, Register

MOST_ITEMS = 1000
_REFERENCE_LIMIT = 200
_TEXTS = frozenset({"reference", "unit", "desk", "staff", "procedure", "occasion"})
_FIELDS = _TEXTS | {"days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: the key's number, and the units it may issue slips for (None: all)."""

    key_id: int
    unit_ids: frozenset[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """What all items of a call have in common."""

    caller: Caller
    at: datetime
    secret: bytes
    base_url: str


def issue_bulk(connection: Connection, items: object, issuing: Issuing) -> list[dict[str, object]]:
    """Issue a slip for each item; give for each, in order, its token or why there is none.

    An item that is refused stops no other. One with a reference that was used before gives the same token, which
    is not kept but made from the reference; so the token is all that is left of it.
    """
    if not isinstance(items, list):
        raise NotAListError
    if len(items) > MOST_ITEMS:
        raise TooManyItemsError(most=MOST_ITEMS)
    register = read_register(connection)
    read = [_read(item, register, issuing) for item in items]
    drawn = {each.slip.hash: each.slip for each in reversed(read) if not isinstance(each, Refusal)}
    new = records.add_slips(connection, drawn.values())
    known = records.slips_by_hash(connection, drawn.keys())
    return [_told(item, each, known, new, issuing) for item, each in zip(items, read, strict=True)]


def _read(item: object, register: Register, issuing: Issuing) -> Drawn | Refusal:
    try:
        told = _checked(item)
        place = about(register, Named(**{name: told.get(name, "") for name in _TEXTS - {"reference"}}))
        allowed = issuing.caller.unit_ids
        if allowed is not None and place.unit_id not in allowed:
            raise NotYourUnitError
        token = _token(issuing, told["reference"])
        return new_slip(place, token, days=told.get("days", LEAST_DAYS), at=issuing.at, secret=issuing.secret)
    except Refusal as refusal:
        return refusal


def _checked(item: object) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise BadItemError(reason="it is no object.")
    if strange := sorted(set(item) - _FIELDS):
        raise BadItemError(reason=f"it has no field “{strange[0][:40]}”.")
    told = {name: value for name, value in item.items() if value is not None}
    for name in sorted(told):
        kind = int if name == "days" else str
        # A truth value is a number to Python and none to anybody else.
        if not isinstance(told[name], kind) or isinstance(told[name], bool):
            raise BadItemError(reason=f"“{name}” must be a {'whole number' if kind is int else 'text'}.")
    if not 0 < len(told.get("reference", "")) <= _REFERENCE_LIMIT:
        raise BadItemError(reason=f"“reference” must be a text of 1 to {_REFERENCE_LIMIT} characters.")
    return told


def _token(issuing: Issuing, reference: str) -> str:
    """Make the token of a reference: nobody without the secret can, and each key has references of its own."""
    name = f"slip|{issuing.caller.key_id}|{reference}".encode("utf-8", "surrogatepass")
    return code_of(hmac.digest(issuing.secret, name, "sha256"), TOKEN_LENGTH)


def _told(
    item: object, read: Drawn | Refusal, known: dict[bytes, Slip], new: set[bytes], issuing: Issuing
) -> dict[str, object]:
    given = item.get("reference") if isinstance(item, dict) else None
    # Only what can be a reference is told back: an item may hold anything in its place.
    reference = given if isinstance(given, str) else None
    if isinstance(read, Refusal):
        return {"reference": reference, "status": "refused", "reason": str(read)}
    slip = known[read.slip.hash]
    if not slip.is_about_the_same(read.slip):
        return {"reference": reference, "status": "refused", "reason": str(SlipElsewhereError())}
    fresh = slip.hash in new
    new.discard(slip.hash)
    return {
        "reference": reference,
        "status": "issued" if fresh else "known",
        "token": read.token,
        "address": qr.address(issuing.base_url, read.token),
        "expires_at": slip.expires_at.astimezone(LOCAL).isoformat(),
    }
