"""A year of made-up answers to the default questionnaire; the same seed gives the same year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from survey.demonstration.moods import Moods, answering_mood
from survey.demonstration.replies import Form, comment, form_of, marks, staged_marks
from survey.demonstration.visits import moment_of, visits
from survey.intake.domain import Channel, Readership, Submission, Trace, readership_of
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from survey.demonstration.province import Province
    from survey.demonstration.roster import Turn
    from survey.demonstration.visits import Span, Visit
    from survey.questionnaire.domain import Version

_CHANNELS = (Channel.QR_OPEN, Channel.KIOSK, Channel.PAPER)
_PER_CENT = (52, 38, 10)
_TIERS = {Channel.QR_OPEN: Tier.OPEN, Channel.KIOSK: Tier.PRESENCE, Channel.PAPER: Tier.PRESENCE}
_AT_HOME = 0.18
_ASSISTED = {Channel.QR_OPEN: 0.01, Channel.KIOSK: 0.05, Channel.PAPER: 0.35}
_NAMES_NO_DESK = 0.05
_NAMES_A_PROCEDURE = 0.45
_TRACED = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The numbers the database gave to codes; a desk's are its unit's and its own."""

    desks: Mapping[str, tuple[int, int]]
    procedures: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All a year is played on: the province, its numbers, its roster by code, and the questionnaire."""

    province: Province
    places: Places
    turns: tuple[Turn, ...]
    version: Version


def answers(stage: Stage, span: Span, *, seed: str) -> Iterator[Submission]:
    """Play the year, day by day.

    The ids come from a stream of their own: the nth answer has the same id whatever the days, so that loading
    again on a later day brings nothing new.
    """
    rng, ids = Random(f"{seed}/answers"), Random(f"{seed}/ids")  # noqa: S311 - play, not secrets
    moods = Moods(stage.province, stage.turns, span, seed=seed)
    form = form_of(stage.version)
    for visit in visits(stage.province, span, rng):
        response_id = UUID(int=ids.getrandbits(128), version=4)
        reply = _staged(visit, form, rng) if visit.staged else _reply(stage, visit, (moods, form), rng)
        yield _submission(stage, visit, (response_id, reply), span, rng)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    channel: Channel
    at: datetime
    marks: str
    comment: str | None = None
    comment_kind: str | None = None


def _reply(stage: Stage, visit: Visit, respondent: tuple[Moods, Form], rng: Random) -> _Reply:
    moods, form = respondent
    channel = rng.choices(_CHANNELS, _PER_CENT)[0]
    at = moment_of(visit, rng, at_home=channel is Channel.QR_OPEN and rng.random() < _AT_HOME)
    mood = answering_mood(moods.before(visit, at), channel, rng)
    given = marks(form, mood, channel, rng)
    if channel is Channel.KIOSK:
        return _Reply(channel=channel, at=at, marks=given)
    wronged = readership_of(stage.version, given) is Readership.INSPECTION
    text, kind = comment(stage.province.phrases, mood, rng, wronged=wronged)
    return _Reply(channel=channel, at=at, marks=given, comment=text, comment_kind=kind)


def _staged(visit: Visit, form: Form, rng: Random) -> _Reply:
    at = moment_of(visit, rng, at_home=False)
    return _Reply(channel=Channel.QR_OPEN, at=at, marks=staged_marks(form))


def _submission(stage: Stage, visit: Visit, said: tuple[UUID, _Reply], span: Span, rng: Random) -> Submission:
    response_id, reply = said
    unit_id, desk_id = stage.places.desks[visit.counter.code]
    names_desk = visit.staged or reply.channel is not Channel.QR_OPEN or rng.random() >= _NAMES_NO_DESK
    return Submission(
        response_id=response_id,
        version_id=stage.version.version_id,
        unit_id=unit_id,
        desk_id=desk_id if names_desk else None,
        procedure_id=_procedure(stage, visit, rng),
        channel=reply.channel,
        tier=_TIERS[reply.channel],
        at=reply.at,
        assisted=rng.random() < _ASSISTED[reply.channel],
        marks=reply.marks,
        comment=reply.comment,
        comment_kind=reply.comment_kind,
        readership=readership_of(stage.version, reply.marks) if reply.comment else Readership.UNIT,
        trace=_trace(visit, reply, rng) if span.last - visit.day < _TRACED else None,
    )


def _procedure(stage: Stage, visit: Visit, rng: Random) -> int | None:
    known = stage.province.procedures.get(visit.counter.field)
    if not known or rng.random() >= _NAMES_A_PROCEDURE:
        return None
    return stage.places.procedures[rng.choice(known)]


def _trace(visit: Visit, reply: _Reply, rng: Random) -> Trace | None:
    """Leave the trace screening reads; paper leaves none, a kiosk is one device, a burst is one phone."""
    if reply.channel is Channel.PAPER:
        return None
    if visit.staged:
        one = _hash_of(f"{visit.counter.code}/burst")
        return Trace(received_at=reply.at, dwell_s=rng.randrange(3, 7), network=one, device=one)
    dwell = 8 + round(rng.expovariate(1 / 45))
    if reply.channel is Channel.KIOSK:
        office = _hash_of(f"{visit.counter.unit}/office/{visit.day}")
        return Trace(
            received_at=reply.at, dwell_s=dwell // 3 + 3, network=office, device=_hash_of(visit.counter.code)
        )
    return Trace(received_at=reply.at, dwell_s=dwell, network=rng.randbytes(16), device=rng.randbytes(16))


def _hash_of(name: str) -> bytes:
    return Random(name).randbytes(16)  # noqa: S311 - play, not secrets
