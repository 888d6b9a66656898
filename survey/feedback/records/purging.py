"""What has been kept long enough: contacts past their day, texts of cases that ended long ago."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from survey.feedback.domain import ENDED
from survey.feedback.records.tables import case_contact, case_message, feedback_case

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How many contacts and texts are past their time."""

    contacts: int
    texts: int


def contacts_due(connection: Connection, *, today: date) -> int:
    """Count the contacts whose day of deletion has come."""
    condition = case_contact.c.delete_on <= today
    return connection.scalar(select(func.count()).select_from(case_contact).where(condition)) or 0


def texts_due(connection: Connection, *, ended_before: date) -> int:
    """Count the texts of cases that ended before a day."""
    return connection.scalar(select(func.count()).select_from(case_message).where(_old(ended_before))) or 0


def erase(connection: Connection, *, today: date, ended_before: date) -> Due:
    """Delete contacts past their day and erase old texts; cases, log and letters stay."""
    contacts = connection.execute(delete(case_contact).where(case_contact.c.delete_on <= today)).rowcount
    texts = connection.execute(
        update(case_message).where(_old(ended_before)).values(text=None, erased_on=today)
    ).rowcount
    return Due(contacts=contacts, texts=texts)


def _old(ended_before: date) -> ColumnElement[bool]:
    # A case that has not ended keeps every word, however old it is: above all a severe one.
    ended = select(feedback_case.c.id).where(
        feedback_case.c.state.in_(ENDED), feedback_case.c.ended_on < ended_before
    )
    return case_message.c.case_id.in_(ended) & case_message.c.text.is_not(None)
