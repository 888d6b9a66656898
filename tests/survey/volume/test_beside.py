from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from survey.foundation.clock import local_day, now
from survey.operations.purging import purge
from survey.touchpoint.domain import Occasion, Slip
from survey.touchpoint.records import add_slips, delete_slips
from survey.volume.domain import DEFAULT_FLOOR, CallBack, Floor
from survey.volume.records import (
    add_call_back,
    add_floor,
    call_backs,
    floor_on,
    floors,
    invitations,
    keep_invitations,
)
from survey.volume.services import decide_floor, record_call_back
from survey.volume.services.refusals import (
    CallsDoNotAddUpError,
    FloorPastError,
    FutureVolumeError,
    NegativeError,
    NoRecorderError,
    NotAFloorError,
)
from tests.helpers.builders import AT, a_desk, a_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.foundation.doors import House

MARCH = date(2026, 3, 1)
SPRING = (date(2026, 3, 1), date(2026, 5, 31))


def a_slip(unit_id: int, issued_at: datetime, *, desk_id: int | None = None, days: int = 3) -> Slip:
    return Slip(
        hash=uuid4().bytes,
        unit_id=unit_id,
        desk_id=desk_id,
        occasion=Occasion.FINISHED,
        issued_at=issued_at,
        valid_from=issued_at,
        expires_at=issued_at + timedelta(days=days),
    )


def called(unit_id: int, **told: int) -> CallBack:
    counts = {"called": 10, "agreed": 6, "differed": 2, "unreachable": 2} | told
    return CallBack(unit_id=unit_id, month=MARCH, **counts)


def test_invitations_are_counted_by_place_and_day(connection: Connection):
    unit, other = a_unit(connection, "A"), a_unit(connection, "B")
    desk = a_desk(connection, "A-1", unit="A")
    add_slips(
        connection, [a_slip(unit, AT, desk_id=desk), a_slip(unit, AT), a_slip(other, AT + timedelta(days=1))]
    )
    assert invitations(connection, None, *SPRING) == {(unit,): 2, (other,): 1}
    assert invitations(connection, [unit], *SPRING, by=("desk_id",)) == {(desk,): 1, (None,): 1}
    assert invitations(connection, None, *SPRING, by=("day",)) == {
        (date(2026, 3, 4),): 2,
        (date(2026, 3, 5),): 1,
    }
    assert invitations(connection, None, date(2026, 4, 1), date(2026, 4, 30)) == {}


def test_a_day_is_that_of_the_office(connection: Connection):
    unit = a_unit(connection, "A")
    # A quarter to midnight and a quarter past, in Vietnam.
    late = datetime(2026, 3, 4, 16, 45, tzinfo=UTC)
    add_slips(connection, [a_slip(unit, late), a_slip(unit, late + timedelta(minutes=30))])
    assert invitations(connection, None, *SPRING, by=("day",)) == {
        (date(2026, 3, 4),): 1,
        (date(2026, 3, 5),): 1,
    }
    assert invitations(connection, None, date(2026, 3, 5), date(2026, 3, 5)) == {(unit,): 1}


def test_what_is_purged_stays_counted(connection: Connection):
    unit = a_unit(connection, "A")
    desk = a_desk(connection, "A-1", unit="A")
    add_slips(connection, [a_slip(unit, AT + timedelta(days=step), desk_id=desk) for step in range(10)])
    before = invitations(connection, None, *SPRING, by=("unit_id", "desk_id", "procedure_id", "day"))
    limit = AT + timedelta(days=8)
    for moment in (limit, limit + timedelta(days=2)):
        kept = keep_invitations(connection, before=moment)
        assert kept == delete_slips(connection, before=moment)
        after = invitations(connection, None, *SPRING, by=("unit_id", "desk_id", "procedure_id", "day"))
        assert after == before
    add_slips(connection, [a_slip(unit, AT, desk_id=desk)])
    assert invitations(connection, None, *SPRING) == {(unit,): 11}


def test_the_nightly_purge_forgets_slips_and_not_how_many_were_invited(house: House):
    with house.store.writing() as connection:
        unit = a_unit(connection, "A")
        add_slips(connection, [a_slip(unit, AT)])
    done = purge(house, at=AT + timedelta(days=house.settings.trace_days + 4), dry_run=False)
    assert done.slips == 1
    with house.store.reading() as connection:
        assert invitations(connection, None, *SPRING) == {(unit,): 1}


def test_of_a_month_the_latest_calls_count(connection: Connection):
    unit = a_unit(connection, "A")
    record_call_back(connection, called(unit), recorded_by="Thanh tra", at=AT, today=date(2026, 4, 1))
    better = called(unit, called=12, agreed=8)
    record_call_back(connection, better, recorded_by="Thanh tra", at=AT, today=date(2026, 4, 1))
    assert call_backs(connection, None, *SPRING) == [better]
    assert better.agreement == Fraction(8, 10)
    assert call_backs(connection, [unit], date(2026, 3, 2), SPRING[1]) == []
    assert call_backs(connection, [unit], date(2026, 3, 2), date(2026, 3, 5)) == []
    assert called(unit, called=2, agreed=0, differed=0).agreement is None


