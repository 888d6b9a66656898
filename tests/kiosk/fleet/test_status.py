from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.fleet.domain import (
    AlertKind,
    Heartbeat,
    Signs,
    Status,
    alerts,
    hours_of,
    open_since,
    status_of,
    whole_hours,
)
from survey.foundation.clock import LOCAL
from survey.organisation.domain import Calendar, Desk, Holiday, HolidayKind, calendar_of
from tests.helpers.builders import AT, DAY

MINUTE = timedelta(minutes=1)
OPENS = AT - timedelta(hours=2)
PLAIN = Calendar(closed=frozenset(), worked=frozenset(), years=frozenset())


def a_beat(**changes: Any) -> Heartbeat:
    well: dict[str, Any] = {
        "heard_at": AT - 5 * MINUTE,
        "app_version": "1",
        "battery": 0.9,
        "charging": True,
        "storage_used": 1,
        "storage_quota": 100,
        "persisted": True,
        "queue": 0,
        "aside": 0,
        "oldest_age_h": None,
        "last_answer_age_h": 1,
        "skew_ms": 0,
    }
    return Heartbeat(**well | changes)


def signs(beat: Heartbeat | None = None, **changes: Any) -> Signs:
    known = Signs(at=AT, paired_at=AT - timedelta(days=9), open_since=OPENS, heartbeat=beat, burst=0, set_aside=0)
    return replace(known, **changes)


def test_a_tablet_that_does_well_alarms_nobody():
    assert alerts(signs(a_beat())) == ()
    assert status_of(signs(a_beat()), active=True, locked=False) is Status.WORKING


@pytest.mark.parametrize(
    ("changes", "alert"),
    [
        ({"heard_at": AT - 31 * MINUTE}, AlertKind.SILENT),
        ({"queue": 1, "oldest_age_h": 25}, AlertKind.OLD_ANSWERS),
        ({"queue": 1, "oldest_age_h": 20, "heard_at": AT - timedelta(hours=5)}, AlertKind.OLD_ANSWERS),
        ({"aside": 1}, AlertKind.ASIDE),
        ({"persisted": False}, AlertKind.STORAGE),
        ({"skew_ms": -300_001}, AlertKind.CLOCK),
        ({"battery": 0.1, "charging": False}, AlertKind.BATTERY),
        ({"battery": 0.1, "charging": None}, AlertKind.BATTERY),
    ],
)
def test_what_is_wrong_with_a_tablet_is_said(changes: dict[str, Any], alert: AlertKind):
    assert alert in alerts(signs(a_beat(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"heard_at": AT - 30 * MINUTE},
        {"queue": 1, "oldest_age_h": 23},
        {"queue": 0, "oldest_age_h": 400},
        {"persisted": None},
        {"skew_ms": 300_000},
        {"battery": 0.1, "charging": True},
        {"battery": None},
    ],
)
def test_what_is_not_wrong_is_not_said(changes: dict[str, Any]):
    assert alerts(signs(a_beat(**changes))) == ()


def test_what_others_saw_of_a_tablet_is_said_too():
    assert alerts(signs(a_beat(), burst=9, set_aside=1)) == (AlertKind.BURST, AlertKind.ASIDE)


def test_silence_is_counted_in_office_time_only():
    overnight = a_beat(heard_at=AT - timedelta(hours=15))
    assert alerts(signs(overnight, open_since=None)) == ()
    assert alerts(signs(overnight, open_since=AT - 30 * MINUTE)) == ()
    assert AlertKind.SILENT in alerts(signs(overnight, open_since=AT - 31 * MINUTE))
    assert AlertKind.SILENT in alerts(signs(None))
    assert alerts(signs(None, paired_at=AT - 5 * MINUTE)) == ()


def test_a_tablet_does_one_thing_in_a_word():
    silent = signs(a_beat(heard_at=AT - timedelta(hours=1)))
    assert status_of(silent, active=True, locked=True) is Status.SILENT
    assert status_of(signs(a_beat()), active=True, locked=True) is Status.LOCKED
    assert status_of(silent, active=False, locked=False) is Status.REVOKED


@given(st.integers(0, 10**9))
def test_ages_are_kept_in_whole_hours(seconds: int):
    hours = whole_hours(seconds)
    assert hours is not None
    assert abs(seconds - hours * 3_600) <= 1_800


def test_an_age_nobody_knows_stays_unknown():
    assert whole_hours(None) is None


def a_desk(opens: time | None = None, closes: time | None = None, days: str = "") -> Desk:
    return Desk(
        desk_id=1,
        unit_id=1,
        code="DH-1",
        name="",
        field="",
        opens=opens,
        closes=closes,
        days=frozenset(map(int, days)),
    )


def test_a_hall_is_open_while_any_of_its_desks_is():
    hours = hours_of([a_desk(time(8), time(11)), a_desk(time(7), time(10), "6")], PLAIN, DAY)
    assert hours is not None
    assert (hours.days, hours.opens, hours.closes) == ((1, 2, 3, 4, 5, 6), time(7), time(11))


def test_nobody_told_hours():
    assert hours_of([a_desk()], PLAIN, DAY) is None
    assert hours_of([], PLAIN, DAY) is None


def test_a_holiday_of_the_coming_week_is_no_day_of_the_week():
    holiday = Holiday(day=date(2026, 3, 6), name="", kind=HolidayKind.CLOSED, expected=False)
    saturday = Holiday(day=date(2026, 3, 7), name="", kind=HolidayKind.WORKING, expected=False)
    hours = hours_of([a_desk(time(8), time(11))], calendar_of([holiday, saturday]), DAY)
    assert hours is not None
    assert hours.days == (1, 2, 3, 4, 6)


def local(hour: int, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LOCAL)


def test_a_place_is_open_between_its_hours():
    desks = [a_desk(time(8), time(11))]
    assert open_since(desks, PLAIN, local(9)) == local(8)
    assert open_since(desks, PLAIN, local(7)) is None
    assert open_since(desks, PLAIN, local(11)) is None
    assert open_since(desks, PLAIN, local(9, date(2026, 3, 7))) is None


def test_where_no_hours_are_told_a_silent_tablet_is_missed_in_the_usual_ones():
    for desks in ([], [a_desk()]):
        assert open_since(desks, PLAIN, local(9)) == local(7) + 30 * MINUTE
        assert open_since(desks, PLAIN, local(20)) is None
        assert open_since(desks, PLAIN, local(9, date(2026, 3, 8))) is None
