"""Rulings in the database: added to, never changed; and the one statement that changes an answer's state."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select, update

from analytics.screening.domain.rulings import Done, Effect, Figure, Ground, Ruling, Step
from analytics.screening.records.tables import ruled_answer, ruling, ruling_step
from survey.foundation.tables import insert_all
from survey.intake.domain import State
from survey.intake.importing.records import trace_outside
from survey.intake.records import response

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

_AT_ONCE = 10_000


class Answer(NamedTuple):
    """What a ruling must know of an answer."""

    id: UUID
    unit_id: int
    day: date
    state: str
    version_id: int
    marks: str


_OF_ANSWERS = tuple(response.c[name] for name in Answer._fields)


def find_answers(connection: Connection, ids: Collection[UUID]) -> list[Answer]:
    """Give answers by their ids."""
    wanted, found = sorted(ids), []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        rows = connection.execute(select(*_OF_ANSWERS).where(response.c.id.in_(part)))
        found += [Answer._make(row) for row in rows]
    return found


def ids_given(connection: Connection, names: Collection[str]) -> dict[str, UUID]:
    """Give answers by the ids they had in the files they came from."""
    statement = select(trace_outside.c.given, trace_outside.c.response_id).where(trace_outside.c.given.in_(names))
    return {row.given: row.response_id for row in connection.execute(statement)}


def marks_of_units(connection: Connection, unit_id: int, since: date, until: date) -> list[Answer]:
    """Give every answer of a unit between two days."""
    statement = select(*_OF_ANSWERS).where(response.c.unit_id == unit_id, response.c.day.between(since, until))
    return [Answer._make(row) for row in connection.execute(statement)]


def waiting(connection: Connection, unit_ids: Collection[int] | None = None) -> dict[int, int]:
    """Count by unit the answers that came in set aside, such as those of a tablet with an impossible clock."""
    statement = (
        select(response.c.unit_id, func.count().label("answers"))
        .where(response.c.state == State.QUARANTINED)
        .group_by(response.c.unit_id)
        .order_by(response.c.unit_id)
    )
    if unit_ids is not None:
        statement = statement.where(response.c.unit_id.in_(unit_ids))
    return {row.unit_id: row.answers for row in connection.execute(statement)}


def waiting_ids(connection: Connection, unit_id: int) -> list[UUID]:
    """Give the answers of a unit that came in set aside."""
    statement = (
        select(response.c.id)
        .where(response.c.state == State.QUARANTINED, response.c.unit_id == unit_id)
        .order_by(response.c.id)
    )
    return list(connection.scalars(statement))


def set_state(connection: Connection, ids: Collection[UUID], *, was: str, now: str) -> int:
    """Change the state of answers that have the one expected; give how many had it."""
    wanted, changed = sorted(ids), 0
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        statement = update(response).where(response.c.id.in_(part), response.c.state == was).values(state=now)
        changed += connection.execute(statement).rowcount
    return changed


def add_ruling(connection: Connection, values: Mapping[str, Any], answers: Sequence[Answer]) -> int:
    """Keep a proposal and the answers it is about."""
    row = dict(values) | {name: json.dumps(asdict(values[name])) for name in ("before", "after")}
    ruling_id = int(connection.execute(insert(ruling).values(row).returning(ruling.c.id)).scalar_one())
    insert_all(
        connection,
        ruled_answer,
        [
            {"id": _link(ruling_id, one.id), "ruling_id": ruling_id, "response_id": one.id, "was": one.state}
            for one in sorted(answers)
        ],
    )
    return ruling_id


def _link(ruling_id: int, response_id: UUID) -> UUID:
    return UUID(bytes=hashlib.sha256(f"ruled|{ruling_id}|".encode() + response_id.bytes).digest()[:16])


def add_step(connection: Connection, ruling_id: int, done: Done, *, place: int) -> None:
    """Add what was done; a place that is taken already is refused by the database."""
    connection.execute(
        insert(ruling_step).values(
            ruling_id=ruling_id,
            place=place,
            step=done.step.value,
            account_id=done.account_id,
            at=done.at,
            reason=done.reason,
        )
    )


def rulings(connection: Connection, unit_ids: Collection[int] | None = None) -> list[Ruling]:
    """Give the rulings (on these units), newest first."""
    statement = select(ruling).order_by(ruling.c.id.desc())
    if unit_ids is not None:
        statement = statement.where(ruling.c.unit_id.in_(unit_ids))
    rows = list(connection.execute(statement))
    steps = _steps(connection, [row.id for row in rows])
    return [_ruling(row, steps.get(row.id, [])) for row in rows]


def ruling_by_id(connection: Connection, ruling_id: int) -> Ruling | None:
    """Find a ruling, and hold it until the end of the transaction where the database can."""
    row = connection.execute(select(ruling).where(ruling.c.id == ruling_id).with_for_update()).first()
    return _ruling(row, _steps(connection, [ruling_id]).get(ruling_id, [])) if row else None


def _steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[Done]]:
    found: dict[int, list[Done]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        statement = select(ruling_step).where(ruling_step.c.ruling_id.in_(part)).order_by(ruling_step.c.place)
        for row in connection.execute(statement):
            done = Done(step=Step(row.step), account_id=row.account_id, at=row.at, reason=row.reason)
            found[row.ruling_id].append(done)
    return found


def _ruling(row: Row[Any], steps: Sequence[Done]) -> Ruling:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    return Ruling(
        ruling_id=values.pop("id"),
        ground=Ground(values.pop("ground")),
        effect=Effect(values.pop("effect")),
        before=Figure(**json.loads(values.pop("before"))),
        after=Figure(**json.loads(values.pop("after"))),
        steps=tuple(steps),
        **values,
    )


def answers_of_ruling(connection: Connection, ruling_id: int) -> list[tuple[UUID, str]]:
    """Give the answers of a ruling with the state each had."""
    statement = (
        select(ruled_answer.c.response_id, ruled_answer.c.was)
        .where(ruled_answer.c.ruling_id == ruling_id)
        .order_by(ruled_answer.c.response_id)
    )
    return [(row.response_id, row.was) for row in connection.execute(statement)]


def open_rulings_on(connection: Connection, ids: Collection[UUID]) -> set[int]:
    """Give the rulings that name any of these answers."""
    wanted, found = sorted(ids), set()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found |= set(
            connection.scalars(
                select(ruled_answer.c.ruling_id).where(ruled_answer.c.response_id.in_(part)).distinct()
            )
        )
    return found
