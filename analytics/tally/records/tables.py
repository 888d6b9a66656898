"""One row a place, day and way, with a vector of counts; the same by procedure; both by month; the calendar."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    column,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from survey.foundation.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

Day = tuple[int, date]
"""A unit's id and a day (or a month's first day)."""

PLACES = {"desk": ("desk_id", "staff_id"), "service": ("procedure_id",)}
"""What the rows of a kind of tally tell apart beside unit, way and day."""

WAY = ("version_id", "channel", "tier", "state")


def _tally_table(name: str, *places: str) -> Table:
    # No foreign keys: rows are made of answers, which have them all, and checking them again for each row takes
    # four times as long as writing it. One index: every reader names its units, if need be all of them.
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("unit_id", Integer, nullable=False),
        *(Column(place, Integer) for place in places),
        Column("channel", String(12), nullable=False),
        Column("tier", String(12), nullable=False),
        Column("version_id", Integer, nullable=False),
        Column("state", String(12), nullable=False),
        Column("day", Date, nullable=False),
        # The vector of `Layout`, packed; in two of the tables 31 of them, in the calendar condensed.
        Column("counts", LargeBinary, nullable=False),
        Index(f"ix_{name}_unit_id_day", "unit_id", "day"),
    )


tally = _tally_table("tally", *PLACES["desk"])
tally_month = _tally_table("tally_month", *PLACES["desk"])
tally_service = _tally_table("tally_service", *PLACES["service"])
tally_service_month = _tally_table("tally_service_month", *PLACES["service"])
# Whole units, one row a month: the sum, the days in full, and the days condensed for whoever needs no pairs.
tally_unit_month = _tally_table("tally_unit_month")
tally_unit = _tally_table("tally_unit")
tally_calendar = _tally_table("tally_calendar")

DAY_TABLES = {"desk": tally, "service": tally_service}
MONTH_TABLES = {"desk": tally_month, "service": tally_service_month}
UNIT_TABLES = {"sum": tally_unit_month, "days": tally_unit, "calendar": tally_calendar}
TABLES = {
    "day": tally,
    "month": tally_month,
    "service day": tally_service,
    "service month": tally_service_month,
    "unit month": tally_unit_month,
    "unit days": tally_unit,
    "calendar": tally_calendar,
}


def keys_of(table: Table) -> tuple[str, ...]:
    """Name the columns of whole numbers that tell the rows of one way apart: unit, place, day."""
    return tuple(name for name in ("unit_id", "desk_id", "staff_id", "procedure_id", "day") if name in table.c)


def on_days(dialect: str, table: Table, days: Collection[Day]) -> ColumnElement[bool]:
    """Give the condition that a row is of one of these days of units; they are two values, however many."""
    listed = sorted(days)
    if dialect == "sqlite":
        told = bindparam(None, json.dumps([[unit_id, day.isoformat()] for unit_id, day in listed]), type_=Text())
        each = func.json_each(told).table_valued("value")
        wanted = select(func.json_extract(each.c.value, "$[0]"), func.json_extract(each.c.value, "$[1]"))
    else:
        units = bindparam(None, [unit_id for unit_id, _ in listed], type_=ARRAY(Integer))
        firsts = bindparam(None, [day for _, day in listed], type_=ARRAY(Date))
        pairs = func.unnest(units, firsts).table_valued(column("unit_id", Integer), column("day", Date))
        wanted = select(*pairs.render_derived().c)
    return tuple_(table.c.unit_id, table.c.day).in_(wanted)
