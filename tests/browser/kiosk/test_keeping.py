"""No answer that was thanked for is ever lost: by a dead network, a reload, a full disk, an older version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from survey.foundation.clock import local_day, now
from tests.browser.kiosk.hands import FULL, answer_once, installed, marks, pair, stored, tap
from tests.browser.kiosk.proving import HURRY
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser

FIRST_VERSION = """(count) => new Promise((done, fail) => {
  const asked = indexedDB.open('hailong-kiosk', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('queue', {keyPath: 'uuid'});
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const db = asked.result;
    const writing = db.transaction('queue', 'readwrite');
    for (let number = 0; number < count; number++) {
      const payload = {questionnaire: 'f'.repeat(64), answers: {overall: '4'}, at: Date.now(), mono: number};
      writing.objectStore('queue').put({uuid: crypto.randomUUID(), payload});
    }
    writing.objectStore('queue').put({uuid: crypto.randomUUID(), payload: 'not even JSON'});
    writing.oncomplete = () => { db.close(); done(); };
  };
})"""
ORDER = """() => {
  window.seen = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, how) {
    const made = begin.call(this, names, mode, how);
    if (mode === 'readwrite' && names[0] === 'answers')
      made.addEventListener('complete', () => window.seen.push(`on disk ${made.durability}`));
    return made;
  };
  const shown = () => document.body.className === 'follow' && window.seen.push('said');
  new MutationObserver(shown).observe(document.documentElement, {childList: true});
}"""


def test_an_answer_reaches_the_office(office: Office, tablet: Page):
    tap(tablet, "5")
    tap(tablet, "4")
    tap(tablet, "x")
    tablet.wait_for_selector("body.ready")
    assert within(PATIENCE, lambda: marks(office) == ["54x"])
    assert within(PATIENCE, lambda: stored(tablet) == [])


def test_a_tap_is_on_disk_before_anything_is_said(office: Office, tablet: Page):
    tablet.evaluate(ORDER)
    tap(tablet, "3")
    tablet.wait_for_selector("body.follow")
    assert tablet.evaluate("window.seen") == ["on disk strict", "said"]


def test_a_reload_right_after_the_tap_loses_nothing_that_was_kept(office: Office, tablet: Page):
    tap(tablet, "2")
    tablet.wait_for_selector("body.follow", state="attached")
    tablet.reload()
    tablet.wait_for_selector("body.ready")
    assert within(PATIENCE, lambda: marks(office) == ["2"])


def test_the_page_opens_and_keeps_answers_with_a_dead_server(office: Office, tablet: Page):
    installed(tablet)
    office.stop()
    tablet.reload()
    tablet.wait_for_selector("body.ready")
    for mark in "15":
        answer_once(tablet, mark)
    assert len(stored(tablet)) == 2
    expect(tablet.locator(".strip .queue")).to_contain_text("2")
    office.start()
    tablet.reload()
    assert within(PATIENCE, lambda: marks(office) == ["1", "5"])
    assert within(PATIENCE, lambda: stored(tablet) == [])


def test_an_answer_whose_receipt_got_lost_is_counted_once(office: Office, tablet: Page):
    lost = iter([True])

    def lose(route: object) -> None:
        if next(lost, False):
            route.fetch()  # type: ignore[attr-defined] # the server has it, the tablet hears nothing
            route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    tablet.route("**/kiosk/api/responses", lose)
    answer_once(tablet)
    assert marks(office) == ["4"]
    assert len(stored(tablet)) == 1
    tablet.reload()
    assert within(PATIENCE, lambda: stored(tablet) == [])
    assert marks(office) == ["4"]


def test_a_queue_of_the_first_version_survives_the_update(office: Office, page: Page, faults: list[str]):
    page.goto(f"{office.address}/kiosk/manifest.webmanifest")
    page.evaluate(FIRST_VERSION, 450)
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    found = stored(page)
    assert len(found) == 451
    assert {one["state"] for one in found} == {"closed"}
    assert sum(one["answers"] == {"overall": "4"} for one in found) == 450


def test_what_the_server_cannot_take_is_set_aside_and_stops_nobody(office: Office, page: Page, faults: list[str]):
    page.goto(f"{office.address}/kiosk/manifest.webmanifest")
    page.evaluate(FIRST_VERSION, 3)
    pair(office, page)
    assert within(PATIENCE, lambda: stored(page) == [])
    assert len(stored(page, "aside")) == 4
    answer_once(page)
    assert within(PATIENCE, lambda: marks(office) == ["4"])


def test_a_full_disk_is_said_honestly_and_the_answer_is_tried_again(office: Office, tablet: Page):
    office.stop()
    tablet.evaluate(FULL)
    tap(tablet, "1")
    tablet.wait_for_selector("body.trouble")
    expect(tablet.locator("[role=alert]")).to_be_visible()
    expect(tablet.locator(".strip .alarm").last).to_contain_text("1")
    assert stored(tablet) == []
    tablet.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    assert within(PATIENCE, lambda: len(stored(tablet)) == 1)
    office.start()
    tablet.evaluate("() => { dispatchEvent(new Event('online')); }")
    assert within(PATIENCE, lambda: marks(office) == ["1"])


def test_two_tabs_close_only_what_nobody_holds_open(office: Office, tablet: Page):
    tap(tablet, "4")
    tablet.wait_for_selector("body.follow")
    other = tablet.context.new_page()
    other.goto(office.page)
    other.wait_for_selector("body.ready")
    answer_once(other, "2")
    assert within(PATIENCE, lambda: marks(office) == ["2"])
    assert [one["state"] for one in stored(other)] == ["open"]
    tablet.bring_to_front()
    tap(tablet, "5")
    tap(tablet, "5")
    assert within(PATIENCE, lambda: marks(office) == ["2", "455"])
    other.close()


def test_what_a_closed_tab_left_open_is_sent_by_the_other(office: Office, tablet: Page):
    other = tablet.context.new_page()
    other.goto(office.page)
    other.wait_for_selector("body.ready")
    tap(other, "3")
    other.wait_for_selector("body.follow")
    other.close()
    # The browser lets go of what a closed page held when it finds the time.
    assert within(PATIENCE, lambda: (tablet.evaluate(HURRY), marks(office) == ["3"])[1])


def test_the_moment_of_an_answer_is_right_though_the_tablets_clock_is_not(
    office: Office, page: Page, faults: list[str]
):
    page.clock.install(time="2019-01-01T00:00:00Z")
    page.clock.resume()
    pair(office, page)
    answer_once(page)
    assert within(PATIENCE, lambda: len(office.kept()) == 1)
    (row,) = office.kept()
    assert (row.state, row.day) == ("counted", local_day(now()))
