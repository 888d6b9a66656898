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
from analytics.screening.records.answers import OF_ANSWERS, Answer
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


class Ruled(NamedTuple):
    """An answer as it is now, in a ruling, with the state it had when that was proposed."""

    ruling_id: int
    was: str
    answer: Answer


class Alike(NamedTuple):
    """So many counted answers of a unit with the same marks."""

    unit_id: int
    version_id: int
    marks: str
    answers: int


def find_answers(connection: Connection, ids: Collection[UUID]) -> list[Answer]:
    """Give answers by their ids."""
    wanted, found = sorted(ids), []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        rows = connection.execute(select(*OF_ANSWERS).where(response.c.id.in_(part)))
        found += [Answer._make(row) for row in rows]
    return found


def ids_given(connection: Connection, names: Collection[str]) -> dict[str, UUID]:
    """Give answers by the ids they had in the files they came from."""
    statement = select(trace_outside.c.given, trace_outside.c.response_id).where(trace_outside.c.given.in_(names))
    return {row.given: row.response_id for row in connection.execute(statement)}


def answers_of_unit(connection: Connection, unit_id: int, since: date, until: date) -> list[Answer]:
    """Give every answer of a unit between two days, whatever its state."""
    statement = select(*OF_ANSWERS).where(response.c.unit_id == unit_id, response.c.day.between(since, until))
    return [Answer._make(row) for row in connection.execute(statement)]


def counted_marks(
    connection: Connection,
    unit_ids: Collection[int],
    since: date,
    until: date,
    *,
    tiers: Collection[str] | None,
) -> list[Alike]:
    """Count the answers of units that count, between two days and of some tiers (None: of all), by their marks."""
    statement = (
        select(response.c.unit_id, response.c.version_id, response.c.marks, func.count())
        .where(
            response.c.unit_id.in_(unit_ids),
            response.c.day.between(since, until),
            response.c.state == State.COUNTED,
        )
        .group_by(response.c.unit_id, response.c.version_id, response.c.marks)
    )
    if tiers is not None:
        statement = statement.where(response.c.tier.in_(tiers))
    return [Alike._make(row) for row in connection.execute(statement)]


def ruled_answers(connection: Connection, ruling_ids: Collection[int]) -> list[Ruled]:
    """Give the answers of rulings as they are now, the oldest ruling first."""
    wanted, found = sorted(ruling_ids), []
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(ruled_answer.c.ruling_id, ruled_answer.c.was, *OF_ANSWERS)
            .join(response, response.c.id == ruled_answer.c.response_id)
            .where(ruled_answer.c.ruling_id.in_(wanted[start : start + _AT_ONCE]))
            .order_by(ruled_answer.c.ruling_id)
        )
        found += [Ruled(row[0], row[1], Answer._make(row[2:])) for row in connection.execute(statement)]
    return found


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


def rulings_naming(connection: Connection, ids: Collection[UUID]) -> dict[int, set[UUID]]:
    """Give the rulings that name any of these answers, with those they name, whatever became of them."""
    wanted, found = sorted(ids), defaultdict(set)
    for start in range(0, len(wanted), _AT_ONCE):
        statement = select(ruled_answer.c.ruling_id, ruled_answer.c.response_id).where(
            ruled_answer.c.response_id.in_(wanted[start : start + _AT_ONCE])
        )
        for ruling_id, response_id in connection.execute(statement):
            found[ruling_id].add(response_id)
    return found


def rulings_by_id(connection: Connection, ruling_ids: Collection[int]) -> list[Ruling]:
    """Give rulings by their numbers, in order."""
    rows = list(connection.execute(select(ruling).where(ruling.c.id.in_(ruling_ids)).order_by(ruling.c.id)))
    steps = _steps(connection, [row.id for row in rows])
    return [_ruling(row, steps.get(row.id, [])) for row in rows]
