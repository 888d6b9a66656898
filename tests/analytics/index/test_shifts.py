"""The way from the counter to the index by shift, and by what else it can be told within a unit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import event, update

from analytics.index.services import Asked, coverages
from analytics.index.veiling import veiled_coverage
from analytics.tally.services import rebuild_dirty, rebuild_everything
from survey.intake.records import response
from survey.intake.services import take_in
from survey.organisation.records import procedure_ids
from survey.touchpoint.domain import Occasion, Slip
from survey.touchpoint.records import add_slips, delete_slips
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_invitations, keep_volumes
from tests.helpers.builders import a_desk, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from sqlalchemy import Connection

    from analytics.index.services import Coverage
    from survey.foundation.database import Store

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def at(hour: int, *, day: int = 4) -> datetime:
    """Give the moment of an hour of the office's clock in March."""
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour - 7, minutes=59)


def answered(connection: Connection, count: int, **told: Any) -> None:
    unit, code = told.pop("unit", "A"), told.pop("code", "short")
    version = a_version(connection, "q1", "q2", code=code)
    unit_id = a_unit(connection, unit)
    take_in(connection, [a_submission(version, unit_id, "55", **told) for _ in range(count)])
    rebuild_dirty(connection)


def a_slip(unit_id: int, issued_at: datetime) -> Slip:
    return Slip(
        hash=uuid4().bytes,
        unit_id=unit_id,
        occasion=Occasion.FINISHED,
        issued_at=issued_at,
        valid_from=issued_at,
        expires_at=issued_at + timedelta(days=3),
    )


def by_shift(connection: Connection, **asked: Any) -> Coverage:
    return coverages(connection, Asked(**(MARCH | {"by": "shift"} | asked)))


def counts(found: Coverage) -> dict[str | None, tuple[int, int, int]]:
    return {row.key: (row.invited, row.answered, row.verified) for row in found.rows}


def test_shifts_are_told_in_the_order_of_the_hours(connection: Connection):
    for hour, many in ((23, 1), (17, 2), (13, 3), (7, 4), (6, 5)):
        answered(connection, many, at=at(hour))
    answered(connection, 6, at=at(9), timed=False)
    answered(connection, 7, at=at(10), tier="verified")
    add_slips(connection, [a_slip(a_unit(connection, "A"), at(hour)) for hour in (6, 7, 10, 11, 18)])
    found = by_shift(connection)
    assert [(row.key, row.name) for row in found.rows] == [
        ("early", "00:00–07:00"),
        ("morning", "07:00–11:00"),
        ("noon", "11:00–14:00"),
        ("afternoon", "14:00–18:00"),
        ("evening", "18:00–24:00"),
        ("unknown", None),
    ]
    assert counts(found) == {
        "early": (1, 5, 0),
        "morning": (2, 11, 7),
        "noon": (1, 3, 0),
        "afternoon": (0, 2, 0),
        "evening": (1, 1, 0),
        "unknown": (0, 6, 0),
    }
    told = {(row.volume, row.response_rate, row.coverage, row.bounds, row.may_be_ranked) for row in found.rows}
    assert told == {(None,) * 5}


def test_shifts_count_the_same_answers_as_the_other_rows(connection: Connection):
    a_unit(connection, "P")
    a_unit(connection, "B", parent="P")
    answered(connection, 9, at=at(8), unit="A")
    answered(connection, 5, at=at(8), unit="B", tier="verified")
    answered(connection, 4, at=at(15), unit="B", code="other")
    answered(connection, 2, at=at(15), unit="B", channel="kiosk")
    answered(connection, 3, at=at(8) + timedelta(days=40), unit="B")
    ruled_out = response.c.channel == "kiosk"
    connection.execute(update(response).where(ruled_out).values(state="excluded"))
    rebuild_everything(connection)
    for asked in (
        {"questionnaire": "short"},
        {"questionnaire": "other"},
        {"questionnaire": "short", "unit": "P"},
        {"questionnaire": "short", "tiers": frozenset({"verified"})},
        {"questionnaire": "short", "within": frozenset({a_unit(connection, "B", parent="P")})},
    ):
        shifts = by_shift(connection, **asked).rows
        units = coverages(connection, Asked(**(MARCH | asked))).rows
        assert sum(row.answered for row in shifts) == sum(row.answered for row in units)
        assert sum(row.verified for row in shifts) == sum(row.verified for row in units)
    assert counts(by_shift(connection, questionnaire="short", unit="P")) == {"morning": (0, 5, 5)}


def test_answers_of_a_shift_are_counted_by_one_statement(connection: Connection):
    answered(connection, 3, at=at(8))
    found: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *given: found.append(given[2]))
    by_shift(connection)
    assert len([one for one in found if "FROM response" in one]) == 1


def test_a_purge_keeps_the_shift_of_invitations(connection: Connection):
    unit = a_unit(connection, "A")
    # Seven in the morning there is midnight here: the day and the band are those of the office.
    add_slips(connection, [a_slip(unit, at(hour)) for hour in (0, 6, 8, 8, 23)])
    before = counts(by_shift(connection))
    assert before == {"early": (2, 0, 0), "morning": (2, 0, 0), "evening": (1, 0, 0)}
    limit = at(0, day=20)
    assert keep_invitations(connection, before=limit) == delete_slips(connection, before=limit) == 5
    assert counts(by_shift(connection)) == before


def test_programs_are_told_no_small_shift(connection: Connection):
    for hour, many in ((8, 40), (12, 3), (15, 20)):
        answered(connection, many, at=at(hour))
    told = {row["key"]: row["answered"] for row in veiled_coverage(by_shift(connection), least=5)}
    # The small one, and the next smallest, or the total would tell it.
    assert told == {"morning": 40, "noon": None, "afternoon": None}


@pytest.mark.parametrize("by", ["desk", "procedure", "shift"])
def test_a_unit_is_told_apart_alone(office: Connection, by: str):
    desks = [a_desk(office, f"{code}-1", unit=code) for code in "AB"]
    procedures = procedure_ids(office)
    for code, desk, procedure in zip("AB", desks, "PQ", strict=True):
        told = {"desk_id": desk, "procedure_id": procedures[procedure], "tier": "verified"}
        answered(office, 6, at=at(8), unit=code, **told)
        volume = Volume(finished=20, refused=4)
        unit_id = a_unit(office, code)
        entry = {"unit_id": unit_id, "procedure_id": procedures[procedure], "day": date(2026, 3, 1), "whole": True}
        keep_volumes(office, [VolumeEntry(**entry, volume=volume)])
        add_slips(office, [a_slip(unit_id, at(8)) for _ in range(3)])
    rows = coverages(office, Asked(**MARCH, by=by, unit="B")).rows
    answering = {row.key: row for row in rows if row.answered}
    assert answering.keys() == {{"desk": "B-1", "procedure": "Q", "shift": "morning"}[by]}
    (row,) = answering.values()
    assert (row.answered, row.verified) == (6, 6)
    assert sum(each.invited for each in rows) == 3
    assert (row.volume.served if row.volume else None) == (24 if by == "procedure" else None)


def test_the_command_tells_shifts(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        answered(connection, 3, at=at(8))
    words = ("coverage", "--from", "2026-03-01", "--to", "2026-03-31", "--by", "shift")
    (row,) = json.loads(hailong(*words, "--format", "json").stdout)["rows"]
    assert (row["key"], row["name"], row["answered"], row["served"]) == ("morning", "07:00–11:00", 3, None)
    assert "07:00–11:00" in hailong(*words).stdout
