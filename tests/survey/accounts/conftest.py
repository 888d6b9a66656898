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
from survey.foundation.gate import Audience
from survey.foundation.register import every_table
from survey.organisation.records import add_places
from survey.settings import Settings
from tests.helpers.emptying import empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

    from survey.app import Service
    from survey.foundation.database import Store

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


def _furnish(store: Store) -> None:
    """Keep one unit and one account, whose password is hashed at its full price."""
    with store.writing() as connection:
        add_places(connection, units=["DH"], desks=[], valid_from=date(2020, 1, 1))
        new = NewAccount(name=NAME, display_name="Lê Thị Hạnh", roles=frozenset({Audience.UNIT_HEAD}), unit="DH")
        add_account(connection, new, password=RIGHT, at=datetime(2026, 11, 2, tzinfo=UTC))


@pytest.fixture
def open_office(settings: Settings) -> Iterator[Callable[..., Office]]:
    """Open an office of its own, with settings that are not the usual ones."""
    opened: list[Service] = []

    def open_it(**changed: str) -> Office:
        service = create_app(replace(settings, **changed))
        opened.append(service)
        every_table().create_all(service.house.store.engine)
        _furnish(service.house.store)
        return Office(service, Client(service))

    yield open_it
    for service in opened:
        service.house.store.close()


@pytest.fixture(scope="session")
def usual_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("accounts")
    service = create_app(Settings(instance=folder, rooms=(), signin_attempts="100000 per minute"))
    every_table().create_all(service.house.store.engine)
    yield service
    service.house.store.close()


@pytest.fixture
def office(usual_service: Service) -> Office:
    """The usual office as it is on its first day: nobody has signed in or been closed yet."""
    store = usual_service.house.store
    with store.writing() as connection:
        empty(connection, reversed(every_table().sorted_tables))
    _furnish(store)
    return Office(usual_service, Client(usual_service))
