"""The tables of units and their events, desks, staff, rosters, procedures and holidays."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    UniqueConstraint,
)

from survey.foundation.tables import Moment, metadata
from survey.organisation.domain import CODE_LIMIT

# Sort keys are made for the order of their bytes; PostgreSQL would sort them by the rules of some language.
_BYTES = String().with_variant(String(collation="C"), "postgresql")


def _name_columns(limit: int) -> tuple[Column[str], Column[str], Column[str]]:
    return (
        Column("name", String(limit), nullable=False),
        Column("sort_key", _BYTES, nullable=False),
        Column("search_key", String, nullable=False),
    )


unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_LIMIT), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
)

unit_version = Table(
    "unit_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    *_name_columns(300),
    Column("short_name", String(100), nullable=False),
    Column("parent_id", ForeignKey("unit.id"), index=True),
    Column("address", String(500), nullable=False),
    UniqueConstraint("unit_id", "valid_from"),
    CheckConstraint("valid_to >= valid_from", name="period_forwards"),
    CheckConstraint("parent_id <> unit_id", name="own_parent"),
)

unit_event = Table(
    "unit_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("legal_act", String(300), nullable=False),
    UniqueConstraint("day", "legal_act", "kind"),
)

unit_succession = Table(
    "unit_succession",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("unit_event.id"), nullable=False, index=True),
    Column("from_unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    # NULL: nobody comes after it, or the unit itself goes on.
    Column("to_unit_id", ForeignKey("unit.id"), index=True),
    Column("note", String(300), nullable=False),
    UniqueConstraint("event_id", "from_unit_id", "to_unit_id"),
    CheckConstraint("from_unit_id <> to_unit_id", name="own_successor"),
)
# A NULL differs from every other one to a unique constraint.
Index(
    "uq_unit_succession_alone",
    unit_succession.c.event_id,
    unit_succession.c.from_unit_id,
    unique=True,
    sqlite_where=unit_succession.c.to_unit_id.is_(None),
    postgresql_where=unit_succession.c.to_unit_id.is_(None),
)

desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_LIMIT), nullable=False, unique=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    *_name_columns(300),
    Column("field", String(200), nullable=False),
    Column("opens", Time),
    Column("closes", Time),
    # Digits in order, 1 Monday to 7 Sunday.
    Column("days", String(7), nullable=False),
    # The last day it served.
    Column("valid_to", Date),
    CheckConstraint("opens < closes", name="hours_forwards"),
    CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="hours_whole"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_LIMIT), nullable=False, unique=True),
    *_name_columns(200),
    Column("title", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
)

home_unit = Table(
    "home_unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False, server_default=""),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    UniqueConstraint("staff_id", "valid_from"),
    CheckConstraint("valid_to >= valid_from", name="period_forwards"),
)

roster = Table(
    "roster",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("starts", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    UniqueConstraint("desk_id", "staff_id", "starts"),
    CheckConstraint("starts < ends", name="shift_forwards"),
    Index(None, "desk_id", "starts"),
)

procedure = Table(
    "procedure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_LIMIT), nullable=False, unique=True),
    *_name_columns(500),
    Column("field", String(200), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), index=True),
)

roster_pattern = Table(
    "roster_pattern",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("days", String(7), nullable=False),
    # On the office's clock.
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    UniqueConstraint("desk_id", "staff_id", "days", "starts", "valid_from"),
    CheckConstraint("starts < ends", name="pattern_forwards"),
    CheckConstraint("valid_to >= valid_from", name="period_forwards"),
)

holiday = Table(
    "holiday",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    # Not announced yet, or not checked against the announcement.
    Column("expected", Boolean, nullable=False),
)

# Uploaded tables between the preview and the word to go on; gone within a day.
organisation_upload = Table(
    "organisation_upload",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String(64), nullable=False, index=True),
    # The account that brought it, for which this feature has no table.
    Column("owner", Integer, nullable=False),
    Column("name", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("brought_at", Moment, nullable=False),
)
