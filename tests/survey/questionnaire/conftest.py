"""Three units behind the staff pages where questionnaires are written, and a browser for each account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from tests.helpers import staff
from tests.helpers.builders import a_unit, the_default
from tests.helpers.pages import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from survey.app import Service
    from survey.foundation.database import Store

PAGES = "/admin/bo-cau-hoi"


@dataclass
class Browser(staff.Browser):
    """A browser in front of the pages, signed in or not."""

    at: str = PAGES

    def get(self, path: str) -> TestResponse:
        return self.client.get(path if path.startswith("/admin") else self.at + path)

    def visit(self, path: str, *, status: int = 200) -> Page:
        return page_of(self.get(path), status=status)

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


@pytest.fixture
def sign_in(service: Service, store: Store) -> Callable[[str], Browser]:
    """Sign in to the office of Đông Hà and Nam Đông Hà with the packaged questionnaire; pages speak English."""
    with store.writing() as connection:
        a_unit(connection, "DH", name="UBND phường Đông Hà")
        a_unit(connection, "ND", name="UBND phường Nam Đông Hà")
        the_default(connection)

    def browser(name: str) -> Browser:
        opened = Browser(Client(service))
        opened.sign_in(store, name, language="en")
        return opened

    return browser


@pytest.fixture
def centre(sign_in: Callable[[str], Browser]) -> Browser:
    return sign_in("quantri")


@pytest.fixture
def head(sign_in: Callable[[str], Browser]) -> Browser:
    return sign_in("lanhdao.dh")
