"""What a test does with a tablet: pair it, touch it, look into its memory."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

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


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Tell whether something comes true in time."""
    last = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True
