from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from analytics.screening import records
from analytics.screening.services import run_screening
from analytics.screening.services.nightly import due, steps
from analytics.screening.services.running import limits_for
from survey.intake.domain import Channel, Trace
from survey.intake.records import delete_traces
from survey.intake.services import take_in
from survey.organisation.records import unit_ids
from tests.analytics.screening.province import NOW, SINCE, UNTIL, a_month
from tests.helpers.builders import a_submission, a_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analytics.screening.services.nightly import Due
    from survey.foundation.doors import House

MONTH = date(2026, 3, 1)


def periods(connection: Connection, today: date) -> list[tuple[date, date]]:
    return [(one.since, one.until) for one in due(connection, today)]


def a_run(connection: Connection, since: date, until: date, **told) -> int:
    """Keep a run that found nothing and saw every answer there is now."""
    run = {
        "since": since,
        "until": until,
        "at": NOW,
        "thresholds_from": limits_for(since).valid_from,
        "decided_by": "",
        "answers": sum(records.answers_by_day(connection, since, until).values()),
        "summary": [],
    }
    return records.add_run(connection, run | told, [])


def one_more(connection: Connection, day: int, *, month: int = 3, traced: bool = True) -> None:
    version = a_version(connection, *(f"q{number}" for number in range(6)))
    at = datetime(2026, month, day, 3, 0, tzinfo=UTC)
    trace = {"channel": Channel.QR_OPEN, "trace": Trace(received_at=at)} if traced else {}
    take_in(connection, [a_submission(version, unit_ids(connection)["CAMLO"], "545454", at=at, **trace)])


@pytest.fixture
def month(connection: Connection) -> Connection:
    a_month(connection)
    return connection


def test_while_a_month_lasts_it_is_screened_from_its_first_day_to_yesterday(month):
    (one,) = due(month, date(2026, 3, 20))
    assert (one.since, one.until, one.closed) == (MONTH, date(2026, 3, 19), False)
    assert one.answers == sum(records.answers_by_day(month, MONTH, date(2026, 3, 19)).values())


def test_today_is_not_over(month):
    assert periods(month, date(2026, 3, 2)) == []
    assert periods(month, date(2026, 3, 3)) == [(MONTH, date(2026, 3, 2))]


def test_days_without_an_answer_are_no_news(month):
    a_run(month, MONTH, date(2026, 3, 20))  # a Friday
    assert periods(month, date(2026, 3, 22)) == []
    assert periods(month, date(2026, 3, 23)) == []
    assert periods(month, date(2026, 3, 24)) == [(MONTH, date(2026, 3, 23))]


def test_a_month_that_is_over_is_screened_as_a_whole_and_once(month):
    a_run(month, MONTH, date(2026, 3, 30))
    (one,) = due(month, date(2026, 4, 1))
    assert (one.since, one.until, one.closed) == (SINCE, UNTIL, True)
    a_run(month, SINCE, UNTIL)
    assert periods(month, date(2026, 4, 1)) == []
    assert periods(month, date(2026, 4, 2)) == []


def test_two_months_are_screened_apart(month):
    one_more(month, 1, month=4)
    assert periods(month, date(2026, 4, 3)) == [(SINCE, UNTIL), (date(2026, 4, 1), date(2026, 4, 2))]


def test_a_run_by_hand_that_saw_the_same_answers_counts(month):
    a_run(month, date(2026, 1, 1), UNTIL)
    assert periods(month, date(2026, 4, 1)) == []


def test_an_answer_that_comes_late_lets_its_month_be_screened_again(month):
    a_run(month, SINCE, UNTIL)
    one_more(month, 10)
    assert periods(month, date(2026, 4, 1)) == [(SINCE, UNTIL)]


def test_other_thresholds_let_a_month_be_screened_again(month):
    a_run(month, SINCE, UNTIL, thresholds_from=date(2019, 1, 1))
    assert periods(month, date(2026, 4, 1)) == [(SINCE, UNTIL)]


def lose_traces(connection: Connection, *, until: date) -> None:
    delete_traces(connection, before=datetime.combine(until, datetime.min.time(), tzinfo=UTC))


def test_of_a_month_nobody_screened_in_time_the_part_with_traces_is_screened(month):
    lose_traces(month, until=date(2026, 3, 23))
    first = records.traced_days(month)[0]
    assert first >= date(2026, 3, 23)
    assert periods(month, date(2026, 4, 10)) == [(first, UNTIL)]
    a_run(month, first, UNTIL)
    assert periods(month, date(2026, 4, 10)) == []


def test_of_a_screened_month_that_changed_the_days_with_all_their_traces_are_screened_again(month):
    a_run(month, SINCE, UNTIL)
    lose_traces(month, until=date(2026, 3, 9))
    assert periods(month, date(2026, 4, 10)) == []
    one_more(month, 25)
    assert periods(month, date(2026, 4, 10)) == [(date(2026, 3, 10), UNTIL)]


def late(connection: Connection, today: date) -> list[Due]:
    return [one for one in due(connection, today) if one.late]


def test_a_rest_of_a_month_is_too_little_to_judge_it_again_and_that_is_told(month):
    a_run(month, SINCE, UNTIL)
    lose_traces(month, until=date(2026, 3, 20))
    one_more(month, 25)
    assert [one.late for one in late(month, date(2026, 4, 19))] == [1]


def test_a_month_without_any_trace_is_nobodys(month):
    lose_traces(month, until=date(2026, 5, 1))
    one_more(month, 25, traced=False)
    assert periods(month, date(2026, 5, 1)) == []


@pytest.fixture
def province(house: House) -> House:
    with house.store.writing() as connection:
        a_month(connection)
    return house


def runs(house: House) -> int:
    with house.store.reading() as connection:
        run = records.latest_run(connection)
    return run.run_id if run else 0


def test_a_night_that_proposes_the_same_is_not_frozen_again(province):
    done = run_screening(province.store, SINCE, date(2026, 3, 24), at=NOW, only_news=True)
    assert done.frozen
    again = run_screening(province.store, SINCE, date(2026, 3, 24), at=NOW, only_news=True)
    assert (again.frozen, again.run_id) == (False, done.run_id)
    assert again.flags == done.flags
    assert runs(province) == done.run_id


def test_a_night_that_proposes_something_else_is_frozen(province):
    # The burst came on the 13th.
    done = run_screening(province.store, SINCE, date(2026, 3, 11), at=NOW, only_news=True)
    news = run_screening(province.store, SINCE, date(2026, 3, 13), at=NOW, only_news=True)
    assert news.frozen
    assert news.run_id > done.run_id


def test_after_a_run_about_other_days_the_month_is_frozen_anew(province):
    first = run_screening(province.store, SINCE, date(2026, 3, 24), at=NOW)
    # By hand, about a week: now that run speaks for these days.
    other = run_screening(province.store, date(2026, 3, 16), date(2026, 3, 20), at=NOW)
    again = run_screening(province.store, SINCE, date(2026, 3, 24), at=NOW, only_news=True)
    assert again.frozen
    assert again.run_id > other.run_id > first.run_id


def test_thirty_nights_of_a_month_leave_few_runs_and_the_last_is_of_the_whole_month(province):
    frozen = 0
    for night in range(3, 35):
        at = datetime(2026, 3, 1, 19, 0, tzinfo=UTC) + timedelta(days=night - 1)
        for step in steps(province, at=at, dry_run=False):
            frozen += "run" in step.act()
    with province.store.reading() as connection:
        last = records.latest_run(connection)
    assert last is not None
    assert (last.since, last.until) == (SINCE, UNTIL)
    assert frozen <= 8
