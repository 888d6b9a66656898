"""The tables of units, desks, staff, rosters and procedures."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
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