@pytest.mark.parametrize(
    ("told", "by", "refusal"),
    [
        ({"called": 11}, "Thanh tra", CallsDoNotAddUpError),
        ({"agreed": -6, "differed": 14}, "Thanh tra", NegativeError),
        ({}, "  ", NoRecorderError),
    ],
)
def test_calls_that_cannot_be_are_refused(
    connection: Connection, told: dict[str, int], by: str, refusal: type[Exception]
):
    unit = a_unit(connection, "A")
    with pytest.raises(refusal):
        record_call_back(connection, called(unit, **told), recorded_by=by, at=AT, today=date(2026, 4, 1))
    with pytest.raises(FutureVolumeError):
        record_call_back(connection, called(unit), recorded_by="x", at=AT, today=date(2026, 2, 1))


def test_the_database_does_not_keep_calls_that_do_not_add_up(connection: Connection):
    unit = a_unit(connection, "A")
    with pytest.raises(IntegrityError), connection.begin_nested():
        add_call_back(connection, called(unit, called=99), recorded_by="x", at=AT)


def test_a_floor_holds_from_its_day_until_the_next(connection: Connection):
    assert floors(connection) == [DEFAULT_FLOOR]
    assert "no authority" in DEFAULT_FLOOR.decided_by
    later = Floor(
        valid_from=date(2026, 7, 1),
        response_rate=Fraction(15, 100),
        coverage=Fraction(9, 10),
        decided_by="QĐ 12/QĐ-UBND",
    )
    assert add_floor(connection, later)
    assert not add_floor(connection, later)
    assert floor_on(connection, date(2026, 6, 30)) == DEFAULT_FLOOR
    assert floor_on(connection, date(2026, 7, 1)) == later


def test_the_commands_record_and_list(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        a_unit(connection, "A")
    words = "callback record --unit A --month 03/2026 --called 10 --agreed 6 --differed 2 --unreachable 2 --by X"
    assert hailong(*words.split()).output == "A 2026-03: 6 of 8 reached agreed.\n"
    listed = hailong("callback", "list", "--from", "2026-01-01", "--to", "31/12/2026", "--format", "json")
    (row,) = json.loads(listed.output)
    assert (row["unit"], row["month"], row["agreement"]) == ("A", "2026-03", 0.75)
    assert hailong(*words.replace("--unit A", "--unit Z").split()).exit_code == 1


def test_the_commands_decide_floors_before_they_hold(hailong: Callable[..., Result]):
    day, yesterday = local_day(now()), local_day(now()) - timedelta(days=1)
    words = f"floor set --from {day} --response-rate 12.5 --coverage 90.05 --document QĐ-12"
    done = hailong(*words.split())
    assert done.output == f"From {day} on: 12.5 % answers and 90.05 % invitations.\n"
    assert hailong(*words.split()).exit_code == 1
    first, second = json.loads(hailong("floor", "list", "--format", "json").output)
    assert (first["valid_from"], first["response_rate"], first["recorded_at"]) == (None, 0.1, None)
    assert (second["valid_from"], second["response_rate"], second["coverage"]) == (f"{day}", 0.125, 0.9005)
    assert datetime.fromisoformat(second["recorded_at"]) <= now()
    late = hailong(*words.replace(f"{day}", f"{yesterday}").split())
    assert late.exit_code == 1
    assert f"cannot hold from {yesterday} on, which is past" in str(late.exception)


@pytest.mark.parametrize("rate", ["12.345", "-1", "1e1", "many", "1000"])
def test_a_floor_is_as_fine_as_it_is_kept(hailong: Callable[..., Result], rate: str):
    words = f"floor set --from 2199-07-01 --coverage 90 --document QĐ-12 --response-rate={rate}"
    refused = hailong(*words.split())
    assert refused.exit_code == 2
    assert "two decimals at most" in refused.stderr
    assert hailong(*words.replace(rate, "101").split()).exit_code == 1


@pytest.mark.parametrize("rate", [Fraction(1, 3), Fraction(-1, 100), Fraction(101, 100)])
def test_what_cannot_be_kept_exactly_is_no_floor(connection: Connection, rate: Fraction):
    floor = Floor(valid_from=MARCH, response_rate=rate, coverage=Fraction(1), decided_by="QĐ")
    with pytest.raises(NotAFloorError):
        decide_floor(connection, floor, at=AT - timedelta(days=30))


def test_a_floor_keeps_the_moment_and_may_not_hold_for_days_past(connection: Connection):
    floor = Floor(valid_from=MARCH, response_rate=Fraction(1, 5), coverage=Fraction(1), decided_by="QĐ 1")
    # A quarter to midnight and midnight, in Vietnam.
    with pytest.raises(FloorPastError):
        decide_floor(connection, floor, at=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))
    at = datetime(2026, 3, 1, 16, 45, tzinfo=UTC)
    decide_floor(connection, floor, at=at)
    assert floor_on(connection, MARCH).recorded_at == at
