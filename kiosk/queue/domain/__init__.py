"""An answer as a tablet sends it, the clocks beside it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from uuid import UUID

BATCH_MOST = 200
ITEM_BYTES = 16_384
"""What is kept of an item that cannot become an answer."""
FARTHEST_MS = 2**53
"""The largest whole number a browser counts exactly."""
LONGEST_DWELL_S = 86_400

_AHEAD_MS = 300_000
BURST_MS = 60_000
BURST_LEAST = 8
"""So many answers within a minute no queue of people gives: a person needs at least ten seconds."""


class Result(StrEnum):
    """What the server did with an item; a tablet lets go of the first two."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why an item is in quarantine."""

    MALFORMED = "malformed"
    UNKNOWN_QUESTIONNAIRE = "unknown_questionnaire"
    WRONG_ANSWER = "wrong_answer"
    CLOCK = "clock"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """How many items of a tablet wait for the same reason, and since when; what they say is told to nobody."""

    reason: Reason
    number: int
    since: date
    """The day the first of them came; nothing finer is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One answer with the clocks at its first tap; moments of the tablet are its own milliseconds."""

    item_id: UUID
    questionnaire: str
    answers: Mapping[str, str]
    at_ms: int
    mono_ms: int
    session: UUID
    offset_ms: int | None
    """Server minus tablet, as last known at the tap."""
    dwell_ms: int | None
    assisted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks of a tablet as it sends; in a file, as it wrote."""

    sent_at_ms: int
    mono_ms: int
    session: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a tablet sends at once; the items are as raw as they came."""

    items: Sequence[Any]
    clocks: Clocks
    live: bool = True
    """Sent just now; a file was written some time before it is read."""
    offset_ms: int | None = None
    """Server minus tablet, for the items of a file that know none themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one item."""

    item_id: str | None
    result: Result
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an answer was given, as far as the server believes it."""

    at: datetime
    believed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The clock readings that corrected an answer's day, kept for a while."""

    response_id: UUID
    told_ms: int
    age_ms: int | None
    """By the monotonic clock of the page; None when that page is gone."""
    offset_ms: int | None
    skew_ms: int
    """Server minus tablet as it was sent."""


def age_of(item: Item, clocks: Clocks) -> int | None:
    """Give an answer's age in milliseconds by the clock of its page; None when that page is gone."""
    if item.session != clocks.session or clocks.mono_ms < item.mono_ms:
        return None
    return clocks.mono_ms - item.mono_ms


def moment_of(item: Item, batch: Batch, *, now: datetime, oldest: timedelta) -> Moment:
    """Find when an answer was given; what is later than now or older than `oldest` is not believed.

    By the clock of its page, if that lives; else by the tablet's clock and the difference last known at the tap;
    else by the difference seen as it was sent. A file tells nothing of now, so its tablet's clock is believed.
    """
    now_ms = milliseconds(now)
    age = age_of(item, batch.clocks) if batch.live else None
    if age is not None:
        found = now_ms - age
    elif item.offset_ms is not None:
        found = item.at_ms + item.offset_ms
    else:
        found = item.at_ms + (now_ms - batch.clocks.sent_at_ms if batch.live else batch.offset_ms or 0)
    oldest_ms = round(oldest.total_seconds() * 1000)
    if now_ms - oldest_ms <= found <= now_ms + _AHEAD_MS:
        return Moment(at=min(now, _moment(found)), believed=True)
    return Moment(at=now, believed=False)


def milliseconds(at: datetime) -> int:
    """Give a moment as browsers count: milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=ms)


def longest_burst(moments_ms: Collection[int]) -> int:
    """Give the most answers that lie within one minute, by one clock."""
    ordered = sorted(moments_ms)
    first, most = 0, 0
    for place, moment in enumerate(ordered):
        while moment - ordered[first] > BURST_MS:
            first += 1
        most = max(most, place - first + 1)
    return most
