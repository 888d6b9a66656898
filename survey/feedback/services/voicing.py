"""What the citizen does by the receipt: look, write back, judge the handling, open again, leave a contact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import ENDED, Action, CaseState, Contact, Direction, Event, mask, next_state
from survey.feedback.domain.cases import MESSAGE_LIMIT
from survey.feedback.domain.refusals import (
    AlreadyJudgedError,
    ConsentNeededError,
    NoCaseError,
    NotAContactError,
    NotAMarkError,
    NoWordsError,
    TooLateToReopenError,
    TooManyMessagesError,
)
from survey.feedback.services.terms import terms_of
from survey.foundation.text import clean

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from sqlalchemy import Connection

    from survey.feedback.domain import Case, Message
    from survey.organisation.domain import Calendar

UNANSWERED_LIMIT = 10
_MARKS = frozenset("12345")
_CONTACT_LIMIT = 200
_PHONE_DIGITS = range(9, 16)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the holder of a receipt may see of the case and do with it."""

    case: Case
    messages: tuple[Message, ...]
    contact: Contact | None
    may_write: bool
    may_judge: bool
    reopen_until: date | None
    """The last day on which it may be opened again; None when it may not."""


def look(connection: Connection, link: bytes, *, today: date) -> Voice | None:
    """Give the case behind a receipt; None when the answer opened none."""
    case = records.case_by_link(connection, link)
    if case is None:
        return None
    until = _reopen_until(case)
    judged = records.judged(connection, case.case_id, case.closings)
    return Voice(
        case=case,
        messages=tuple(records.messages(connection, case.case_id)),
        contact=records.contact_of(connection, case.case_id, today=today),
        may_write=case.state not in ENDED,
        may_judge=case.state is CaseState.CLOSED and not judged,
        reopen_until=until if until is not None and today <= until else None,
    )


def write(connection: Connection, link: bytes, *, text: str, today: date, calendar: Calendar) -> None:
    """Add the citizen's words; on an answered case the office's time begins anew. Sent twice is kept once."""
    case = _locked(connection, link)
    said = _said(text)
    written = records.messages(connection, case.case_id)
    if _is_again(written, said, today):
        return
    state = next_state(Action.WRITE, case.state)
    _check_patience(written)
    changed: dict[str, Any] = {"state": state.value}
    if case.state is CaseState.ANSWERED:
        changed |= _new_days(case, today, calendar)
    _done(connection, case, Action.WRITE, today=today, **changed)
    records.add_message(connection, case.case_id, direction=Direction.CITIZEN, text=said, day=today)


def judge(connection: Connection, link: bytes, *, mark: str, today: date) -> None:
    """Keep how satisfied the citizen is with the handling, once after each closing."""
    case = _locked(connection, link)
    if mark not in _MARKS:
        raise NotAMarkError
    next_state(Action.JUDGE, case.state)
    if not records.add_mark(connection, case.case_id, closing=case.closings, mark=int(mark), day=today):
        raise AlreadyJudgedError
    _done(connection, case, Action.JUDGE, today=today)


def reopen(connection: Connection, link: bytes, *, text: str, today: date, calendar: Calendar) -> None:
    """Open a closed case again, with the reason; whoever was in charge stays so."""
    case = _locked(connection, link)
    said = _said(text)
    if case.state is CaseState.REOPENED and _is_again(records.messages(connection, case.case_id), said, today):
        return
    state = next_state(Action.REOPEN, case.state)
    until = _reopen_until(case)
    if until is not None and today > until:
        raise TooLateToReopenError(day=f"{until:%d/%m/%Y}")
    _done(
        connection,
        case,
        Action.REOPEN,
        today=today,
        state=state.value,
        ended_on=None,
        **_new_days(case, today, calendar),
    )
    records.add_message(connection, case.case_id, direction=Direction.CITIZEN, text=said, day=today)


def leave_contact(
    connection: Connection, link: bytes, *, value: str, consent: bool, today: date, days: int
) -> None:
    """Keep a telephone number or an e-mail address for so many days, by consent given for this alone."""
    case = _locked(connection, link)
    plain = clean(value, limit=_CONTACT_LIMIT)
    digits = sum(letter.isdigit() for letter in plain)
    if digits not in _PHONE_DIGITS and not _EMAIL.fullmatch(plain):
        raise NotAContactError
    if not consent:
        raise ConsentNeededError
    contact = Contact(value=plain, consented_on=today, delete_on=today + timedelta(days=days))
    records.keep_contact(connection, case.case_id, contact)


def withdraw_contact(connection: Connection, link: bytes) -> None:
    """Delete the contact at once; the case goes on without it."""
    records.delete_contact(connection, _locked(connection, link).case_id)


def _locked(connection: Connection, link: bytes) -> Case:
    case = records.case_by_link(connection, link, to_change=True)
    if case is None:
        raise NoCaseError
    return case


def _said(text: str) -> str:
    plain = clean(text, limit=MESSAGE_LIMIT)
    if not plain:
        raise NoWordsError
    return mask(plain).text


def _is_again(written: list[Message], text: str, today: date) -> bool:
    """Tell whether the last message was this very one, sent twice by a slow network."""
    last = written[-1] if written else None
    return last is not None and (last.direction, last.text, last.day) == (Direction.CITIZEN, text, today)


def _check_patience(written: list[Message]) -> None:
    last = written[-UNANSWERED_LIMIT:]
    if len(last) == UNANSWERED_LIMIT and all(each.direction is Direction.CITIZEN for each in last):
        raise TooManyMessagesError(limit=UNANSWERED_LIMIT)


def _new_days(case: Case, today: date, calendar: Calendar) -> dict[str, date]:
    due = calendar.working_days_after(today, terms_of(today).working_days[case.kind])
    return {"due_on": due, "escalates_on": due}


def _reopen_until(case: Case) -> date | None:
    if case.state is not CaseState.CLOSED or case.ended_on is None:
        return None
    return case.ended_on + timedelta(days=terms_of(case.ended_on).reopening)


def _done(connection: Connection, case: Case, action: Action, *, today: date, **changed: Any) -> None:
    if changed:
        records.change_case(connection, case.case_id, **changed)
    event = Event(action=action, account_id=None, day=today, moment=None, level=case.level, assignee_id=None)
    records.add_event(connection, case.case_id, event)
