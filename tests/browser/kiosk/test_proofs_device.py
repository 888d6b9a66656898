"""Thanked for means stored once: whatever happens to the tablet itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.clock import local_day, now
from tests.browser.kiosk.hands import answer_once, installed, pair, stored, tap
from tests.browser.kiosk.proving import HURRY, Machine, drained
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserType, Page

    from tests.browser.kiosk.places import Real
    from tests.browser.kiosk.proving import Ledger

pytestmark = pytest.mark.browser

TAP_AND_RELOAD = """(ms) => {
  document.querySelector('[data-mark="2"]').click();
  setTimeout(() => location.reload(), ms);
}"""
# Fills the disk with something else until not even a few bytes find room.
FILL_UP = """() => new Promise((done) => {
  const asked = indexedDB.open('something-else');
  asked.onupgradeneeded = () => asked.result.createObjectStore('filler', {autoIncrement: true});
  asked.onsuccess = () => {
    const write = (size) => {
      if (size < 50) return done();
      const writing = asked.result.transaction('filler', 'readwrite', {durability: 'strict'});
      writing.objectStore('filler').add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))));
      writing.oncomplete = () => write(size);
      writing.onabort = () => write(size >> 1);
    };
    write(65536);
  };
})"""


@pytest.fixture
def ledger(real: Real, page: Page, account: Ledger, faults: list[str]) -> Ledger:
    """The ledger of a tablet that is not yet paired."""
    account.watch(page.context)
    return account


@pytest.fixture
def machine(real: Real, account: Ledger, browser_type: BrowserType, tmp_path: Path) -> Iterator[Machine]:
    """A tablet that is switched off."""
    made = Machine(browser_type, tmp_path / "profile", account)
    yield made
    made.bury()


@pytest.mark.parametrize("screen", ["follow", "thanks"])
def test_a_browser_killed_right_after_it_thanked(real: Real, machine: Machine, screen: str):
    page = machine.boot()
    pair(real, page)
    installed(page)
    real.wire.cut = True
    ledger = machine.ledger

    def strike(shown: str) -> None:
        if shown == screen:
            machine.strike()

    ledger.heard = strike
    for mark in "12":
        with pytest.raises(Exception, match=r"closed|crashed"):
            answer_once(page, mark)
        machine.bury()
        page = machine.boot()
        page.goto(real.page)
        page.wait_for_selector("body.ready")
    ledger.heard = None
    assert len(ledger.close(page)) == 2
    real.wire.cut = False
    drained(page)
    ledger.close_empty(page)
    assert len(real.kept()) == 2


def test_a_page_reloaded_within_50_ms_of_a_tap(real: Real, page: Page, ledger: Ledger):
    pair(real, page)
    installed(page)
    for ms in (0, 2, 5, 10, 20, 35, 50):
        with page.expect_navigation():
            page.evaluate(TAP_AND_RELOAD, ms)
        page.wait_for_selector("body.ready")
    drained(page)
    assert ledger.close(page) == set()
    assert len(ledger.tapped) <= 7


def test_a_disk_that_is_full(real: Real, page: Page, ledger: Ledger):
    browser = page.context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address, "quotaSize": 4_000_000})
    pair(real, page)
    installed(page)
    real.wire.cut = True
    answer_once(page, "5")
    page.evaluate(FILL_UP)
    tap(page, "1")
    page.wait_for_selector("body.trouble")
    assert len(ledger.thanked) == 1
    assert [one["answers"] for one in stored(page)] == [{"overall": "5"}]
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address})
    assert within(PATIENCE, lambda: len(stored(page)) == 2)
    real.wire.cut = False
    drained(page)
    assert ledger.close(page) == set()
    assert len(real.kept()) == 2


def test_a_full_disk_lets_go_of_what_the_server_has(real: Real, page: Page, ledger: Ledger):
    browser = page.context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address, "quotaSize": 4_000_000})
    pair(real, page)
    installed(page)
    ledger.fill(page, 5)
    ledger.fill(page, 1, questionnaire="f" * 64)
    page.evaluate(FILL_UP)
    page.evaluate(HURRY)
    # The one the server put aside needs room to be moved; the others need none to be deleted.
    assert within(PATIENCE, lambda: len(stored(page)) == 1)
    assert len(ledger.close(page)) == 1
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address})
    drained(page)
    assert len(stored(page, "aside")) == 1


def days(real: Real) -> list[Any]:
    return sorted((row.day, row.state, row.marks.replace("-", "")) for row in real.kept())


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_a_year_off(real: Real, page: Page, ledger: Ledger, years: int):
    page.clock.install(time=now() + years * timedelta(days=365))
    page.clock.resume()
    pair(real, page)
    installed(page)
    answer_once(page, "5")
    real.wire.cut = True
    answer_once(page, "4")
    page.reload()
    page.wait_for_selector("body.ready")
    answer_once(page, "3")
    real.wire.cut = False
    drained(page)
    today = local_day(now())
    assert days(real) == [(today, "counted", mark) for mark in "345"]
    ledger.close_empty(page)


def test_a_week_without_a_network(real: Real, page: Page, ledger: Ledger):
    page.clock.install()
    pair(real, page)
    installed(page)
    real.wire.cut = True
    for day in range(7):
        answer_once(page, str(1 + day % 5))
        if day % 3 == 2:
            page.reload()
        page.clock.fast_forward(timedelta(days=1).total_seconds() * 1000)
        page.wait_for_selector("body.ready")
    assert len(ledger.close(page)) == 7
    real.kill()
    real.start(ahead=timedelta(days=7))
    real.wire.cut = False
    drained(page)
    first = local_day(now())
    assert days(real) == [(first + timedelta(days=day), "counted", str(1 + day % 5)) for day in range(7)]
    ledger.close_empty(page)
