"""Studies as they were made: one that is made anew is added, and the latest of a unit and period counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, func, insert, select

from survey.foundation.tables import Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

driver_study = Table(
    "driver_study",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("questionnaire", String(64), nullable=False),
    Column("method", String(20), nullable=False),
    Column("made_at", Moment, nullable=False),
    # The whole result, unrounded, as `hailong drivers --format json` prints it.
    Column("document", JSON, nullable=False),
    Index("ix_driver_study_unit_id_until", "unit_id", "until"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStudy:
    """What the answers of a unit and of those below it said of their questions in a period."""

    unit_id: int
    since: date
    until: date
    questionnaire: str
    method: str
    made_at: datetime
    document: Mapping[str, Any]


def add_study(connection: Connection, study: KeptStudy) -> None:
    """Keep a study beside those before it."""
    columns = [column.name for column in driver_study.columns if column.name != "id"]
    connection.execute(insert(driver_study).values({name: getattr(study, name) for name in columns}))


def studies_of(connection: Connection, unit_id: int, *, limit: int) -> list[KeptStudy]:
    """List the studies of a unit that count, the one of the latest period first."""
    return _read(connection, driver_study.c.unit_id == unit_id, limit=limit)


def latest(connection: Connection, since: date, until: date) -> dict[tuple[int, str], KeptStudy]:
    """Give the studies of one period that count, by unit and questionnaire."""
    found = _read(connection, (driver_study.c.since == since) & (driver_study.c.until == until))
    return {(study.unit_id, study.questionnaire): study for study in found}


def _read(connection: Connection, condition: ColumnElement[bool], *, limit: int | None = None) -> list[KeptStudy]:
    of = (driver_study.c.unit_id, driver_study.c.since, driver_study.c.until, driver_study.c.questionnaire)
    newest = select(func.max(driver_study.c.id)).where(condition).group_by(*of)
    statement = (
        select(driver_study)
        .where(driver_study.c.id.in_(newest))
        .order_by(driver_study.c.until.desc(), driver_study.c.since.desc(), driver_study.c.questionnaire)
        .limit(limit)
    )
    return [
        KeptStudy(
            unit_id=row.unit_id,
            since=row.since,
            until=row.until,
            questionnaire=row.questionnaire,
            method=row.method,
            made_at=row.made_at,
            document=row.document,
        )
        for row in connection.execute(statement)
    ]
