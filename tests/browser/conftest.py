"""A served office and a real browser before it."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from survey.app import create_app
from survey.foundation.register import every_table
from survey.intake import records
from survey.settings import Settings
from tests.helpers.builders import a_code, a_desk, a_unit, the_default
from tests.helpers.emptying import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.foundation.database import Store


CHROMIUM: dict[str, Any] = {
    "executable_path": shutil.which("chromium"),
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}


class Silent(WSGIRequestHandler):
    """A server that does not tell each request to the tests' output."""

    def log_request(self, *_told: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Site:
    """A service that answers on a port of this machine, with one desk."""

    address: str
    code: str
    store: Store

    def page(self, language: str = "vi") -> str:
        """Where the code of the desk leads."""
        return f"{self.address}/Q/{self.code}" + ("" if language == "vi" else f"/{language}")

    def kept(self, table: Any = records.response) -> list[Any]:
        """Give the rows of a table."""
        with self.store.reading() as connection:
            return list(connection.execute(select(table)))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The office of the session."""
    folder = tmp_path_factory.mktemp("browser")
    service = create_app(Settings(instance=folder, rooms=(), log_level="CRITICAL"))
    every_table().create_all(service.house.store.engine)
    with service.house.store.writing() as connection:
        the_default(connection)
        a_unit(connection, name="UBND phường Đông Hà")
        code = a_code(connection, a_desk(connection, name="Quầy 3", field="Hộ tịch")).code
    server = make_server("127.0.0.1", 0, service, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", code, service.house.store)
    server.shutdown()
    thread.join()
    server.server_close()
    service.house.store.close()


@pytest.fixture
def site(served: Site) -> Site:
    """The same office without answers."""
    with served.store.writing() as connection:
        every = reversed(every_table().sorted_tables)
        of_answers = [one for one in every if one.name.startswith(("case_", "feedback_")) or one.name in _ANSWERS]
        empty(connection, of_answers)
    return served


_ANSWERS = {"response", "comment", "trace", "receipt", "dirty_day", "handling_mark"}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's browser, which the package of the driver does not bring."""
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A cheap phone."""
    return {"viewport": {"width": 360, "height": 640}}
