from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.foundation.gate import audiences_of
from survey.foundation.openapi import call_of
from tests.helpers.houses import a_house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.houses import AHouse

CALLS = ("/api/", "/kiosk/api/")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AHouse]:
    opened = a_house(tmp_path_factory.mktemp("openapi"), rooms=("kiosk", "analytics"))
    yield opened
    opened.close()


def test_every_call_of_programs_describes_itself(house: AHouse):
    undescribed = [
        rule.rule
        for app in (house.service.citizen, house.service.staff)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(CALLS)
        and rule.rule != "/api/v1/openapi.json"
        and call_of(app.view_functions[rule.endpoint]) is None
    ]
    assert undescribed == []


def test_the_document_is_for_anyone_and_names_every_call(house: AHouse):
    answer = Client(house.service).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.get_json()
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/api/v1/slips"]["post"]["security"] == [{"key": []}]
    assert "SlipResults" in document["components"]["schemas"]


def test_no_page_for_people_is_in_the_document(house: AHouse):
    document = Client(house.service).get("/api/v1/openapi.json").get_json()
    assert all(path.startswith(CALLS) for path in document["paths"])


def test_every_reference_of_the_document_leads_somewhere(house: AHouse):
    document = Client(house.service).get("/api/v1/openapi.json").get_json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert _references(document) <= known


def _references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(each) for each in node))
    return set()


def test_a_described_view_still_names_its_audience(house: AHouse):
    views = house.service.staff.view_functions.values()
    assert all(audiences_of(view) for view in views if call_of(view) is not None)
