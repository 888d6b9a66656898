"""What the proofs stand on: a tablet that may die at any moment, and a ledger of what was said to people."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from playwright.sync_api import Error

from survey.intake.domain import response_id_of
from tests.browser.conftest import CHROMIUM
from tests.browser.kiosk.hands import stored
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import BrowserContext, BrowserType, Page

    from tests.browser.kiosk.places import Real

TABLET: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "has_touch": True}
# Tells which answers a page writes, and of which it tells a person that they are kept.
WATCH = """(() => {
  let last = null;
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (this.name === 'answers') {
      if (value.state === 'open') last = value.id;
      window.noted('tapped', value.id);
    }
    return put.call(this, value, ...key);
  };
  new MutationObserver((changes) => {
    const shown = changes.flatMap((one) => [...one.addedNodes]).find((one) => one.tagName === 'BODY');
    if (last && ['follow', 'thanks'].includes(shown?.className)) window.noted(shown.className, last);
  }).observe(document, {childList: true, subtree: true});
})()"""
# Writes answers as if they had been given, a minute apart, the last one just now.
FILL = """([count, unknown]) => new Promise((done, fail) => {
  const asked = indexedDB.open('hailong-kiosk');
  asked.onsuccess = () => {
    const db = asked.result;
    const writing = db.transaction(['kept', 'answers'], 'readwrite');
    const answers = writing.objectStore('answers');
    const ids = [];
    writing.objectStore('kept').get('config').onsuccess = ({target: {result: {data}}}) => {
      const {hash, opening} = data.questionnaire;
      for (let place = 0; place < count; place++) {
        const id = crypto.randomUUID();
        const at = Date.now() - 60000 * (count - 1 - place);
        ids.push(id);
        answers.add({
          id, questionnaire: unknown ?? hash, answers: {[opening]: String(1 + place % 5)}, at, mono: 1000,
          session: '00000000-0000-4000-8000-000000000000', offset: 0, dwell_ms: 3000, assisted: false,
          state: 'closed', tries: 0,
        });
      }
    };
    writing.oncomplete = () => { db.close(); done(ids); };
    writing.onabort = () => fail(writing.error);
  };
})"""
WAITING = "() => navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"
HURRY = "() => { dispatchEvent(new Event('online')); }"


@dataclass
class Ledger:
    """What was tapped, and which of it people were thanked for, over every page of a tablet."""

    real: Real
    tell: Callable[[str], None]
    """Takes the figures whenever the ledger is closed."""
    tapped: set[str] = field(default_factory=set)
    thanked: set[str] = field(default_factory=set)
    heard: Callable[[str], None] | None = None
    """Called with the screen at the moment a person is told that an answer is kept."""

    def watch(self, context: BrowserContext) -> None:
        """Note everything that any page of a browser does from now on."""
        context.expose_binding("noted", lambda _source, what, answer: self.note(what, answer))
        context.add_init_script(WATCH)

    def note(self, what: str, answer: str) -> None:
        self.tapped.add(answer)
        if what != "tapped":
            self.thanked.add(answer)
            if self.heard:
                self.heard(what)

    def fill(self, page: Page, count: int, *, questionnaire: str | None = None) -> None:
        """Let a tablet hold so many answers that were given and thanked for."""
        ids = page.evaluate(FILL, [count, questionnaire])
        self.tapped.update(ids)
        self.thanked.update(ids)

    def close(self, *pages: Page) -> set[str]:
        """Hold that each answer thanked for is stored once or still on the tablet; give those on the tablet."""
        device = {one["id"] for page in pages for name in ("answers", "aside") for one in stored(page, name)}
        rows = [row.response_id for row in self.real.kept()]
        known = {response_id_of("kiosk", UUID(one).bytes): one for one in self.tapped}
        assert len(set(rows)) == len(rows)
        assert set(rows) <= known.keys(), "a row nobody tapped"
        kept = {known[row] for row in rows}
        assert self.thanked <= kept | device, "lost"
        assert device <= self.tapped
        counts = self.real.wire.counts
        self.tell(
            f"{len(self.tapped)} tapped, {len(self.thanked)} thanked for, {counts.answers} delivered in"
            f" {counts.batches} batches, {len(rows)} rows, {len(device)} on the tablet"
        )
        return device

    def close_empty(self, page: Page) -> None:
        """Hold that all that was thanked for, and nothing else, is stored, and the tablet is empty."""
        assert self.close(page) == set()
        assert len(self.thanked) == len(self.real.kept())


@dataclass
class Machine:
    """A tablet as a machine: a browser with its files, that may be switched off at any moment."""

    browser_type: BrowserType
    folder: Path
    ledger: Ledger
    context: BrowserContext | None = None

    def boot(self) -> Page:
        """Start the browser with the files it left."""
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()
        self.context = self.browser_type.launch_persistent_context(self.folder, **CHROMIUM, **TABLET)
        self.ledger.watch(self.context)
        return self.context.pages[0]

    def strike(self) -> None:
        """End every process of the browser as a flat battery does."""
        for pid in _pids(self.folder):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def bury(self) -> None:
        """Let go of a browser that is dead."""
        if self.context is not None:
            with suppress(Error):
                self.context.close()
            self.context = None


def _pids(folder: Path) -> Iterable[int]:
    """Give the processes of the browser whose files are in a folder, the first of them first."""
    wanted = f"--user-data-dir={folder}".encode()
    for found in sorted(Path("/proc").glob("[0-9]*/cmdline")):
        with suppress(OSError):
            if wanted in found.read_bytes().split(b"\0"):
                yield int(found.parent.name)


def renewed(page: Page, old: str) -> None:
    """Let the time between two people pass until another edition of the page is shown."""

    def shown() -> bool:
        page.clock.run_for(5_100)
        # What it asks the office in between takes time that is not its own.
        page.wait_for_timeout(300)
        page.wait_for_selector("body.ready")
        return bool(page.evaluate("document.documentElement.dataset.version") != old)

    assert within(PATIENCE, shown)


def drained(page: Page, seconds: float = PATIENCE) -> None:
    """Wait until a tablet holds nothing any more."""
    assert within(seconds, lambda: (page.evaluate(HURRY), page.wait_for_timeout(150), not stored(page))[2])
