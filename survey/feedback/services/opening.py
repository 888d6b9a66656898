"""Opening cases: with an answer that comes in, or by an officer from a comment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import Action, CaseKind, CaseState, Direction, Event, Remark, link_of, mask
from survey.feedback.domain.office_refusals import NoSuchRemarkError
from survey.feedback.services.terms import terms_of
from survey.foundation.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.feedback.records import Source
    from survey.feedback.services.access import Viewer
    from survey.organisation.domain import Calendar

_NUMBERS = range(100_000_000, 1_000_000_000)
_REMARK_DAYS = timedelta(days=60)
_REMARKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case to be opened from an answer of a day; `text` is masked here, whether or not it was before."""

    link: bytes
    kind: CaseKind
    unit_id: int
    day: date
    text: str
    desk_id: int | None = None
    staff_id: int | None = None


def open_cases(connection: Connection, openings: Iterable[Opening], *, calendar: Calendar) -> int:
    """Open a case for each, but never two with one link; give how many were new."""
    # In the order of links: two doors with the same cases in different orders would wait for each other for ever.
    ordered = sorted(openings, key=lambda opening: opening.link)
    return sum(open_case(connection, opening, calendar=calendar) is not None for opening in ordered)


def open_case(
    connection: Connection,
    opening: Opening,
    *,
    calendar: Calendar,
    by: int | None = None,
    at: datetime | None = None,
) -> int | None:
    """Open one case and give its number; None when it was opened before.

    Opened by an account, the deadline runs from the day of `at`; otherwise from the day of the answer.
    """
    day = local_day(at) if at else opening.day
    terms = terms_of(day)
    due = calendar.working_days_after(day, terms.working_days[opening.kind])
    values = {
        "link": opening.link,
        "unit_id": opening.unit_id,
        "desk_id": opening.desk_id,
        "staff_id": opening.staff_id if opening.kind is CaseKind.PRAISE else None,
        "kind": opening.kind.value,
        "state": CaseState.OPEN.value,
        "opened_on": opening.day,
        "due_on": due,
        "escalates_on": due,
        "level": 0,
        "holder_id": None if opening.kind is CaseKind.SEVERE else opening.unit_id,
        "closings": 0,
    }
    case_id = records.add_case(connection, values, draw=_draw)
    if case_id is None:
        return None
    text = mask(opening.text).text
    records.add_message(connection, case_id, direction=Direction.CITIZEN, text=text, day=opening.day)
    event = Event(action=Action.OPEN, account_id=by, day=day, moment=at if by else None, level=0, assignee_id=None)
    records.add_event(connection, case_id, event)
    return case_id


def _draw() -> int:
    return secrets.choice(_NUMBERS)


def remarks(connection: Connection, viewer: Viewer, *, secret: bytes, least: int) -> list[Remark]:
    """List the comments of the last 60 days from which the viewer may open a case, today's left out.

    Comments of a unit of fewer than `least` answers in that time are not shown: their writers could be guessed.
    """
    return [
        Remark(
            link=link,
            unit_id=source.unit_id,
            desk_id=source.desk_id,
            day=source.day,
            kind=source.kind,
            text=mask(source.text).text,
        )
        for link, source in _sources(connection, viewer, secret=secret, least=least).items()
    ]


def _sources(connection: Connection, viewer: Viewer, *, secret: bytes, least: int) -> dict[bytes, Source]:
    """Give the comments the viewer may open a case from, by the links their cases would have."""
    if viewer.units is None or not viewer.serves:
        return {}
    since, until = viewer.today - _REMARK_DAYS, viewer.today - timedelta(days=1)
    answered = records.answered_in(connection, viewer.units, since=since, until=until)
    many = [unit_id for unit_id, number in answered.items() if number >= least]
    listed = records.sources(connection, many, since=since, until=until, limit=_REMARKS)
    found = {link_of(secret, source.name): source for source in listed}
    known = records.known_links(connection, list(found))
    return {link: source for link, source in found.items() if link not in known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The comment a case is to be opened from, and the calendar its days are counted by."""

    link: bytes
    calendar: Calendar
    secret: bytes
    least: int
    """As in `remarks`."""


def open_from_remark(connection: Connection, viewer: Viewer, chosen: Chosen, *, at: datetime) -> int:
    """Open a case from one of the viewer's `remarks`, which ends as one; the citizen finds it by the receipt."""
    source = _sources(connection, viewer, secret=chosen.secret, least=chosen.least).get(chosen.link)
    if source is None:
        raise NoSuchRemarkError
    opening = Opening(
        link=chosen.link,
        kind=CaseKind(source.kind) if source.kind else CaseKind.SUGGESTION,
        unit_id=source.unit_id,
        desk_id=source.desk_id,
        staff_id=source.staff_id,
        day=source.day,
        text=source.text,
    )
    case_id = open_case(connection, opening, calendar=chosen.calendar, by=viewer.account_id, at=at)
    if case_id is None:
        raise NoSuchRemarkError
    records.drop_source(connection, source)
    return case_id
