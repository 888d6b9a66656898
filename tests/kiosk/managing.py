"""A manager's browser before the pages of tablets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from kiosk.pairing.records import devices
from tests.helpers.pages import Page, page_of, visit
from tests.helpers.staff import PASSWORD

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from kiosk.pairing.domain import Device
    from tests.helpers.tablet import Tablet
    from tests.kiosk.conftest import Ward

REGISTER = "/admin/kiosk/"


class Browser:
    """A browser, signed in as an account."""

    def __init__(self, ward: Ward, name: str) -> None:
        self.client = Client(ward.service)
        form = {"csrf_token": self._token("/dang-nhap?lang=en"), "name": name, "password": PASSWORD}
        assert self.client.post("/dang-nhap", data=form).status_code == 302

    def _token(self, address: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(address).text)
        assert found, address
        return found[1]

    def see(self, address: str = REGISTER, *, status: int = 200) -> Page:
        return visit(self.client, address, status=status)

    def send(self, address: str, **fields: Any) -> TestResponse:
        token = self._token("/dang-nhap/nowhere")
        return self.client.post(address, data={"csrf_token": token, **fields})

    def do(self, address: str, deed: str, **fields: Any) -> Page:
        """Send a form of a page that must work; give the page that follows."""
        answer = self.send(address, deed=deed, **fields)
        assert answer.status_code == 303, answer.text[:1000]
        return self.see(answer.headers["Location"])

    def try_to(self, address: str, deed: str, *, status: int = 400, **fields: Any) -> Page:
        """Send a form that is refused; give the page with the reason."""
        return page_of(self.send(address, deed=deed, **fields), status=status)


def only_device(ward: Ward) -> Device:
    with ward.store.reading() as connection:
        (found,) = devices(connection)
    return found


def beat(tablet: Tablet, **changes: Any) -> dict[str, Any]:
    """Let a tablet give a sign of life; give what it is told."""
    told = {
        "app_version": "1",
        "battery": 0.8,
        "charging": False,
        "storage_used": 2**20,
        "storage_quota": 2**30,
        "persisted": True,
        "queue": 0,
        "aside": 0,
        "oldest_age_s": None,
        "last_answer_age_s": None,
        "sent_at": tablet.clock(),
        "done": [],
    }
    answer = tablet.call("heartbeat", told | changes)
    assert answer.status_code == 200, answer.text
    heard: dict[str, Any] = answer.get_json()
    return heard
