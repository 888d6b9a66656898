"""Cases in and out; a case that is to be changed is locked until the transaction ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true, update

from survey.feedback.domain import OFFICE_TURN, Case, CaseKind, CaseState
from survey.feedback.records.tables import feedback_case
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Row

_COLUMNS = [column for column in feedback_case.c if column.name != "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases to list; None where everything goes."""

    kinds: Collection[CaseKind]
    states: Collection[CaseState]
    unit_ids: Collection[int] | None = None
    owner_id: int | None = None
    holder_id: int | None = None
    opened_before: date | None = None
    due_before: date | None = None
    escalates_before: date | None = None
    escalated: bool = False
    at_the_top: bool | None = None


def add_case(connection: Connection, values: dict[str, Any], *, draw: Callable[[], int]) -> int | None:
    """Keep a new case under a number drawn for it; None when there is a case with this link."""
    while True:
        number = draw()
        if insert_new(connection, feedback_case, [{"id": number, **values}], "id"):
            return number
        if known_links(connection, [values["link"]]):
            return None


def known_links(connection: Connection, links: Collection[bytes]) -> set[bytes]:
    """Give those of the links that belong to a case."""
    column = feedback_case.c.link
    return {bytes(link) for link in connection.scalars(select(column).where(column.in_(links)))}


def case_by_id(connection: Connection, case_id: int, *, to_change: bool = False) -> Case | None:
    """Find a case by its number."""
    return _one(connection, feedback_case.c.id == case_id, to_change=to_change)


def case_by_link(connection: Connection, link: bytes, *, to_change: bool = False) -> Case | None:
    """Find a case by its link."""
    return _one(connection, feedback_case.c.link == link, to_change=to_change)


def change_case(connection: Connection, case_id: int, **values: Any) -> None:
    """Change columns of one case."""
    connection.execute(update(feedback_case).where(feedback_case.c.id == case_id).values(**values))


def cases(connection: Connection, wanted: Wanted, *, limit: int | None = None, offset: int = 0) -> list[Case]:
    """List cases, the soonest due first."""
    columns = feedback_case.c
    statement = select(*_COLUMNS).where(_condition(wanted)).order_by(columns.due_on, columns.id)
    return [_case(row) for row in connection.execute(statement.limit(limit).offset(offset))]


def count_cases(connection: Connection, wanted: Wanted) -> int:
    """Count cases."""
    return connection.scalar(select(func.count()).select_from(feedback_case).where(_condition(wanted))) or 0


def counts(
    connection: Connection, unit_ids: Collection[int] | None, *, today: date
) -> list[tuple[CaseKind, CaseState, int, int]]:
    """Count the cases opened before today by kind and state: how many, and how many of them are overdue.

    A number that grows while somebody watches would tell who stood at the desk.
    """
    columns = feedback_case.c
    late = func.count().filter(columns.state.in_(OFFICE_TURN), columns.due_on < today)
    statement = (
        select(columns.kind, columns.state, func.count(), late)
        .where(columns.opened_on < today, true() if unit_ids is None else columns.unit_id.in_(unit_ids))
        .group_by(columns.kind, columns.state)
    )
    return [(CaseKind(kind), CaseState(state), n, late) for kind, state, n, late in connection.execute(statement)]


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    columns = feedback_case.c
    condition = columns.kind.in_(wanted.kinds) & columns.state.in_(wanted.states)
    if wanted.unit_ids is not None:
        condition &= columns.unit_id.in_(wanted.unit_ids)
    if wanted.escalated:
        condition &= columns.level > 0
    if wanted.at_the_top is not None:
        top = columns.holder_id.is_(None) & (columns.level > 0)
        condition &= top if wanted.at_the_top else ~top
    for column, value in ((columns.owner_id, wanted.owner_id), (columns.holder_id, wanted.holder_id)):
        condition &= true() if value is None else column == value
    for column, before in (
        (columns.opened_on, wanted.opened_before),
        (columns.due_on, wanted.due_before),
        (columns.escalates_on, wanted.escalates_before),
    ):
        condition &= true() if before is None else column < before
    return condition


def _one(connection: Connection, condition: ColumnElement[bool], *, to_change: bool) -> Case | None:
    statement = select(*_COLUMNS).where(condition)
    # SQLite has one writer and leaves this out; PostgreSQL makes two doors take turns.
    row = connection.execute(statement.with_for_update() if to_change else statement).first()
    return _case(row) if row else None


def _case(row: Row[Any]) -> Case:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns in SQLAlchemy
    return Case(
        case_id=values.pop("id"),
        kind=CaseKind(values.pop("kind")),
        state=CaseState(values.pop("state")),
        **values,
    )
