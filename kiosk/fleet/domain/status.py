"""How a tablet does, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SILENT_AFTER = timedelta(minutes=30)
OLD_AFTER_H = 24
SKEWED_MS = 300_000
EMPTY_BATTERY = 0.15
BURST_DAYS = 7
"""How long a burst is shown."""

_HOUR_S = 3600


class CommandKind(StrEnum):
    """What a manager asks of a tablet."""

    RELOAD = "reload"
    SYNC = "sync"
    UNPAIR = "unpair"


class AlertKind(StrEnum):
    """Why somebody should look after a tablet, the gravest first."""

    SILENT = "silent"
    """Not heard of for half an hour while the office is open."""
    OLD_ANSWERS = "old_answers"
    """An answer waits for more than a day."""
    BURST = "burst"
    """More answers within a minute than people can give."""
    ASIDE = "aside"
    """Something it holds could not be read."""
    STORAGE = "storage"
    """The browser may throw the queue away: it promised nothing."""
    CLOCK = "clock"
    """Its clock is off by more than five minutes."""
    BATTERY = "battery"


class Status(StrEnum):
    """What a tablet does, in a word."""

    WORKING = "working"
    LOCKED = "locked"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The last sign of life of a tablet; ages of answers in whole hours, which tell nobody when one was given."""

    heard_at: datetime
    app_version: str
    battery: float | None
    """Between 0 and 1."""
    charging: bool | None
    storage_used: int | None
    storage_quota: int | None
    """Both in bytes."""
    persisted: bool | None
    queue: int
    aside: int
    oldest_age_h: int | None
    last_answer_age_h: int | None
    skew_ms: int
    """Server minus tablet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked of a tablet that it has not done yet."""

    command_id: int
    kind: CommandKind
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Everything known of a tablet at a moment."""

    at: datetime
    paired_at: datetime
    open_since: datetime | None
    """Since when its place is open today; None while it is closed."""
    heartbeat: Heartbeat | None
    burst: int
    """The most answers within a minute during the last days; 0 when there was no burst."""
    set_aside: int
    """Items the server could not read."""


def whole_hours(seconds: int | None) -> int | None:
    """Give an age in whole hours, halves up."""
    return None if seconds is None else (seconds + _HOUR_S // 2) // _HOUR_S


def is_silent(signs: Signs) -> bool:
    """Tell whether a tablet was not heard of for half an hour of office time."""
    if signs.open_since is None:
        return False
    heard_at = signs.heartbeat.heard_at if signs.heartbeat else signs.paired_at
    return signs.at - max(heard_at, signs.open_since) > SILENT_AFTER


def alerts(signs: Signs) -> tuple[AlertKind, ...]:
    """List why somebody should look after a tablet, the gravest first."""
    found = {
        AlertKind.SILENT: is_silent(signs),
        AlertKind.BURST: signs.burst > 0,
        AlertKind.ASIDE: signs.set_aside > 0,
    }
    beat = signs.heartbeat
    if beat is not None:
        found |= {
            AlertKind.OLD_ANSWERS: _oldest_h(beat, signs.at) > OLD_AFTER_H,
            AlertKind.ASIDE: signs.set_aside > 0 or beat.aside > 0,
            AlertKind.STORAGE: beat.persisted is False,
            AlertKind.CLOCK: abs(beat.skew_ms) > SKEWED_MS,
            AlertKind.BATTERY: _runs_down(beat),
        }
    return tuple(kind for kind in AlertKind if found.get(kind))


def _oldest_h(beat: Heartbeat, at: datetime) -> float:
    """Give the age of the oldest waiting answer by now: it has waited on since the tablet told of it."""
    if not beat.queue or beat.oldest_age_h is None:
        return 0
    return beat.oldest_age_h + (at - beat.heard_at).total_seconds() / _HOUR_S


def _runs_down(beat: Heartbeat) -> bool:
    return beat.battery is not None and beat.battery < EMPTY_BATTERY and not beat.charging


def status_of(signs: Signs, *, active: bool, locked: bool) -> Status:
    """Say what a tablet does in a word."""
    if not active:
        return Status.REVOKED
    if is_silent(signs):
        return Status.SILENT
    return Status.LOCKED if locked else Status.WORKING
