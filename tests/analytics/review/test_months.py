"""A unit month by month: what is hidden, what the limits say, and how the page tells it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from analytics.index.domain.trend import Course, Rule
from analytics.review.domain import Standing
from analytics.review.services import monthly
from tests.analytics.review.test_services import asked
from tests.helpers.builders import a_unit, a_version
from tests.helpers.houses import a_house
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from sqlalchemy import Connection


def first_of(today: date, months_ago: int) -> date:
    month = today.replace(day=1)
    for _ in range(months_ago):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


@pytest.fixture
def keep(answer, today):
    """Keep answers on the first day of a month so many months ago."""

    def within(connection: Connection, version, unit_id: int, good: int, bad: int, *, months_ago: int) -> None:
        answer(connection, version, unit_id, good, bad, days_ago=(today - first_of(today, months_ago)).days)

    return within


def a_year(connection, version, unit_id, keep, *, last: tuple[int, int] = (16, 4)) -> None:
    """Twelve usual months of 80 % and one more."""
    for months_ago in range(12, 0, -1):
        keep(connection, version, unit_id, 15 + months_ago % 3, 4, months_ago=months_ago)
    keep(connection, version, unit_id, *last, months_ago=0)


def test_each_month_has_the_figures_of_its_own_answers(connection, today, keep):
    version = a_version(connection, "q1", "q2")
    unit_id = a_unit(connection, "U")
    a_year(connection, version, unit_id, keep)
    wish = asked(connection, today)
    found = monthly(connection, wish, wish.units[unit_id])
    assert [each.month for each in found.shown] == [first_of(today, ago) for ago in range(12, -1, -1)]
    assert found.shown[-1].judged.index.index == pytest.approx(0.8)
    assert found.shown[-1].judged.index.respondents == 20
    assert found.chart.course is Course.STEADY
    assert [point.n for point in found.chart.points] == [each.judged.index.n_eff for each in found.shown]


def test_a_month_far_below_is_a_signal(connection, today, keep):
    version = a_version(connection, "q1", "q2")
    unit_id = a_unit(connection, "U")
    a_year(connection, version, unit_id, keep, last=(4, 16))
    wish = asked(connection, today)
    found = monthly(connection, wish, wish.units[unit_id])
    (signal,) = found.chart.phases[0].signals
    assert (signal.rule, signal.up, signal.days) == (Rule.BEYOND, False, (first_of(today, 0),))


def test_no_month_follows_from_its_quarter(connection, today, keep):
    version = a_version(connection, "q1", "q2")
    unit_id = a_unit(connection, "U")
    # A whole quarter of the past: its second month has too few, and so one of its neighbours stays hidden too.
    quarter = next(ago for ago in range(1, 8) if first_of(today, ago).month % 3 == 0) + 2
    for months_ago, good in ((quarter, 30), (quarter - 1, 3), (quarter - 2, 12)):
        keep(connection, version, unit_id, good, 0, months_ago=months_ago)
    wish = asked(connection, today)
    found = {each.month: each.judged.standing for each in monthly(connection, wish, wish.units[unit_id]).shown}
    assert found[first_of(today, quarter)] is Standing.OK
    assert found[first_of(today, quarter - 1)] is Standing.HIDDEN
    assert found[first_of(today, quarter - 2)] is Standing.HIDDEN


def test_units_of_too_few_answers_are_left_out_of_a_month(connection, today, keep):
    version = a_version(connection, "q1", "q2")
    top, below = a_unit(connection, "P"), a_unit(connection, "C", parent="P")
    keep(connection, version, top, 12, 0, months_ago=1)
    keep(connection, version, below, 0, 4, months_ago=1)
    wish = asked(connection, today)
    found = {each.month: each.judged for each in monthly(connection, wish, wish.units[top]).shown}
    assert found[first_of(today, 1)].index.respondents == 12


def test_a_unit_nobody_answered_has_no_months(connection, today):
    a_version(connection, "q1", "q2")
    unit_id = a_unit(connection, "U")
    wish = asked(connection, today)
    found = monthly(connection, wish, wish.units[unit_id])
    assert found.shown == ()
    assert found.chart.course is Course.TOO_SHORT


def words_of(page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


@pytest.fixture
def house(tmp_path, keep):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        a_year(connection, version, a_unit(connection, "U"), keep, last=(4, 16))
        a_year(connection, version, a_unit(connection, "V"), keep)
        keep(connection, version, a_unit(connection, "W"), 30, 5, months_ago=0)
    house.account("all", "administrator")
    yield house
    house.close()


def test_the_page_says_which_month_is_out_before_it_draws_it(house, today):
    page = visit(house.browser("all"), "/review/units/U")
    month = f"{first_of(today, 0):%B %Y}"
    assert f"Points outside the limits: {month}" in words_of(page)
    assert page.all("svg", id="months-chart")
    rows = [words.replace("\xa0", " ") for words in page.words("tr") if words.startswith(month)]
    assert any(words.endswith("outside the limits") and "20.0 %" in words for words in rows)


def test_the_page_says_that_nothing_changed_and_that_it_is_too_early_to_say(house):
    assert "No statistically significant change" in words_of(visit(house.browser("all"), "/review/units/V"))
    told = words_of(visit(house.browser("all"), "/review/units/W"))
    assert "Too short to judge: 1 of at least 12 months have enough answers." in told


def test_the_months_of_a_hidden_unit_are_no_part_of_its_page(browsers):
    page = visit(browsers["all"], "/review/units/C")
    assert "Month by month" not in words_of(page)
