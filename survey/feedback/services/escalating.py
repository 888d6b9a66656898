"""Calling in the next level when nobody answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import OFFICE_TURN, Action, CaseKind, Event, next_state
from survey.feedback.records import Wanted
from survey.feedback.services.terms import terms_of
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.feedback.domain import Case
    from survey.organisation.domain import Calendar, Unit


def escalate_overdue(connection: Connection, *, today: date, calendar: Calendar) -> int:
    """Raise the level of every case whose day has passed; give how many.

    A unit's case goes to the unit above, then further up, at last to the standing body; a severe one stays with
    the inspection and is called overdue there. Doing it again on the same day changes nothing.
    """
    units = units_on(connection, today)
    wanted = Wanted(kinds=tuple(CaseKind), states=OFFICE_TURN, escalates_before=today, at_the_top=False)
    late = records.cases(connection, wanted)
    return sum(_escalate(connection, case.case_id, units, today=today, calendar=calendar) for case in late)


def _escalate(
    connection: Connection, case_id: int, units: Mapping[int, Unit], *, today: date, calendar: Calendar
) -> bool:
    case = records.case_by_id(connection, case_id, to_change=True)
    # Somebody may have answered between the list and the lock.
    if case is None or case.state not in OFFICE_TURN or case.escalates_on >= today or case.at_the_top:
        return False
    level = case.level + 1
    records.change_case(
        connection,
        case_id,
        state=next_state(Action.ESCALATE, case.state).value,
        level=level,
        holder_id=_above(case, units),
        escalates_on=calendar.working_days_after(today, terms_of(today).escalation),
    )
    event = Event(action=Action.ESCALATE, account_id=None, day=today, moment=None, level=level, assignee_id=None)
    records.add_event(connection, case_id, event)
    return True


def _above(case: Case, units: Mapping[int, Unit]) -> int | None:
    """Give the unit above the one that should have answered; None: the standing body (or the inspection)."""
    holder = units.get(case.holder_id) if case.holder_id is not None else None
    return holder.parent_id if holder else None
