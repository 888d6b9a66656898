"""The tables of feedback; none of them has a column by which a rating could be found.

A case is found by its `link`, which only the key of the house can make from a receipt. Its number is drawn, not
counted, and messages are numbered within their case: the order of arrival would tell who wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from survey.feedback.domain import Action, BoardState, CaseKind, CaseState, Direction
from survey.foundation.append_only import append_only
from survey.foundation.tables import Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Collection


def _one_of(column: str, allowed: Collection[str]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in allowed)})", name=column)


feedback_case = Table(
    "feedback_case",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("link", LargeBinary(16), nullable=False, unique=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("staff_id", ForeignKey("staff.id")),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("owner_id", ForeignKey("account.id"), index=True),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("escalates_on", Date, nullable=False),
    Column("level", Integer, nullable=False),
    Column("holder_id", ForeignKey("unit.id")),
    Column("ended_on", Date),
    Column("closings", Integer, nullable=False),
    _one_of("kind", list(CaseKind)),
    _one_of("state", list(CaseState)),
    # Who was on duty is told of praise only.
    CheckConstraint("staff_id IS NULL OR kind = 'praise'", name="praised"),
    CheckConstraint("holder_id IS NULL OR kind <> 'severe'", name="severe_holder"),
    CheckConstraint("(ended_on IS NULL) = (state NOT IN ('closed', 'referred'))", name="ended"),
    CheckConstraint("level >= 0 AND closings >= 0", name="counts"),
    CheckConstraint("due_on >= opened_on", name="due"),
    Index("ix_feedback_case_unit_id_opened_on", "unit_id", "opened_on"),
    Index("ix_feedback_case_state_escalates_on", "state", "escalates_on"),
)

case_message = Table(
    "case_message",
    metadata,
    Column("case_id", ForeignKey("feedback_case.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("direction", String(8), nullable=False),
    Column("text", Text),
    Column("day", Date, nullable=False),
    Column("erased_on", Date),
    _one_of("direction", list(Direction)),
    CheckConstraint("(text IS NULL) = (erased_on IS NOT NULL)", name="erased"),
    CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
    sqlite_with_rowid=False,
)

# Only added to, which the database holds as well. The purge needs no way around it: the words of a case are erased
# in `case_message`, and the log has none, so neither UPDATE nor DELETE is ever right here.
case_event = Table(
    "case_event",
    metadata,
    Column("case_id", ForeignKey("feedback_case.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("action", String(12), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("day", Date, nullable=False),
    Column("moment", Moment),
    Column("level", Integer, nullable=False),
    Column("assignee_id", ForeignKey("account.id")),
    _one_of("action", list(Action)),
    # The hour at which a citizen did something would name the citizen.
    CheckConstraint("(moment IS NULL) = (account_id IS NULL)", name="moment_of_staff"),
    sqlite_with_rowid=False,
)
append_only(case_event)

case_contact = Table(
    "case_contact",
    metadata,
    Column("case_id", ForeignKey("feedback_case.id"), primary_key=True),
    Column("value", String(200), nullable=False),
    Column("consented_on", Date, nullable=False),
    Column("delete_on", Date, nullable=False, index=True),
    CheckConstraint("delete_on >= consented_on", name="forwards"),
    sqlite_with_rowid=False,
)

handling_mark = Table(
    "handling_mark",
    metadata,
    Column("case_id", ForeignKey("feedback_case.id"), primary_key=True),
    Column("closing", Integer, primary_key=True),
    Column("mark", Integer, nullable=False),
    Column("day", Date, nullable=False),
    CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
    sqlite_with_rowid=False,
)

praise_letter = Table(
    "praise_letter",
    metadata,
    Column("case_id", ForeignKey("feedback_case.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("day", Date, nullable=False, index=True),
    Column("written_by", ForeignKey("account.id"), nullable=False),
    sqlite_with_rowid=False,
)

board_entry = Table(
    "board_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("said", Text, nullable=False),
    Column("done", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("written_by", ForeignKey("account.id"), nullable=False),
    Column("published_on", Date),
    Column("published_by", ForeignKey("account.id")),
    _one_of("state", list(BoardState)),
    CheckConstraint("length(said) BETWEEN 1 AND 1000 AND length(done) BETWEEN 1 AND 1000", name="texts"),
    CheckConstraint("(published_on IS NULL) = (state = 'draft')", name="published_on"),
    CheckConstraint("(published_by IS NULL) = (state = 'draft')", name="published_by"),
    CheckConstraint("published_by <> written_by", name="second_person"),
    Index("ix_board_entry_unit_id_month", "unit_id", "month"),
)
