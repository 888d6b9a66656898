from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.accounts.web import account_now
from survey.foundation.gate import Audience, audiences_of, for_audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@pytest.fixture
def rooms(open_office: Callable[..., Any]) -> Any:
    """The staff app with a few pages a room might bring."""
    office = open_office()
    app: Flask = office.service.staff

    def unmarked() -> str:
        return "never seen"

    @for_audience(Audience.STAFF)
    def of_staff() -> str:
        return account_now().display_name

    @for_audience(Audience.UNIT_HEAD)
    def of_heads() -> str:
        return "the head's page"

    @for_audience(Audience.INSPECTOR)
    def of_inspectors() -> str:
        return "never seen"

    @for_audience(Audience.STAFF)
    def broken() -> str:
        raise ValueError("a fault of ours")

    for view in (unmarked, of_staff, of_heads, of_inspectors, broken):
        app.add_url_rule(f"/review/{view.__name__}", view_func=view, methods=["GET", "POST"])
    app.add_url_rule("/api/v1/staff", "api", of_staff)
    app.add_url_rule("/api/v1/unmarked", "api_unmarked", unmarked)
    return office


def test_every_address_of_the_app_names_its_audience(office: Any) -> None:
    app: Flask = office.service.staff
    assert {name for name, view in app.view_functions.items() if not audiences_of(view)} == set()


def test_the_library_brings_no_address_but_two(office: Any) -> None:
    ours = ("/admin/", "/api/v1/", "/review/")
    rules = {rule.rule for rule in office.service.staff.url_map.iter_rules()}
    assert {rule for rule in rules if not rule.startswith(ours)} == {
        "/dang-nhap",
        "/dang-xuat",
        "/static/<path:filename>",
        "/bootstrap/static/<path:filename>",
    }


def test_an_unmarked_page_is_shut_to_everybody(rooms: Any) -> None:
    assert rooms.client.get("/review/unmarked").status_code == 403
    rooms.sign_in()
    answer = rooms.client.get("/review/unmarked")
    assert answer.status_code == 403
    assert "Tài khoản này không được mở trang" in answer.text
    assert rooms.client.get("/api/v1/unmarked").status_code == 403


def test_a_page_opens_to_its_role_only(rooms: Any) -> None:
    rooms.sign_in()
    assert rooms.client.get("/review/of_staff").text == "Lê Thị Hạnh"
    assert rooms.client.get("/review/of_heads").status_code == 200
    assert rooms.client.get("/review/of_inspectors").status_code == 403


def test_a_stranger_is_led_to_the_sign_in_page_and_back(rooms: Any) -> None:
    answer = rooms.client.get("/review/of_heads?from=2026-10-01")
    assert answer.status_code == 302
    assert answer.location == "/dang-nhap?next=/review/of_heads?from%3D2026-10-01"
    assert rooms.client.get(answer.location).status_code == 200
    assert rooms.sign_in(next="/review/of_heads?from=2026-10-01").location.startswith("/review/of_heads")


def test_a_program_is_told_with_a_problem_document(rooms: Any) -> None:
    answer = rooms.client.get("/api/v1/staff")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.text)["status"] == 401


def test_every_form_of_a_room_needs_the_token(rooms: Any) -> None:
    rooms.sign_in()
    assert rooms.client.post("/review/of_heads").status_code == 400
    token = rooms.token("/review/none")
    assert rooms.client.post("/review/of_heads", data={"csrf_token": token}).status_code == 200


@pytest.mark.parametrize(
    ("address", "method", "status", "words"),
    [
        ("/review/none", "GET", 404, "Trang này không tồn tại"),
        ("/dang-xuat", "GET", 405, "Không thể dùng trang theo cách này"),
        ("/review/broken", "GET", 500, "Hệ thống gặp lỗi"),
    ],
)
def test_an_error_is_a_page_of_ours(rooms: Any, address: str, method: str, status: int, words: str) -> None:
    rooms.sign_in()
    answer = rooms.client.open(address, method=method)
    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in answer.text
    assert "Đăng xuất" in answer.text
    assert "ValueError" not in answer.text


def test_the_citizens_side_knows_no_session(rooms: Any) -> None:
    rooms.sign_in()
    answer = Client(rooms.service).get("/rieng-tu")
    assert "Set-Cookie" not in answer.headers
