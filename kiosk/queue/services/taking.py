"""A batch of a tablet comes in: each item by itself, each answer once, all of it in the caller's transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kiosk.pairing.domain import spot_at
from kiosk.pairing.records import posts
from kiosk.queue import records
from kiosk.queue.domain import (
    BURST_LEAST,
    BURST_MS,
    ITEM_BYTES,
    LONGEST_DWELL_S,
    Moment,
    Readings,
    Reason,
    Result,
    Told,
    age_of,
    longest_burst,
    milliseconds,
    moment_of,
)
from kiosk.queue.models import id_of, read_item, written
from survey.foundation.clock import local_day
from survey.foundation.errors import Refusal
from survey.foundation.hashing import keyed_hash
from survey.intake.domain import (
    Channel,
    Hearing,
    Outcome,
    State,
    Submission,
    Trace,
    readership_of,
    response_id_of,
)
from survey.intake.services import take_in
from survey.organisation.services import unit_after
from survey.questionnaire.domain import check
from survey.questionnaire.records import version_by_id
from survey.touchpoint.domain import Tier
from survey.touchpoint.records import unit_stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, Post, Spot
    from kiosk.queue.domain import Batch, Item
    from survey.questionnaire.domain import Version

_UNHEARD = Hearing()
_MS = 1000
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a batch is taken: the device that sends it, when, and by which rules."""

    device: Device
    now: datetime
    oldest: timedelta
    """How far back an answer is believed."""
    secret: bytes
    hearing: Hearing = _UNHEARD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One item after reading: an answer with its moment, or why it is none."""

    raw: Any
    item: Item | None = None
    moment: Moment | None = None
    submission: Submission | None = None
    reason: Reason | None = None


def device_digest(secret: bytes, device_id: int) -> bytes:
    """Give what the trace of an answer keeps of a device."""
    return keyed_hash(secret, "kiosk-device", str(device_id).encode())


def take_batch(connection: Connection, batch: Batch, desk: Desk) -> list[Told]:
    """Keep what a tablet sends; say of each item, in order, what became of it.

    What cannot become an answer is put aside, as it came, and touches no other item.
    """
    reader = _Reader(connection, batch, desk)
    reads = [reader.read(raw) for raw in batch.items]
    submissions = [one.submission for one in reads if one.submission is not None]
    outcomes = iter(take_in(connection, submissions, hearing=desk.hearing))
    taken = [(one, next(outcomes) if one.submission else None) for one in reads]
    fresh = [one for one, outcome in taken if outcome is Outcome.ACCEPTED]
    _put_aside(connection, reads, desk)
    _keep_readings(connection, fresh, batch, desk)
    _note_bursts(connection, fresh, desk)
    return [_told(one, outcome) for one, outcome in taken]


class _Reader:
    """Everything that reading items needs, asked of the database once a batch."""

    def __init__(self, connection: Connection, batch: Batch, desk: Desk) -> None:
        self._connection = connection
        self._batch = batch
        self._desk = desk
        self._posts: Sequence[Post] = posts(connection, desk.device.device_id)
        self._versions: dict[str, Version | None] = {}
        self._units: dict[Any, int] = {}
        self._trace = Trace(received_at=desk.now, device=device_digest(desk.secret, desk.device.device_id))

    def read(self, raw: Any) -> _Read:
        """Read one item as far as it goes."""
        item = read_item(raw)
        if item is None:
            large = len(written(raw)) > ITEM_BYTES
            return _Read(raw=raw, reason=Reason.TOO_LARGE if large else Reason.MALFORMED)
        version = self._version(item.questionnaire)
        if version is None:
            return _Read(raw=raw, item=item, reason=Reason.UNKNOWN_QUESTIONNAIRE)
        marks = _marks(version, item.answers)
        if marks is None:
            return _Read(raw=raw, item=item, reason=Reason.WRONG_ANSWER)
        desk = self._desk
        moment = moment_of(item, self._batch, now=desk.now, oldest=desk.oldest)
        return _Read(
            raw=raw,
            item=item,
            moment=moment,
            submission=self._submission(item, version, marks, moment),
            reason=None if moment.believed else Reason.CLOCK,
        )

    def _version(self, content_hash: str) -> Version | None:
        if content_hash not in self._versions:
            found = records.version_ids(self._connection, [content_hash]).get(content_hash)
            self._versions[content_hash] = version_by_id(self._connection, found) if found else None
        return self._versions[content_hash]

    def _submission(self, item: Item, version: Version, marks: str, moment: Moment) -> Submission:
        spot = spot_at(self._posts, moment.at)
        dwell_s = None if item.dwell_ms is None else min(item.dwell_ms // _MS, LONGEST_DWELL_S)
        return Submission(
            response_id=response_id_of("kiosk", item.item_id.bytes),
            version_id=version.version_id,
            unit_id=self._unit(spot, moment.at),
            desk_id=spot.desk_id,
            at=moment.at,
            timed=moment.believed,
            marks=marks,
            channel=Channel.KIOSK,
            tier=Tier.PRESENCE,
            assisted=item.assisted,
            readership=readership_of(version, marks),
            state=State.COUNTED if moment.believed else State.QUARANTINED,
            trace=Trace(received_at=self._trace.received_at, device=self._trace.device, dwell_s=dwell_s),
        )

    def _unit(self, spot: Spot, at: datetime) -> int:
        """Give the unit in force at a spot on a day; a unit that ended without an heir keeps its answers."""
        day = local_day(at)
        key = (spot.unit_id, day)
        if key not in self._units:
            stands = unit_stands(self._connection, spot.unit_id, day=day)
            after = None if stands else unit_after(self._connection, spot.unit_id, day)
            self._units[key] = spot.unit_id if after is None else after
        return self._units[key]


def _marks(version: Version, answers: Mapping[str, str]) -> str | None:
    """Give the marks of a reply; None for one that does not fit: a tablet asks no open question."""
    if not answers.keys() <= version.document.places.keys():
        return None
    try:
        return check(version, answers).marks
    except Refusal:
        return None


def _told(read: _Read, outcome: Outcome | None) -> Told:
    item_id = str(read.raw["id"]) if read.item else id_of(read.raw)
    if outcome is Outcome.DUPLICATE:
        return Told(item_id=item_id, result=Result.DUPLICATE)
    result = Result.ACCEPTED if read.reason is None else Result.QUARANTINED
    return Told(item_id=item_id, result=result, reason=read.reason)


def _put_aside(connection: Connection, reads: Iterable[_Read], desk: Desk) -> None:
    rows = [
        {
            "digest": hashlib.sha256(b"kiosk-aside|" + (body := written(one.raw))).digest()[:16],
            "tablet_id": desk.device.device_id,
            "received_at": desk.now,
            "reason": one.reason.value,
            "body": body[:ITEM_BYTES].decode("ascii"),
        }
        for one in reads
        if one.reason is not None and one.submission is None
    ]
    records.put_aside(connection, list({row["digest"]: row for row in rows}.values()))


def _keep_readings(connection: Connection, fresh: Sequence[_Read], batch: Batch, desk: Desk) -> None:
    skew = milliseconds(desk.now) - batch.clocks.sent_at_ms
    readings = [
        Readings(
            response_id=one.submission.response_id,
            told_ms=one.item.at_ms,
            age_ms=age_of(one.item, batch.clocks),
            offset_ms=one.item.offset_ms,
            skew_ms=skew,
        )
        for one in fresh
        if one.submission and one.item
    ]
    records.add_readings(connection, readings, day=local_day(desk.now))


def _note_bursts(connection: Connection, fresh: Sequence[_Read], desk: Desk) -> None:
    """Remember when more answers came within a minute than people can give; none is dropped."""
    believed = [
        (one.item.at_ms, one.moment.at) for one in fresh if one.item and one.moment and one.moment.believed
    ]
    if not believed:
        return
    taps = [at_ms for at_ms, _at in believed]
    digest = device_digest(desk.secret, desk.device.device_id)
    # A tablet with a network sends each answer by itself: those it sent in the last minute are looked at again.
    since, tapped_since = desk.now - _MINUTE, max(taps) - BURST_MS
    before = records.taps_just_received(connection, digest, since=since, tapped_since=tapped_since)
    size = max(longest_burst(taps), longest_burst(before))
    if size >= BURST_LEAST:
        day = local_day(max(at for _at_ms, at in believed))
        records.note_burst(connection, desk.device.device_id, day=day, size=size)
