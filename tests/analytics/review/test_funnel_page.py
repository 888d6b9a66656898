"""Units side by side in a funnel, each within what an account may see."""

from __future__ import annotations

import pytest

from analytics.review.services import UnknownBlockError, compare_units
from tests.analytics.review.conftest import HOSTILE
from tests.analytics.review.test_services import asked
from tests.helpers.builders import a_unit, a_version
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import visit


def words_of(page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def rows_of(page) -> dict[str, str]:
    return {
        name: words.replace("\xa0", " ").removeprefix(name).strip()
        for name, words in zip(page.words("th", scope="row"), page.words("tr")[1:], strict=True)
    }


def test_every_unit_in_view_is_listed_and_those_of_few_answers_are_not_judged(browsers):
    page = visit(browsers["all"], "/review/pheu")
    rows = rows_of(page)
    assert len(rows) == 8
    assert rows["Xã La Lay"] == "Not enough answers yet to show any number not judged"
    assert rows["Xã Thượng Trạch"] == "No answers not judged"
    # Fifteen of thirty.
    assert rows["Trung tâm Phục vụ"].startswith("50.0 % (33–67 %)")
    # The unit by itself, not with those below it.
    assert rows["Phường Đông Hà"].startswith("83.3 % (69–92 %)")
    assert rows["Phường Đông Hà"].endswith("42 people within the limits")
    assert page.all("svg", id="funnel-chart")


def test_a_unit_of_few_answers_is_in_no_picture(browsers):
    page = visit(browsers["all"], "/review/pheu")
    assert all("La Lay" not in words for words in page.words("svg"))
    assert "3 people" not in words_of(page)


def test_names_are_words_and_never_markup(browsers):
    page = visit(browsers["all"], "/review/pheu")
    assert HOSTILE in page.words("th", scope="row")
    assert "<script" not in page.html


def test_a_block_narrows_the_units(browsers, province):
    page = visit(browsers["all"], "/review/pheu")
    codes = [each.given["value"] for each in page.all("option") if each.given.get("value")]
    assert codes
    found = visit(browsers["all"], f"/review/pheu?block={codes[0]}")
    assert set(rows_of(found)) == {"Trung tâm Phục vụ", "Xã La Lay"}
    assert "Too few units to compare: 1 of at least 5 have enough answers." in words_of(found)
    visit(browsers["all"], "/review/pheu?block=no-such", status=404)


def test_a_head_compares_the_units_below_and_nobody_else(browsers):
    page = visit(browsers["head-a"], "/review/pheu")
    assert set(rows_of(page)) == {"Phường Đông Hà", "Trung tâm Phục vụ"}
    assert "Gio Linh" not in page.html


def test_an_account_of_one_unit_is_told_that_there_is_nothing_to_compare(browsers):
    page = visit(browsers["officer-b"], "/review/pheu")
    assert "Your account is in charge of one unit" in words_of(page)
    assert not page.all("svg", role="img")
    listed = visit(browsers["officer-b"], "/review/")
    assert "/review/pheu" not in listed.html
    assert "/review/pheu" in visit(browsers["all"], "/review/").html


def test_a_unit_far_below_the_others_is_named(tmp_path, answer):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        a_unit(connection, "P")
        for place in range(12):
            unit_id = a_unit(connection, f"U{place}", name=f"Xã {place}", parent="P")
            answer(connection, version, unit_id, 51 + place % 3, 9 - place % 3)
        answer(connection, version, a_unit(connection, "BAD", name="Xã Kém", parent="P"), 20, 40)
    house.account("all", "administrator")
    told = words_of(visit(house.browser("all"), "/review/pheu"))
    assert "Units below the limits: Xã Kém" in told
    assert "Units above" not in told
    with house.store.writing() as connection:
        answer(connection, version, unit_id, 1)
    told = words_of(visit(house.browser("all", language="vi"), "/review/pheu"))
    assert "33,3 %" in told
    house.close()


def test_a_province_without_answers_says_what_to_do(tmp_path):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        a_unit(connection, "P")
        a_unit(connection, "U", parent="P")
    house.account("all", "administrator")
    told = words_of(visit(house.browser("all"), "/review/pheu"))
    assert "No unit has enough answers in this period. Choose a longer one." in told
    house.close()


def test_the_figures_are_the_same_on_both_databases(connection, today, answer):
    version = a_version(connection, "q1", "q2")
    for place in range(6):
        answer(connection, version, a_unit(connection, f"U{place}"), 20 + place, 5)
    wish = asked(connection, today)
    found = compare_units(connection, wish, frozenset(wish.units))
    assert [unit.key for unit in found.funnel.units] == [f"U{place}" for place in range(6)]
    assert found.funnel.units[0].share == pytest.approx(0.8)
    with pytest.raises(UnknownBlockError):
        compare_units(connection, wish, frozenset(wish.units), block="none")


def test_the_page_takes_few_statements(province, browsers):
    browsers["all"].get("/review/pheu")
    with statements(province.store) as found:
        browsers["all"].get("/review/pheu")
    assert len(found) <= 12, found
