"""The history of a unit that was made of others: beside its own figures, never added up with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from analytics.review.domain import Period, Pick, Standing, choose
from analytics.review.services import Asked, choose_questionnaire, origins, pasts, review_unit
from analytics.tally.services import rebuild_dirty
from survey.organisation.domain import EventEntry, EventKind
from survey.organisation.records import keep_events, predecessors, units_on
from tests.analytics.review.test_trend_file import read
from tests.helpers.builders import FOUNDED, a_unit, a_version
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

AGO = 20
"""How many days ago the mergers of these tests happened."""


@pytest.fixture
def version(connection):
    return a_version(connection, "q1", "q2")


def merge(
    connection: Connection,
    today: date,
    *old: str,
    new: str = "N",
    kind: EventKind = EventKind.MERGE,
    ago: int = AGO,
) -> dict[str, int]:
    """End some units on the day before and let one begin; give the ids of all by code."""
    day = today - timedelta(days=ago)
    ids = {
        code: a_unit(connection, code, name=f"Xã {code}", valid_from=FOUNDED, valid_to=day - timedelta(days=1))
        for code in old
    }
    ids[new] = a_unit(connection, new, name=f"Phường {new}", valid_from=day)
    happened(connection, today, *old, new=new, kind=kind, ago=ago)
    return ids


def happened(connection, today, *old, new="N", kind=EventKind.MERGE, ago=AGO):
    day = today - timedelta(days=ago)
    entries = [
        EventEntry(line=0, kind=kind, day=day, old=code, new=new, legal_act="NQ 1", note="") for code in old
    ]
    keep_events(connection, entries)


def asked(
    connection: Connection, today: date, *, pick: Pick = Pick.THREE_MONTHS, free: Period | None = None
) -> Asked:
    rebuild_dirty(connection)
    chosen = choose(pick, today, free=free)
    words = choose_questionnaire(connection, chosen, None)
    return Asked(chosen=chosen, words=words, units=units_on(connection, chosen.period.until), least=5)


def told(connection: Connection, wish: Asked, unit_id: int):
    unit = wish.units[unit_id]
    return pasts(connection, wish, origins(connection, unit, until=wish.chosen.period.until))


def test_each_unit_it_was_made_of_keeps_its_own_figures(connection, version, today, answer):
    ids = merge(connection, today, "A", "B")
    answer(connection, version, ids["A"], 20, 0, days_ago=40)
    answer(connection, version, ids["B"], 5, 15, days_ago=30)
    answer(connection, version, ids["N"], 8, 2, days_ago=5)
    wish = asked(connection, today)
    first, second = told(connection, wish, ids["N"])
    assert (first.origin.unit.name, first.origin.last) == ("Xã A", today - timedelta(days=AGO + 1))
    assert (first.judged.index.index, second.judged.index.index) == (1, 0.25)
    own = review_unit(connection, wish, wish.units[ids["N"]], today=today)
    assert (own.judged.index.respondents, own.judged.index.index) == (10, 0.8)
    assert all(week.week.since <= first.origin.last for week in first.weeks)
    assert sum(week.judged.index.respondents for week in first.weeks) == 20


def test_they_are_those_the_organisation_knows(connection, version, today, answer):
    ids = merge(connection, today, "A", "B")
    found = origins(connection, units_on(connection, today)[ids["N"]], until=today)
    kin = predecessors(connection, ids["N"])
    assert [(each.unit, each.last + timedelta(days=1)) for each in found] == [
        (each.unit, each.day) for each in kin
    ]


def test_a_unit_that_gave_only_a_part_is_no_origin(connection, version, today, answer):
    ids = merge(connection, today, "A", "B")
    a_unit(connection, "NEAR")
    happened(connection, today, "NEAR", kind=EventKind.TRANSFER)
    found = origins(connection, units_on(connection, today)[ids["N"]], until=today)
    assert [each.unit.code for each in found] == ["A", "B"]


def test_a_unit_split_in_two_is_the_history_of_both(connection, version, today, answer):
    ids = merge(connection, today, "A", kind=EventKind.SPLIT)
    other = a_unit(connection, "M", valid_from=today - timedelta(days=AGO))
    happened(connection, today, "A", new="M", kind=EventKind.SPLIT)
    answer(connection, version, ids["A"], 12, days_ago=40)
    wish = asked(connection, today)
    for unit_id in (ids["N"], other):
        assert [each.judged.index.respondents for each in told(connection, wish, unit_id)] == [12]


def test_before_the_event_a_unit_has_no_history(connection, version, today, answer):
    ids = merge(connection, today, "B")
    a_unit(connection, "N", valid_from=FOUNDED, valid_to=today - timedelta(days=AGO + 1))
    free = Period(since=today - timedelta(days=60), until=today - timedelta(days=AGO + 5))
    assert told(connection, asked(connection, today, pick=Pick.FREE, free=free), ids["N"]) == ()


def test_those_below_it_belong_to_it_until_its_last_day_only(connection, version, today, answer):
    ids = merge(connection, today, "A", "B")
    last = today - timedelta(days=AGO + 1)
    centre = a_unit(connection, "A1", parent="A", valid_to=last)
    a_unit(connection, "A1", parent="N", valid_from=last + timedelta(days=1))
    answer(connection, version, ids["A"], 10, days_ago=40)
    answer(connection, version, centre, 0, 10, days_ago=30)
    answer(connection, version, centre, 30, days_ago=2)
    (first, _) = told(connection, asked(connection, today), ids["N"])
    assert (first.judged.index.respondents, first.judged.index.index) == (20, 0.5)


def test_too_few_answers_to_an_ended_unit_stay_hidden(connection, version, today, answer):
    ids = merge(connection, today, "A", "B", "C")
    answer(connection, version, ids["A"], 4, days_ago=40)
    answer(connection, version, ids["B"], 8, days_ago=40)
    answer(connection, version, ids["C"], 30, days_ago=40)
    answer(connection, version, ids["C"], 3, days_ago=50)
    few, some, enough = told(connection, asked(connection, today), ids["N"])
    assert (few.judged.standing, few.weeks) == (Standing.HIDDEN, ())
    assert (some.judged.standing, some.weeks) == (Standing.INSUFFICIENT, ())
    # The week of three would follow from the other, so both are hidden.
    shown = [week.judged.standing for week in enough.weeks if week.judged.standing is not Standing.NONE]
    assert shown == [Standing.HIDDEN, Standing.HIDDEN]


def test_a_period_after_its_last_day_has_no_figure_of_it(connection, version, today, answer):
    ids = merge(connection, today, "A")
    answer(connection, version, ids["A"], 30, days_ago=40)
    free = Period(since=today - timedelta(days=10), until=today)
    (found,) = told(connection, asked(connection, today, pick=Pick.FREE, free=free), ids["N"])
    assert (found.judged, found.weeks) == (None, ())


@pytest.fixture
def merged(tmp_path, today, answer):
    """N made of A (40 answers), B (3) and C (30), and a unit O that nothing was made into."""
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        ids = merge(connection, today, "A", "B", "C")
        ids["O"] = a_unit(connection, "O")
        answer(connection, version, ids["A"], 15, 5, days_ago=47)
        answer(connection, version, ids["A"], 10, 10, days_ago=40)
        answer(connection, version, ids["B"], 3, days_ago=40)
        answer(connection, version, ids["C"], 15, 15, days_ago=30)
        answer(connection, version, ids["N"], 20, 10, days_ago=5)
        answer(connection, version, ids["O"], 20, 10, days_ago=5)
    house.account("head", "unit_head", unit="N")
    house.account("all", "administrator")
    yield house
    house.close()


def words_of(page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def test_the_page_shows_them_beside_its_own_figures(merged, today):
    page = visit(merged.browser("head"), "/review/units/N")
    words = words_of(page)
    last = f"{today - timedelta(days=AGO + 1):%d/%m/%Y}"
    assert "66.7 % satisfied · 30 people" in words
    assert "The dashed lines are the history of the units it was made of; they are not added up." in words
    assert "not added up, neither with each other nor with this unit" in words
    rows = [row.replace("\xa0", " ") for row in page.words("tr")]
    assert any(row.startswith(f"Xã A {last} 62.5 % (") and row.endswith("40 people") for row in rows)
    assert f"Xã B {last} Hidden to protect those who answered" in rows
    # Each line once for the phone and once for the desk.
    assert page.html.count('class="chart-beside-line"') == 2
    assert f"Xã A (until {last})" in words
    assert f"Xã B (until {last})" not in words


def test_a_new_unit_of_too_few_answers_shows_its_history_all_the_same(merged, today, answer):
    with merged.store.writing() as connection:
        version = a_version(connection, "q1", "q2", code="default")
        ids = {unit.code: unit.unit_id for unit in units_on(connection, today).values()}
        old = {each.unit.code: each.unit.unit_id for each in predecessors(connection, ids["N"])}
        answer(connection, version, old["A"], 30, days_ago=40)
        answer(connection, version, ids["N"], 3, days_ago=4)
    page = visit(merged.browser("head"), "/review/units/N?questionnaire=default")
    words = words_of(page)
    assert "Not enough answers yet to show any number" in words
    assert "3 people" not in words
    assert "Download the weeks" not in words
    assert "Xã A" in words
    # Every week of the unit itself bears the same sign, whether somebody answered in it or not.
    tips = {text for text in page.words("title") if "Not enough answers yet" in text}
    assert len({text.partition(":")[2] for text in tips}) == 1


def test_the_file_of_weeks_has_rows_of_their_own_for_those_the_page_shows(merged, today):
    rows = read(merged.browser("head"), "/review/units/N/trend.csv")
    last = today - timedelta(days=AGO + 1)
    # B, hidden as a whole on the page, is no part of the file.
    assert list(dict.fromkeys((row["unit"], row["name"]) for row in rows)) == [
        ("A", "Xã A"),
        ("C", "Xã C"),
        ("N", "Phường N"),
    ]
    assert all(row["from"] <= last.isoformat() for row in rows if row["unit"] != "N")
    # Each unit's answers are its own, added up nowhere.
    people = {code: sum(int(row["respondents"] or 0) for row in rows if row["unit"] == code) for code in "ACN"}
    assert people == {"A": 40, "C": 30, "N": 30}


def test_a_unit_made_of_nothing_shows_nothing_new(merged):
    page = visit(merged.browser("all"), "/review/units/O")
    assert "made of" not in page.html
    assert "chart-beside" not in page.html


def test_a_history_before_the_period_is_named_with_the_way_to_it(tmp_path, today, answer):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        ids = merge(connection, today, "A", ago=45)
        answer(connection, a_version(connection, "q1", "q2"), ids["A"], 20, days_ago=50)
    house.account("head", "unit_head", unit="N")
    browser = house.browser("head")
    page = visit(browser, "/review/units/N?period=this_month")
    assert "It ended before this period." in words_of(page)
    (link,) = [each.given["href"] for each in page.all("a") if each.text == "Show the days around the change"]
    assert "Xã A (until" in words_of(visit(browser, link))
    house.close()


def test_many_ended_units_take_no_more_statements_than_one(merged, today, answer):
    with merged.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        ids = merge(connection, today, "Z", new="Y")
        answer(connection, version, ids["Z"], 30, days_ago=40)
        answer(connection, version, ids["Y"], 30, days_ago=5)
    browser = merged.browser("all")
    taken = []
    for code in ("Y", "N"):
        browser.get(f"/review/units/{code}")
        with statements(merged.store) as found:
            browser.get(f"/review/units/{code}")
        taken.append(len(found))
    assert taken[0] == taken[1]
