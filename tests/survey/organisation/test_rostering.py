from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from survey.foundation.clock import LOCAL
from survey.organisation import records
from survey.organisation.domain import DeskEntry, PatternEntry, Shift, on_duty
from survey.organisation.services import fill_roster, substitute, swap
from survey.organisation.services.errors import (
    BackwardsError,
    ElsewhereError,
    LongSpanError,
    NoShiftError,
    SamePersonError,
)
from tests.helpers.builders import a_desk, a_person

if TYPE_CHECKING:
    from sqlalchemy import Connection

MONDAY, FRIDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 8)
WEEK = frozenset(range(1, 6))


def a_pattern(
    connection: Connection,
    desk: str = "DH-1",
    staff: str = "S1",
    *,
    days: frozenset[int] = WEEK,
    hours: tuple[time, time] = (time(7, 30), time(17)),
    valid: tuple[date, date | None] = (date(2026, 1, 1), None),
) -> int:
    desk_id = a_desk(connection, desk)
    a_person(connection, staff)
    entry = PatternEntry(
        line=2,
        desk=desk,
        staff=staff,
        days=days,
        starts=hours[0],
        ends=hours[1],
        valid_from=valid[0],
        valid_to=valid[1],
    )
    records.keep_patterns(connection, [entry])
    return desk_id


def people_at(connection: Connection, desk_id: int, day: date, *, hour: int = 9) -> set[int]:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL)
    (shifts,) = records.shifts(connection, [desk_id], since=moment, until=moment.replace(minute=1)).values()
    return {shift.staff_id for shift in shifts}


def test_a_weekly_pattern_becomes_shifts(connection: Connection):
    desk_id = a_pattern(connection, days=frozenset({1, 3}))
    new = fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)
    assert [(shift.starts, shift.ends) for shift in new] == [
        (datetime(2026, 3, day, 7, 30, tzinfo=LOCAL), datetime(2026, 3, day, 17, tzinfo=LOCAL)) for day in (2, 4)
    ]
    assert people_at(connection, desk_id, MONDAY) == {records.staff_ids(connection)["S1"]}


def test_filling_twice_changes_nothing(connection: Connection):
    desk_id = a_pattern(connection)
    assert len(fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)) == 5
    assert fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY) == ()


def test_nobody_is_put_on_duty_at_tet(connection: Connection):
    desk_id = a_pattern(connection)
    assert fill_roster(connection, [desk_id], first=date(2026, 2, 14), last=date(2026, 2, 22)) == ()


def test_a_pattern_holds_from_its_first_day_to_its_last(connection: Connection):
    desk_id = a_pattern(connection, valid=(date(2026, 3, 3), date(2026, 3, 4)))
    new = fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)
    assert [shift.starts.astimezone(LOCAL).day for shift in new] == [3, 4]


def test_a_desk_that_ended_is_not_manned(connection: Connection):
    desk_id = a_pattern(connection)
    entry = DeskEntry(
        line=2,
        code="DH-1",
        unit="DONGHA",
        name="DH-1",
        field="",
        opens=None,
        closes=None,
        days=frozenset(),
        valid_to=date(2026, 3, 3),
    )
    records.keep_desks(connection, [entry])
    assert len(fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)) == 2
    assert fill_roster(connection, [desk_id], first=date(2026, 3, 9), last=date(2026, 3, 9)) == ()


def test_two_patterns_may_put_two_people_at_one_desk_but_nobody_at_two(connection: Connection):
    desk_id = a_pattern(connection)
    a_pattern(connection, staff="S2")
    other_id = a_pattern(connection, "DH-2", hours=(time(13), time(17)))
    fill_roster(connection, [desk_id, other_id], first=MONDAY, last=MONDAY)
    ids = records.staff_ids(connection)
    assert people_at(connection, desk_id, MONDAY) == {ids["S1"], ids["S2"]}
    assert people_at(connection, other_id, MONDAY, hour=14) == set()


