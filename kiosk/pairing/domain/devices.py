"""A tablet, where it stands and stood, and a tablet that waits to be paired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

LIFETIME = timedelta(minutes=10)
"""How long a tablet shows one code."""
INTERVAL_S = 5
"""Seconds a tablet waits between two questions whether it is paired."""
MOST_PENDING = 500
WRONG_CODES = 5
WRONG_WITHIN = timedelta(minutes=10)
LABEL_LIMIT = 100
NOTICE_LIMIT = 300
VERSION_LIMIT = 64
DEVICE_CODE_LENGTH = 6


class DeviceState(StrEnum):
    """Whether a device may send."""

    ACTIVE = "active"
    REVOKED = "revoked"


class KeyState(StrEnum):
    """Which of a device's keys it is."""

    CURRENT = "current"
    NEXT = "next"
    """Announced; the first request it signs makes it the current one."""
    OLD = "old"


class PairingState(StrEnum):
    """What became of a tablet that asked to be paired."""

    PENDING = "pending"
    PAIRED = "paired"
    EXPIRED = "expired"
    REFUSED = "refused"


class EventKind(StrEnum):
    """What was done to a device; each is written down and never changed."""

    PAIRED = "paired"
    REVOKED = "revoked"
    UNPAIRED = "unpaired"
    KEY_CHANGED = "key_changed"
    MOVED = "moved"
    RENAMED = "renamed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    NOTICE = "notice"
    STAFF_SHOWN = "staff_shown"
    STAFF_HIDDEN = "staff_hidden"
    NEW_PIN = "new_pin"
    ASKED = "asked"
    """A command was given: to load anew, to send, to unpair."""
    TAKEN_BACK = "taken_back"
    """A command was withdrawn before the device had heard it."""
    SET_UP = "set_up"
    """Its hours, pauses or habits were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a tablet stands: at a desk, or in the hall of a unit."""

    unit_id: int
    desk_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What a manager says of a tablet that is to be paired: what to call it, and where it stands."""

    label: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A spot since a moment."""

    spot: Spot
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One paired tablet; `label` is what the office calls it."""

    device_id: int
    code: str
    label: str
    spot: Spot
    state: DeviceState
    paired_at: datetime
    revoked_at: datetime | None
    locked: bool
    notice: Mapping[str, str]
    shows_staff: bool
    pin_number: int

    @property
    def active(self) -> bool:
        """Whether it may send."""
        return self.state is DeviceState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """A public key and the device it is of."""

    key_id: str
    public_key: bytes
    state: KeyState
    device: Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A tablet that asks to be paired, and what became of it."""

    pairing_id: int
    user_code: str
    key_id: str
    public_key: bytes
    app_version: str
    persistent: bool | None
    state: PairingState
    expires_at: datetime
    polled_at: datetime | None
    device_code: str | None

    def state_at(self, at: datetime) -> PairingState:
        """Give what became of it by a moment: nobody writes down that a code ran out."""
        over = self.state is PairingState.PENDING and at >= self.expires_at
        return PairingState.EXPIRED if over else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was done to a device, and by which account; None when the device did it itself."""

    at: datetime
    kind: EventKind
    account_id: int | None
    note: str


def spot_at(posts: Sequence[Post], moment: datetime) -> Spot:
    """Give where a tablet stood at a moment; before its first post it stood there too. `posts`: oldest first.

    A queue that is sent in the evening belongs to the desk of the morning.
    """
    before = [post for post in posts if post.since <= moment]
    return (before[-1] if before else posts[0]).spot
