"""Periods, what each is compared with, and their weeks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.review.domain import (
    MOST_DAYS,
    Period,
    PeriodAheadError,
    PeriodBackwardsError,
    PeriodTooLongError,
    Pick,
    UnreadableDayError,
    choose,
    free_period,
    weeks,
)

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("pick", "since", "until", "earlier", "later"),
    [
        (Pick.THIS_QUARTER, (2026, 10, 1), (2026, 11, 22), (2026, 7, 1), (2026, 9, 30)),
        (Pick.LAST_QUARTER, (2026, 7, 1), (2026, 9, 30), (2026, 4, 1), (2026, 6, 30)),
        (Pick.THIS_MONTH, (2026, 11, 1), (2026, 11, 22), (2026, 10, 1), (2026, 10, 31)),
        (Pick.THREE_MONTHS, (2026, 9, 1), (2026, 11, 22), (2026, 6, 1), (2026, 8, 31)),
        (Pick.THIS_YEAR, (2026, 1, 1), (2026, 11, 22), (2025, 1, 1), (2025, 12, 31)),
    ],
)
def test_each_pick_has_its_days_and_those_before(pick, since, until, earlier, later):
    chosen = choose(pick, TODAY)
    assert chosen.period == Period(since=date(*since), until=date(*until))
    assert chosen.before == Period(since=date(*earlier), until=date(*later))


def test_the_last_quarter_of_january_is_of_the_year_before():
    assert choose(Pick.LAST_QUARTER, date(2026, 1, 5)).period == Period(
        since=date(2025, 10, 1), until=date(2025, 12, 31)
    )


@given(DAYS, st.sampled_from(list(Pick)))
def test_the_period_before_ends_the_day_before(today, pick):
    chosen = choose(pick, today)
    assert chosen.before.until == chosen.period.since - timedelta(days=1)
    assert chosen.period.until <= today
    assert chosen.period.days >= 1


@given(DAYS, st.integers(0, 400))
def test_weeks_cover_a_period_without_a_gap(since, length):
    period = Period(since=since, until=since + timedelta(days=length))
    found = weeks(period)
    assert [found[0].since, found[-1].until] == [period.since, period.until]
    assert all(after.since == before.until + timedelta(days=1) for before, after in pairwise(found))
    assert all(each.monday.weekday() == 0 and 0 <= (each.until - each.monday).days < 7 for each in found)


@pytest.mark.parametrize(
    ("since", "until", "refusal"),
    [
        (None, TODAY, UnreadableDayError),
        (TODAY, None, UnreadableDayError),
        (TODAY, TODAY - timedelta(days=1), PeriodBackwardsError),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=2), PeriodAheadError),
        (TODAY - timedelta(days=MOST_DAYS), TODAY, PeriodTooLongError),
    ],
)
def test_a_free_period_that_makes_no_sense_is_refused_by_name(since, until, refusal):
    with pytest.raises(refusal):
        free_period(since, until, today=TODAY)


def test_a_free_period_is_of_whole_months_and_ends_today_at_the_latest():
    found = free_period(TODAY - timedelta(days=MOST_DAYS - 1), TODAY + timedelta(days=9), today=TODAY)
    assert found == Period(since=date(2024, 11, 1), until=TODAY)
    found = free_period(date(2026, 2, 14), date(2026, 3, 3), today=TODAY)
    assert found == Period(since=date(2026, 2, 1), until=date(2026, 3, 31))


@given(DAYS, st.sampled_from(list(Pick)))
def test_every_period_begins_and_ends_with_a_month_or_today(today, pick):
    chosen = choose(pick, today)
    for period in (chosen.period, chosen.before):
        assert period.since.day == 1
        assert period.until == today or (period.until + timedelta(days=1)).day == 1
    assert chosen.before.since < chosen.before.until
