from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.app import Service, create_app
from survey.foundation.gate import ROLES, Audience, audiences_of, for_audience, guard
from survey.foundation.migrating import migrate
from survey.foundation.openapi import call_of
from survey.foundation.pages import make_app
from survey.intake.services import take_in
from survey.settings import Settings
from tests.helpers.builders import a_submission, a_unit, default_marks, the_default
from tests.helpers.pages import Page
from tests.helpers.staff import PASSWORD, an_account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.routing import Rule

VALUES = {"code": "DONGHA", "deed": "reply", "language": "en", "filename": "survey/staff.css"}
STRANGER = "stranger"
KEBAB = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service with its rooms, an office with one answer, and an account for each role."""
    folder: Path = tmp_path_factory.mktemp("doors")
    service = create_app(
        Settings(instance=folder, secret_key="doors", log_level="CRITICAL", signin_attempts="1000 per minute")  # noqa: S106 - of the tests
    )
    migrate(service.house.store)
    with service.house.store.writing() as connection:
        version, unit_id = the_default(connection), a_unit(connection)
        take_in(connection, [a_submission(version, unit_id, default_marks(version, overall="5", respect="4"))])
        for role in ROLES:
            # The administrator has the whole organisation: one of a single unit is turned away from its pages.
            unit = None if role is Audience.ADMINISTRATOR else "DONGHA"
            an_account(connection, role.value, {role.value}, unit=unit)
    yield service
    service.house.store.close()


@pytest.fixture(scope="module")
def visitors(house: Service) -> dict[str, Client]:
    """A browser for a stranger and for each role, signed in."""
    found = {STRANGER: Client(house)}
    for role in ROLES:
        client = found[role.value] = Client(house)
        token = Page(client.get("/dang-nhap").text).value("csrf_token")
        given = {"csrf_token": token, "name": role.value, "password": PASSWORD}
        assert client.post("/dang-nhap", data=given).status_code == 302, role
    return found


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def both(house: Service) -> list[tuple[Flask, Rule]]:
    return [(app, rule) for app in (house.citizen, house.staff) for rule in rules(app)]


def test_every_view_names_its_audience(house: Service):
    unmarked = [rule.rule for app, rule in both(house) if not audiences_of(app.view_functions[rule.endpoint])]
    assert unmarked == []


def test_on_the_citizens_side_every_view_is_for_anyone(house: Service):
    for rule in rules(house.citizen):
        assert audiences_of(house.citizen.view_functions[rule.endpoint]) == {Audience.ANYONE}


def test_what_anyone_may_see_of_the_staff_side_is_the_sign_in_its_looks_and_the_calls_of_programs(house: Service):
    anyone = {
        rule.rule
        for rule in rules(house.staff)
        if Audience.ANYONE in audiences_of(house.staff.view_functions[rule.endpoint])
    }
    looks = {"/static/<path:filename>", "/bootstrap/static/<path:filename>"}
    assert anyone == {"/dang-nhap", "/dang-xuat", "/api/v1/openapi.json"} | looks


def test_addresses_are_small_letters_and_hyphens(house: Service):
    for _, rule in both(house):
        for part in rule.rule.strip("/").split("/"):
            assert part in {"", "Q"} or part.startswith("<") or KEBAB.fullmatch(part), rule.rule


def test_every_staff_address_reaches_the_staff_side(house: Service):
    for rule in rules(house.staff):
        response = Client(house).open(_address(rule), method="OPTIONS")
        assert "style-src 'self'" in response.headers["Content-Security-Policy"], rule.rule


def _address(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda found: VALUES.get(found[1], "1"), rule.rule)


def expected(audiences: frozenset[str], visitor: str) -> set[int]:
    opened = {200, 302, 404}
    if Audience.ANYONE in audiences:
        return opened
    if Audience.API_KEY in audiences:
        return {401}
    if visitor == STRANGER:
        return {401, 302}
    return opened if Audience.STAFF in audiences or visitor in audiences else {403}


@pytest.mark.parametrize("visitor", [STRANGER, *(role.value for role in ROLES)])
def test_every_door_opens_to_its_audience_and_to_nobody_else(
    house: Service, visitors: dict[str, Client], visitor: str
):
    client = visitors[visitor]
    for app, rule in both(house):
        if "GET" not in (rule.methods or set()):
            continue
        audiences = audiences_of(app.view_functions[rule.endpoint])
        call = call_of(app.view_functions[rule.endpoint])
        # What a tablet signs opens to no browser, whoever sits before it.
        wanted = {401} if call and call.signed else expected(audiences, visitor)
        response = client.get(_address(rule), buffered=True)
        assert response.status_code in wanted, (rule.rule, visitor, response.status_code)
        if visitor == STRANGER and Audience.ANYONE not in audiences and response.status_code == 302:
            assert response.headers["Location"].startswith("/dang-nhap"), rule.rule


def test_a_form_without_its_token_is_refused_to_everybody(house: Service, visitors: dict[str, Client]):
    for rule in rules(house.staff):
        if "POST" in (rule.methods or set()):
            for client in visitors.values():
                response = client.post(_address(rule), data={"name": "x", "password": "y"})
                assert response.status_code in {400, 401, 403}, rule.rule


def probe(view: Any, roles: frozenset[str] | None) -> int:
    app = make_app(
        "probe", words="citizen", languages=(), error_page="survey/citizen/error.html", static_folder=None
    )
    app.context_processor(lambda: {"demonstration": False})
    guard(app, lambda: roles)
    app.add_url_rule("/probe", view_func=view)
    return app.test_client().get("/probe").status_code


@pytest.mark.parametrize("roles", [None, frozenset[str](), frozenset(role.value for role in ROLES)])
def test_an_unmarked_door_is_shut_to_everybody(roles: frozenset[str] | None):
    def view() -> str:
        return "open"

    assert probe(view, roles) == 403


def test_a_door_for_one_role_is_shut_to_the_others():
    @for_audience(Audience.COUNCIL)
    def view() -> str:
        return "open"

    assert probe(view, None) == 401
    answers = {role: probe(view, frozenset({role.value})) for role in ROLES}
    assert {role for role, status in answers.items() if status == 200} == {Audience.COUNCIL}


def test_settings_without_rooms_open_no_page_of_theirs(house: Service, tmp_path: Path):
    bare = create_app(replace(house.house.settings, rooms=(), instance=tmp_path))
    assert [rule.rule for rule in rules(bare.staff) if rule.endpoint.startswith("review.")] == []
    bare.house.store.close()
