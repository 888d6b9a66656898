"""The tables of questionnaires: documents go in once, and only their retirement is written later."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from survey.foundation.tables import Moment, insert_new, metadata
from survey.questionnaire.domain import (
    Draft,
    Version,
    canonical,
    content_hash,
    hold_scales,
    read_canonical,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

questionnaire = Table(
    "questionnaire",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
)

questionnaire_version = Table(
    "questionnaire_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("questionnaire_id", ForeignKey("questionnaire.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("retired_at", Moment),
    UniqueConstraint("questionnaire_id", "number"),
    UniqueConstraint("questionnaire_id", "content_hash"),
)
_not_retired = questionnaire_version.c.retired_at.is_(None)
# One version of a questionnaire is in force; the database sees to it, whoever publishes beside whom.
Index(
    "ix_questionnaire_version_in_force",
    questionnaire_version.c.questionnaire_id,
    unique=True,
    sqlite_where=_not_retired,
    postgresql_where=_not_retired,
)

# The closed questions of a version; `position` counts from 1, as SQL's substr(marks, position, 1) does.
question = Table(
    "question",
    metadata,
    Column("version_id", ForeignKey("questionnaire_version.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("code", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("indexed", Boolean, nullable=False),
)


def publish(connection: Connection, draft: Draft, *, at: datetime) -> Version:
    """Publish a document as the next version and retire the one in force.

    A document that was published before is given back as it stands, retired or not: it is the same version.
    """
    questionnaire_id = _questionnaire_id(connection, draft.code)
    earlier = [_version(row) for row in connection.execute(_of(questionnaire_id))]
    digest = content_hash(draft)
    for version in earlier:
        if version.content_hash == digest:
            return version
    hold_scales(draft, (version.document for version in earlier))
    table = questionnaire_version
    connection.execute(
        update(table)
        .where(table.c.questionnaire_id == questionnaire_id, table.c.retired_at.is_(None))
        .values(retired_at=at)
    )
    version_id = connection.scalar(
        insert(table)
        .values(
            questionnaire_id=questionnaire_id,
            number=max((version.number for version in earlier), default=0) + 1,
            document=canonical(draft),
            content_hash=digest,
            published_at=at,
        )
        .returning(table.c.id)
    )
    connection.execute(insert(question), _question_rows(version_id, draft))
    return _version(connection.execute(select(table).where(table.c.id == version_id)).one())


def version_in_force(connection: Connection, code: str) -> Version | None:
    """Find the version of a questionnaire that citizens are asked now."""
    table = questionnaire_version
    row = connection.execute(
        select(table).join(questionnaire).where(questionnaire.c.code == code, table.c.retired_at.is_(None))
    ).one_or_none()
    return _version(row) if row else None


def version_by_id(connection: Connection, version_id: int) -> Version | None:
    """Find a version, in force or retired."""
    table = questionnaire_version
    row = connection.execute(select(table).where(table.c.id == version_id)).one_or_none()
    return _version(row) if row else None


def versions(connection: Connection) -> list[Version]:
    """List every version of every questionnaire, by code and number."""
    table = questionnaire_version
    rows = connection.execute(select(table).join(questionnaire).order_by(questionnaire.c.code, table.c.number))
    return [_version(row) for row in rows]


def _questionnaire_id(connection: Connection, code: str) -> int:
    """Find or make the questionnaire, and hold it: two who publish at once take turns."""
    insert_new(connection, questionnaire, [{"code": code}], "id")
    held = select(questionnaire.c.id).where(questionnaire.c.code == code).with_for_update()
    questionnaire_id: int = connection.execute(held).scalar_one()
    return questionnaire_id


def _of(questionnaire_id: int) -> Select[Any]:
    table = questionnaire_version
    return select(table).where(table.c.questionnaire_id == questionnaire_id).order_by(table.c.number)


def _question_rows(version_id: int | None, draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "version_id": version_id,
            "position": position,
            "code": asked.code,
            "kind": asked.kind.value,
            "indexed": asked.indexed,
        }
        for position, asked in enumerate(draft.closed, start=1)
    ]


# A document never changes, so what was read from its text stays true for as long as the process lives.
_draft = lru_cache(maxsize=256)(read_canonical)


def _version(row: Row[Any]) -> Version:
    return Version(
        version_id=row.id,
        number=row.number,
        document=_draft(row.document),
        content_hash=row.content_hash,
        published_at=row.published_at,
        retired_at=row.retired_at,
    )
