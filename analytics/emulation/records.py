"""The tables of programmes: every loaded document is kept as a version, none is overwritten."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, func, insert, select

from analytics.emulation.domain.programme import ProgrammeVersion
from analytics.emulation.domain.reading import read
from survey.foundation.tables import Moment, insert_new, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from analytics.emulation.domain.programme import Programme

programme = Table(
    "programme",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(80), nullable=False, unique=True),
)

programme_version = Table(
    "programme_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("programme_id", ForeignKey("programme.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("loaded_at", Moment, nullable=False),
    UniqueConstraint("programme_id", "number"),
)


def load(connection: Connection, text: str, *, at: datetime) -> ProgrammeVersion:
    """Keep a programme's document as the version in force; the one in force already is not kept again."""
    document = text.replace("\r\n", "\n")
    content_hash = sha256(document.encode()).hexdigest()
    code = read(document).code
    programme_id = _programme_id(connection, code)
    latest = programme_by_code(connection, code)
    if latest is not None and latest.content_hash == content_hash:
        return latest
    number = latest.number + 1 if latest is not None else 1
    row = {"programme_id": programme_id, "number": number, "document": document}
    row |= {"content_hash": content_hash, "loaded_at": at}
    connection.execute(insert(programme_version).values(row))
    return _version(connection.execute(_latest().where(programme.c.id == programme_id)).one())


def programme_by_code(connection: Connection, code: str) -> ProgrammeVersion | None:
    """Find the version in force of a programme."""
    row = connection.execute(_latest().where(programme.c.code == code)).one_or_none()
    return None if row is None else _version(row)


def programmes(connection: Connection) -> tuple[ProgrammeVersion, ...]:
    """List the version in force of every programme, by code."""
    return tuple(_version(row) for row in connection.execute(_latest().order_by(programme.c.code)))


def programme_versions(connection: Connection, code: str) -> tuple[ProgrammeVersion, ...]:
    """List every version a programme has had, first to last."""
    wanted = _versions().where(programme.c.code == code).order_by(programme_version.c.number)
    return tuple(_version(row) for row in connection.execute(wanted))


def _programme_id(connection: Connection, code: str) -> int:
    insert_new(connection, programme, [{"code": code}], "id")
    # The row is locked: of two doors that load at once, the second sees the first one's version.
    statement = select(programme.c.id).where(programme.c.code == code).with_for_update()
    return int(connection.execute(statement).scalar_one())


def _versions() -> Select[tuple[int, int, str, str, datetime]]:
    columns = programme_version.c
    return select(
        columns.programme_id, columns.number, columns.document, columns.content_hash, columns.loaded_at
    ).join(programme)


def _latest() -> Select[tuple[int, int, str, str, datetime]]:
    newer = programme_version.alias()
    highest = select(func.max(newer.c.number)).where(newer.c.programme_id == programme_version.c.programme_id)
    return _versions().where(programme_version.c.number == highest.scalar_subquery())


def _version(row: Row[tuple[int, int, str, str, datetime]]) -> ProgrammeVersion:
    return ProgrammeVersion(
        programme_id=row.programme_id,
        number=row.number,
        content_hash=row.content_hash,
        loaded_at=row.loaded_at,
        programme=_read(row.document),
    )


@lru_cache(maxsize=64)
def _read(document: str) -> Programme:
    return read(document)
