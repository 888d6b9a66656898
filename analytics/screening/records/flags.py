"""Runs of the screening and their flags, frozen as they were found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, insert, select

from analytics.screening.domain import Action
from analytics.screening.domain.rulings import Marked
from analytics.screening.records.answers import OF_ANSWERS, Answer
from analytics.screening.records.tables import flag, screening_finding, screening_run
from survey.foundation.tables import insert_all
from survey.intake.records import response

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over a period."""

    run_id: int
    since: date
    until: date
    at: datetime
    thresholds_from: date
    decided_by: str
    answers: int
    summary: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding as it was kept: an anomaly with its explanation."""

    finding_id: int
    run_id: int
    unit_id: int
    desk_id: int | None
    detector: str
    kind: str
    reason: str
    details: Mapping[str, Any]
    p: float | None
    rule: str | None
    action: str
    answers: int

    @property
    def told(self) -> str:
        """The reason in English."""
        return self.reason % self.details


def add_run(connection: Connection, run: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> int:
    """Keep a run with its findings; each has `responses`, the ids of the answers flagged."""
    values = dict(run) | {"summary": json.dumps(run["summary"], ensure_ascii=False)}
    run_id = connection.execute(insert(screening_run).values(values).returning(screening_run.c.id)).scalar_one()
    for number, finding in enumerate(findings):
        row = {name: value for name, value in finding.items() if name != "responses"}
        row |= {"run_id": run_id, "details": json.dumps(row["details"], ensure_ascii=False, sort_keys=True)}
        statement = insert(screening_finding).values(row).returning(screening_finding.c.id)
        finding_id = connection.execute(statement).scalar_one()
        insert_all(
            connection,
            flag,
            [
                {"id": _flag_id(run_id, number, response_id), "finding_id": finding_id, "response_id": response_id}
                for response_id in finding["responses"]
            ],
        )
    return int(run_id)


def _flag_id(run_id: int, number: int, response_id: UUID) -> UUID:
    return UUID(bytes=hashlib.sha256(f"flag|{run_id}|{number}|".encode() + response_id.bytes).digest()[:16])


def latest_run(connection: Connection) -> Run | None:
    """Give the newest run."""
    row = connection.execute(select(screening_run).order_by(screening_run.c.id.desc()).limit(1)).first()
    return _run(row) if row else None


def newest_run_over(connection: Connection, since: date, until: date, *, whole: bool) -> Run | None:
    """Give the newest run about any day of a period; with `whole` the newest about every day of it."""
    begins, ends = (since, until) if whole else (until, since)
    statement = (
        select(screening_run)
        .where(screening_run.c.since <= begins, screening_run.c.until >= ends)
        .order_by(screening_run.c.id.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return _run(row) if row else None


def newest_runs(connection: Connection, limit: int) -> list[Run]:
    """Give the newest run from each first day, the latest period first."""
    newest = select(func.max(screening_run.c.id)).group_by(screening_run.c.since)
    statement = select(screening_run).where(screening_run.c.id.in_(newest))
    order = (screening_run.c.until.desc(), screening_run.c.since.desc())
    return [_run(row) for row in connection.execute(statement.order_by(*order).limit(limit))]


def proposals(connection: Connection, run_id: int) -> set[tuple[UUID, str, str]]:
    """Give (answer, detector, action) of every flag of a run that is more than a note."""
    statement = (
        select(flag.c.response_id, screening_finding.c.detector, screening_finding.c.action)
        .join(screening_finding, screening_finding.c.id == flag.c.finding_id)
        .where(screening_finding.c.run_id == run_id, screening_finding.c.action != Action.NOTE)
    )
    return {(row[0], row[1], row[2]) for row in connection.execute(statement)}


def run_by_id(connection: Connection, run_id: int) -> Run | None:
    """Find a run."""
    row = connection.execute(select(screening_run).where(screening_run.c.id == run_id)).first()
    return _run(row) if row else None


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    return Run(run_id=values.pop("id"), summary=json.loads(values.pop("summary")), **values)


def unit_findings(connection: Connection, run_id: int, unit_ids: Collection[int] | None = None) -> list[Found]:
    """Give the findings of a run (in these units), what is to be rejected first, then the surest."""
    statement = select(screening_finding).where(screening_finding.c.run_id == run_id)
    if unit_ids is not None:
        statement = statement.where(screening_finding.c.unit_id.in_(unit_ids))
    order = {"reject": 0, "quarantine": 1, "note": 2}
    found = [_found(row) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (order[one.action], one.p or 0.0, one.finding_id))


def finding_by_id(connection: Connection, finding_id: int) -> Found | None:
    """Find a finding."""
    row = connection.execute(select(screening_finding).where(screening_finding.c.id == finding_id)).first()
    return _found(row) if row else None


def _found(row: Row[Any]) -> Found:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    return Found(finding_id=values.pop("id"), details=json.loads(values.pop("details")), **values)


def flags_of(connection: Connection, finding_id: int) -> list[UUID]:
    """Give the answers of a finding."""
    statement = select(flag.c.response_id).where(flag.c.finding_id == finding_id).order_by(flag.c.response_id)
    return list(connection.scalars(statement))


def proposed_answers(connection: Connection, run_id: int) -> list[Answer]:
    """Give the answers that some finding of a run, more than a note, is about."""
    ids = (
        select(flag.c.response_id)
        .join(screening_finding, screening_finding.c.id == flag.c.finding_id)
        .where(screening_finding.c.run_id == run_id, screening_finding.c.action != Action.NOTE)
    )
    statement = select(*OF_ANSWERS).where(response.c.id.in_(ids))
    return sorted(Answer._make(row) for row in connection.execute(statement))


def marked(connection: Connection, ids: Collection[UUID]) -> list[Marked]:
    """Give what the newest run about each answer's day says of it.

    Older runs have no say: thresholds or evidence may have changed since.
    """
    wanted = sorted(ids)
    found: list[Marked] = []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        covering = (
            select(response.c.id, func.max(screening_run.c.id).label("run_id"))
            .join(screening_run, response.c.day.between(screening_run.c.since, screening_run.c.until))
            .where(response.c.id.in_(part))
            .group_by(response.c.id)
            .subquery()
        )
        statement = (
            select(flag.c.response_id, screening_finding.c.detector, screening_finding.c.action)
            .join(screening_finding, screening_finding.c.id == flag.c.finding_id)
            .join(covering, covering.c.id == flag.c.response_id)
            .where(screening_finding.c.run_id == covering.c.run_id)
        )
        found += [
            Marked(response_id=row.response_id, family=row.detector, action=row.action)
            for row in connection.execute(statement)
        ]
    return found
