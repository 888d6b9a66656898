"""A case: its kinds, its states, who may move it from one to the next by which deed."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.feedback.domain.alleging import alleges
from survey.feedback.domain.office_refusals import AlreadyAnsweredError, NobodyInChargeError
from survey.feedback.domain.refusals import CaseClosedError, CaseReferredError, CaseStillOpenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from survey.foundation.errors import Refusal

MESSAGE_LIMIT = 2000


class CaseKind(StrEnum):
    """What a case is about; a severe one tells of harassment or money and is the inspection's alone."""

    PRAISE = "praise"
    SUGGESTION = "suggestion"
    PROBLEM = "problem"
    SEVERE = "severe"


ROUTINE = (CaseKind.PRAISE, CaseKind.SUGGESTION, CaseKind.PROBLEM)
"""The kinds an office handles itself."""


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    REFERRED = "referred"
    """A complaint or denunciation in the sense of the law: dealt with elsewhere, the citizen was told where."""


OFFICE_TURN = (CaseState.OPEN, CaseState.ASSIGNED, CaseState.REOPENED)
"""The office owes something."""

ENDED = (CaseState.CLOSED, CaseState.REFERRED)


class Action(StrEnum):
    """What was done with a case, as the log names it."""

    OPEN = "open"
    ASSIGN = "assign"
    REPLY = "reply"
    WRITE = "write"
    CLOSE = "close"
    REOPEN = "reopen"
    REFER = "refer"
    RAISE = "raise"
    ESCALATE = "escalate"
    JUDGE = "judge"
    LETTER = "letter"


class Direction(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    OFFICE = "office"


_OPEN, _ASSIGNED, _ANSWERED, _CLOSED, _REOPENED, _REFERRED = CaseState
_GOING_ON = (_OPEN, _ASSIGNED, _ANSWERED, _REOPENED)

_STAYS = {state: state for state in CaseState}

TRANSITIONS: Mapping[Action, Mapping[CaseState, CaseState]] = {
    Action.ASSIGN: {_OPEN: _ASSIGNED, _ASSIGNED: _ASSIGNED, _REOPENED: _ASSIGNED, _ANSWERED: _ANSWERED},
    Action.REPLY: dict.fromkeys(_GOING_ON, _ANSWERED),
    # An answered case on which the citizen writes is the office's turn again.
    Action.WRITE: {_OPEN: _OPEN, _ASSIGNED: _ASSIGNED, _REOPENED: _REOPENED, _ANSWERED: _ASSIGNED},
    Action.CLOSE: {_ASSIGNED: _CLOSED, _ANSWERED: _CLOSED},
    Action.REOPEN: {_CLOSED: _REOPENED},
    Action.REFER: dict.fromkeys(_GOING_ON, _REFERRED),
    Action.RAISE: dict.fromkeys(_GOING_ON, _OPEN),
    Action.ESCALATE: {state: _STAYS[state] for state in OFFICE_TURN},
    Action.JUDGE: {_CLOSED: _CLOSED},
    Action.LETTER: {state: _STAYS[state] for state in (*_GOING_ON, _CLOSED)},
}
"""From which state to which; what is not in the table is refused."""

_ALWAYS: Mapping[CaseState, type[Refusal]] = {_CLOSED: CaseClosedError, _REFERRED: CaseReferredError}


def next_state(action: Action, state: CaseState) -> CaseState:
    """Give the state a deed leads to; refuse by name what the state does not allow."""
    following = TRANSITIONS[action].get(state)
    if following is not None:
        return following
    if action in (Action.REOPEN, Action.JUDGE) and state is not _REFERRED:
        raise CaseStillOpenError
    if state in _ALWAYS:
        raise _ALWAYS[state]
    raise AlreadyAnsweredError if action is Action.ESCALATE else NobodyInChargeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; `holder_id` is the unit whose head answers for it now, None: the standing body or inspection."""

    case_id: int
    unit_id: int
    desk_id: int | None
    staff_id: int | None
    """Who is praised; only praise keeps it."""
    kind: CaseKind
    state: CaseState
    owner_id: int | None
    opened_on: date
    due_on: date
    """The day promised to the citizen."""
    escalates_on: date
    """The last day before the next level is called in."""
    level: int
    holder_id: int | None
    ended_on: date | None
    closings: int

    @property
    def severe(self) -> bool:
        """Whether it is the inspection's alone."""
        return self.kind is CaseKind.SEVERE

    @property
    def at_the_top(self) -> bool:
        """Whether it was escalated as far as it goes: to the standing body, or within the inspection."""
        return self.level > 0 and self.holder_id is None

    def overdue(self, today: date) -> bool:
        """Tell whether the office should have answered before today."""
        return self.state in OFFICE_TURN and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a case, in the order they were written; `text` is None once it was erased."""

    direction: Direction
    text: str | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log; only what staff did has a moment, for the hour of a citizen names a person."""

    action: Action
    account_id: int | None
    day: date
    moment: datetime | None
    level: int
    assignee_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach somebody who wished it, kept until `delete_on` (that day no more) or until withdrawn."""

    value: str
    consented_on: date
    delete_on: date


def kind_of(
    comment_kind: str | None, text: str | None, *, confidential: bool, wants_answer: bool
) -> CaseKind | None:
    """Say which case an answer opens; None when it opens none.

    Whatever was told in confidence opens a severe case, asked for or not, in words or by a mark alone: nobody else
    would read it. So does a text that tells of money or harassment, unless it is praise: neither the desk nor its
    head may know of it.
    """
    if confidential or (text and comment_kind != CaseKind.PRAISE and alleges(text)):
        return CaseKind.SEVERE
    if not (text and wants_answer):
        return None
    return CaseKind(comment_kind) if comment_kind else CaseKind.SUGGESTION


def link_of(secret: bytes, name: bytes) -> bytes:
    """Give the 16 bytes a case is found by, from the receipt's hash (without a receipt: the answer's id).

    Only who holds the key can make them, so that nothing in the database ties a case to a rating.
    """
    return hmac.digest(secret, b"case|" + name, "sha256")[:16]
