"""A small province behind its staff pages, and a browser for each kind of account."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from survey.app import Service, create_app
from survey.foundation.clock import local_day, now
from survey.foundation.gate import Audience
from survey.organisation.services import read_cells, take_in
from tests.helpers.pages import Page, page_of, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

    from survey.foundation.database import Store
    from survey.settings import Settings

PASSWORD = "bốn con voi qua cầu"  # noqa: S105 - of the tests
AT = "/admin/to-chuc"
TODAY = local_day(now())
MONDAY = TODAY + timedelta(days=8 - TODAY.isoweekday())
"""The next Monday: a head may change it."""

UNITS = (
    ("QT", "Tỉnh Quảng Trị", "", "province"),
    ("DH", "UBND phường Đông Hà", "QT", "ward"),
    ("DH-MC", "Bộ phận Một cửa Đông Hà", "DH", "one_stop"),
    ("ND", "UBND phường Nam Đông Hà", "QT", "ward"),
)
DESKS = (
    ("DH-1", "DH", "Quầy 1 – Hộ tịch"),
    ("DH-2", "DH", "Quầy 2 – Đất đai"),
    ("ND-1", "ND", "Quầy 1 – Chứng thực"),
)
STAFF = (("S1", "Nguyễn Thị Ánh", "DH"), ("S2", "Trần Văn Ất", "DH"), ("S3", "Lê Thị Chi", "ND"))
ACCOUNTS = (
    ("quantri", Audience.ADMINISTRATOR, None),
    ("quantri.dh", Audience.ADMINISTRATOR, "DH"),
    ("lanhdao.dh", Audience.UNIT_HEAD, "DH"),
    ("canbo.dh", Audience.OFFICER, "DH"),
    ("hoidong", Audience.COUNCIL, None),
    ("thanhtra", Audience.INSPECTOR, None),
)


@dataclass
class Browser:
    """A browser, signed in or not, in front of the organisation's pages."""

    client: Client
    token: str = ""

    def get(self, path: str) -> TestResponse:
        return self.client.get(AT + path)

    def visit(self, path: str, *, status: int = 200) -> Page:
        return visit(self.client, AT + path, status=status)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(AT + path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, **fields: Any) -> Page:
        """Send a form that is kept, and see the page it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 302, answer.text[:3000]
        return page_of(self.client.get(answer.location))

    def refused(self, path: str, **fields: Any) -> Page:
        """Send a form that is not kept, and see it again."""
        return page_of(self.post(path, **fields))


@pytest.fixture(scope="session")
def opened_offices() -> Iterator[dict[str, Service]]:
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def office(store: Store, settings: Settings, opened_offices: dict[str, Service]) -> Callable[..., Browser]:
    """Open a browser for the account of this name, or for a stranger."""
    with store.writing() as connection:
        _found_province(connection)
    if settings.database_url not in opened_offices:
        opened_offices[settings.database_url] = create_app(replace(settings, signin_attempts="100000 per minute"))
    service = opened_offices[settings.database_url]

    def open_for(name: str = "") -> Browser:
        opened = Browser(Client(service))
        if name:
            with store.writing() as connection:
                role, unit = next((role, unit) for known, role, unit in ACCOUNTS if known == name)
                new = NewAccount(name=name, display_name=name, roles=frozenset({role}), unit=unit)
                add_account(connection, new, password=PASSWORD, at=now())
            _sign_in(opened, name)
        return opened

    return open_for


def _sign_in(opened: Browser, name: str) -> None:
    opened.token = _token(opened.client.get("/dang-nhap").text)
    form = {"csrf_token": opened.token, "name": name, "password": PASSWORD}
    assert opened.client.post("/dang-nhap", data=form).status_code == 302
    opened.token = _token(opened.client.get("/dang-nhap/none").text)


def _token(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    return found.group(1) if found else ""


def _found_province(connection: Any) -> None:
    week = "1,2,3,4,5,6,7"
    hours = {"opens": "07:30", "closes": "17:00", "days": week}
    tables: dict[str, list[dict[str, str]]] = {
        "units": [
            {"code": code, "name": name, "parent": parent, "kind": kind, "valid_from": "2020-01-01"}
            for code, name, parent, kind in UNITS
        ],
        "desks": [{"code": code, "unit": unit, "name": name, **hours} for code, unit, name in DESKS],
        "staff": [
            {"code": code, "name": name, "home_unit": unit, "kind": "official", "title": "Chuyên viên"}
            for code, name, unit in STAFF
        ],
        "roster": [
            {"desk": "DH-1", "staff": "S1", "from": f"{MONDAY} 07:30", "to": f"{MONDAY} 17:00"},
            {"desk": "ND-1", "staff": "S3", "from": f"{MONDAY} 07:30", "to": f"{MONDAY} 17:00"},
            {"desk": "DH-1", "staff": "S1", "from": "2026-03-02 07:30", "to": "2026-03-02 17:00"},
        ],
        "events": [
            {"kind": "transfer", "date": "2021-01-01", "from": "ND", "to": "DH", "legal_act": "QĐ 9", "note": "x"}
        ],
    }
    take_in(connection, read_cells(tables), on=date(2026, 1, 1))
