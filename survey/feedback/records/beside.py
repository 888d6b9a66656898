"""What stands beside a case: a contact, how the handling was judged, a letter of praise."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from survey.feedback.domain import Contact, Letter
from survey.feedback.records.tables import case_contact, feedback_case, handling_mark, praise_letter
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

    from survey.feedback.domain import CaseKind


def keep_contact(connection: Connection, case_id: int, contact: Contact) -> None:
    """Keep a contact in the place of the one the case had."""
    delete_contact(connection, case_id)
    values = {
        "case_id": case_id,
        "value": contact.value,
        "consented_on": contact.consented_on,
        "delete_on": contact.delete_on,
    }
    connection.execute(insert(case_contact), values)


def contact_of(connection: Connection, case_id: int, *, today: date) -> Contact | None:
    """Give the contact of a case; none any more from its day of deletion on, purged or not."""
    columns = case_contact.c
    row = connection.execute(
        select(columns.value, columns.consented_on, columns.delete_on).where(
            columns.case_id == case_id, columns.delete_on > today
        )
    ).first()
    return Contact(value=row.value, consented_on=row.consented_on, delete_on=row.delete_on) if row else None


def delete_contact(connection: Connection, case_id: int) -> None:
    """Delete the contact of a case, if it has one."""
    connection.execute(delete(case_contact).where(case_contact.c.case_id == case_id))


def add_mark(connection: Connection, case_id: int, *, closing: int, mark: int, day: date) -> bool:
    """Keep how the handling was judged after the nth closing; False when it was judged before."""
    row = {"case_id": case_id, "closing": closing, "mark": mark, "day": day}
    return bool(insert_new(connection, handling_mark, [row], "case_id"))


def judged(connection: Connection, case_id: int, closing: int) -> bool:
    """Tell whether the handling was judged after the nth closing."""
    columns = handling_mark.c
    statement = select(columns.mark).where(columns.case_id == case_id, columns.closing == closing)
    return connection.scalar(statement) is not None


def marks(connection: Connection, kinds: Collection[CaseKind], unit_ids: Collection[int] | None) -> list[int]:
    """Give how the handling of cases of these kinds and units (None: all) was judged, 1 to 5."""
    columns = feedback_case.c
    statement = select(handling_mark.c.mark).join(feedback_case, columns.id == handling_mark.c.case_id)
    statement = statement.where(columns.kind.in_(kinds))
    return list(
        connection.scalars(statement if unit_ids is None else statement.where(columns.unit_id.in_(unit_ids)))
    )


def add_letter(connection: Connection, letter: Letter, *, written_by: int) -> bool:
    """Keep a letter of praise; False when the case has one."""
    row = {
        "case_id": letter.case_id,
        "unit_id": letter.unit_id,
        "staff_id": letter.staff_id,
        "day": letter.day,
        "written_by": written_by,
    }
    return bool(insert_new(connection, praise_letter, [row], "case_id"))


def letters(connection: Connection, *, since: date, until: date) -> Counter[tuple[int, int | None]]:
    """Count letters of praise between two days, both included, by unit and officer (None: the unit as a whole)."""
    columns = praise_letter.c
    statement = select(columns.unit_id, columns.staff_id).where(columns.day.between(since, until))
    return Counter((row.unit_id, row.staff_id) for row in connection.execute(statement))
