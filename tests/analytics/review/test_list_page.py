"""The list of units."""

from __future__ import annotations

import pytest

from tests.analytics.review.conftest import HOSTILE
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import alert, visit


def names(page) -> list[str]:
    return [words.split(" with ")[0] for words in page.words("th", scope="row")]


def row(page, name: str) -> str:
    (found,) = [words for words in page.words("tr") if words.startswith(name)]
    return found


def test_a_unit_stands_with_those_below_it(browsers):
    page = visit(browsers["all"], "/review/")
    assert names(page)[:2] == ["Tỉnh Mẫu", '=HYPERLINK("http://example.invalid","x")']
    assert names(page).index("Trung tâm Phục vụ") == names(page).index("Phường Đông Hà") + 1
    # A: 42 people of whom 35 satisfied, and A1: 15 of 30; 50/72 = 69.4 %.
    assert "69.4 %" in row(page, "Phường Đông Hà")
    assert "72 people" in row(page, "Phường Đông Hà")


def test_too_few_answers_are_words_and_no_number(browsers):
    page = visit(browsers["all"], "/review/")
    hidden = row(page, "Xã La Lay")
    assert "Not enough answers yet to show any number" in hidden
    assert not any(letter.isdigit() for letter in hidden)
    assert "No answers" in row(page, "Xã Thượng Trạch")
    assert "%" not in row(page, "Xã Thượng Trạch")


def test_a_few_answers_are_marked(browsers):
    assert "few answers" in row(visit(browsers["all"], "/review/"), "Xã Gio Linh")


def test_a_total_leaves_out_units_of_too_few(browsers):
    # 72 of A with A1, 12 of B, 20 of X, 35 of +F/1; the 3 of C are nowhere.
    assert "139 people" in row(visit(browsers["all"], "/review/"), "Tỉnh Mẫu")


def test_a_change_says_whether_it_may_be_chance(browsers):
    page = visit(browsers["all"], "/review/?period=three_months")
    assert "▲ 14.4 (not statistically significant)" in row(page, "Phường Đông Hà").replace("\xa0", " ")
    assert "cannot be compared" in row(page, "Xã Gio Linh")


@pytest.mark.parametrize("typed", ["dong ha", "ĐÔNG HÀ", "Đông Hà", "  đông   ha ", "A1"])
def test_a_search_needs_no_diacritics(browsers, typed):
    page = visit(browsers["all"], f"/review/?q={typed}")
    assert names(page) == (["Trung tâm Phục vụ"] if typed == "A1" else ["Phường Đông Hà"])
    (field,) = page.all("input", type="search")
    assert field.given["value"] == typed.strip()


def test_a_search_without_a_match_says_what_to_do(browsers):
    page = visit(browsers["all"], "/review/?q=<b>")
    assert "No unit matches “&lt;b&gt;”" in page.html
    assert "All units as a tree" in page.html


def test_the_list_sorts_by_name_and_by_index(browsers):
    by_name = names(visit(browsers["all"], "/review/?sort=name"))
    assert by_name.index("Phường Đông Hà") < by_name.index("Tỉnh Mẫu") < by_name.index("Xã Gio Linh")
    upwards, downwards = (names(visit(browsers["all"], f"/review/?sort={sort}")) for sort in ("index", "-index"))
    assert upwards[0] == "Trung tâm Phục vụ"
    assert downwards[-3] == "Trung tâm Phục vụ"
    # Whoever has no figure stands last in either direction: no place among the others can be told.
    assert set(upwards[-2:]) == set(downwards[-2:]) == {"Xã La Lay", "Xã Thượng Trạch"}
    links = {
        element.text.strip(): element.given["href"] for element in visit(browsers["all"], "/review/").all("a")
    }
    assert links["Satisfied"] == "/review/?sort=index"


def test_an_unknown_order_is_the_tree(browsers):
    assert names(visit(browsers["all"], "/review/?sort=x")) == names(visit(browsers["all"], "/review/"))


def test_names_are_words_and_never_markup(browsers):
    page = visit(browsers["all"], "/review/")
    assert HOSTILE in names(page)
    assert "<script>alert" not in page.html


def test_the_side_by_side_picture_has_one_name_and_no_script(browsers):
    page = visit(browsers["all"], "/review/")
    assert len(page.all("svg", role="img")) == 1


def test_a_province_without_units_says_what_to_do(tmp_path):
    house = a_house(tmp_path)
    house.account("all", "administrator")
    page = visit(house.browser("all"), "/review/")
    assert "hailong import organisation" in page.html
    assert not page.all("table")
    house.close()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("period=free&from=2026-02-30&to=2026-03-01", "Please give both days"),
        ("period=free&from=&to=", "Please give both days"),
        ("from=hello", "Please give both days"),
        ("period=free&from=2026-03-02&to=2026-03-01", "must not come after"),
        ("period=free&from=2090-03-01&to=2090-03-02", "must not begin in the future"),
        ("period=free&from=2001-01-01&to=2011-01-01", "two years"),
        ("period=always", "no such period"),
        ("period=free&from=" + "9" * 5000 + "&to=%00", "Please give both days"),
    ],
)
def test_a_wrong_period_is_said_and_the_page_still_works(browsers, wish, words):
    for address in ("/review/", "/review/units/A"):
        page = visit(browsers["all"], f"{address}?{wish}")
        assert words in alert(page)
        assert "Three months are shown instead." in alert(page)
        assert "69.4 %" in page.html.replace("\xa0", " ")


@pytest.mark.parametrize("pick", ["this_quarter", "last_quarter", "this_month", "three_months", "this_year"])
def test_every_offered_period_opens(browsers, pick):
    for address in ("/review/", "/review/units/A", "/review/units/P"):
        page = visit(browsers["all"], f"{address}?period={pick}")
        (chosen,) = page.all("button", name="period", **{"aria-current": "true"})
        assert chosen.given["value"] == pick


def test_a_period_goes_along_to_the_next_page(browsers):
    page = visit(browsers["all"], "/review/?period=this_month")
    (link,) = [each for each in page.all("a") if each.text == "Xã Gio Linh"]
    assert link.given["href"] == "/review/units/B?period=this_month"


def test_the_list_takes_the_same_few_statements_whatever_its_length(province, browsers):
    browsers["all"].get("/review/")
    with statements(province.store) as found:
        browsers["all"].get("/review/")
    assert len(found) <= 14, found
