"""A whole service over a database of its own, with accounts that sign in through the real form."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from werkzeug.test import Client

from survey.app import Service, create_app
from survey.foundation.register import every_table
from survey.settings import Settings
from tests.helpers.staff import PASSWORD, an_account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey.foundation.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class AHouse:
    """A running service; close it by `close`."""

    service: Service

    @property
    def store(self) -> Store:
        """Its database."""
        return self.service.house.store

    def account(self, name: str, *roles: str, unit: str | None = None) -> None:
        """Open an account."""
        with self.store.writing() as connection:
            an_account(connection, name, roles, unit=unit)

    def browser(self, name: str | None = None, *, language: str = "en") -> Client:
        """Give a browser, signed in when an account's name is given."""
        client = Client(self.service)
        address = f"/dang-nhap?lang={language}"
        if name is not None:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
            assert token, "the sign-in page has no form token"
            form = {"csrf_token": token.group(1), "name": name, "password": PASSWORD}
            assert client.post("/dang-nhap", data=form).status_code == 302
        return client

    def close(self) -> None:
        """Give its connections back."""
        self.store.close()


def a_house(folder: Path, *, rooms: tuple[str, ...] = ("analytics",), **settings: Any) -> AHouse:
    """Open a service with an empty SQLite database in a folder."""
    chosen = replace(Settings(instance=folder, rooms=rooms, signin_attempts="1000 per minute"), **settings)
    service = create_app(chosen)
    every_table().create_all(service.house.store.engine)
    return AHouse(service=service)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Record every statement that the readers of a store execute, transactions' beginnings left out."""
    found: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    with store.reading() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", record)
