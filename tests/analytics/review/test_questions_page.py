"""Which questions go along with the overall rating: what the page says, and what it does not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analytics.drivers.services import keep_studies
from analytics.index.services import Asked
from analytics.tally.services import rebuild_dirty
from survey.foundation.clock import now
from survey.intake.services import take_in
from tests.analytics.index.test_drivers import sample
from tests.helpers.builders import AT, a_submission, a_unit, a_version
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import page_of, visit

ROWS, OUTCOME = sample(200)
TABLE = np.column_stack([ROWS, OUTCOME])
MARCH = Asked(since=date(2026, 3, 1), until=date(2026, 3, 31))
ADDRESS = "/review/cau-hoi/"


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A ward that is sure which question comes first, one that is not, one of one mind, and one nobody studied."""
    house = a_house(tmp_path_factory.mktemp("studied"))
    # One question says it all; of the others nobody can say which is before which.
    sure = np.column_stack([TABLE[:, 0], np.roll(TABLE[:, 1:4], 7, axis=0), TABLE[:, 0]])
    unsure = np.column_stack([np.roll(TABLE[:, :4], 7, axis=0), OUTCOME])
    tables = {"SURE": sure, "UNSURE": unsure, "ALIKE": np.full((40, 5), 5), "NOBODY": TABLE[:3]}
    with house.store.writing() as connection:
        version = a_version(connection, "a", "b", "c", "d", "overall")
        for code, table in tables.items():
            unit_id = a_unit(connection, code)
            answers = ["".join(map(str, row)) for row in table]
            take_in(connection, [a_submission(version, unit_id, each, at=AT) for each in answers])
        rebuild_dirty(connection)
    for asked in (MARCH, Asked(since=date(2026, 2, 1), until=date(2026, 3, 31))):
        keep_studies(house.store, asked, at=now(), least=5)
    house.account("all", "administrator")
    house.account("head", "unit_head", unit="SURE")
    yield house
    house.close()


def words_of(page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def test_a_sure_order_is_said(studied):
    page = visit(studied.browser("all"), ADDRESS + "SURE")
    words = words_of(page)
    assert "100% of the differences" in words.replace(" %", "%")
    assert "Most of it goes along with" in words
    assert page.all("svg", id="questions-chart")
    assert "From 01/03/2026 to 31/03/2026" in words
    assert "200 people's answers" in words


def test_an_order_that_is_not_sure_is_not_said(studied):
    words = words_of(visit(studied.browser("all"), ADDRESS + "UNSURE"))
    assert "which question comes first is not certain" in words
    assert "Most of it goes along with" not in words


@pytest.mark.parametrize("code", ["SURE", "UNSURE", "ALIKE", "NOBODY"])
def test_no_word_says_what_causes_what(studied, code):
    words = words_of(visit(studied.browser("all"), ADDRESS + code)).lower()
    for causal in ("because", "cause", "leads to", "improves", "effect of", "drives", "impact"):
        assert causal not in words


def test_people_of_one_mind_are_said_to_be(studied):
    page = visit(studied.browser("all"), ADDRESS + "ALIKE")
    words = words_of(page)
    assert "Everybody rated their overall satisfaction alike" in words
    assert "a question was answered alike by everybody" in words
    assert not page.all("svg", id="questions-chart")


def test_where_nothing_is_studied_the_way_to_a_study_is_told(studied):
    words = words_of(visit(studied.browser("all"), ADDRESS + "NOBODY"))
    assert "Nothing is studied here yet." in words
    assert "hailong drivers --keep --unit NOBODY" in words


def test_another_period_can_be_chosen(studied):
    browser = studied.browser("all")
    page = visit(browser, ADDRESS + "SURE")
    values = [each.given["value"] for each in page.all("option") if each.given.get("value", "").startswith("2026")]
    assert len(values) == 2
    assert "From 01/02/2026" in words_of(visit(browser, f"{ADDRESS}SURE?study={values[1]}"))
    assert "From 01/03/2026" in words_of(visit(browser, f"{ADDRESS}SURE?study=nonsense"))


def test_everybody_stays_within_their_part_of_the_tree(studied):
    visit(studied.browser("head"), ADDRESS + "SURE")
    assert studied.browser("head").get(ADDRESS + "UNSURE").status_code == 403
    page_of(studied.browser("all").get(ADDRESS + "none"), status=404)
    assert studied.browser().get(ADDRESS + "SURE").status_code == 302


def test_the_page_computes_nothing(studied):
    browser = studied.browser("all")
    visit(browser, ADDRESS + "SURE")
    with statements(studied.store) as said:
        visit(browser, ADDRESS + "SURE")
    assert not [each for each in said if "FROM response" in each]
    assert len(said) <= 10
