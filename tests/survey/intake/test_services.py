from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from survey.intake import records
from survey.intake.domain import Kept, Readership, State, Trace
from survey.intake.records import comments
from survey.intake.services import take_in
from tests.helpers.builders import (
    AT,
    DAY,
    a_desk,
    a_person,
    a_shift,
    a_submission,
    a_unit,
    a_version,
    some_ids,
)
from tests.survey.intake.stored import AGAIN, NEW, rows

if TYPE_CHECKING:
    from sqlalchemy import Connection


def the_row(connection: Connection) -> dict[str, Any]:
    (row,) = rows(connection, records.response)
    return row


@pytest.fixture
def place(connection: Connection) -> tuple[int, int]:
    desk_id = a_desk(connection)
    return a_unit(connection), desk_id


def kept_officer(connection: Connection, place: tuple[int, int], **told: Any) -> int | None:
    submission = a_submission(a_version(connection), place[0], desk_id=place[1], **told)
    take_in(connection, [submission])
    officer: int | None = the_row(connection)["staff_id"]
    return officer


def test_an_answer_sent_twice_is_kept_once(connection: Connection):
    answer = a_submission(a_version(connection), a_unit(connection))
    assert take_in(connection, [answer]) == [NEW]
    assert take_in(connection, [answer]) == [AGAIN]
    assert records.count(connection) == 1


def test_of_two_answers_with_one_id_in_a_batch_the_first_is_kept(connection: Connection):
    version, unit_id = a_version(connection), a_unit(connection)
    first, other = some_ids(2)
    batch = [
        a_submission(version, unit_id, "55", response_id=first),
        a_submission(version, unit_id, "44", response_id=other),
        a_submission(version, unit_id, "11", response_id=first),
    ]
    assert take_in(connection, batch) == [NEW, NEW, AGAIN]
    assert {row["id"]: row["marks"] for row in rows(connection, records.response)} == {first: "55", other: "44"}


def test_nothing_to_take_in_is_nothing(connection: Connection):
    assert take_in(connection, []) == []
    assert rows(connection, records.dirty_day) == []


def test_only_the_day_and_a_band_of_hours_stand_beside_the_answers(connection: Connection):
    late = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
    take_in(connection, [a_submission(a_version(connection), a_unit(connection), at=late)])
    row = the_row(connection)
    assert (row["day"], row["hour_band"]) == (date(2026, 3, 5), "early")
    assert not any(isinstance(value, datetime) for value in row.values())


def test_an_answer_known_by_its_day_has_no_hour_and_no_officer(connection: Connection, place: tuple[int, int]):
    a_shift(connection)
    assert kept_officer(connection, place, timed=False) is None
    assert the_row(connection)["hour_band"] == "unknown"


def test_the_officer_is_the_one_person_on_duty(connection: Connection, place: tuple[int, int]):
    a_shift(connection, staff="S1")
    a_shift(connection, staff="S2", starts=AT + timedelta(hours=1), ends=AT + timedelta(hours=2))
    assert kept_officer(connection, place) == a_person(connection, "S1")


@pytest.mark.parametrize("staff", [(), ("S1", "S2")], ids=["nobody", "two people"])
def test_with_nobody_or_two_on_duty_the_answer_stays_with_the_desk(
    connection: Connection, place: tuple[int, int], staff: tuple[str, ...]
):
    for code in staff:
        a_shift(connection, staff=code)
    assert kept_officer(connection, place) is None
    assert the_row(connection)["desk_id"] == place[1]


def test_a_shift_ends_just_before_its_last_moment(connection: Connection, place: tuple[int, int]):
    a_shift(connection, staff="S1", ends=AT)
    a_shift(connection, staff="S2", starts=AT, ends=AT + timedelta(hours=1))
    assert kept_officer(connection, place) == a_person(connection, "S2")


def test_a_shift_over_midnight_counts_on_both_days(connection: Connection, place: tuple[int, int]):
    midnight = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    a_shift(connection, starts=midnight - timedelta(hours=3), ends=midnight + timedelta(hours=3))
    version, officer = a_version(connection), a_person(connection, "S1")
    moments = [midnight - timedelta(hours=1), midnight, midnight + timedelta(hours=2)]
    take_in(connection, [a_submission(version, place[0], desk_id=place[1], at=at) for at in moments])
    assert [row["staff_id"] for row in rows(connection, records.response)] == [officer] * 3


def test_the_roster_of_another_desk_does_not_count(connection: Connection, place: tuple[int, int]):
    a_desk(connection, "DH-2")
    a_shift(connection, desk="DH-2")
    assert kept_officer(connection, place) is None


def test_an_officer_who_is_told_wins_over_the_roster(connection: Connection, place: tuple[int, int]):
    a_shift(connection, staff="S1")
    other = a_person(connection, "S2")
    assert kept_officer(connection, place, staff_id=other) == other


def test_each_unit_and_day_with_a_new_answer_is_marked_dirty_once_a_batch(connection: Connection):
    version, one, two = a_version(connection), a_unit(connection, "A"), a_unit(connection, "B")
    tomorrow = AT + timedelta(days=1)
    batch = [a_submission(version, unit, at=at) for unit in (one, one, two) for at in (AT, tomorrow)]
    take_in(connection, batch)
    marked = sorted((row["unit_id"], row["day"]) for row in rows(connection, records.dirty_day))
    assert marked == sorted((unit, day) for unit in (one, two) for day in (DAY, DAY + timedelta(days=1)))
    take_in(connection, batch)
    assert len(rows(connection, records.dirty_day)) == len(marked)


