"""The limits of a month, computed again from what their explanation tells."""

from __future__ import annotations

import json
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest

from tests.analytics.review.test_months import a_year, first_of, keep, words_of
from tests.helpers.builders import a_unit, a_version
from tests.helpers.houses import a_house
from tests.helpers.pages import page_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from werkzeug.test import Client

    from tests.helpers.houses import AHouse

__all__ = ["keep"]

ADDRESS = "/review/giai-thich/thang"


@pytest.fixture
def house(tmp_path, keep) -> Iterator[AHouse]:
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        a_year(connection, version, a_unit(connection, "U/1"), keep, last=(4, 16))
        keep(connection, version, a_unit(connection, "W"), 30, 5, months_ago=0)
        keep(connection, version, a_unit(connection, "X"), 3, 0, months_ago=0)
    house.account("all", "administrator")
    house.account("head", "unit_head", unit="W")
    yield house
    house.close()


def numbers(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_the_limits_follow_from_the_usual_months_by_the_formula_of_the_method(house: AHouse, today: date):
    found = numbers(house.browser("all"), f"{ADDRESS}/U/1/so-lieu.json")
    usual = found["usual_months"]
    assert len(usual) == found["parameters"]["baseline"] == 12
    total = sum(each["n_eff"] for each in usual)
    centre = sum(each["share"] * each["n_eff"] for each in usual) / total
    s = sqrt(centre * (1 - centre))
    z = [(each["share"] - centre) / s * sqrt(each["n_eff"]) for each in usual]
    steps = [abs(b - a) for a, b in pairwise(z)]
    sigma = max(1.0, sum(steps) / 11 / found["parameters"]["d2"])
    reach = found["parameters"]["limit"] * sigma * s / sqrt(found["n_eff"])
    assert (found["centre"], found["sigma_z"]) == (pytest.approx(centre), pytest.approx(sigma))
    assert found["low"] == pytest.approx(max(0.0, centre - reach))
    assert found["high"] == pytest.approx(min(1.0, centre + reach))
    assert found["month"] == first_of(today, 0).isoformat()
    assert found["rules"] == ["beyond"]
    assert found["method"]


def test_the_page_tells_inputs_formula_parameters_and_version(house: AHouse, today: date):
    client = house.browser("all")
    found = numbers(client, f"{ADDRESS}/U/1/so-lieu.json")
    page = visit(client, f"{ADDRESS}/U/1")
    told = words_of(page)
    assert "share 20.0 %, limits " in told
    assert "Finding: outside the limits." in told
    assert f"Method {found['method']}." in told
    assert len(page.all("tr")) == 1 + 12
    assert f"= {found['sigma_z']:.4f}" in told
    (link,) = [each.given["href"] for each in page.all("a") if "JSON" in each.text]
    assert numbers(client, link) == found


def test_every_month_of_the_page_leads_to_its_explanation(house: AHouse, today: date):
    client = house.browser("all")
    page = visit(client, "/review/units/U/1?period=this_month")
    links = [each.given["href"] for each in page.all("a") if ADDRESS in each.given.get("href", "")]
    months = [first_of(today, ago) for ago in range(12, -1, -1)]
    assert links == [
        *[f"{ADDRESS}/U/1?thang={month:%Y-%m}&period=this_month" for month in months],
        f"{ADDRESS}/U/1?period=this_month",
    ]
    assert f"{months[3]:%B %Y}: share" in words_of(visit(client, links[3]))


def test_a_month_without_limits_says_why_and_tells_no_hidden_number(house: AHouse, today: date):
    client = house.browser("all")
    assert "Too short to judge: 1 of at least 12 months" in words_of(visit(client, f"{ADDRESS}/W"))
    hidden = f"{ADDRESS}/X?thang={first_of(today, 0):%Y-%m}"
    assert "There is no figure to explain" in words_of(visit(client, hidden))
    found = numbers(client, hidden.replace("X?", "X/so-lieu.json?"))
    assert (found["share"], found["n_eff"], found["low"], found["usual_months"]) == (None, None, None, [])


@pytest.mark.parametrize("typed", ["2019-01", "1", "0000-01", "2026-13", "٢٠٢٦-٠١", "2026-01%00"])
def test_a_month_that_the_page_does_not_show_is_not_found(house: AHouse, typed: str):
    page_of(house.browser("all").get(f"{ADDRESS}/W?thang={typed}"), status=404)


@pytest.mark.parametrize("form", ["", "/so-lieu.json"])
def test_other_units_and_strangers_are_refused(house: AHouse, form: str):
    assert house.browser("head").get(f"{ADDRESS}/U/1{form}").status_code == 403
    assert house.browser("head").get(f"{ADDRESS}/W{form}").status_code == 200
    assert house.browser().get(f"{ADDRESS}/W{form}").status_code == 302
