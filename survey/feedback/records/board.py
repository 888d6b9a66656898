"""The board “you said, we did” of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from survey.feedback.domain import BoardEntry, BoardState
from survey.feedback.records.tables import board_entry

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select


def add_entry(connection: Connection, values: dict[str, Any]) -> int:
    """Keep a draft; give its id."""
    key = connection.execute(insert(board_entry), {**values, "state": BoardState.DRAFT.value}).inserted_primary_key
    entry_id: int = key[0] if key else 0
    return entry_id


def change_entry(connection: Connection, entry_id: int, **values: Any) -> None:
    """Change columns of one entry."""
    connection.execute(update(board_entry).where(board_entry.c.id == entry_id).values(**values))


def entry_by_id(connection: Connection, entry_id: int, *, to_change: bool = False) -> BoardEntry | None:
    """Find an entry."""
    statement = select(board_entry).where(board_entry.c.id == entry_id)
    found = _read(connection, statement.with_for_update() if to_change else statement)
    return found[0] if found else None


def entries(connection: Connection, unit_ids: Collection[int] | None) -> list[BoardEntry]:
    """List the entries of units, or of all, newest month first."""
    statement = select(board_entry).order_by(board_entry.c.month.desc(), board_entry.c.id.desc())
    if unit_ids is not None:
        statement = statement.where(board_entry.c.unit_id.in_(unit_ids))
    return _read(connection, statement)


def public_entries(connection: Connection, unit_id: int, *, limit: int) -> list[BoardEntry]:
    """List what the public may read of one unit, newest month first."""
    columns = board_entry.c
    statement = (
        select(board_entry)
        .where(columns.unit_id == unit_id, columns.state == BoardState.PUBLISHED)
        .order_by(columns.month.desc(), columns.id.desc())
        .limit(limit)
    )
    return _read(connection, statement)


def _read(connection: Connection, statement: Select[Any]) -> list[BoardEntry]:
    return [
        BoardEntry(
            entry_id=row.id,
            unit_id=row.unit_id,
            month=row.month,
            said=row.said,
            done=row.done,
            state=BoardState(row.state),
            written_by=row.written_by,
            published_on=row.published_on,
            published_by=row.published_by,
        )
        for row in connection.execute(statement)
    ]
