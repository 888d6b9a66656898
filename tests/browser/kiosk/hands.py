"""What a test does with a tablet: pair it, touch it, look into its memory and at what the office has of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from kiosk.pairing.domain import pin_of
from kiosk.pairing.records import devices
from survey.foundation.register import every_table
from survey.settings import ROOT
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from kiosk.pairing.domain import Device
    from tests.browser.kiosk.places import Place


def pair(office: Place, page: Page, *, hasty: bool = True) -> None:
    """Open an invitation; a hasty tablet pauses between two people for no longer than a blink."""

    def hurry(route: Route) -> None:
        answer = route.fetch()
        office.hasten()
        route.fulfill(response=answer)

    if hasty:
        page.route("**/kiosk/api/pair", hurry)
    page.goto(f"{office.page}#{office.invitation()}")
    page.wait_for_selector("body.ready")
    page.unroute("**/kiosk/api/pair")


def until_ready(page: Page) -> None:
    """Let a tablet's time pass, a second at once, until it shows its first question.

    It asks the office now and then, and gives a question up after some seconds of its own: time must not run away
    from a machine that does other things too.
    """

    def ready() -> bool:
        page.clock.run_for(1_000)
        page.wait_for_timeout(300)
        return page.locator("body.ready").count() > 0

    assert within(2 * PATIENCE, ready), page.inner_text("body")


FULL = """() => {
  window.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function () { throw new DOMException('full', 'QuotaExceededError'); };
}"""
READ = """(name) => new Promise((done, fail) => {
  const asked = indexedDB.open('hailong-kiosk');
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const db = asked.result;
    const all = db.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { db.close(); done(all.result); };
  };
})"""


def stored(page: Page, name: str = "answers") -> list[dict[str, Any]]:
    """Give what the tablet holds in one of its stores."""
    found: list[dict[str, Any]] = page.evaluate(READ, name)
    return found


def tap(page: Page, mark: str) -> None:
    """Touch an answer, as soon as it takes touches."""
    page.locator(f"[data-mark='{mark}']").click()


def answer_once(page: Page, mark: str = "4") -> None:
    """Give a whole answer to the first question only, and wait for the next person's screen."""
    tap(page, mark)
    page.locator("body.follow .actions > .button").click()
    page.wait_for_selector("body.ready")


def installed(page: Page) -> None:
    """Wait until the worker keeps the page."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")


def edited_app(folder: Path) -> Path:
    """Make another edition of the tablets' app in a folder; give where its files are."""
    made = folder / "kiosk"
    shutil.copytree(ROOT / "static" / "kiosk", made)
    with (made / "kiosk.css").open("a", encoding="utf-8") as sheet:
        sheet.write(".new { color: red; }\n")
    return made


def marks(office: Place) -> list[str]:
    """Give the marks of every answer the office keeps, in order."""
    return sorted(row.marks.replace("-", "") for row in office.kept())


def device(office: Place) -> Device:
    """Give the tablet that was paired last."""
    with office.store.reading() as connection:
        return devices(connection)[-1]


def device_keys(office: Place) -> list[str]:
    """Give the keys that are known of all tablets."""
    return [row.key_id for row in office.kept(every_table().tables["kiosk_key"])]


def open_menu(office: Place, tablet: Page) -> None:
    """Open the service menu with the right number."""
    one = device(office)
    tablet.locator(".strip .service").click()
    tablet.wait_for_selector("body.pin")
    for digit in pin_of(office.secret, one.code, one.pin_number):
        tablet.locator(".pad button").get_by_text(digit, exact=True).click()
    tablet.locator(".go").click()
    tablet.wait_for_selector("body.menu")


def answer_slowly(slow: Page, mark: str) -> None:
    """Give an answer, and let the pause behind it pass."""
    tap(slow, mark)
    slow.locator("body.follow .actions > .button").click()
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(3_300)
    slow.wait_for_selector("body.ready")
