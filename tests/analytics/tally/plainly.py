"""Answers that differ in everything tallies tell apart, counted the slow and plain way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from survey.intake.services import take_in
from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures, procedure_ids
from tests.helpers.builders import AT, DAY, a_desk, a_submission, a_unit, a_version, dice
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

QUESTIONS = ("q1", "q2", "q3", "q4")
FIRST = date(2026, 2, 20)
Told = dict[str, Any]


def a_procedure(connection: Connection, code: str) -> int:
    keep_procedures(connection, [ProcedureEntry(line=2, code=code, name=code, field="", unit="")])
    return procedure_ids(connection)[code]


def some_answers(connection: Connection, count: int, seed: int) -> list[Told]:
    """Take in answers that differ in everything tallies tell apart; give what each was."""
    random = dice(seed)
    versions = {
        a_version(connection, *QUESTIONS).version_id: QUESTIONS,
        a_version(connection, "q2", "q1", "q5", "q4", "q3").version_id: ("q2", "q1", "q5", "q4", "q3"),
    }
    units = [a_unit(connection, code) for code in "AB"]
    desks = {units[0]: [None, a_desk(connection, "A-1", unit="A")], units[1]: [None]}
    procedures = [None, a_procedure(connection, "P"), a_procedure(connection, "Q")]
    told: list[Told] = []
    submissions = []
    for _ in range(count):
        unit_id = random.choice(units)
        version_id = random.choice(list(versions))
        day = FIRST + timedelta(days=random.choice([0, 0, 1, 3, 9, 10, 30, 44, 70]))
        one = {
            "unit_id": unit_id,
            "desk_id": random.choice(desks[unit_id]),
            "procedure_id": random.choice(procedures),
            "channel": random.choice(["kiosk", "paper", "qr_open"]),
            "tier": random.choice(["open", "verified"]),
            "day": day,
            "questions": versions[version_id],
            "marks": "".join(random.choices("-1345x", k=len(versions[version_id]))),
        }
        told.append(one)
        version = next(each for each in _versions(connection) if each.version_id == version_id)
        places = {name: one[name] for name in ("desk_id", "procedure_id", "channel", "tier")}
        at = AT + (day - DAY)
        submissions.append(a_submission(version, unit_id, one["marks"], at=at, **places))
    take_in(connection, submissions)
    return told


def _versions(connection: Connection) -> Any:
    from survey.questionnaire.records import versions  # noqa: PLC0415

    return versions(connection)


def plain(told: list[Told]) -> Any:
    """Count answers the slow way."""
    order = list(dict.fromkeys(question for one in told for question in one["questions"]))
    matrix = []
    for one in told:
        given = dict(zip(one["questions"], one["marks"], strict=True))
        matrix.append([int(given[q]) if given.get(q, "-").isdigit() else None for q in order])
    return counts_of(matrix, order)


def same(found: Any, expected: Any) -> bool:
    """Compare counts whatever the order of questions."""
    pairs = expected.pair_table()
    return (
        (found.responses, found.respondents, found.straight)
        == (expected.responses, expected.respondents, expected.straight)
        and all(found.level(code) == expected.level(code) for code in {*found.questions, *expected.questions})
        and all(
            counts in {pairs.get((a, b)), swapped(pairs.get((b, a)))} or not any(counts)
            for (a, b), counts in found.pair_table().items()
        )
        and trimmed(found.overlap) == trimmed(expected.overlap)
    )


def swapped(pair: Any) -> Any:
    return pair and (pair[0], pair[2], pair[1], pair[3])


def trimmed(overlap: tuple[int, ...]) -> tuple[int, ...]:
    numbers = list(overlap)
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
