"""Ruling on answers: one proposes, another decides, the inspection confirms what changes a unit's standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from analytics.screening import records
from analytics.screening.domain.rulings import (
    IN_WRITING,
    LEAST_REASON,
    LONGEST_REASON,
    Done,
    Effect,
    Ground,
    Status,
    Step,
    without_ground,
)
from analytics.screening.services import refusals
from analytics.screening.services.scales import Case
from analytics.screening.services.weighing import weigh
from survey.foundation.gate import Audience
from survey.foundation.tables import one_at_a_time
from survey.foundation.text import clean
from survey.intake.domain import State
from survey.intake.records import mark_dirty
from survey.organisation.domain import subtree
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.records import Answer
    from analytics.screening.services.stretches import Scoring
    from survey.accounts.domain import Account

APPEAL_DAYS = 15
"""How long after it came into force the rated unit may appeal."""

_OPEN = {Status.PROPOSED, Status.AWAITS_INSPECTION, Status.APPEALED}
_ENDS = {Effect.EXCLUDE: State.EXCLUDED, Effect.RELEASE: State.COUNTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is proposed."""

    answers: frozenset[UUID]
    ground: Ground
    reason: str

    @property
    def effect(self) -> Effect:
        """Genuine answers are let in, the others taken out."""
        return Effect.RELEASE if self.ground is Ground.GENUINE else Effect.EXCLUDE


def propose(connection: Connection, account: Account, wish: Wish, *, at: datetime, scoring: Scoring) -> int:
    """Propose a ruling on answers of one unit; give its number. Nothing changes until another person decides."""
    one_at_a_time(connection, "ruling")
    answers, unit_id = _named(connection, wish)
    _check_place(connection, account, unit_id, at)
    reason = _reason(wish)
    _check_ground(connection, wish)
    ((first, *more),) = weigh(connection, [Case(unit_id=unit_id, answers=answers, effect=wish.effect)], scoring)
    return records.add_ruling(
        connection,
        {
            "unit_id": unit_id,
            "ground": wish.ground.value,
            "effect": wish.effect.value,
            "reason": reason,
            "answers": len(answers),
            "since": first.stretch.since,
            "until": first.stretch.until,
            "proposed_by": account.account_id,
            "proposed_at": at,
            "before": first.before,
            "after": first.after,
            "inspection_needed": any(one.elsewhere for one in (first, *more)),
        },
        answers,
    )


def _named(connection: Connection, wish: Wish) -> tuple[list[Answer], int]:
    if not wish.answers:
        raise refusals.NoAnswersError
    answers = records.find_answers(connection, wish.answers)
    missing = wish.answers - {one.id for one in answers}
    if missing:
        raise refusals.UnknownAnswerError(count=len(missing), first=min(missing))
    units = {one.unit_id for one in answers}
    if len(units) > 1:
        raise refusals.SeveralUnitsError
    end = _ENDS[wish.effect]
    there = sum(one.state == end for one in answers)
    if there:
        raise refusals.WrongStateError(count=there, state=end.value)
    going = [one for one in _touching(connection, wish.answers) if one.status in _OPEN]
    if going:
        raise refusals.OpenRulingError(ruling=going[0].ruling_id)
    return answers, units.pop()


def _touching(connection: Connection, ids: Collection[UUID]) -> list[Ruling]:
    return records.rulings_by_id(connection, records.rulings_naming(connection, ids))


def _reason(wish: Wish) -> str:
    reason = clean(wish.reason, limit=LONGEST_REASON)
    if wish.ground in IN_WRITING and len(reason) < LEAST_REASON:
        raise refusals.ReasonNeededError(least=LEAST_REASON)
    return reason


def _check_ground(connection: Connection, wish: Wish) -> None:
    bare = without_ground(wish.ground, wish.answers, records.marked(connection, wish.answers))
    if wish.ground is Ground.IMPOSSIBLE_MOMENT:
        # Only what came in set aside for its clock; of an answer that counts, a wrong clock is no ground.
        found = records.find_answers(connection, wish.answers)
        bare = {one.id for one in found if one.state != State.QUARANTINED}
        bare |= records.ever_rejected(connection, wish.answers)
    if bare:
        raise refusals.NotAGroundError(count=len(bare))


def _check_place(connection: Connection, account: Account, unit_id: int, at: datetime) -> None:
    if account.unit_id is None:
        return
    units = units_on(connection, at.date())
    if unit_id not in subtree(units, account.unit_id):
        raise refusals.NotYoursError


def decide(
    connection: Connection,
    account: Account,
    ruling_id: int,
    done: tuple[bool, str],
    *,
    at: datetime,
    scoring: Scoring,
) -> Ruling:
    """Accept or decline a proposal of somebody else; what changes no unit's standing is carried out at once.

    Where the unit stands is judged anew, together with everything proposed and decided since.
    """
    accept, reason = done
    step = Step.ACCEPTED if accept else Step.DECLINED
    ruling = _go(connection, account, ruling_id, (Status.PROPOSED, step, reason), at=at)
    if ruling.status is Status.IN_FORCE and _moves_the_unit(connection, ruling, scoring):
        passed_on = Done(step=Step.ACCEPTED, account_id=account.account_id, at=at, reason="")
        records.add_step(connection, ruling_id, passed_on, place=len(ruling.steps) + 1)
        ruling = _held(connection, ruling_id)
    if ruling.status is Status.IN_FORCE:
        _carry_out(connection, ruling)
    return ruling


