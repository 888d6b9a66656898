"""Thanked for means stored once: whatever the server, the wire and the office do while a queue is on its way."""

from __future__ import annotations

import fcntl
import time
from typing import TYPE_CHECKING

import pytest

from kiosk.pairing.records import devices
from kiosk.pairing.services import revoke
from survey.foundation.clock import now
from tests.browser.kiosk.hands import answer_once, edited_app, installed, pair, stored, tap
from tests.browser.kiosk.proving import HURRY, WAITING, drained, renewed
from tests.helpers.waiting import PATIENCE, within
from tests.helpers.wire import loses_reply, passes

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.kiosk.places import Real
    from tests.browser.kiosk.proving import Ledger
    from tests.helpers.wire import Delivery

pytestmark = pytest.mark.browser


@pytest.fixture
def ledger(real: Real, page: Page, account: Ledger, faults: list[str]) -> Ledger:
    """The ledger of a paired tablet."""
    account.watch(page.context)
    pair(real, page)
    installed(page)
    return account


def writes(real: Real) -> bool:
    """Tell whether the server is within a transaction that writes."""
    with real.server.database.with_name("hailong.sqlite3.lock").open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_server_killed_in_the_middle_of_a_batch(real: Real, page: Page, ledger: Ledger):
    log = real.server.database.with_name("hailong.sqlite3-wal")

    def half_heard(delivery: Delivery) -> bytes:
        delivery.pass_on(len(delivery.request) // 2)
        # The server shall have begun to read what it has; nothing tells when.
        time.sleep(0.05)
        real.kill()
        return b""

    def within_its_transaction(delivery: Delivery) -> bytes:
        delivery.pass_on()
        while not writes(real):
            pass
        real.kill()
        return b""

    def while_it_commits(delivery: Delivery) -> bytes:
        before = (log.stat().st_size, log.stat().st_mtime_ns)
        delivery.pass_on()
        while (log.stat().st_size, log.stat().st_mtime_ns) == before:
            pass
        real.kill()
        return b""

    ledger.fill(page, 450)
    for moment in (half_heard, within_its_transaction, while_it_commits):
        real.wire.faults.append(moment)
        page.evaluate(HURRY)
        assert within(PATIENCE, lambda: not real.server.alive), moment.__name__
        assert len(ledger.close(page)) > 0
        real.start()
    drained(page)
    ledger.close_empty(page)
    assert real.wire.counts.answers > 450


def test_a_server_killed_after_storing_and_before_answering(real: Real, page: Page, ledger: Ledger):
    def stored_unsaid(delivery: Delivery) -> bytes:
        loses_reply(delivery)
        # Until the reply of the next try is to be lost, no try of its own accord may come through.
        real.wire.cut = True
        real.kill()
        return b""

    ledger.fill(page, 250)
    real.wire.faults.append(stored_unsaid)
    page.evaluate(HURRY)
    assert within(PATIENCE, lambda: not real.server.alive)
    assert (len(real.kept()), len(ledger.close(page))) == (200, 250)
    real.start()
    real.wire.faults.append(loses_reply)
    real.wire.cut = False
    drained(page)
    ledger.close_empty(page)
    assert real.wire.counts.answers == 3 * 200 + 50


def test_two_tabs_that_send_the_same_queue(real: Real, page: Page, ledger: Ledger):
    other = page.context.new_page()
    other.goto(real.page)
    other.wait_for_selector("body.ready")
    real.wire.cut = True
    ledger.fill(page, 250)
    for one in (page, other):
        one.bring_to_front()
        answer_once(one)
        tap(one, "2")
        one.wait_for_selector("body.follow")
    real.wire.cut = False
    real.wire.faults.extend([loses_reply, passes, loses_reply])
    for _ in range(4):
        for one in (page, other):
            one.evaluate(HURRY)
        page.wait_for_timeout(300)
    # What nobody has finished stays; when its page is gone the other one sends it.
    assert [one["state"] for one in stored(page)] == ["open", "open"]
    other.close()
    page.locator("body.follow .actions > .button").click()
    page.wait_for_selector("body.ready")
    drained(page)
    ledger.close_empty(page)
    assert len(real.kept()) == 254


def test_a_tablet_revoked_in_the_middle_of_its_queue(real: Real, page: Page, ledger: Ledger):
    def revoked(delivery: Delivery) -> bytes:
        with real.store.writing() as connection:
            revoke(connection, devices(connection)[-1], by=real.manager, at=now())
        return passes(delivery)

    ledger.fill(page, 450)
    real.wire.faults.extend([passes, revoked])
    page.evaluate(HURRY)
    page.wait_for_selector("body.pairing .user-code")
    assert len(ledger.close(page)) == 250
    assert len(real.kept()) == 200
    page.reload()
    page.wait_for_selector("body.pairing .user-code")
    assert len(ledger.close(page)) == 250


def test_a_new_edition_that_meets_a_full_queue(real: Real, page: Page, ledger: Ledger, tmp_path: Path):
    page.clock.install()
    page.reload()
    page.wait_for_selector("body.ready")
    old = page.evaluate("document.documentElement.dataset.version")
    real.wire.cut = True
    ledger.fill(page, 450)
    answer_once(page)
    real.kill()
    real.start(app=edited_app(tmp_path))
    real.wire.cut = False
    # The new edition arrives in the middle: one batch is through, one is stored unsaid, the rest comes to nothing.
    real.wire.faults.extend([passes, loses_reply, *[lambda _delivery: b""] * 20])
    page.evaluate(HURRY)
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => null)")
    assert within(PATIENCE, lambda: page.evaluate(WAITING))
    renewed(page, old)
    assert len(ledger.close(page)) == 251
    real.wire.faults.clear()
    drained(page)
    ledger.close_empty(page)


def test_ten_thousand_answers_are_sent_within_a_minute(real: Real, page: Page, ledger: Ledger):
    real.wire.cut = True
    ledger.fill(page, 10_000)
    real.wire.cut = False
    begun = time.monotonic()
    page.evaluate(HURRY)
    assert within(60, lambda: len(real.kept()) == 10_000)
    drained(page)
    took = time.monotonic() - begun
    assert took <= 60
    assert real.wire.counts.answers == 10_000
    ledger.close_empty(page)
    ledger.tell(f"10000 delivered in {real.wire.counts.batches} batches, {len(real.kept())} rows, {took:.1f} s")
