"""Reading and writing the keys of programs; of the key itself only a hash is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from survey.accounts.domain import ApiKey
from survey.accounts.records.tables import api_key
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


def api_keys(connection: Connection) -> list[ApiKey]:
    """List every key, revoked ones too, by name."""
    return _read(connection)


def api_key_named(connection: Connection, name: str) -> ApiKey | None:
    """Find the key with this name."""
    return next(iter(_read(connection, api_key.c.name == name)), None)


def api_key_by_hash(connection: Connection, key_hash: bytes) -> ApiKey | None:
    """Find the key of which this hash is kept."""
    return next(iter(_read(connection, api_key.c.hash == key_hash)), None)


def insert_api_key(connection: Connection, values: dict[str, Any]) -> bool:
    """Keep a new key; False when its name is taken."""
    return bool(insert_new(connection, api_key, [values], returning="id"))


def end_api_key(connection: Connection, key_id: int, *, at: datetime) -> bool:
    """End a key from a moment on; False when it was ended before."""
    ended = connection.execute(
        update(api_key).where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    return ended.rowcount == 1


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[ApiKey]:
    rows = connection.execute(select(api_key).where(*conditions).order_by(api_key.c.name))
    return [
        ApiKey(
            key_id=row.id,
            name=row.name,
            unit_id=row.unit_id,
            scopes=frozenset(row.scopes.split()),
            created_at=row.created_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]
