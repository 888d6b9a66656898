from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from werkzeug.test import Client

from survey.accounts.services import reset_password, set_active

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "truongphong.dongha"
RIGHT = "bốn con voi qua cầu"
OTHER = "năm con cò trắng"
START = 1_790_000_000


def cookie_line(answer: Any) -> str:
    return "; ".join(answer.headers.getlist("Set-Cookie"))


def test_the_cookie_is_for_the_server_only(office: Any) -> None:
    line = cookie_line(office.sign_in())
    assert line.startswith("hailong=")
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Secure" not in line
    assert "Expires" not in line


def test_by_https_the_cookie_belongs_to_this_host_alone(open_office: Callable[..., Any]) -> None:
    office = open_office(base_url="https://danhgia.vn")
    answer = office.client.get("/dang-nhap", base_url="https://danhgia.vn")
    line = cookie_line(answer)
    assert line.startswith("__Host-hailong=")
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line
    assert "Strict-Transport-Security" in answer.headers


def test_by_https_signing_in_works_without_a_referrer(open_office: Callable[..., Any]) -> None:
    office = open_office(base_url="https://danhgia.vn")
    page = office.client.get("/dang-nhap", base_url="https://danhgia.vn").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    form = {"csrf_token": found.group(1), "name": NAME, "password": RIGHT}
    assert office.client.post("/dang-nhap", base_url="https://danhgia.vn", data=form).status_code == 302


def test_staff_pages_are_never_kept_and_static_files_are(office: Any) -> None:
    assert office.client.get("/dang-nhap").headers["Cache-Control"] == "no-store"
    assert office.client.get("/review/").headers["Cache-Control"] == "no-store"
    for address in ("/static/survey/staff.css", "/bootstrap/static/css/bootstrap.min.css"):
        answer = office.client.get(address)
        assert answer.status_code == 200
        assert "max-age=3600" in answer.headers["Cache-Control"]
        answer.close()


def test_the_key_that_signs_sessions_is_not_the_secret(office: Any) -> None:
    assert office.service.house.secret.decode() not in office.service.staff.config["SECRET_KEY"]


def test_signing_out_ends_the_session(office: Any) -> None:
    office.sign_in()
    answer = office.sign_out()
    assert (answer.status_code, answer.location) == (302, "/dang-nhap")
    assert not office.is_signed_in()


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(office: Any) -> None:
    office.sign_in()
    kept = office.client.get_cookie("hailong").value
    office.sign_out()
    thief = Client(office.service)
    thief.set_cookie("hailong", kept)
    assert thief.get("/dang-nhap").status_code == 200


def test_signing_out_elsewhere_leaves_this_session(office: Any) -> None:
    office.sign_in()
    here, office.client = office.client, Client(office.service)
    office.sign_in()
    office.sign_out()
    office.client = here
    assert office.is_signed_in()


def test_signing_out_needs_the_form_and_its_token(office: Any) -> None:
    office.sign_in()
    assert office.client.get("/dang-xuat").status_code == 405
    assert office.client.post("/dang-xuat").status_code == 400
    assert office.is_signed_in()


@pytest.mark.parametrize("end", ["close", "renew"])
def test_closing_or_renewing_an_account_ends_its_sessions_at_once(office: Any, end: str) -> None:
    office.sign_in()
    with office.service.house.store.writing() as connection:
        if end == "close":
            set_active(connection, NAME, active=False)
            set_active(connection, NAME, active=True)
        else:
            reset_password(connection, NAME, password=OTHER)
    assert not office.is_signed_in()


def test_half_an_hour_without_a_click_ends_the_session(office: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        office.sign_in()
        for _ in range(3):
            clock.shift(29 * 60)
            assert office.is_signed_in()
        clock.shift(31 * 60)
        assert not office.is_signed_in()


def test_no_session_lives_longer_than_twelve_hours(office: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        office.sign_in()
        for _ in range(12 * 3):
            clock.shift(20 * 60)
            assert office.is_signed_in()
        clock.shift(1)
        assert not office.is_signed_in()


def test_a_token_in_the_address_signs_nobody_in(office: Any) -> None:
    with office.service.staff.test_request_context():
        library = office.service.staff.extensions["security"]
        token = library.datastore.find_user(name=NAME).get_auth_token()
    assert office.client.get("/dang-nhap", query_string={"auth_token": token}).status_code == 200


def test_a_forged_cookie_is_a_stranger(office: Any) -> None:
    office.client.set_cookie("hailong", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert not office.is_signed_in()