def _moves_the_unit(connection: Connection, ruling: Ruling, scoring: Scoring) -> bool:
    """Tell whether the unit would stand elsewhere by an accepted ruling that nobody has carried out yet."""
    answers = [one.answer for one in records.ruled_answers(connection, [ruling.ruling_id])]
    case = Case(unit_id=ruling.unit_id, answers=answers, effect=ruling.effect, ruling_id=ruling.ruling_id)
    (weighed,) = weigh(connection, [case], scoring)
    return any(one.elsewhere for one in weighed)


def confirm(
    connection: Connection, account: Account, ruling_id: int, done: tuple[bool, str], *, at: datetime
) -> Ruling:
    """Confirm, or not, an accepted ruling that changes where the unit stands; a third person of the inspection."""
    accept, reason = done
    if Audience.INSPECTOR not in account.roles:
        raise refusals.InspectorNeededError
    step = Step.CONFIRMED if accept else Step.NOT_CONFIRMED
    ruling = _go(connection, account, ruling_id, (Status.AWAITS_INSPECTION, step, reason), at=at)
    if ruling.status is Status.IN_FORCE:
        _carry_out(connection, ruling)
    return ruling


def appeal(connection: Connection, account: Account, ruling_id: int, reason: str, *, at: datetime) -> Ruling:
    """Appeal for the rated unit within the time; the ruling stands until somebody else has decided."""
    ruling = _held(connection, ruling_id)
    since = ruling.in_force_since
    if since is not None and at > since + timedelta(days=APPEAL_DAYS):
        raise refusals.TooLateError(days=APPEAL_DAYS)
    if any(one.step is Step.APPEALED for one in ruling.steps):
        raise refusals.WrongStepError(status=ruling.status.value)
    if len(clean(reason, limit=LONGEST_REASON)) < LEAST_REASON:
        raise refusals.ReasonNeededError(least=LEAST_REASON)
    return _go(connection, account, ruling_id, (Status.IN_FORCE, Step.APPEALED, reason), at=at)


def settle(
    connection: Connection, account: Account, ruling_id: int, done: tuple[bool, str], *, at: datetime
) -> Ruling:
    """Decide an appeal: give the answers back the state they had, or uphold the ruling; nobody judges twice."""
    restore, reason = done
    step = Step.RESTORED if restore else Step.UPHELD
    ruling = _go(connection, account, ruling_id, (Status.APPEALED, step, reason), at=at)
    if restore:
        _undo(connection, ruling)
    return ruling


def _held(connection: Connection, ruling_id: int) -> Ruling:
    one_at_a_time(connection, "ruling")
    ruling = records.ruling_by_id(connection, ruling_id)
    if ruling is None:
        raise refusals.NoSuchRulingError(ruling=ruling_id)
    return ruling


def _go(
    connection: Connection, account: Account, ruling_id: int, wanted: tuple[Status, Step, str], *, at: datetime
) -> Ruling:
    status, step, reason = wanted
    ruling = _held(connection, ruling_id)
    _check_place(connection, account, ruling.unit_id, at)
    if ruling.status is not status:
        raise refusals.WrongStepError(status=ruling.status.value)
    took_part = ruling.people | {one.account_id for one in ruling.steps}
    if account.account_id in took_part:
        raise refusals.SamePersonError
    told = clean(reason, limit=LONGEST_REASON)
    records.add_step(
        connection,
        ruling_id,
        Done(step=step, account_id=account.account_id, at=at, reason=told),
        place=len(ruling.steps) + 1,
    )
    return _held(connection, ruling_id)


def _carry_out(connection: Connection, ruling: Ruling) -> None:
    end = _ENDS[ruling.effect].value
    for was, ids in _by_state(connection, ruling).items():
        changed = records.set_state(connection, ids, was=was, now=end)
        if ruling.effect is Effect.EXCLUDE and was == State.COUNTED:
            # A run may have set some aside since this was proposed: they are to go out all the same.
            changed += records.set_state(connection, ids, was=State.QUARANTINED.value, now=end)
        if changed != len(ids):
            raise refusals.ChangedSinceError
    _mark(connection, ruling)


def _undo(connection: Connection, ruling: Ruling) -> None:
    for was, ids in _by_state(connection, ruling).items():
        records.set_state(connection, ids, was=_ENDS[ruling.effect].value, now=was)
    _mark(connection, ruling)


def _by_state(connection: Connection, ruling: Ruling) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for response_id, was in records.answers_of_ruling(connection, ruling.ruling_id):
        found.setdefault(was, []).append(response_id)
    return found


def _mark(connection: Connection, ruling: Ruling) -> None:
    ids = [response_id for response_id, _ in records.answers_of_ruling(connection, ruling.ruling_id)]
    mark_dirty(connection, {(one.unit_id, one.day) for one in records.find_answers(connection, ids)})
