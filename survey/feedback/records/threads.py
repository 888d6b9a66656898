"""What was said in a case and what was done with it, both in order and only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from survey.feedback.domain import Action, Direction, Event, Message
from survey.feedback.records.tables import case_event, case_message

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Table


def add_message(connection: Connection, case_id: int, *, direction: Direction, text: str, day: date) -> None:
    """Add a message, already masked; the case must be locked by this transaction."""
    place = _next(connection, case_message, case_id)
    values = {"case_id": case_id, "place": place, "direction": direction.value, "text": text, "day": day}
    connection.execute(insert(case_message), values)


def messages(connection: Connection, case_id: int) -> list[Message]:
    """List the messages of a case in the order they were written."""
    columns = case_message.c
    statement = select(columns.direction, columns.text, columns.day).where(columns.case_id == case_id)
    return [
        Message(direction=Direction(row.direction), text=row.text, day=row.day)
        for row in connection.execute(statement.order_by(columns.place))
    ]


def add_event(connection: Connection, case_id: int, event: Event) -> None:
    """Add a line to the log; the case must be locked by this transaction."""
    values = {
        "case_id": case_id,
        "place": _next(connection, case_event, case_id),
        "action": event.action.value,
        "account_id": event.account_id,
        "day": event.day,
        "moment": event.moment,
        "level": event.level,
        "assignee_id": event.assignee_id,
    }
    connection.execute(insert(case_event), values)


def events(connection: Connection, case_id: int) -> list[Event]:
    """List the log of a case, oldest first."""
    columns = case_event.c
    return [
        Event(
            action=Action(row.action),
            account_id=row.account_id,
            day=row.day,
            moment=row.moment,
            level=row.level,
            assignee_id=row.assignee_id,
        )
        for row in connection.execute(select(case_event).where(columns.case_id == case_id).order_by(columns.place))
    ]


def _next(connection: Connection, table: Table, case_id: int) -> int:
    last = connection.scalar(select(func.max(table.c.place)).where(table.c.case_id == case_id))
    return (last or 0) + 1
