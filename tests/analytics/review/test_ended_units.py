"""A unit that ended in the period, on the pages: in the totals above it, named with its end, seen by its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from analytics.review.domain import Chosen, Period, Pick
from analytics.review.services import Asked, choose_questionnaire, monthly
from analytics.tally.services import rebuild_dirty
from survey.app import create_app
from survey.intake.services import take_in
from survey.organisation.domain import EventEntry, EventKind
from survey.organisation.records import keep_events, units_between
from tests.analytics.review.test_list_page import names, row
from tests.analytics.review.test_months import words_of
from tests.helpers.builders import a_submission, a_unit, a_version
from tests.helpers.houses import AHouse
from tests.helpers.pages import page_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.settings import Settings

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
UNTIL_JUNE = "period=free&from=2025-01-01&to=2025-06-30"
UNTIL_DECEMBER = "period=free&from=2025-01-01&to=2025-12-31"
SECOND_HALF = "period=free&from=2025-07-01&to=2025-12-31"


def answers(connection: Connection, unit_id: int, good: int, bad: int = 0, *, month: int = 3) -> None:
    version = a_version(connection, "q1", "q2")
    at = datetime(2025, month, 4, 2, 30, tzinfo=UTC)
    take_in(connection, [a_submission(version, unit_id, marks, at=at) for marks in ["55"] * good + ["22"] * bad])


def a_province(connection: Connection) -> dict[str, int]:
    """P over X (100 unhappy in March, ended in June) and N (100 happy in March); X went into N; Q beside them."""
    ids = {code: a_unit(connection, code, name=name) for code, name in (("P", "Tỉnh P"), ("Q", "Tỉnh Q"))}
    ids["X"] = a_unit(connection, "X", name="Xã Mười", parent="P", valid_to=JUNE)
    ids["N"] = a_unit(connection, "N", name="Phường Mới", parent="P")
    answers(connection, ids["X"], 0, 100)
    answers(connection, ids["N"], 100)
    merged = EventEntry(line=0, kind=EventKind.MERGE, day=JULY, old="X", new="N", legal_act="NQ 1", note="")
    keep_events(connection, [merged])
    return ids


@pytest.fixture
def house(settings: Settings, store: Store) -> Iterator[AHouse]:
    """The province on each database."""
    with store.writing() as connection:
        a_province(connection)
    opened = AHouse(service=create_app(replace(settings, rooms=("analytics",))))
    opened.account("all", "administrator")
    opened.account("head-p", "unit_head", unit="P")
    opened.account("head-x", "unit_head", unit="X")
    opened.account("head-q", "unit_head", unit="Q")
    yield opened
    opened.close()


@pytest.mark.parametrize("period", [UNTIL_JUNE, UNTIL_DECEMBER])
def test_the_total_is_the_same_wherever_the_period_ends(house: AHouse, period: str):
    browser = house.browser("head-p")
    page = visit(browser, f"/review/units/P?{period}")
    assert "50.0 % satisfied · 200 people" in words_of(page)
    assert "Together with 2 units below it." in words_of(page)
    (march,) = [words.replace("\xa0", " ") for words in page.words("tr") if words.startswith("March 2025")]
    assert "50.0 %" in march
    assert "200 people" in march
    assert "200 people" in row(visit(browser, f"/review/?{period}"), "Tỉnh P")


def test_it_is_listed_with_its_last_day(house: AHouse):
    browser = house.browser("head-p")
    assert names(visit(browser, f"/review/?{UNTIL_DECEMBER}")) == [
        "Tỉnh P",
        "Phường Mới",
        "Xã Mười (until 30/06/2025)",
    ]
    page = visit(browser, f"/review/units/P?{UNTIL_DECEMBER}")
    assert [words for words in page.words("th", scope="row") if "Xã Mười" in words] == [
        "Xã Mười (until 30/06/2025)"
    ]
    assert "until 30/06/2025" not in words_of(visit(browser, f"/review/?{UNTIL_JUNE}"))
    assert names(visit(browser, f"/review/?{SECOND_HALF}")) == ["Tỉnh P", "Phường Mới"]


def test_its_own_page_says_that_it_ended(house: AHouse):
    browser = house.browser("head-p")
    told = words_of(visit(browser, f"/review/units/X?{UNTIL_DECEMBER}"))
    assert "This unit ended on 30/06/2025; its figures are of the days until then." in told
    assert "0.0 % satisfied · 100 people" in told
    assert "ended on" not in words_of(visit(browser, f"/review/units/X?{UNTIL_JUNE}"))
    page_of(browser.get(f"/review/units/X?{SECOND_HALF}"), status=404)


def test_those_who_saw_it_still_see_it_and_nobody_else(house: AHouse):
    own = house.browser("head-x")
    assert names(visit(own, f"/review/?{UNTIL_DECEMBER}")) == ["Xã Mười (until 30/06/2025)"]
    assert own.get(f"/review/units/X?{UNTIL_DECEMBER}").status_code == 200
    assert own.get(f"/review/units/P?{UNTIL_DECEMBER}").status_code == 403
    assert own.get(f"/review/units/N?{UNTIL_DECEMBER}").status_code == 403
    assert names(visit(own, f"/review/?{SECOND_HALF}")) == []
    assert house.browser("head-q").get(f"/review/units/X?{UNTIL_DECEMBER}").status_code == 403


def test_the_period_before_has_the_units_of_then(house: AHouse):
    with house.store.writing() as connection:
        ids = {unit.code: unit.unit_id for unit in units_between(connection, JUNE, JULY).values()}
        answers(connection, ids["N"], 30, 10, month=8)
    # The answers of the first half wait for their tally still: the page brings it up to date.
    browser = house.browser("all")
    page = visit(browser, f"/review/units/P?{SECOND_HALF}")
    # 75 % of the second half against 50 % of the first, X included, as the page of the first half says.
    assert "75.0 %" in words_of(page)
    assert "▲ 25.0" in words_of(page)
    assert "▲ 25.0" in row(visit(browser, f"/review/?{SECOND_HALF}"), "Tỉnh P").replace("\xa0", " ")
    numbers = browser.get(f"/review/giai-thich/don-vi/P/so-lieu.json?{SECOND_HALF}").get_json()
    assert (numbers["change"]["index"], numbers["change"]["difference"]) == (0.5, 0.25)


def test_its_heir_shows_it_beside_and_the_province_only_once(house: AHouse):
    browser = house.browser("all")
    heir = words_of(visit(browser, f"/review/units/N?{UNTIL_DECEMBER}"))
    assert "Units it was made of" in heir
    assert "100.0 % satisfied · 100 people" in heir
    assert "Units it was made of" not in words_of(visit(browser, f"/review/units/P?{UNTIL_DECEMBER}"))


def test_a_unit_that_ended_in_the_one_above_it_is_told_once(house: AHouse):
    with house.store.writing() as connection:
        merged = EventEntry(line=0, kind=EventKind.MERGE, day=JULY, old="X", new="P", legal_act="NQ 2", note="")
        keep_events(connection, [merged])
    browser = house.browser("all")
    within = visit(browser, f"/review/units/P?{UNTIL_DECEMBER}")
    assert "50.0 % satisfied · 200 people" in words_of(within)
    assert "Units it was made of" not in words_of(within)
    assert "Xã" not in browser.get(f"/review/units/P/trend.csv?{UNTIL_DECEMBER}").text
    assert "Units it was made of" in words_of(visit(browser, f"/review/units/P?{SECOND_HALF}"))


def test_a_unit_that_moved_is_under_its_new_parent_for_the_whole_period(house: AHouse):
    with house.store.writing() as connection:
        a_unit(connection, "N", parent="P", valid_to=JUNE)
        a_unit(connection, "N", name="Phường Mới", parent="Q", valid_from=JULY)
    browser = house.browser("all")
    assert "100 people" in row(visit(browser, f"/review/?{UNTIL_DECEMBER}"), "Tỉnh P")
    assert "100 people" in row(visit(browser, f"/review/?{UNTIL_DECEMBER}"), "Tỉnh Q")
    assert "200 people" in row(visit(browser, f"/review/?{UNTIL_JUNE}"), "Tỉnh P")
    assert "No answers" in row(visit(browser, f"/review/?{UNTIL_JUNE}"), "Tỉnh Q")
    assert house.browser("head-q").get(f"/review/units/N?{UNTIL_DECEMBER}").status_code == 200
    assert house.browser("head-p").get(f"/review/units/N?{UNTIL_DECEMBER}").status_code == 403


def test_a_month_of_the_chart_stays_as_it_was_after_a_unit_below_ended(connection: Connection):
    ids = a_province(connection)
    later = a_unit(connection, "L", parent="P", valid_from=JULY)
    answers(connection, later, 40, month=9)
    rebuild_dirty(connection)

    def march(since: date, until: date) -> tuple[int, float | None]:
        period = Period(since=since, until=until)
        chosen = Chosen(pick=Pick.FREE, period=period, before=period)
        words = choose_questionnaire(connection, chosen, None)
        units = units_between(connection, since, until)
        found = monthly(connection, Asked(chosen=chosen, words=words, units=units, least=5), units[ids["P"]])
        (month,) = [each.judged for each in found.shown if each.month == date(2025, 3, 1)]
        return month.index.respondents, month.index.index

    for until in (date(2025, 3, 31), JUNE, JULY, date(2025, 12, 31)):
        assert march(date(2025, 1, 1), until) == (200, 0.5)
    # Nor does it depend on where the period begins.
    assert march(date(2025, 11, 1), date(2025, 12, 31)) == (200, 0.5)
