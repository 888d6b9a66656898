"""The usual level of a unit's months: that of the first twelve, until somebody records why it is taken anew."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from analytics.index.domain.trend import Course
from analytics.review.domain import Chosen, Period, Pick
from analytics.review.records import KeptRebase, first_month, rebases, trend_rebase
from analytics.review.services import Asked, choose_questionnaire, monthly
from analytics.review.services.rebasing import Wish, record_rebase
from analytics.tally.services import rebuild_dirty
from survey.app import create_app
from survey.intake.services import take_in
from survey.organisation.records import units_between
from tests.analytics.review.test_explained_months import ADDRESS, numbers
from tests.analytics.review.test_months import words_of
from tests.helpers.builders import a_submission, a_unit, a_version
from tests.helpers.houses import AHouse
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result
    from sqlalchemy import Connection

    from analytics.review.services import Months
    from survey.foundation.database import Store
    from survey.settings import Settings

AT = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
TODAY = date(2026, 2, 3)
LONG_AGO = 2016


def some_years(connection: Connection, *years: tuple[int, int], code: str = "U") -> int:
    """Give every month of a year 20 answers, so many of them satisfied."""
    version, unit_id = a_version(connection, "q1", "q2"), a_unit(connection, code, valid_from=date(2010, 1, 1))
    for year, good in years:
        for month in range(1, 13):
            marks = ["55"] * good + ["22"] * (20 - good)
            at = datetime(year, month, 7, 2, 30, tzinfo=UTC)
            take_in(connection, [a_submission(version, unit_id, each, at=at) for each in marks])
    return unit_id


def months(connection: Connection, unit_id: int, until: date) -> Months:
    rebuild_dirty(connection)
    period = Period(since=until.replace(month=1, day=1), until=until)
    chosen = Chosen(pick=Pick.FREE, period=period, before=period)
    words = choose_questionnaire(connection, chosen, None)
    units = units_between(connection, period.since, until)
    return monthly(connection, Asked(chosen=chosen, words=words, units=units, least=5), units[unit_id])


def a_rebase(
    connection: Connection, *, unit: str = "U", month: date, reason: str = "Cách phục vụ mới"
) -> KeptRebase:
    wish = Wish(unit=unit, month=month, reason=reason, recorded_by="Nguyễn An")
    return record_rebase(connection, wish, at=AT, today=TODAY)


def test_later_months_never_move_the_baseline(connection: Connection):
    """Ten years: the first at 60 %, the others at 90 %; wherever the page ends, the usual level is 60 %."""
    years = [(LONG_AGO, 12), *((LONG_AGO + later, 18) for later in range(1, 10))]
    unit_id = some_years(connection, *years)
    rebuild_dirty(connection)
    assert first_month(connection, [unit_id]) == date(LONG_AGO, 1, 1)
    for until in (date(LONG_AGO + 1, 6, 30), date(LONG_AGO + 5, 12, 31), date(LONG_AGO + 9, 12, 31)):
        found = months(connection, unit_id, until)
        assert found.chart.phases[0].centre == pytest.approx(0.6)
        assert found.chart.course is Course.SIGNAL
        assert found.shown[-1].month == until.replace(day=1)
        assert len(found.chart.points) == (until.year - LONG_AGO) * 12 + until.month


def test_a_recorded_reason_takes_it_anew(connection: Connection):
    unit_id = some_years(connection, (2023, 12), (2024, 18), (2025, 18))
    other = some_years(connection, (2023, 12), (2024, 18), code="V")
    kept = a_rebase(connection, month=date(2024, 1, 1))
    assert rebases(connection, None) == rebases(connection, unit_id) == [kept]
    found = months(connection, unit_id, date(2025, 12, 31))
    assert [phase.centre for phase in found.chart.phases] == [pytest.approx(0.6), pytest.approx(0.9)]
    assert (found.chart.course, found.rebases) == (Course.STEADY, (kept,))
    # Before that month nothing is different, and of another unit nothing ever.
    assert months(connection, unit_id, date(2023, 12, 31)).rebases == ()
    assert len(months(connection, other, date(2024, 12, 31)).chart.phases) == 1


def test_a_new_level_needs_twelve_months(connection: Connection):
    unit_id = some_years(connection, (2023, 12), (2024, 18))
    a_rebase(connection, month=date(2024, 2, 1))
    assert months(connection, unit_id, date(2024, 12, 31)).chart.course is Course.TOO_SHORT
    some_years(connection, (2025, 18))
    assert months(connection, unit_id, date(2025, 1, 31)).chart.course is Course.STEADY


def test_one_month_is_recorded_once(connection: Connection):
    unit_id = some_years(connection, (2025, 12))
    a_rebase(connection, month=date(2025, 3, 1))
    row = {"unit_id": unit_id, "month": date(2025, 3, 1), "reason": "x", "recorded_by": "x", "recorded_at": AT}
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(trend_rebase.insert().values(row))


REBASE = ("trend", "rebase", "--unit", "U", "--from", "2025-03", "--reason", "Sáp nhập", "--by", "Nguyễn An")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"--unit": "?"}, "There is no unit with the code “?”."),
        ({"--from": "2091-01"}, "The month 2091-01 has not begun"),
        ({"--from": "2025-13"}, "2025-13"),
        ({"--reason": "  "}, "Say why the usual level is taken anew"),
        ({"--by": " "}, "Say who records it"),
        ({"--reason": "x" * 301}, "301"),
        ({"--reason": "a\x00b"}, ""),
        ({}, "is taken anew from 2025-03 already; what was recorded stands."),
    ],
)
def test_what_is_no_decision_is_refused(
    store: Store, hailong: Callable[..., Result], changed: dict[str, str], words: str
):
    with store.writing() as connection:
        some_years(connection, (2025, 12))
    if not changed:
        assert hailong(*REBASE).exit_code == 0
    given = dict(zip(REBASE[2::2], REBASE[3::2], strict=True)) | changed
    said = hailong(*REBASE[:2], *(word for pair in given.items() for word in pair))
    assert said.exit_code != 0
    assert words in str(said.exception)
    with store.reading() as connection:
        assert len(rebases(connection, None)) == (not changed)


def test_operators_read_back_what_was_recorded(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        some_years(connection, (2025, 12))
        a_unit(connection, "V")
    assert "U: the usual level is taken anew from 2025-03 on." in hailong(*REBASE).stdout
    assert hailong(*REBASE[:3], "V", "--from", "04/2025", *REBASE[6:]).exit_code == 0
    (row,) = json.loads(hailong("trend", "list", "--unit", "U", "--format", "json").stdout)
    assert row.pop("recorded_at")
    assert row == {"unit": "U", "from": "2025-03", "reason": "Sáp nhập", "recorded_by": "Nguyễn An"}
    assert len(json.loads(hailong("trend", "list", "--format", "json").stdout)) == 2
    assert "There is no unit" in str(hailong("trend", "list", "--unit", "?").exception)


@pytest.fixture
def house(settings: Settings, store: Store) -> Iterator[AHouse]:
    with store.writing() as connection:
        some_years(connection, (2023, 12), (2024, 18))
        a_rebase(connection, month=date(2024, 1, 1), reason="Dời trụ sở <b>")
    opened = AHouse(service=create_app(replace(settings, rooms=("analytics",))))
    opened.account("all", "administrator")
    yield opened
    opened.close()


def test_the_page_and_its_explanation_name_reason_person_and_day(house: AHouse):
    browser = house.browser("all")
    period = "period=free&from=2024-01-01&to=2024-12-31"
    told = (
        "From January 2024 on the usual level is taken anew: Dời trụ sở <b> (recorded by Nguyễn An on 03/02/2026)."
    )
    assert told in words_of(visit(browser, f"/review/units/U?{period}"))
    assert told in words_of(visit(browser, f"{ADDRESS}/U?{period}"))
    assert told not in words_of(visit(browser, f"{ADDRESS}/U?{period}&thang=2023-12"))
    found = numbers(browser, f"{ADDRESS}/U/so-lieu.json?{period}")
    assert found["centre"] == pytest.approx(0.9)
    assert (found["rebase"]["from"], found["rebase"]["reason"]) == ("2024-01-01", "Dời trụ sở <b>")
    assert numbers(browser, f"{ADDRESS}/U/so-lieu.json?{period}&thang=2023-12")["rebase"] is None


def test_a_new_level_of_too_few_months_says_so(house: AHouse):
    browser = house.browser("all")
    period = "period=free&from=2024-01-01&to=2024-06-30"
    for address in (f"/review/units/U?{period}", f"{ADDRESS}/U?{period}"):
        words = words_of(visit(browser, address))
        assert "Too short to judge: 6 of at least 12 months have enough answers." in words
        assert "the usual level is taken anew" in words
