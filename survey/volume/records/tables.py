"""Volumes by day or month with their sums by month, invitations of slips long gone, call-backs, floors."""

from __future__ import annotations

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
)

from survey.foundation.clock import HOUR_BANDS
from survey.foundation.tables import Moment, metadata

service_volume = Table(
    "service_volume",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    # None: files not told apart by procedure.
    Column("procedure_id", ForeignKey("procedure.id")),
    # The day, or the first day of the month where the row is about the whole of it.
    Column("day", Date, nullable=False),
    Column("month", Date, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("finished", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    CheckConstraint("finished >= 0 AND refused >= 0", name="counts"),
    CheckConstraint("NOT whole OR day = month", name="month"),
    Index("ix_service_volume_unit_id_month_day", "unit_id", "month", "day"),
)
_named, _unnamed = service_volume.c.procedure_id.is_not(None), service_volume.c.procedure_id.is_(None)
Index(
    "ix_service_volume_of_procedure",
    *(service_volume.c[name] for name in ("unit_id", "day", "procedure_id", "whole")),
    unique=True,
    sqlite_where=_named,
    postgresql_where=_named,
)
Index(
    "ix_service_volume_of_unit",
    *(service_volume.c[name] for name in ("unit_id", "day", "whole")),
    unique=True,
    sqlite_where=_unnamed,
    postgresql_where=_unnamed,
)

# Made anew by each import for the months it touches: the month's own row where there is one, else its days.
service_volume_month = Table(
    "service_volume_month",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("procedure_id", ForeignKey("procedure.id")),
    Column("month", Date, nullable=False),
    Column("finished", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Index("ix_service_volume_month_unit_id_month", "unit_id", "month"),
)

# Slips are purged weeks after they ran out; how many there were is kept, by day, coarse band of hours and place.
invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("procedure_id", ForeignKey("procedure.id")),
    Column("day", Date, nullable=False),
    # Unknown of those purged before the band was kept.
    Column("hour_band", String(12), nullable=False, server_default="unknown"),
    Column("issued", Integer, nullable=False),
    CheckConstraint("issued > 0", name="issued"),
    CheckConstraint(f"hour_band IN ({', '.join(map(repr, HOUR_BANDS))})", name="hour_band"),
    Index("ix_invitation_unit_id_day", "unit_id", "day"),
)

# Of a unit and month the latest row counts; the earlier ones stay.
callback = Table(
    "callback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("called", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("differed", Integer, nullable=False),
    Column("unreachable", Integer, nullable=False),
    Column("recorded_by", String(80), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    CheckConstraint("agreed >= 0 AND differed >= 0 AND unreachable >= 0", name="counts"),
    CheckConstraint("called = agreed + differed + unreachable", name="called"),
    Index("ix_callback_unit_id_month", "unit_id", "month"),
)

# Dated policy. Rates are whole numbers in ten thousand, so that they compare exactly.
ranking_floor = Table(
    "ranking_floor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("valid_from", Date, nullable=False, unique=True),
    Column("least_response_rate", Integer, nullable=False),
    Column("least_coverage", Integer, nullable=False),
    Column("decided_by", String(200), nullable=False),
    # None for floors of before this was kept.
    Column("recorded_at", Moment),
    CheckConstraint("least_response_rate BETWEEN 0 AND 10000", name="least_response_rate"),
    CheckConstraint("least_coverage BETWEEN 0 AND 10000", name="least_coverage"),
)
