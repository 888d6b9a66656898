"""What the office does to its tablets: pairing, configuration, withdrawal, new editions, rescue of a queue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kiosk.fleet.domain import CommandKind
from kiosk.fleet.services import order
from kiosk.pairing.domain import pin_of
from kiosk.pairing.records import devices
from kiosk.pairing.services import lock, revoke, set_notice
from kiosk.queue.services import import_file
from kiosk.tablet import files
from survey.app import create_app
from survey.foundation.clock import now
from survey.foundation.register import every_table
from survey.intake.domain import Hearing
from tests.browser.kiosk.hands import answer_once, edited_app, installed, stored, tap, within
from tests.browser.kiosk.proving import HURRY, WAITING, renewed
from tests.browser.kiosk.test_keeping import marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from kiosk.pairing.domain import Device
    from survey.app import Service
    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser


def device(office: Office) -> Device:
    with office.service.house.store.reading() as connection:
        return devices(connection)[-1]


def device_keys(office: Office) -> list[str]:
    """Give the keys that are known of all tablets."""
    return [row.key_id for row in office.kept(every_table().tables["kiosk_key"])]


def open_menu(office: Office, tablet: Page) -> None:
    """Open the service menu with the right number."""
    one = device(office)
    tablet.locator(".strip .service").click()
    tablet.wait_for_selector("body.pin")
    for digit in pin_of(office.service.house.secret, one.code, one.pin_number):
        tablet.locator(".pad button").get_by_text(digit, exact=True).click()
    tablet.locator(".go").click()
    tablet.wait_for_selector("body.menu")


def test_a_tablet_shows_its_code_and_is_paired_without_a_touch(office: Office, page: Page, faults: list[str]):
    page.clock.install()
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    code = page.inner_text(".user-code")
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code)
    assert re.fullmatch(r"\d{4}", page.inner_text(".check"))
    expect(page.locator("figure img")).to_be_visible()
    assert within(5, lambda: page.evaluate("document.querySelector('figure img').naturalWidth") > 0)
    page.reload()
    page.wait_for_selector(".user-code")
    assert page.inner_text(".user-code") == code
    office.approve(code)
    page.clock.run_for(5_000)
    page.wait_for_selector("body.ready")
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
    tablet.reload()
    assert within(8, lambda: len(device_keys(office)) > len(before))
    tablet.bring_to_front()
    answer_once(tablet, "4")
    other.bring_to_front()
    answer_once(other, "5")
    assert within(8, lambda: (other.evaluate(HURRY), marks(office) == ["4", "5"])[1])
    expect(other.locator("body")).to_have_class("ready")
    other.close()


def answer_slowly(slow: Page, mark: str) -> None:
    """Give an answer, and let the pause behind it pass."""
    tap(slow, mark)
    slow.locator("body.follow .actions > .button").click()
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(3_300)
    slow.wait_for_selector("body.ready")


def test_a_withdrawn_tablet_keeps_its_answers_and_sends_them_when_paired_again(office: Office, slow: Page):
    tablet = slow
    installed(tablet)
    office.stop()
    answer_slowly(tablet, "2")
    one = device(office)
    with office.service.house.store.writing() as connection:
        revoke(connection, one, by=office.manager, at=now())
    office.start()
    tablet.reload()
    tablet.wait_for_selector("body.pairing .user-code")
    assert len(stored(tablet)) == 1
    expect(tablet.locator("main .note")).to_contain_text("1")
    office.approve(tablet.inner_text(".user-code"))
    tablet.clock.run_for(5_000)
    tablet.wait_for_selector("body.ready")
    assert within(5, lambda: marks(office) == ["2"])
    assert stored(tablet) == []


def test_a_withdrawal_waits_for_the_person_who_is_answering(office: Office, slow: Page):
    office.stop()
    answer_slowly(slow, "5")
    tap(slow, "4")
    slow.wait_for_selector("body.follow")
    with office.store.writing() as connection:
        revoke(connection, device(office), by=office.manager, at=now())
    office.start()
    with slow.expect_response(lambda answer: answer.status == 401):
        slow.evaluate(HURRY)
    slow.clock.run_for(12_000)
    expect(slow.locator("body")).to_have_class("follow")
    tap(slow, "4")
    tap(slow, "4")
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(10_000)
    slow.wait_for_selector("body.pairing")
    assert [one["answers"]["overall"] for one in stored(slow)] == ["5", "4"]


def test_a_notice_and_a_lock_arrive(office: Office, tablet: Page):
    with office.service.house.store.writing() as connection:
        set_notice(connection, device(office), {"vi": "Hôm nay nghỉ sớm"}, by=office.manager, at=now())
    tablet.reload()
    expect(tablet.locator(".note")).to_have_text("Hôm nay nghỉ sớm", timeout=10_000)
    with office.service.house.store.writing() as connection:
        lock(connection, device(office), by=office.manager, at=now())
    tablet.reload()
    tablet.wait_for_selector("body.locked", timeout=10_000)


def test_a_command_is_done_once(office: Office, slow: Page):
    with office.store.writing() as connection:
        order(connection, device(office), CommandKind.RELOAD, by=office.manager, at=now())
    loads: list[str] = []
    slow.on("load", lambda page: loads.append(page.url))
    slow.reload()
    slow.wait_for_selector("body.ready")

    def told() -> bool:
        slow.clock.run_for(5_100)
        slow.wait_for_selector("body.ready")
        slow.clock.fast_forward(340_000)
        (row,) = office.kept(every_table().tables["kiosk_command"])
        return row.done_at is not None

    # It hears of it with one sign of life, and says with a later one that it was done.
    assert within(20, told)
    for _ in range(3):
        told()
    assert len(loads) == 2


def test_the_code_of_the_moment_stands_beside_the_question(office: Office, tablet: Page):
    expect(tablet.locator("aside svg.code path")).to_have_attribute("d", re.compile("^M"), timeout=10_000)
    expect(tablet.locator(".typed strong")).to_have_text(re.compile(r"[0-9A-Z]{4} [0-9A-Z]{4}"))


def test_a_queue_saved_as_a_file_is_taken_in_by_hand(office: Office, tablet: Page, tmp_path: Path):
    installed(tablet)
    office.stop()
    answer_once(tablet, "1")
    answer_once(tablet, "5")
    open_menu(office, tablet)
    with tablet.expect_download() as download:
        tablet.get_by_text("Save the queue as a file").or_(tablet.get_by_text("Lưu hàng chờ thành tệp")).click()
    file = tmp_path / "queue.json"
    download.value.save_as(file)
    report = import_file(
        office.service.house, file.read_bytes(), at=now(), oldest=timedelta(days=60), hearing=Hearing()
    )
    assert (report.accepted, marks(office)) == (2, ["1", "5"])
    assert len(stored(tablet)) == 2
    office.start()
    tablet.reload()
    assert within(8, lambda: stored(tablet) == [])
    assert marks(office) == ["1", "5"]


def test_the_service_menu_is_shut_to_a_wrong_number(office: Office, tablet: Page):
    tablet.locator(".strip .service").click()
    for _ in range(6):
        tablet.keyboard.type("0")
        tablet.locator(".go").click()
        tablet.wait_for_timeout(250)
    expect(tablet.locator(".said")).to_contain_text(re.compile("30|29"))
    expect(tablet.locator("body")).to_have_class("pin")


def test_pairing_anew_takes_two_touches(office: Office, tablet: Page):
    open_menu(office, tablet)
    again = tablet.locator(".deeds .light")
    again.click()
    expect(tablet.locator("body")).to_have_class("menu")
    again.click()
    tablet.wait_for_selector("body.pairing .user-code")


@pytest.fixture
def next_edition(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The same office with the next edition of the app."""
    monkeypatch.setattr(files, "FOLDER", edited_app(tmp_path))
    files.version.cache_clear()
    former = office.service
    made = create_app(replace(former.house.settings, instance=former.house.settings.instance))
    yield made
    office.stop()
    made.house.store.close()
    office.service = former
    files.version.cache_clear()


