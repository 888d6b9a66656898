from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.accounts.services import NewKey, add_api_key, revoke_api_key
from survey.foundation.clock import now
from survey.touchpoint import records
from survey.touchpoint.domain import Tier
from survey.touchpoint.services import resolve, slip_hash_of
from survey.touchpoint.services.slip_calls import MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from survey.foundation.doors import House
    from tests.survey.touchpoint.conftest import Browser

AT = "/api/v1/slips"
PROBLEM = "application/problem+json"


class System:
    """A one-stop system that calls."""

    def __init__(self, browser: Browser) -> None:
        self.house: House = browser.service.house
        self.client = Client(browser.service)

    def key(self, name: str = "motcua", *, unit: str | None = None) -> str:
        with self.house.store.writing() as connection:
            new = NewKey(name=name, scopes=frozenset({"slips"}), unit=unit)
            return add_api_key(connection, new, secret=self.house.secret, at=now())[1]

    def call(self, items: Any, key: str = "", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self.client.post(AT, json=items, headers=headers, **more)

    def slips(self) -> int:
        with self.house.store.reading() as connection:
            return records.count_slips(connection, before=now() + timedelta(days=99))


@pytest.fixture
def system(office: Callable[..., Browser]) -> System:
    return System(office())


def an_item(reference: str = "H40-1", **told: Any) -> dict[str, Any]:
    return {"reference": reference, "desk": "DH/1"} | told


def test_a_system_gets_a_slip_for_each_item(system: System):
    answer = system.call(
        [an_item(occasion="refused", days=7), an_item("H40-2", unit="ND", desk=None)], system.key()
    )
    assert answer.status_code == 200
    first, second = answer.json["results"]
    assert (answer.json["issued"], answer.json["known"], answer.json["refused"]) == (2, 0, 0)
    assert first["status"] == "issued"
    assert first["address"].endswith("/Q/" + first["token"])
    assert first["token"] != second["token"]
    with system.house.store.reading() as connection:
        place = resolve(connection, first["token"], at=now(), secret=system.house.secret)
    assert place.tier is Tier.VERIFIED
    assert place.desk_id is not None


def test_asking_again_gives_the_same_token_and_no_second_slip(system: System):
    key = system.key()
    first = system.call([an_item(), an_item()], key).json
    assert [each["status"] for each in first["results"]] == ["issued", "known"]
    again = system.call([an_item()], key).json["results"]
    assert again[0] == first["results"][0] | {"status": "known"}
    assert system.slips() == 1


def test_calls_made_at_once_give_one_token_for_one_reference(system: System):
    key = system.key()
    items = [an_item(f"H40-{number}") for number in range(50)]

    def call(turn: int) -> dict[str, str]:
        # Each in an order of its own: nobody waits for somebody who waits for them.
        told = Client(system.client.application).post(
            AT, json=items[turn:] + items[:turn], headers={"Authorization": f"Bearer {key}"}
        )
        return {each["reference"]: each["token"] for each in told.json["results"]}

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(call, range(0, 40, 5)))
    assert all(each == found[0] for each in found)
    assert system.slips() == 50


def test_a_reference_is_kept_as_a_hash_only(system: System):
    (told,) = system.call([an_item("000.00.12.H40-260304-0007")], system.key()).json["results"]
    with system.house.store.reading() as connection:
        (row,) = connection.execute(records.slip.select())
    assert row.hash == slip_hash_of(system.house.secret, told["token"])
    assert "H40" not in repr(tuple(row))


def test_what_cannot_be_a_reference_is_not_told_back(system: System):
    (told,) = system.call([an_item() | {"reference": {"deep": [1, 2]}}], system.key()).json["results"]
    assert (told["status"], told["reference"]) == ("refused", None)


def test_a_used_slip_is_told_like_any_other(system: System):
    key = system.key()
    (told,) = system.call([an_item()], key).json["results"]
    with system.house.store.writing() as connection:
        assert records.spend_slips(connection, [slip_hash_of(system.house.secret, told["token"])])
    assert system.call([an_item()], key).json["results"] == [told | {"status": "known"}]


def test_two_systems_may_use_one_reference(system: System):
    tokens = {system.call([an_item()], system.key(name)).json["results"][0]["token"] for name in ("one", "two")}
    assert len(tokens) == 2


