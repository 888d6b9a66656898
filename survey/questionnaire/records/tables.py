"""The tables of questionnaires: documents go in once, and only their retirement is written later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
)

from survey.foundation.tables import Moment, metadata

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

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
    # The unit that alone asks this version, and the centre's version it stands on; both or neither.
    Column("unit_id", ForeignKey("unit.id")),
    Column("base_id", ForeignKey("questionnaire_version.id")),
    # The centre's versions are counted, and each unit's own; the hash is the document's, whatever its number.
    Column("number", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("retired_at", Moment),
    CheckConstraint("(unit_id IS NULL) = (base_id IS NULL)", name="base"),
)


def _unique(name: str, *columns: str, where: ColumnElement[bool]) -> None:
    """Let the database see to it, whoever publishes beside whom; a NULL equals nothing, so there are two."""
    table = questionnaire_version
    Index(name, *(table.c[column] for column in columns), unique=True, sqlite_where=where, postgresql_where=where)


_centre = questionnaire_version.c.unit_id.is_(None)
_units = questionnaire_version.c.unit_id.is_not(None)
_not_retired = questionnaire_version.c.retired_at.is_(None)
_unique("ix_questionnaire_version_number", "questionnaire_id", "number", where=_centre)
_unique("ix_questionnaire_version_unit_number", "questionnaire_id", "unit_id", "number", where=_units)
_unique("ix_questionnaire_version_in_force", "questionnaire_id", where=and_(_not_retired, _centre))
_unique("ix_questionnaire_version_unit_in_force", "questionnaire_id", "unit_id", where=and_(_not_retired, _units))

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

questionnaire_draft = Table(
    "questionnaire_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False),
    # The unit whose own questions these are; none for the centre's whole document.
    Column("unit_id", ForeignKey("unit.id")),
    Column("document", Text, nullable=False),
    # The document before the last change, for whoever wants that back.
    Column("before", Text),
    Column("updated_at", Moment, nullable=False),
    Column("updated_by", String(64), nullable=False),
)
Index(
    "ix_questionnaire_draft_code",
    questionnaire_draft.c.code,
    unique=True,
    sqlite_where=questionnaire_draft.c.unit_id.is_(None),
    postgresql_where=questionnaire_draft.c.unit_id.is_(None),
)
Index(
    "ix_questionnaire_draft_unit",
    questionnaire_draft.c.code,
    questionnaire_draft.c.unit_id,
    unique=True,
    sqlite_where=questionnaire_draft.c.unit_id.is_not(None),
    postgresql_where=questionnaire_draft.c.unit_id.is_not(None),
)

# Which questionnaire is asked where from which day on, until a later row of the same place; no row: the default.
asked_questionnaire = Table(
    "asked_questionnaire",
    metadata,
    Column("id", Integer, primary_key=True),
    # With all units below it; none for everywhere.
    Column("unit_id", ForeignKey("unit.id")),
    Column("questionnaire_id", ForeignKey("questionnaire.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("set_by", String(64), nullable=False),
)
Index(
    "ix_asked_questionnaire_everywhere",
    asked_questionnaire.c.valid_from,
    unique=True,
    sqlite_where=asked_questionnaire.c.unit_id.is_(None),
    postgresql_where=asked_questionnaire.c.unit_id.is_(None),
)
Index(
    "ix_asked_questionnaire_unit",
    asked_questionnaire.c.unit_id,
    asked_questionnaire.c.valid_from,
    unique=True,
    sqlite_where=asked_questionnaire.c.unit_id.is_not(None),
    postgresql_where=asked_questionnaire.c.unit_id.is_not(None),
)
