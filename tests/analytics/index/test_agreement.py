"""What calling back found, beside the index and in its explanation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from analytics.index.services import Asked, coverages, explained, in_words, indices
from analytics.index.veiling import veiled_coverage, veiled_rows
from analytics.tally.services import rebuild_dirty
from survey.intake.services import take_in
from survey.volume.domain import CallBack
from survey.volume.records import add_call_back
from tests.helpers.builders import AT, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


@pytest.fixture
def unit_id(connection: Connection) -> int:
    """A unit with twelve answers of March."""
    version, found = a_version(connection, "q1", "q2"), a_unit(connection, "A")
    take_in(connection, [a_submission(version, found, "54") for _ in range(12)])
    rebuild_dirty(connection)
    return found


def call(connection: Connection, unit_id: int, *, agreed: int, differed: int, month: int = 3) -> None:
    told = {"called": agreed + differed + 2, "agreed": agreed, "differed": differed, "unreachable": 2}
    add_call_back(
        connection, CallBack(unit_id=unit_id, month=date(2026, month, 1), **told), recorded_by="x", at=AT
    )


def explanation(connection: Connection, **asked: Any) -> dict[str, Any] | None:
    (row,) = indices(connection, Asked(**(MARCH | asked), beside=True)).rows
    return next((each for each in explained(row) if each["number"] == "agreement"), None)


def test_the_explanation_tells_the_agreement_of_the_months(connection: Connection, unit_id: int):
    assert explanation(connection) is None
    call(connection, unit_id, agreed=6, differed=2)
    call(connection, unit_id, agreed=1, differed=1, month=4)
    told = explanation(connection)
    assert told is not None
    assert (told["value"], told["section"]) == (0.75, "§9")
    assert told["inputs"] == {"agreed": 6, "reached": 8, "called": 10}
    both = explanation(connection, until=date(2026, 4, 30))
    assert both is not None
    assert both["inputs"] == {"agreed": 7, "reached": 10, "called": 14}
    assert explanation(connection, since=date(2026, 3, 2)) is None
    (row,) = indices(connection, Asked(**MARCH, beside=True)).rows
    assert "agreement = 0.75" in in_words(row)


@pytest.mark.parametrize(("agreed", "told"), [(2, False), (3, True)])
def test_programs_are_not_told_what_few_people_said(connection: Connection, unit_id: int, agreed: int, told: bool):
    call(connection, unit_id, agreed=agreed, differed=2)
    (row,) = veiled_rows(indices(connection, Asked(**MARCH, beside=True)), least=5, explain=True)
    numbers = {each["number"] for each in row["explain"]}
    assert ("agreement" in numbers) is told
    (covered,) = veiled_coverage(coverages(connection, Asked(**MARCH)), least=5)
    assert covered["called"] == agreed + 4
    assert {covered[name] is not None for name in ("agreed", "differed", "unreachable", "agreement")} == {told}
