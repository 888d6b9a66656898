from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from survey.organisation.web import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Browser = Any

VALUES = {
    "<path:code>": "DH",
    "<int:event_id>": "1",
    "<int:pattern_id>": "1",
    "<token>": "none",
    "<name>": "units",
}


def address(rule: str) -> str:
    if rule.startswith("/can-bo/"):
        return rule.replace("<path:code>", "S1")
    if rule.startswith("/quay/"):
        return rule.replace("<path:code>", "DH-1")
    for place, value in VALUES.items():
        rule = rule.replace(place, value)
    return rule


def statuses(office: Callable[..., Browser], name: str) -> dict[str, set[int]]:
    opened = office(name)
    return {
        route.name: {
            opened.get(address(route.rule)).status_code
            if method == "GET"
            else opened.post(address(route.rule)).status_code
            for method in route.methods
        }
        for route in ROUTES
    }


@pytest.mark.parametrize("name", ["canbo.dh", "hoidong", "thanhtra"])
def test_other_roles_pass_no_door(office: Callable[..., Browser], name: str):
    assert set.union(*statuses(office, name).values()) == {403}


@pytest.mark.parametrize("name", ["lanhdao.dh", "quantri.dh"])
def test_who_is_of_one_unit_passes_to_rosters_only(office: Callable[..., Browser], name: str):
    found = statuses(office, name)
    for route in ROUTES:
        if route.heads:
            assert found[route.name] <= {200, 302, 400, 403, 404}, route.name
        else:
            assert found[route.name] == {403}, route.name
    assert found["roster"] == {200}


def test_the_administrator_passes_every_door(office: Callable[..., Browser]):
    found = statuses(office, "quantri")
    assert {name for name, seen in found.items() if seen & {403, 405, 500}} == set()


def test_strangers_are_led_to_the_sign_in_page(office: Callable[..., Browser]):
    opened = office()
    for route in ROUTES:
        if "GET" in route.methods:
            answer = opened.get(address(route.rule))
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/dang-nhap"), route.name
        else:
            assert opened.post(address(route.rule)).status_code == 400, route.name


def test_nothing_is_taken_without_the_token_of_the_form(office: Callable[..., Browser]):
    opened = office("quantri")
    opened.token = "wrong"  # noqa: S105 - on purpose
    for route in ROUTES:
        if "POST" in route.methods:
            assert opened.post(address(route.rule)).status_code == 400, route.name


@pytest.mark.parametrize(
    "path",
    [
        "/don-vi",
        "/don-vi?q=dong+ha&day=2026-01-01",
        "/don-vi?q=zzz",
        "/don-vi?day=1999-01-01",
        "/don-vi?page=x&day=y",
        "/don-vi/moi",
        "/don-vi/xem/DH",
        "/don-vi/doi/DH",
        "/su-kien",
        "/su-kien/moi?from=DH",
        "/quay?q=ho+tich",
        "/quay?q=%25",
        "/quay/moi",
        "/quay/sua/DH-1",
        "/can-bo?q=anh",
        "/can-bo/moi",
        "/can-bo/xem/S1",
        "/lich-truc",
        "/lich-truc?unit=DH&day=2026-03-02",
        "/lich-truc/mau/moi?unit=DH",
        "/lich-truc/ca/moi?unit=DH",
        "/lich-truc/ca?desk=DH-1&day=2026-03-02&staff=S1",
        "/ngay-nghi",
        "/ngay-nghi?year=2031",
        "/ngay-nghi?q=tet",
        "/bang",
    ],
)
def test_every_page_keeps_the_rules_of_pages(office: Callable[..., Browser], path: str):
    opened = office("quantri")
    assert opened.visit(path).words("h1")[0]
    assert opened.visit(path + ("&" if "?" in path else "?") + "lang=en").all("html", lang="en")


@pytest.mark.parametrize(
    "path", ["/don-vi/xem/ZZ", "/quay/sua/ZZ", "/can-bo/xem/ZZ", "/su-kien/0", "/bang/zz.csv"]
)
def test_what_does_not_exist_is_not_found(office: Callable[..., Browser], path: str):
    assert office("quantri").get(path).status_code == 404
