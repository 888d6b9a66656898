"""How a tablet becomes one of the office, and what it holds of that: its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.kiosk.hands import answer_once, device_keys, marks, open_menu, until_ready
from tests.browser.kiosk.proving import HURRY
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser


def test_a_tablet_shows_its_code_and_is_paired_without_a_touch(office: Office, page: Page, faults: list[str]):
    page.clock.install()
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    code = page.inner_text(".user-code")
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code)
    assert re.fullmatch(r"\d{4}", page.inner_text(".check"))
    expect(page.locator("figure img")).to_be_visible()
    assert within(PATIENCE, lambda: page.evaluate("document.querySelector('figure img').naturalWidth") > 0)
    page.reload()
    page.wait_for_selector(".user-code")
    assert page.inner_text(".user-code") == code
    office.approve(code)
    until_ready(page)
    assert "Quầy 3" in page.inner_text("header")


def test_its_key_cannot_be_read(tablet: Page):
    kept = tablet.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open('hailong-kiosk');
          asked.onsuccess = () => {
            const got = asked.result.transaction('kept').objectStore('kept').get('keys');
            got.onsuccess = () => {
              const {extractable, usages} = got.result.pair.privateKey;
              done([extractable, usages]);
            };
          };
        })"""
    )
    assert kept == [False, ["sign"]]


AGED = """() => new Promise((done) => {
  const asked = indexedDB.open('hailong-kiosk');
  asked.onsuccess = () => {
    const db = asked.result;
    const writing = db.transaction('kept', 'readwrite');
    const kept = writing.objectStore('kept');
    const made = Date.now() - 8 * 86400000;
    kept.get('keys').onsuccess = (event) => kept.put({...event.target.result, made}, 'keys');
    writing.oncomplete = () => { db.close(); done(); };
  };
})"""


def test_its_key_is_changed_every_week_and_two_tabs_agree(office: Office, tablet: Page):
    before = device_keys(office)
    other = tablet.context.new_page()
    other.goto(office.page)
    other.wait_for_selector("body.ready")
    tablet.evaluate(AGED)

    def changed() -> bool:
        # While a neighbour gives a sign of life, a page leaves its own for later, and the change of keys with it.
        tablet.reload()
        return within(5, lambda: len(device_keys(office)) > len(before))

    assert within(PATIENCE, changed)
    tablet.bring_to_front()
    answer_once(tablet, "4")
    other.bring_to_front()
    answer_once(other, "5")
    assert within(PATIENCE, lambda: (other.evaluate(HURRY), marks(office) == ["4", "5"])[1])
    expect(other.locator("body")).to_have_class("ready")
    other.close()


def test_pairing_anew_takes_two_touches(office: Office, tablet: Page):
    open_menu(office, tablet)
    again = tablet.locator(".deeds .light")
    again.click()
    expect(tablet.locator("body")).to_have_class("menu")
    again.click()
    tablet.wait_for_selector("body.pairing .user-code")
