"""A touchpoint: the code by which a citizen says which desk or unit an answer is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

CODE_LENGTH = 8
"""Seven random letters, 34 thousand million codes, and the check letter."""


class TouchpointKind(StrEnum):
    """What carries the code: the sign of a desk, the poster of a unit, a link sent by mail or message."""

    DESK = "desk"
    UNIT = "unit"
    LINK = "link"


class TouchpointState(StrEnum):
    """Whether answers may still come by this code."""

    ACTIVE = "active"
    REVOKED = "revoked"


class Deed(StrEnum):
    """What was done with a code, as its log names it."""

    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


COMMAND_LINE = "command line"
"""Whom the log names where no account did it."""

REASON_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One line of a code's log: what was done, when and by whom, and why if that was said."""

    touchpoint_id: int
    deed: Deed
    at: datetime
    by: str
    """The name of an account, or `COMMAND_LINE`."""
    reason: str | None


class Tier(StrEnum):
    """How sure it is that who answers was served: one-time slip, presence at the desk, or nothing."""

    VERIFIED = "verified"
    PRESENCE = "presence"
    OPEN = "open"


class Way(StrEnum):
    """By which channel an answer comes that begins at a code; the intake knows more channels than these."""

    QR_OPEN = "qr_open"
    QR_RECEIPT = "qr_receipt"
    LINK = "link"


# A printed code can be photographed and passed on, a link forwarded: neither proves a visit.
_TIERS = {
    TouchpointKind.DESK: Tier.OPEN,
    TouchpointKind.UNIT: Tier.OPEN,
    TouchpointKind.LINK: Tier.OPEN,
}


_WAYS = {
    TouchpointKind.DESK: Way.QR_OPEN,
    TouchpointKind.UNIT: Way.QR_OPEN,
    TouchpointKind.LINK: Way.LINK,
}


def tier_of(kind: TouchpointKind) -> Tier:
    """Give the trust an answer earns by the kind of code it came by."""
    return _TIERS[kind]


def way_of(kind: TouchpointKind) -> Way:
    """Give the channel of an answer by the kind of code it came by."""
    return _WAYS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """One code and its place; a desk's code is of the unit the desk is in now."""

    touchpoint_id: int
    code: str
    kind: TouchpointKind
    unit_id: int
    desk_id: int | None
    state: TouchpointState
    issued_at: datetime
    revoked_at: datetime | None
    replaced_by: int | None

    @property
    def tier(self) -> Tier:
        """The trust an answer by this code earns."""
        return tier_of(self.kind)

    @property
    def active(self) -> bool:
        """Whether answers may come by this code."""
        return self.state is TouchpointState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a code somebody typed or scanned leads to, and how far an answer by it is to be trusted.

    `code` is its one spelling, which a form's ticket is sealed with; `slip_hash` names the slip to be spent in the
    transaction that keeps the answer, and is None for every code that is good more than once.
    """

    code: str
    unit_id: int
    desk_id: int | None
    staff_id: int | None
    procedure_id: int | None
    tier: Tier
    channel: Way
    slip_hash: bytes | None
