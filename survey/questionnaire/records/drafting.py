"""Drafts: one for the centre of each questionnaire, one for each unit, changed until they are published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from survey.foundation.tables import insert_new
from survey.questionnaire.domain import Sheet, canonical, read_canonical
from survey.questionnaire.domain.faults import NoDraftError
from survey.questionnaire.records.tables import questionnaire_draft

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from survey.questionnaire.domain import Draft

_table = questionnaire_draft


def open_draft(
    connection: Connection, document: Draft, *, unit_id: int | None, at: datetime, by: str
) -> tuple[Sheet, bool]:
    """Begin a draft, or give the one somebody has begun, and tell whether it is new."""
    row = {"code": document.code, "unit_id": unit_id, "document": canonical(document)}
    new = insert_new(connection, _table, [row | {"updated_at": at, "updated_by": by}], "id")
    found = draft_of(connection, document.code, unit_id)
    if found is None:
        raise NoDraftError
    return found, bool(new)


def draft_by_id(connection: Connection, draft_id: int, *, held: bool = False) -> Sheet | None:
    """Find a draft; `held` until the transaction ends, so that two who save at once take turns."""
    statement = select(_table).where(_table.c.id == draft_id)
    row = connection.execute(statement.with_for_update() if held else statement).one_or_none()
    return _sheet(row) if row else None


def draft_of(connection: Connection, code: str, unit_id: int | None) -> Sheet | None:
    """Find the draft of a questionnaire, the centre's or a unit's."""
    statement = select(_table).where(_table.c.code == code, _table.c.unit_id.is_not_distinct_from(unit_id))
    row = connection.execute(statement).one_or_none()
    return _sheet(row) if row else None


def drafts(connection: Connection) -> list[Sheet]:
    """List every draft by the code of its questionnaire."""
    rows = connection.execute(select(_table).order_by(_table.c.code, _table.c.unit_id.is_not(None), _table.c.id))
    return [_sheet(row) for row in rows]


def keep_draft(connection: Connection, sheet: Sheet, document: Draft, *, at: datetime, by: str) -> None:
    """Save another document in a draft's place; the one it had can be had back."""
    values = {"document": canonical(document), "before": canonical(sheet.document), "code": document.code}
    statement = update(_table).where(_table.c.id == sheet.draft_id)
    connection.execute(statement.values(values | {"updated_at": at, "updated_by": by}))


def drop_draft(connection: Connection, draft_id: int) -> None:
    """Throw a draft away."""
    connection.execute(delete(_table).where(_table.c.id == draft_id))


def _sheet(row: Row[Any]) -> Sheet:
    return Sheet(
        draft_id=row.id,
        unit_id=row.unit_id,
        document=read_canonical(row.document),
        before=read_canonical(row.before) if row.before else None,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