def test_comment_receipt_and_trace_are_kept_apart(connection: Connection):
    trace = Trace(received_at=AT, dwell_s=12, network=b"n" * 16)
    told = {"comment": "Cảm ơn", "comment_kind": "praise", "receipt_hash": b"r" * 16, "trace": trace}
    answer = a_submission(a_version(connection), a_unit(connection), **told)
    take_in(connection, [answer])
    beside = {"response_id": answer.response_id}
    (comment,) = rows(connection, records.comment)
    assert comment == {**beside, "kind": "praise", "readership": "unit", "text": "Cảm ơn"}
    assert rows(connection, records.receipt) == [{**beside, "hash": b"r" * 16}]
    (kept,) = rows(connection, records.trace)
    nothing = {"device": None, "token": None}
    assert kept == {**beside, "received_at": AT, "dwell_s": 12, "network": b"n" * 16, **nothing}


def test_an_answer_without_them_has_no_comment_receipt_or_trace(connection: Connection):
    take_in(connection, [a_submission(a_version(connection), a_unit(connection))])
    assert [rows(connection, table) for table in (records.comment, records.receipt, records.trace)] == [[], [], []]


def test_what_came_beside_a_duplicate_is_not_kept(connection: Connection):
    version, unit_id = a_version(connection), a_unit(connection)
    (known,) = some_ids(1)
    take_in(connection, [a_submission(version, unit_id, response_id=known)])
    second = a_submission(version, unit_id, response_id=known, comment="again", receipt_hash=b"r" * 16)
    assert take_in(connection, [second]) == [AGAIN]
    assert rows(connection, records.comment) == rows(connection, records.receipt) == []


def test_the_holder_of_a_receipt_learns_day_and_place(connection: Connection, place: tuple[int, int]):
    unit_id, desk_id = place
    answer = a_submission(a_version(connection), unit_id, desk_id=desk_id, receipt_hash=b"r" * 16)
    take_in(connection, [answer])
    told = Kept(day=DAY, unit_id=unit_id, desk_id=desk_id, state=State.COUNTED)
    assert records.kept(connection, b"r" * 16) == told
    assert records.kept(connection, b"s" * 16) is None


def test_units_read_their_comments_but_never_those_for_the_inspection(connection: Connection):
    version, mine, other = a_version(connection), a_unit(connection, "A"), a_unit(connection, "B")
    day = timedelta(days=1)
    batch = [
        a_submission(version, mine, comment="old", at=AT - day),
        a_submission(version, mine, comment="new"),
        a_submission(version, mine, comment="secret", readership=Readership.INSPECTION),
        a_submission(version, mine, comment="too late", at=AT + day),
        a_submission(version, other, comment="elsewhere"),
    ]
    take_in(connection, batch)
    found = comments(connection, [mine], since=DAY - day, until=DAY, limit=10)
    assert [one.text for one in found] == ["new", "old"]
    assert [one.text for one in comments(connection, [mine], since=DAY - day, until=DAY, limit=1)] == ["new"]


def test_old_comments_are_read_where_new_ones_are_few(connection: Connection):
    version, unit_id = a_version(connection), a_unit(connection)
    ages = {"new": 0, "of four weeks": 28, "older": 29, "half a year old": 180}
    take_in(
        connection,
        [a_submission(version, unit_id, comment=told, at=AT - timedelta(days=age)) for told, age in ages.items()],
    )
    period = {"since": DAY - timedelta(days=180), "until": DAY}
    for limit in range(1, 5):
        found = comments(connection, [unit_id], **period, limit=limit)
        assert [one.text for one in found] == list(ages)[:limit]


def test_traces_older_than_a_moment_are_deleted_and_answers_stay(connection: Connection):
    version, unit_id = a_version(connection), a_unit(connection)
    moments = [AT - timedelta(days=40), AT]
    batch = [a_submission(version, unit_id, trace=Trace(received_at=moment)) for moment in moments]
    take_in(connection, batch)
    limit = AT - timedelta(days=30)
    assert records.count_traces(connection, before=limit) == 1
    assert records.delete_traces(connection, before=limit) == 1
    assert [row["received_at"] for row in rows(connection, records.trace)] == [AT]
    assert records.count(connection) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"marks": "56"},
        {"marks": "5p"},
        {"marks": "5 "},
        {"marks": "5\N{FULLWIDTH DIGIT FIVE}"},
        {"marks": ""},
        {"channel": "carrier pigeon"[:12]},
        {"tier": "sure"},
        {"state": "forgotten"},
        {"hour_band": "09:30"},
    ],
    ids=repr,
)
def test_the_database_refuses_an_answer_that_cannot_be(connection: Connection, wrong: dict[str, str]):
    take_in(connection, [a_submission(a_version(connection), a_unit(connection))])
    row = the_row(connection) | {"id": some_ids(1)[0]}
    connection.execute(insert(records.response).values(row))
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(records.response).values(row | {"id": some_ids(1)[0]} | wrong))


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "joke"}, {"readership": "everyone"}, {"text": ""}, {"text": "a" * 2001}],
    ids=lambda w: str(w)[:20],
)
def test_the_database_refuses_a_comment_that_cannot_be(connection: Connection, wrong: dict[str, str]):
    answer = a_submission(a_version(connection), a_unit(connection))
    take_in(connection, [answer])
    row = {"response_id": answer.response_id, "kind": "praise", "readership": "unit", "text": "a" * 2000}
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(records.comment).values(row | wrong))
    connection.execute(insert(records.comment).values(row))


def test_a_stay_below_zero_is_refused(connection: Connection):
    answer = a_submission(a_version(connection), a_unit(connection), trace=Trace(received_at=AT, dwell_s=-1))
    with pytest.raises(IntegrityError), connection.begin_nested():
        take_in(connection, [answer])
