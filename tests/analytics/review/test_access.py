"""Each account sees its own part of the tree and nothing beside it."""

from __future__ import annotations

import pytest

from tests.helpers.pages import page_of, visit

PAGES = ("/review/", "/review/units/A", "/review/units/A/trend.csv", "/review/method")


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_led_to_the_sign_in(province, address):
    answer = province.browser().get(address)
    assert answer.status_code == 302
    assert answer.location.startswith("/dang-nhap")


@pytest.mark.parametrize("name", ["all", "council"])
def test_an_account_of_the_province_sees_every_unit(browsers, name):
    page = visit(browsers[name], "/review/")
    assert "Xã Gio Linh" in page.html
    assert len(page.all("tbody")) == 1
    assert len(page.all("tr")) == 1 + 8


def test_a_head_sees_the_unit_and_those_below(browsers):
    page = visit(browsers["head-a"], "/review/")
    assert [words.split(" with")[0] for words in page.words("th", scope="row")] == [
        "Phường Đông Hà",
        "Trung tâm Phục vụ",
    ]
    assert "Gio Linh" not in page.html
    visit(browsers["head-a"], "/review/units/A1")


@pytest.mark.parametrize("address", ["/review/units/P", "/review/units/B", "/review/units/A/trend.csv"])
def test_other_units_are_forbidden(browsers, address):
    name = "officer-b" if "A/trend" in address else "head-a"
    assert browsers[name].get(address).status_code == 403


def test_the_way_up_leads_nowhere_forbidden(browsers):
    page = visit(browsers["head-a"], "/review/units/A1")
    assert page.words("li")[0:0] == []
    links = {element.given.get("href", "") for element in page.all("a")}
    assert "/review/units/A" in links
    assert "/review/units/P" not in links


@pytest.mark.parametrize("address", ["/review/units/none", "/review/units/none/trend.csv", "/review/units/a"])
def test_an_unknown_unit_is_not_found(browsers, address):
    page_of(browsers["all"].get(address), status=404)


def test_a_unit_is_not_found_before_it_existed(browsers):
    page = visit(browsers["all"], "/review/units/A?period=free&from=2019-01-01&to=2019-02-01", status=404)
    assert "In this period there is no unit with the code A." in page.html


def test_an_unknown_questionnaire_is_not_found(browsers):
    visit(browsers["all"], "/review/units/A?questionnaire=none", status=404)


def test_a_code_with_a_slash_has_its_pages(browsers):
    visit(browsers["all"], "/review/units/+F/1")
    assert browsers["all"].get("/review/units/+F/1/trend.csv").status_code == 200


def test_pages_are_kept_by_no_cache(browsers):
    assert browsers["all"].get("/review/units/A").headers["Cache-Control"] == "no-store"
