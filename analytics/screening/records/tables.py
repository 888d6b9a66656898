"""The tables of screening: runs and their flags, rulings and their steps; what names an answer names no moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
)

from analytics.screening.domain import Action, Family
from analytics.screening.domain.rulings import Effect, Ground, Step
from survey.foundation.append_only import append_only
from survey.foundation.tables import Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Collection


def _one_of(column: str, allowed: Collection[str]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in allowed)})", name=column)


screening_run = Table(
    "screening_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("thresholds_from", Date, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("answers", Integer, nullable=False),
    # By detector: tests, findings and how many of these chance alone explains.
    Column("summary", Text, nullable=False),
    CheckConstraint("until >= since", name="period"),
)

screening_finding = Table(
    "screening_finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("screening_run.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("detector", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    # What fills the places of the reason.
    Column("details", Text, nullable=False),
    Column("p", Float),
    Column("rule", String(32)),
    Column("action", String(12), nullable=False),
    Column("answers", Integer, nullable=False),
    _one_of("detector", list(Family)),
    _one_of("action", list(Action)),
    CheckConstraint("(p IS NULL) <> (rule IS NULL)", name="p_or_rule"),
)

flag = Table(
    "flag",
    metadata,
    # Not a serial number: the order would tell who answered first.
    Column("id", Uuid, primary_key=True),
    Column("finding_id", ForeignKey("screening_finding.id"), nullable=False, index=True),
    Column("response_id", ForeignKey("response.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

ruling = Table(
    "ruling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False, index=True),
    Column("ground", String(20), nullable=False),
    Column("effect", String(8), nullable=False),
    Column("reason", Text, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("proposed_by", ForeignKey("account.id"), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    # The unit's figure over these days with the answers and without them, as it stood when this was proposed.
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("inspection_needed", Boolean, nullable=False),
    _one_of("ground", list(Ground)),
    _one_of("effect", list(Effect)),
    CheckConstraint("answers > 0", name="answers"),
)

ruled_answer = Table(
    "ruled_answer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ruling_id", ForeignKey("ruling.id"), nullable=False, index=True),
    Column("response_id", ForeignKey("response.id"), nullable=False, index=True),
    # The state the answer had, which an appeal gives back.
    Column("was", String(12), nullable=False),
    sqlite_with_rowid=False,
)

ruling_step = Table(
    "ruling_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ruling_id", ForeignKey("ruling.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("step", String(16), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    _one_of("step", list(Step)),
    # Two people who decide at one moment both want the same place: the second is refused.
    Index("uq_ruling_step_ruling_id_place", "ruling_id", "place", unique=True),
)

# A run's findings are frozen, and a ruling is changed by a further step only.
for _table in (screening_run, screening_finding, flag, ruling, ruled_answer, ruling_step):
    append_only(_table)
