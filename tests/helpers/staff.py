"""Accounts of the staff, and a browser that each of them signs in with through the real form."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from passlib.context import CryptContext  # type: ignore[import-untyped]

from survey.accounts.records import insert_account
from survey.foundation.clock import now
from survey.foundation.gate import Audience
from survey.organisation.records import unit_ids
from tests.helpers.pages import Page, page_of, visit

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection
    from werkzeug.test import Client, TestResponse

    from survey.foundation.database import Store

PASSWORD = "bốn con voi qua cầu"  # noqa: S105 - of the tests
ACCOUNTS = {
    "quantri": (Audience.ADMINISTRATOR, None),
    "phogiamdoc": (Audience.ADMINISTRATOR, None),
    "quantri.dh": (Audience.ADMINISTRATOR, "DH"),
    "lanhdao.dh": (Audience.UNIT_HEAD, "DH"),
    "lanhdao.nd": (Audience.UNIT_HEAD, "ND"),
    "canbo.dh": (Audience.OFFICER, "DH"),
    "hoidong": (Audience.COUNCIL, None),
    "thanhtra": (Audience.INSPECTOR, None),
}
"""Role and unit of each account by its name; the units are those of the province a test stands in."""


@cache
def _digest() -> str:
    """Hash the password as cheaply as can be: a thousand tests sign in, and 40 ms a hash is minutes.

    What a hash must cost, and that accounts are opened with one of that cost, is held by the tests of accounts.
    """
    least = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
    return str(CryptContext(schemes=["argon2"], **least).hash(PASSWORD))


def an_account(
    connection: Connection, name: str, roles: Collection[str], *, unit: str | None = None, called: str = ""
) -> int:
    """Open an account that signs in with the password of the tests; give its number."""
    values = {
        "name": name,
        "display_name": called or name,
        "unit_id": unit_ids(connection)[unit] if unit else None,
        "password": _digest(),
        "active": True,
        "fs_uniquifier": secrets.token_hex(32),
        "created_at": now(),
    }
    account_id = insert_account(connection, values, roles)
    assert account_id is not None, f"there is an account {name}"
    return account_id


@dataclass
class Browser:
    """A browser in front of the staff pages, signed in or not."""

    client: Client
    at: str = ""
    """Where the pages are: what the paths begin with."""
    token: str = ""

    def sign_in(self, store: Store, name: str, *, language: str = "vi") -> None:
        """Open the account of this name, and sign in with it."""
        role, unit = ACCOUNTS[name]
        with store.writing() as connection:
            an_account(connection, name, {role}, unit=unit)
        form = {"csrf_token": self._token(f"/dang-nhap?lang={language}"), "name": name, "password": PASSWORD}
        assert self.client.post("/dang-nhap", data=form).status_code == 302
        # Every page of a signed-in account carries one, an error page too.
        self.token = self._token("/dang-nhap/none")

    def get(self, path: str) -> TestResponse:
        """Fetch what is at a path."""
        return self.client.get(self.at + path)

    def visit(self, path: str, *, status: int = 200) -> Page:
        """Fetch a page, and hold it to the rules of every page."""
        return visit(self.client, self.at + path, status=status)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(self.at + path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, **fields: Any) -> Page:
        """Send a form that is kept, and see the page it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code in {302, 303}, answer.text[:3000]
        return page_of(self.client.get(answer.location))

    def refused(self, path: str, **fields: Any) -> Page:
        """Send a form that is not kept, and see it again."""
        return page_of(self.post(path, **fields))

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(path).text)
        assert found, f"no form token at {path}"
        return found[1]
