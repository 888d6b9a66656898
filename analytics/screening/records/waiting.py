"""Answers that wait outside the figures: with a clock that cannot be right, or with a slip that broke a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from analytics.screening.domain import Action
from analytics.screening.records.tables import flag, screening_finding
from survey.intake.domain import State
from survey.intake.records import response

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select

_AT_ONCE = 10_000


class Waiting(NamedTuple):
    """So many answers of a unit that wait for one reason."""

    unit_id: int
    rule: str | None
    """The rule that a run found broken; None where nobody knows the day, the tablet's clock being impossible."""
    answers: int


def waiting(connection: Connection, unit_ids: Collection[int] | None = None) -> list[Waiting]:
    """Count the answers that wait by unit and reason, in this order."""
    listed = _listed().subquery()
    statement = (
        select(listed.c.unit_id, listed.c.rule, func.count())
        .group_by(listed.c.unit_id, listed.c.rule)
        .order_by(listed.c.unit_id, func.coalesce(listed.c.rule, ""))
    )
    if unit_ids is not None:
        statement = statement.where(listed.c.unit_id.in_(unit_ids))
    return [Waiting._make(row) for row in connection.execute(statement)]


def waiting_ids(connection: Connection, unit_id: int, *, broke_a_rule: bool) -> list[UUID]:
    """Give the answers of a unit that wait because of a broken rule, or those that wait for their clock."""
    found = connection.execute(_listed().where(response.c.unit_id == unit_id).order_by(response.c.id))
    return [row.id for row in found if (row.rule is not None) == broke_a_rule]


def ever_rejected(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Give those of some answers that a run, however old, found to break a rule."""
    wanted, found = sorted(ids), set[UUID]()
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(flag.c.response_id)
            .join(screening_finding, screening_finding.c.id == flag.c.finding_id)
            .where(screening_finding.c.action == Action.REJECT)
            .where(flag.c.response_id.in_(wanted[start : start + _AT_ONCE]))
        )
        found |= set(connection.scalars(statement))
    return found


def _listed() -> Select[Any]:
    broken = (
        select(flag.c.response_id, func.min(screening_finding.c.rule).label("rule"))
        .join(screening_finding, screening_finding.c.id == flag.c.finding_id)
        .where(screening_finding.c.action == Action.REJECT)
        .group_by(flag.c.response_id)
        .subquery()
    )
    return (
        select(response.c.id, response.c.unit_id, broken.c.rule)
        .outerjoin(broken, broken.c.response_id == response.c.id)
        .where(response.c.state == State.QUARANTINED)
    )
