"""The comments a unit may read."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, LargeBinary, String, Text, column, select, table, union_all

from survey.intake.domain import Comment, Readership, State
from survey.intake.records.answers import comment, response

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

_RECENT = timedelta(days=28)
# Cases stand above this feature; only what takes a comment's place is named.
_case = table(
    "feedback_case",
    column("id", Integer),
    column("link", LargeBinary),
    column("unit_id", Integer),
    column("desk_id", Integer),
    column("kind", String),
    column("opened_on", Date),
)
_message = table("case_message", column("case_id", Integer), column("place", Integer), column("text", Text))


def comments(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, limit: int
) -> list[Comment]:
    """List the comments a unit may read, newest day first; within a day in no order that tells when.

    What opened a case is no comment any more: its first message is listed in the place of it, but for severe ones.
    """
    # The newest are wanted, and sorting all of a province's half year to find them takes as long as reading it.
    recent = max(since, until - _RECENT)
    found = _comments(connection, unit_ids, since=recent, until=until, limit=limit)
    if len(found) < limit and since < recent:
        found = _comments(connection, unit_ids, since=since, until=until, limit=limit)
    return sorted(found, key=lambda one: (-one.day.toordinal(), _at_random(one.text)))[:limit]


def _comments(
    connection: Connection, unit_ids: Collection[int], *, since: date, until: date, limit: int
) -> list[Comment]:
    told = (
        select(response.c.day, response.c.desk_id, comment.c.kind, comment.c.text)
        .join(response, response.c.id == comment.c.response_id)
        .where(
            response.c.unit_id.in_(unit_ids),
            response.c.day.between(since, until),
            response.c.state == State.COUNTED,
            comment.c.readership == Readership.UNIT,
        )
        .order_by(response.c.day.desc(), comment.c.response_id)
        .limit(limit)
    )
    heard = (
        select(_case.c.opened_on.label("day"), _case.c.desk_id, _case.c.kind, _message.c.text)
        .join_from(_case, _message, (_message.c.case_id == _case.c.id) & (_message.c.place == 1))
        .where(
            _case.c.unit_id.in_(unit_ids),
            _case.c.opened_on.between(since, until),
            _case.c.kind != "severe",
            _message.c.text.is_not(None),
        )
        .order_by(_case.c.opened_on.desc(), _case.c.link)
        .limit(limit)
    )
    # Each limited by itself: SQLite takes no LIMIT inside a UNION but in a subquery.
    both = union_all(select(told.subquery()), select(heard.subquery()))
    return [
        Comment(day=row.day, desk_id=row.desk_id, kind=row.kind, text=row.text) for row in connection.execute(both)
    ]


def _at_random(text: str) -> bytes:
    """Give an order within a day that favours no beginning of a text, and is the same each time."""
    return hashlib.sha256(text.encode()).digest()