def test_a_reference_used_for_something_else_is_refused(system: System):
    key = system.key()
    system.call([an_item()], key)
    answer = system.call([an_item(occasion="refused"), an_item("H40-2")], key).json
    assert [each["status"] for each in answer["results"]] == ["refused", "issued"]
    assert "other particulars" in answer["results"][0]["reason"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (5, "it is no object"),
        ([], "it is no object"),
        ({}, "“reference” must be a text of 1 to 200"),
        ({"reference": ""}, "“reference” must be a text of 1 to 200"),
        ({"reference": "x" * 201}, "“reference” must be a text of 1 to 200"),
        ({"reference": 7}, "“reference” must be a text"),
        ({"reference": "x", "name": "Nguyễn"}, "no field “name”"),
        ({"reference": "x"}, "needs the code of a desk or of a unit"),
        (an_item(desk="XX"), "no desk “XX”"),
        (an_item(unit="ND"), "not in unit “ND”"),
        (an_item(procedure="P"), "no procedure “P”"),
        (an_item(staff="S"), "no staff member “S”"),
        (an_item(occasion="joke"), "is no occasion"),
        (an_item(days=31), "3 to 30 days"),
        (an_item(days=True), "“days” must be a whole number"),
        (an_item(days="7"), "“days” must be a whole number"),
    ],
)
def test_an_item_that_is_refused_says_why_and_stops_no_other(system: System, item: Any, reason: str):
    answer = system.call([item, an_item("H40-2")], system.key())
    assert answer.status_code == 200
    assert [each["status"] for each in answer.json["results"]] == ["refused", "issued"]
    assert reason in answer.json["results"][0]["reason"]


def test_a_key_of_a_unit_issues_for_it_and_those_below(system: System):
    items = [an_item(), an_item("H40-2", desk="ND/1"), an_item("H40-3", desk=None, unit="QT")]
    told = system.call(items, system.key(unit="DH")).json["results"]
    assert [each["status"] for each in told] == ["issued", "refused", "refused"]
    assert told[1]["reason"] == "This key may not issue slips for that unit."
    told = system.call(items, system.key("tinh", unit="QT")).json["results"]
    assert [each["status"] for each in told] == ["issued"] * 3


@pytest.mark.parametrize("key", ["", "hailong_wrong", "ü", "x" * 5000])
def test_without_a_key_in_force_nothing_is_issued(system: System, key: str):
    answer = system.client.post(AT, json=[an_item()], headers={"Authorization": f"Bearer {key}"} if key else {})
    assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert system.slips() == 0


def test_a_revoked_key_opens_nothing(system: System):
    key = system.key()
    assert system.call([], key).status_code == 200
    with system.house.store.writing() as connection:
        revoke_api_key(connection, "motcua", at=now())
    assert system.call([an_item()], key).status_code == 401


@pytest.mark.parametrize("how", ["Basic bW90Y3VhOng=", "Bearer", "Token x", "bearer "])
def test_only_a_bearer_is_a_key(system: System, how: str):
    system.key()
    assert system.client.post(AT, json=[], headers={"Authorization": how}).status_code == 401


def test_a_key_in_the_address_or_the_body_is_none(system: System):
    key = system.key()
    assert system.client.post(f"{AT}?key={key}&auth_token={key}", json=[]).status_code == 401


def test_a_signed_in_browser_is_no_key(office: Callable[..., Browser], system: System):
    admin = office("quantri")
    for headers in ({}, {"X-CSRFToken": admin.token}):
        assert admin.client.post(AT, json=[an_item()], headers=headers).status_code == 401


def test_a_key_opens_no_page(office: Callable[..., Browser], system: System):
    key = system.key()
    for path in ("/admin/ma/", "/review/quay/DH/1/man-hinh"):
        assert system.client.get(path, headers={"Authorization": f"Bearer {key}"}).status_code == 302


@pytest.mark.parametrize("body", [b"", b"{", b"[1,", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(system: System, body: bytes):
    headers = {"Authorization": f"Bearer {system.key()}"}
    answer = system.client.post(AT, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, PROBLEM)


@pytest.mark.parametrize("body", ["{}", '"x"', "null", "5", "NaN"])
def test_what_is_no_list_is_refused(system: System, body: str):
    headers = {"Authorization": f"Bearer {system.key()}"}
    answer = system.client.post(AT, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, PROBLEM)
    assert "list" in answer.json["title"]


def test_a_form_is_no_call(system: System):
    headers = {"Authorization": f"Bearer {system.key()}"}
    assert system.client.post(AT, data={"desk": "DH/1"}, headers=headers).status_code == 415


def test_a_thousand_items_are_taken_and_one_more_is_not(system: System):
    key = system.key()
    items = [an_item(f"H40-{number}") for number in range(MOST_ITEMS + 1)]
    answer = system.call(items, key)
    assert (answer.status_code, answer.mimetype) == (413, PROBLEM)
    assert system.slips() == 0
    assert system.call(items[:MOST_ITEMS], key).json["issued"] == MOST_ITEMS
    assert system.slips() == MOST_ITEMS


def test_a_body_that_is_too_long_is_not_read(system: System):
    answer = system.call([an_item("x" * 3_000_000)], system.key())
    assert (answer.status_code, answer.mimetype) == (413, PROBLEM)
