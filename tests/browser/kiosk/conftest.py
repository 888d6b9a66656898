"""A served office with the tablets' room open, and a tablet before it that a manager has paired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from survey.app import create_app
from survey.foundation.database import Store
from survey.settings import Settings
from tests.browser.kiosk.hands import pair
from tests.browser.kiosk.places import Office, Real, furnished
from tests.browser.kiosk.proving import TABLET, Ledger
from tests.helpers.killable import Killable
from tests.helpers.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import ConsoleMessage, Page

# A network that is away is no fault of the page.
_NO_FAULT = ("Failed to load resource", "net::ERR_")


# A machine that does three things at once is slow, which says nothing about the tablet.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def opened_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("kiosk")
    service = create_app(Settings(instance=folder, rooms=("kiosk",), log_level="CRITICAL"))
    house = service.house
    office = Office(service=service, store=house.store, secret=house.secret, **furnished(house.store))
    yield office
    office.stop()
    office.held.close()
    house.store.close()


@pytest.fixture
def office(opened_office: Office) -> Iterator[Office]:
    """The office, answering, without answers and without tablets."""
    opened_office.empty()
    opened_office.start()
    yield opened_office
    opened_office.stop()


@pytest.fixture(scope="session")
def opened_real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    server = Killable(tmp_path_factory.mktemp("real"), secret="proofs")  # noqa: S106 - of the tests
    store = Store(f"sqlite:///{server.database}")
    wire = Wire(server.port)
    place = furnished(store)
    yield Real(store=store, secret=b"proofs", port=wire.port, server=server, wire=wire, **place)
    server.kill()
    server.held.close()
    wire.close()
    store.close()


@pytest.fixture
def real(opened_real: Real) -> Real:
    """The service in a process of its own, behind a wire, without answers and without tablets."""
    opened_real.ready()
    return opened_real


@pytest.fixture
def account(real: Real, record_property: Callable[[str, object], None]) -> Ledger:
    """What a tablet says to people and what becomes of it; told at the end of the tests' output."""
    return Ledger(real, lambda words: record_property("kept once", words))


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A tablet of ten inches."""
    return TABLET


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser had to say against the page; every test that asks for a tablet ends with none."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in _NO_FAULT):
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) =>"
        " console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
    )
    yield found
    assert found == []


@pytest.fixture
def tablet(office: Office, page: Page, faults: list[str]) -> Page:
    """A tablet that shows its first question, and does not make the next person wait."""
    pair(office, page)
    return page


@pytest.fixture
def slow(office: Office, page: Page, faults: list[str]) -> Page:
    """A tablet as it is set up everywhere, whose time the test moves."""
    page.clock.install()
    pair(office, page, hasty=False)
    page.clock.run_for(700)
    return page