def test_a_new_edition_is_put_in_force_between_two_people(office: Office, slow: Page, next_edition: Service):
    installed(slow)
    answer_slowly(slow, "4")
    old = slow.evaluate("document.documentElement.dataset.version")
    office.stop()
    office.service = next_edition
    office.start()
    tap(slow, "5")
    slow.wait_for_selector("body.follow")
    slow.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => null)")
    assert within(8, lambda: slow.evaluate(WAITING))
    slow.clock.run_for(12_000)
    assert slow.evaluate("document.documentElement.dataset.version") == old
    expect(slow.locator("body")).to_have_class("follow")
    slow.locator("body.follow .actions > .button").click()
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(3_300)
    renewed(slow, old)
    assert slow.evaluate("caches.keys().then((names) => names.length)") == 1
    assert within(5, lambda: marks(office) == ["4", "5"])


# Lets a page start only when its worker has taken it over, as on a machine that is slow to read its files.
LATE = """(() => {
  const {locks, serviceWorker} = navigator;
  const request = locks.request.bind(locks);
  const taken = new Promise((go) => {
    if (serviceWorker.controller) go();
    else serviceWorker.addEventListener('controllerchange', go);
  });
  locks.request = (...given) => taken.then(() => request(...given));
})()"""
ONE = "navigator.serviceWorker.getRegistration()"


def test_a_page_that_is_taken_over_before_it_starts_still_sees_the_next_edition(
    office: Office, slow: Page, next_edition: Service
):
    installed(slow)
    slow.evaluate(f"() => {ONE}.then((one) => one.unregister()).then(() => null)")
    slow.goto("about:blank")
    slow.goto(office.page)
    assert within(8, lambda: slow.evaluate(f"{ONE}.then(Boolean)"))
    slow.add_init_script(LATE)
    slow.reload()
    slow.wait_for_selector("body.ready")
    old = slow.evaluate("document.documentElement.dataset.version")
    office.stop()
    office.service = next_edition
    office.start()
    slow.evaluate(f"() => {ONE}.then((one) => one.update()).then(() => null)")
    assert within(8, lambda: slow.evaluate(WAITING))
    renewed(slow, old)
