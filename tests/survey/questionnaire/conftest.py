"""Three units behind the staff pages where questionnaires are written, and a browser for each account."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from survey.app import create_app
from survey.foundation.gate import Audience
from tests.helpers.builders import AT, a_unit, the_default
from tests.helpers.pages import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

    from survey.app import Service
    from survey.foundation.database import Store
    from survey.settings import Settings

PASSWORD = "bốn con voi qua cầu"  # noqa: S105 - of the tests
PAGES = "/admin/bo-cau-hoi"
ACCOUNTS = (
    ("quantri", Audience.ADMINISTRATOR, None),
    ("phogiamdoc", Audience.ADMINISTRATOR, None),
    ("quantri.dh", Audience.ADMINISTRATOR, "DH"),
    ("lanhdao.dh", Audience.UNIT_HEAD, "DH"),
    ("lanhdao.nd", Audience.UNIT_HEAD, "ND"),
    ("canbo.dh", Audience.OFFICER, "DH"),
    ("hoidong", Audience.COUNCIL, None),
    ("thanhtra", Audience.INSPECTOR, None),
)


@dataclass
class Browser:
    """A browser in front of the pages, signed in or not."""

    client: Client
    token: str = ""

    def get(self, path: str) -> TestResponse:
        return self.client.get(path if path.startswith("/") and path.startswith("/admin") else PAGES + path)

    def visit(self, path: str, *, status: int = 200) -> Page:
        return page_of(self.get(path), status=status)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(PAGES + path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, **fields: Any) -> Page:
        """Send a form that is kept, and see the page it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 302, answer.text[:3000]
        return self.visit(answer.location)

    def draft(self, code: str = "default") -> str:
        """Begin a draft, or go on with it, and give the path of its page."""
        answer = self.post(f"/soan/{code}")
        assert answer.status_code == 302, answer.text[:3000]
        return str(answer.location.removeprefix(PAGES))

    def form(self, path: str) -> dict[str, str]:
        """Give the fields of the page's longest form, as a browser would send them unchanged."""
        page = self.visit(path)
        fields = {
            one.given["name"]: one.given.get("value", "")
            for one in page.all("input")
            if "name" in one.given and (one.given.get("type") != "checkbox" or "checked" in one.given)
        }
        fields |= {one.given["name"]: one.text.removeprefix("\n") for one in page.all("textarea")}
        html = self.get(path).text
        for name in ("kind", "group", "after"):
            found = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.DOTALL)
            if found:
                chosen = re.search(r'value="([^"]*)" selected', found[0])
                fields[name] = chosen[1] if chosen else ""
        return fields | {"do": "save"}


@pytest.fixture(scope="session")
def opened_with_questionnaires() -> Iterator[dict[str, Service]]:
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def sign_in(
    settings: Settings, store: Store, opened_with_questionnaires: dict[str, Service]
) -> Callable[[str], Browser]:
    """Open the service with its accounts, the units Đông Hà and Nam Đông Hà, and the packaged questionnaire."""
    if settings.database_url not in opened_with_questionnaires:
        chosen = replace(settings, signin_attempts="10000 per minute")
        opened_with_questionnaires[settings.database_url] = create_app(chosen)
    service = opened_with_questionnaires[settings.database_url]
    with store.writing() as connection:
        a_unit(connection, "DH", name="UBND phường Đông Hà")
        a_unit(connection, "ND", name="UBND phường Nam Đông Hà")
        the_default(connection)

    def browser(name: str) -> Browser:
        role, unit = next((role, unit) for known, role, unit in ACCOUNTS if known == name)
        with store.writing() as connection:
            new = NewAccount(name=name, display_name=name, roles=frozenset({role.value}), unit=unit)
            add_account(connection, new, password=PASSWORD, at=AT)
        client = Client(service)
        token = Page(client.get("/dang-nhap?lang=en").text).value("csrf_token")
        answer = client.post("/dang-nhap", data={"csrf_token": token, "name": name, "password": PASSWORD})
        assert answer.status_code == 302
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGES + "/").text)
        return Browser(client, found[1] if found else "")

    return browser


@pytest.fixture
def centre(sign_in: Callable[[str], Browser]) -> Browser:
    return sign_in("quantri")


@pytest.fixture
def head(sign_in: Callable[[str], Browser]) -> Browser:
    return sign_in("lanhdao.dh")
