"""Two offices behind their staff pages, and a browser for each kind of account."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from survey.app import Service, create_app
from survey.foundation.clock import now
from survey.foundation.gate import Audience
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.records import issue
from tests.helpers.builders import a_desk, a_unit, dice
from tests.helpers.pages import Page, page_of, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

    from survey.foundation.database import Store
    from survey.settings import Settings

PASSWORD = "bốn con voi qua cầu"  # noqa: S105 - of the tests
ACCOUNTS = (
    ("quantri", Audience.ADMINISTRATOR, None),
    ("lanhdao.dh", Audience.UNIT_HEAD, "DH"),
    ("canbo.dh", Audience.OFFICER, "DH"),
    ("hoidong", Audience.COUNCIL, None),
    ("thanhtra", Audience.INSPECTOR, None),
)


@dataclass
class Browser:
    """A browser, signed in or not, in front of the pages of codes."""

    client: Client
    service: Service
    codes: dict[str, str]
    """The code in force by the desk's or unit's own code."""
    token: str = ""

    def visit(self, path: str, *, status: int = 200) -> Page:
        return visit(self.client, path, status=status)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, **fields: Any) -> Page:
        """Send a form that is kept, and see the page it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code in {302, 303}, answer.text[:3000]
        return page_of(self.client.get(answer.location))


@pytest.fixture(scope="session")
def opened_offices() -> Iterator[dict[str, Service]]:
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def codes(store: Store) -> dict[str, str]:
    """Two wards with a desk each, in a province; the codes of all but the province."""
    with store.writing() as connection:
        a_unit(connection, "QT", name="Tỉnh Quảng Trị")
        places = {}
        for unit, name in (("DH", "Phường Đông Hà"), ("ND", "Phường Nam Đông Hà")):
            places[unit] = (TouchpointKind.UNIT, a_unit(connection, unit, name=name, parent="QT"))
            desk = a_desk(connection, f"{unit}/1", unit=unit, name="Quầy 1 – Hộ tịch")
            places[f"{unit}/1"] = (TouchpointKind.DESK, desk)
        return {
            code: issue(connection, kind=kind, place_id=place_id, at=now(), random=dice()).code
            for code, (kind, place_id) in places.items()
        }


@pytest.fixture
def office(
    store: Store, settings: Settings, codes: dict[str, str], opened_offices: dict[str, Service]
) -> Callable[..., Browser]:
    """Open a browser for the account of this name, or for a stranger; pages speak English."""
    if settings.database_url not in opened_offices:
        opened_offices[settings.database_url] = create_app(replace(settings, signin_attempts="100000 per minute"))
    service = opened_offices[settings.database_url]

    def open_for(name: str = "") -> Browser:
        opened = Browser(Client(service), service, codes)
        if name:
            with store.writing() as connection:
                role, unit = next((role, unit) for known, role, unit in ACCOUNTS if known == name)
                new = NewAccount(name=name, display_name=name, roles=frozenset({role}), unit=unit)
                add_account(connection, new, password=PASSWORD, at=now())
            sign_in(opened, name)
        return opened

    return open_for


def sign_in(opened: Browser, name: str) -> None:
    opened.token = token_of(opened.client.get("/dang-nhap?lang=en").text)
    form = {"csrf_token": opened.token, "name": name, "password": PASSWORD}
    assert opened.client.post("/dang-nhap", data=form).status_code == 302
    opened.token = token_of(opened.client.get("/dang-nhap/none").text)


def token_of(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    return found.group(1) if found else ""
