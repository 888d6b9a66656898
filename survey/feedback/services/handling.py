"""What the office does with a case: take it, answer, close, refer, hand it to the inspection, write a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import (
    ROUTINE,
    TRANSITIONS,
    Action,
    CaseKind,
    CaseState,
    Direction,
    Event,
    Letter,
    Mark,
    mask,
    next_state,
)
from survey.feedback.domain.cases import MESSAGE_LIMIT
from survey.feedback.domain.office_refusals import (
    AlreadySevereError,
    CannotTakeItError,
    ConclusionNeededError,
    LetterWrittenError,
    NotPraiseError,
    NotYourCaseError,
)
from survey.feedback.domain.refusals import NoWordsError
from survey.feedback.services.access import case_to_handle, read_case, viewer_among
from survey.feedback.services.terms import terms_of
from survey.foundation.clock import local_day
from survey.foundation.text import clean
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import Connection

    from survey.accounts.domain import Account
    from survey.feedback.domain import Case
    from survey.feedback.services.access import Viewer
    from survey.organisation.domain import Calendar

# An office gives its own telephone number and names who is in charge; nobody's identity number belongs here.
_OFFICE_MARKS = (Mark.IDENTITY,)


def candidates(connection: Connection, accounts: Iterable[Account], case: Case, *, today: date) -> list[Account]:
    """Give the active accounts that may be in charge of a case."""
    units = units_on(connection, today)
    return [
        account for account in accounts if account.active and _may_own(viewer_among(units, account, today), case)
    ]


def _may_own(viewer: Viewer, case: Case) -> bool:
    if case.severe:
        return viewer.inspects and viewer.covers(case.unit_id)
    if case.at_the_top and viewer.stands_above:
        return True
    return viewer.serves and viewer.covers(case.unit_id)


def assign(
    connection: Connection, viewer: Viewer, case_id: int, *, owner_id: int, among: Iterable[Account], at: datetime
) -> None:
    """Put one of the accounts in charge."""
    case = read_case(connection, viewer, case_id, to_change=True)
    if not viewer.assigns(case):
        raise NotYourCaseError
    if owner_id not in {each.account_id for each in candidates(connection, among, case, today=viewer.today)}:
        raise CannotTakeItError
    _move(connection, viewer, case, Action.ASSIGN, at=at, owner_id=owner_id)


def reply(connection: Connection, viewer: Viewer, case_id: int, *, text: str, at: datetime) -> None:
    """Answer the citizen; whoever answers a case nobody took is in charge of it."""
    case = case_to_handle(connection, viewer, case_id)
    words = _words(text)
    if not words:
        raise NoWordsError
    owner = {} if case.owner_id else {"owner_id": viewer.account_id}
    _move(connection, viewer, case, Action.REPLY, at=at, **owner)
    _say(connection, case, words, at=at)


def close(connection: Connection, viewer: Viewer, case_id: int, *, conclusion: str, at: datetime) -> None:
    """End a case with what was found and done; the citizen reads it and may judge it or open the case again."""
    case = case_to_handle(connection, viewer, case_id)
    words = _words(conclusion)
    if not words:
        raise ConclusionNeededError
    _move(connection, viewer, case, Action.CLOSE, at=at, ended_on=local_day(at), closings=case.closings + 1)
    _say(connection, case, words, at=at)


def refer(connection: Connection, viewer: Viewer, case_id: int, *, where: str, at: datetime) -> None:
    """End a case that is a complaint or denunciation in the sense of the law; say where those are filed."""
    case = case_to_handle(connection, viewer, case_id)
    words = _words(where)
    if not words:
        raise NoWordsError
    _move(connection, viewer, case, Action.REFER, at=at, ended_on=local_day(at))
    _say(connection, case, words, at=at)


def raise_to_inspection(
    connection: Connection, viewer: Viewer, case_id: int, *, calendar: Calendar, at: datetime
) -> None:
    """Make a case severe: from now on only the inspection knows of it, and nothing makes it less again."""
    case = case_to_handle(connection, viewer, case_id)
    if case.severe:
        raise AlreadySevereError
    day = local_day(at)
    due = calendar.working_days_after(day, terms_of(day).working_days[CaseKind.SEVERE])
    changed: dict[str, Any] = {
        "kind": CaseKind.SEVERE.value,
        "staff_id": None,
        "owner_id": None,
        "holder_id": None,
        "level": 0,
        "due_on": due,
        "escalates_on": due,
    }
    _move(connection, viewer, case, Action.RAISE, at=at, **changed)


def write_letter(connection: Connection, viewer: Viewer, case_id: int, *, at: datetime) -> None:
    """Write a letter of praise to the officer who was on duty, or to the unit when that is not known."""
    case = case_to_handle(connection, viewer, case_id)
    if not viewer.heads:
        raise NotYourCaseError
    if case.kind is not CaseKind.PRAISE:
        raise NotPraiseError
    letter = Letter(case_id=case.case_id, unit_id=case.unit_id, staff_id=case.staff_id, day=local_day(at))
    if not records.add_letter(connection, letter, written_by=viewer.account_id):
        raise LetterWrittenError
    _move(connection, viewer, case, Action.LETTER, at=at)


def possible(viewer: Viewer, case: Case) -> frozenset[Action]:
    """Give what the viewer may do with a case as it stands."""
    if not viewer.handles(case):
        wanted = {Action.ASSIGN} if viewer.assigns(case) else set()
    else:
        wanted = {Action.ASSIGN, Action.REPLY, Action.CLOSE, Action.REFER}
        if case.kind in ROUTINE:
            wanted.add(Action.RAISE)
        if case.kind is CaseKind.PRAISE and viewer.heads:
            wanted.add(Action.LETTER)
    return frozenset(action for action in wanted if _allowed(action, case.state))


def _allowed(action: Action, state: CaseState) -> bool:
    return state in TRANSITIONS[action]


def _words(text: str) -> str:
    return mask(clean(text, limit=MESSAGE_LIMIT), only=_OFFICE_MARKS).text


def _say(connection: Connection, case: Case, text: str, *, at: datetime) -> None:
    records.add_message(connection, case.case_id, direction=Direction.OFFICE, text=text, day=local_day(at))


def _move(
    connection: Connection, viewer: Viewer, case: Case, action: Action, *, at: datetime, **changed: Any
) -> None:
    state = next_state(action, case.state)
    records.change_case(connection, case.case_id, state=state.value, **changed)
    event = Event(
        action=action,
        account_id=viewer.account_id,
        day=local_day(at),
        moment=at,
        level=changed.get("level", case.level),
        assignee_id=changed.get("owner_id"),
    )
    records.add_event(connection, case.case_id, event)