def test_a_substitute_takes_the_shifts_of_a_day_and_stays_when_the_roster_is_filled(connection: Connection):
    desk_id = a_pattern(connection)
    a_person(connection, "S2")
    ids = records.staff_ids(connection)
    fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)
    (shift,) = substitute(connection, (desk_id, ids["S1"]), by=ids["S2"], day=MONDAY)
    assert on_duty([shift], datetime(2026, 3, 2, 9, tzinfo=LOCAL)) == ids["S2"]
    fill_roster(connection, [desk_id], first=MONDAY, last=SUNDAY)
    assert people_at(connection, desk_id, MONDAY) == {ids["S2"]}
    assert people_at(connection, desk_id, FRIDAY) == {ids["S1"]}


def test_who_is_at_another_desk_cannot_stand_in(connection: Connection):
    desk_id, other_id = a_pattern(connection), a_pattern(connection, "DH-2", "S2", hours=(time(16), time(18)))
    ids = records.staff_ids(connection)
    fill_roster(connection, [desk_id, other_id], first=MONDAY, last=MONDAY)
    with pytest.raises(ElsewhereError, match="S2 is already at desk “DH-2” from 16:00 to 18:00"):
        substitute(connection, (desk_id, ids["S1"]), by=ids["S2"], day=MONDAY)
    with pytest.raises(SamePersonError):
        substitute(connection, (desk_id, ids["S1"]), by=ids["S1"], day=MONDAY)
    with pytest.raises(NoShiftError):
        substitute(connection, (desk_id, ids["S2"]), by=ids["S1"], day=MONDAY)
    assert people_at(connection, desk_id, MONDAY) == {ids["S1"]}


def test_two_people_swap_desks_for_a_day(connection: Connection):
    one, other = a_pattern(connection), a_pattern(connection, "DH-2", "S2")
    ids = records.staff_ids(connection)
    fill_roster(connection, [one, other], first=MONDAY, last=SUNDAY)
    swap(connection, (one, ids["S1"]), (other, ids["S2"]), day=MONDAY)
    assert (people_at(connection, one, MONDAY), people_at(connection, other, MONDAY)) == ({ids["S2"]}, {ids["S1"]})
    assert people_at(connection, one, FRIDAY) == {ids["S1"]}
    # The way back is the same.
    swap(connection, (one, ids["S2"]), (other, ids["S1"]), day=MONDAY)
    assert people_at(connection, one, MONDAY) == {ids["S1"]}


def test_two_people_swap_morning_and_afternoon_of_one_desk(connection: Connection):
    desk_id = a_pattern(connection, hours=(time(7, 30), time(11, 30)))
    a_pattern(connection, staff="S2", hours=(time(13), time(17)))
    ids = records.staff_ids(connection)
    fill_roster(connection, [desk_id], first=MONDAY, last=MONDAY)
    swap(connection, (desk_id, ids["S1"]), (desk_id, ids["S2"]), day=MONDAY)
    assert people_at(connection, desk_id, MONDAY) == {ids["S2"]}
    assert people_at(connection, desk_id, MONDAY, hour=14) == {ids["S1"]}


def test_a_swap_that_puts_somebody_at_two_desks_is_refused(connection: Connection):
    one, other = a_pattern(connection), a_pattern(connection, "DH-2", "S2", hours=(time(7), time(8)))
    third = a_pattern(connection, "DH-3", "S2", hours=(time(9), time(10)))
    ids = records.staff_ids(connection)
    fill_roster(connection, [one, other, third], first=MONDAY, last=MONDAY)
    with pytest.raises(ElsewhereError):
        swap(connection, (one, ids["S1"]), (other, ids["S2"]), day=MONDAY)
    with pytest.raises(SamePersonError):
        swap(connection, (other, ids["S2"]), (third, ids["S2"]), day=MONDAY)


@pytest.mark.parametrize(
    ("last", "refusal"), [(date(2026, 3, 1), BackwardsError), (date(2026, 6, 2), LongSpanError)]
)
def test_spans_that_cannot_be_filled_are_refused(connection: Connection, last: date, refusal: type[Exception]):
    with pytest.raises(refusal):
        fill_roster(connection, [], first=MONDAY, last=last)


def test_a_shift_that_only_touches_another_does_not_stand_in_its_way():
    one = Shift(
        desk_id=1,
        staff_id=1,
        starts=datetime(2026, 3, 2, 7, tzinfo=LOCAL),
        ends=datetime(2026, 3, 2, 9, tzinfo=LOCAL),
    )
    assert on_duty([one], one.ends) is None
