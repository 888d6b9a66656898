"""Thanked for means stored once: whatever happens to the tablet itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.clock import local_day, now
from tests.browser.kiosk.hands import answer_once, installed, pair, stored, tap, within
from tests.browser.kiosk.proving import Machine, drained

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
    real.kill()
    ledger = machine.ledger

    def strike(shown: str) -> None:
        if shown == screen:
            machine.strike()

    ledger.heard = strike
    for mark in "12":
        with pytest.raises(Exception, match="closed|crashed"):
            answer_once(page, mark)
        machine.bury()
        page = machine.boot()
        page.goto(real.page)
        page.wait_for_selector("body.ready")
    ledger.heard = None
    assert len(ledger.close(page)) == 2
    real.start()
    drained(page)
    ledger.close_empty(page)
    assert len(real.kept()) == 2


def test_a_page_reloaded_within_50_ms_of_a_tap(real: Real, page: Page, ledger: Ledger):
    pair(real, page)
    installed(page)
    for ms in (0, 1, 3, 6, 10, 15, 20, 30, 40, 50):
        with page.expect_navigation():
            page.evaluate(TAP_AND_RELOAD, ms)
        page.wait_for_selector("body.ready")
    drained(page)
    assert ledger.close(page) == set()
    assert len(ledger.tapped) <= 10


def test_a_disk_that_is_full(real: Real, page: Page, ledger: Ledger):
    pair(real, page)
    installed(page)
    real.kill()
    answer_once(page, "5")
    browser = page.context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address, "quotaSize": 1})
    tap(page, "1")
    page.wait_for_selector("body.trouble")
    assert len(ledger.thanked) == 1
    assert [one["answers"] for one in stored(page)] == [{"overall": "5"}]
    browser.send("Storage.overrideQuotaForOrigin", {"origin": real.address})
    assert within(8, lambda: len(stored(page)) == 2)
    real.start()
    drained(page)
    assert ledger.close(page) == set()
    assert len(real.kept()) == 2


def days(real: Real) -> list[Any]:
    return sorted((row.day, row.state, row.marks.replace("-", "")) for row in real.kept())


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_a_year_off(real: Real, page: Page, ledger: Ledger, years: int):
    page.clock.install(time=now() + years * timedelta(days=365))
    page.clock.resume()
    pair(real, page)
    installed(page)
    answer_once(page, "5")
    real.kill()
    answer_once(page, "4")
    page.reload()
    page.wait_for_selector("body.ready")
    answer_once(page, "3")
    real.start()
    drained(page)
    today = local_day(now())
    assert days(real) == [(today, "counted", mark) for mark in "345"]
    ledger.close_empty(page)


def test_a_week_without_a_network(real: Real, page: Page, ledger: Ledger):
    page.clock.install()
    pair(real, page)
    installed(page)
    real.kill()
    for day in range(7):
        for mark in "42":
            answer_once(page, mark)
        if day % 3 == 2:
            page.reload()
        page.clock.fast_forward(timedelta(days=1).total_seconds() * 1000)
        page.wait_for_selector("body.ready")
    assert len(ledger.close(page)) == 14
    real.start(ahead=timedelta(days=7))
    drained(page)
    first = local_day(now())
    expected = [(first + timedelta(days=day), "counted", mark) for day in range(7) for mark in "24"]
    assert days(real) == expected
    ledger.close_empty(page)
