"""An office with one account, and a browser in front of its staff pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from survey.app import create_app
from survey.foundation.database import Store
from survey.foundation.gate import Audience
from survey.foundation.register import every_table
from survey.organisation.records import add_places
from survey.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

    from survey.app import Service

NAME = "truongphong.dongha"
RIGHT = "bốn con voi qua cầu"


@dataclass
class Office:
    """The service with one account, and ways to act as a browser would."""

    service: Service
    client: Client

    def token(self, address: str = "/dang-nhap") -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(address).text)
        assert found, "the page has no form token"
        return found.group(1)

    def sign_in(self, name: str = NAME, password: str = RIGHT, **more: str) -> TestResponse:
        form = {"csrf_token": self.token(), "name": name, "password": password, **more}
        return self.client.post("/dang-nhap", data=form)

    def sign_out(self) -> TestResponse:
        # Every page of a signed-in account carries the button, an error page too.
        return self.client.post("/dang-xuat", data={"csrf_token": self.token("/review/none")})

    def is_signed_in(self) -> bool:
        return self.client.get("/dang-nhap").status_code == 302


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, rooms=(), signin_attempts="1000 per minute")


@pytest.fixture
def prepared(settings: Settings) -> Settings:
    store = Store(settings.database)
    every_table().create_all(store.engine)
    with store.writing() as connection:
        add_places(connection, units=["DH"], desks=[], valid_from=date(2020, 1, 1))
        new = NewAccount(name=NAME, display_name="Lê Thị Hạnh", roles=frozenset({Audience.UNIT_HEAD}), unit="DH")
        add_account(connection, new, password=RIGHT, at=datetime(2026, 11, 2, tzinfo=UTC))
    store.close()
    return settings


@pytest.fixture
def open_office(prepared: Settings) -> Iterator[Callable[..., Office]]:
    opened: list[Service] = []

    def open_it(**changed: str) -> Office:
        service = create_app(replace(prepared, **changed))
        opened.append(service)
        return Office(service, Client(service))

    yield open_it
    for service in opened:
        service.house.store.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office()
