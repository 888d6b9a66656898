from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from survey.foundation.clock import LOCAL
from survey.foundation.tables import metadata
from survey.organisation import records
from survey.organisation.domain import Desk, Holiday, HolidayEntry, HolidayKind, calendar_of
from survey.organisation.services import fill_holidays, office_calendar
from survey.organisation.services.holidays import packaged_holidays

if TYPE_CHECKING:
    from sqlalchemy import Connection

PACKAGED = calendar_of(entry.holiday for entry in packaged_holidays())
WEEK = frozenset(range(1, 6))


def a_desk_of(days: frozenset[int] = WEEK, *, hours: bool = True, valid_to: date | None = None) -> Desk:
    return Desk(
        desk_id=1,
        unit_id=1,
        code="D",
        name="D",
        field="",
        opens=time(7, 30) if hours else None,
        closes=time(17) if hours else None,
        days=days,
        valid_to=valid_to,
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("day", "number", "after"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 17), 3, date(2026, 2, 25)),
        (date(2026, 4, 24), 5, date(2026, 5, 6)),
        (date(2025, 4, 25), 1, date(2025, 4, 26)),
        (date(2025, 4, 29), 1, date(2025, 5, 5)),
        (date(2027, 2, 4), 1, date(2027, 2, 12)),
    ],
)
def test_working_days_skip_weekends_and_holidays(day: date, number: int, after: date):
    assert PACKAGED.working_days_after(day, number) == after


def test_a_number_of_days_no_deadline_has_is_refused():
    for number in (-1, 1001):
        with pytest.raises(ValueError, match="working days"):
            PACKAGED.working_days_after(date(2026, 1, 1), number)


def test_a_desk_is_open_in_its_hours_on_its_days():
    desk, monday = a_desk_of(), date(2026, 3, 2)
    assert [PACKAGED.is_open(desk, at(monday, *clock)) for clock in ((7, 29), (7, 30), (16, 59), (17, 0))] == [
        False,
        True,
        True,
        False,
    ]
    assert not PACKAGED.is_open(desk, at(date(2026, 3, 7), 9))
    assert not PACKAGED.is_open(desk, at(date(2026, 2, 17), 9))
    assert PACKAGED.is_open(a_desk_of(hours=False), at(monday, 23))


def test_a_moment_counts_on_the_office_clock():
    assert PACKAGED.is_open(a_desk_of(), datetime.fromisoformat("2026-03-02T00:30Z"))
    assert not PACKAGED.is_open(a_desk_of(), datetime.fromisoformat("2026-03-02T12:00Z"))


def test_a_saturday_worked_in_exchange_is_a_day_of_whole_working_weeks():
    saturday = date(2025, 4, 26)
    assert PACKAGED.is_open(a_desk_of(), at(saturday, 9))
    assert PACKAGED.is_open(a_desk_of(frozenset({6})), at(saturday, 9))
    assert not PACKAGED.is_open(a_desk_of(frozenset({2, 4})), at(saturday, 9))
    assert PACKAGED.is_open(a_desk_of(frozenset()), at(saturday, 9))


def test_a_desk_that_ended_is_open_no_more():
    desk = a_desk_of(valid_to=date(2026, 3, 2))
    assert PACKAGED.serves(desk, date(2026, 3, 2))
    assert not PACKAGED.serves(desk, date(2026, 3, 3))


def test_every_packaged_year_has_tet_and_the_unannounced_one_says_so():
    listed = [entry.holiday for entry in packaged_holidays()]
    assert len({holiday.day for holiday in listed}) == len(listed)
    for year in (2025, 2026, 2027):
        tet = [one for one in listed if one.day.year == year and one.kind is HolidayKind.TET]
        assert len(tet) == 5
        assert {one.expected for one in tet} == {year == 2027}
    assert all(one.day.isoweekday() < 6 for one in listed if one.kind is not HolidayKind.WORKING)


def test_the_packaged_list_fills_years_of_which_nothing_is_kept(connection: Connection):
    own = Holiday(day=date(2026, 5, 4), name="Riêng", kind=HolidayKind.CLOSED, expected=False)
    records.keep_holidays(connection, [HolidayEntry(line=2, holiday=own)])
    assert office_calendar(connection).closed >= {own.day, date(2025, 1, 1)}
    assert date(2026, 1, 1) not in office_calendar(connection).closed
    fill_holidays(connection)
    kept = records.holidays(connection)
    assert [one.day for one in kept if one.day.year == 2026] == [own.day]
    assert {one.day.year for one in kept} == {2025, 2026, 2027}
    assert records.drop_holiday(connection, own.day)
    assert not records.drop_holiday(connection, own.day)


def test_an_empty_database_has_the_packaged_calendar(connection: Connection):
    connection.execute(metadata.tables["holiday"].delete())
    assert office_calendar(connection) == PACKAGED
