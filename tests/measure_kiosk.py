"""`make measure`: the tablet's page: bytes, first paint without a network, from tap to thanks, sending, memory."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from survey.foundation.database import Store
from tests.browser.conftest import CHROMIUM
from tests.browser.kiosk.hands import installed, pair, within
from tests.browser.kiosk.places import Real, furnished
from tests.browser.kiosk.proving import FILL, HURRY, TABLET, drained
from tests.helpers.killable import Killable
from tests.helpers.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Page

SLOWER = 6
OPENINGS = 9
TAPS = 200
QUEUED = 10_000
ANSWERS = 1_000
_MIB = 2**20

# Whether the pause between two people is over is looked at four times a second; here more often, to save minutes.
HASTE = """(() => {
  const wait = setInterval;
  window.setInterval = (work, ms) => wait(work, ms === 250 ? 25 : ms);
})()"""
# When the question can be answered, in milliseconds since the page was asked for.
OPENED = """(() => {
  new MutationObserver(() => {
    if (document.body?.className === 'ready') window.opened ??= performance.now();
  }).observe(document, {childList: true, subtree: true});
})()"""
# Gives answers to the first question only; of each the ms from the tap to the tick and from the last tap to the
# thanks, both until they are painted.
ANSWER = """async (count) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  const shown = (kind) => new Promise((done) => {
    if (document.body.className === kind) return done();
    const watch = new MutationObserver(() => {
      if (document.body.className !== kind) return;
      watch.disconnect();
      done();
    });
    watch.observe(document.documentElement, {childList: true});
  });
  const touch = async (what, kind) => {
    const begun = performance.now();
    document.querySelector(what).click();
    await shown(kind);
    return (await painted()) - begun;
  };
  const took = [];
  for (let number = 0; number < count; number++) {
    await shown('ready');
    const kept = await touch(`[data-mark="${1 + number % 5}"]`, 'follow');
    took.push([kept, await touch('body.follow .actions > .button', 'thanks')]);
  }
  await shown('ready');
  return took;
}"""


def main() -> None:
    """Measure and print a table; nothing is asserted."""
    with tempfile.TemporaryDirectory(prefix="hailong-kiosk-") as folder, office(Path(folder)) as real:
        rows = weights(real)
        with sync_playwright() as play:
            browser = play.chromium.launch(**CHROMIUM)
            page = browser.new_context(**TABLET).new_page()
            page.add_init_script(HASTE + ";" + OPENED)
            pair(real, page)
            installed(page)
            session = page.context.new_cdp_session(page)
            rows += openings(real, page, session)
            rows += taps(page, session)
            rows += sending(real, page)
            rows += memory(page, session)
            browser.close()
    print("| figure | found |\n|---|---|")  # noqa: T201 - this is a command
    for name, found in rows:
        print(f"| {name} | {found} |")  # noqa: T201


@contextmanager
def office(folder: Path) -> Iterator[Real]:
    """Serve one desk as `hailong serve` does."""
    server = Killable(folder, secret="measured")  # noqa: S106 - of this run
    store = Store(f"sqlite:///{server.database}")
    wire = Wire(server.port)
    real = Real(store=store, secret=b"measured", port=server.port, server=server, wire=wire, **furnished(store))
    real.start()
    yield real
    real.kill()
    wire.close()
    store.close()


def weights(real: Real) -> list[tuple[str, str]]:
    """Weigh everything that the worker keeps on the tablet, as it comes over the wire."""
    worker, size = fetched(f"{real.address}/kiosk/sw.js")
    listed = re.search(r"const FILES = \[(.*)\]", worker)
    assert listed
    addresses = re.findall(r"'([^']+)'", listed[1])
    sizes = {address: fetched(real.address + address)[1] for address in addresses}
    scripts = sum(size for address, size in sizes.items() if ".js?" in address)
    whole = f"{sum(sizes.values()) + size:,} bytes in {len(sizes) + 1} files"
    return [("the app, packed, without headers", f"{whole}; {scripts:,} of them scripts")]


def fetched(address: str) -> tuple[str, int]:
    """Give the text of a file where it is sent unpacked, and its bytes on the wire."""
    with urlopen(address) as plain:  # noqa: S310 - our own server
        text = plain.read().decode("utf-8", "replace")
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as packed:  # noqa: S310 - our own server
        return text, len(packed.read())


def openings(real: Real, page: Page, session: CDPSession) -> list[tuple[str, str]]:
    """Open the page again and again while the server is dead, on a slow processor."""
    real.kill()
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    painted, ready = [], []
    for _ in range(OPENINGS):
        page.reload()
        page.wait_for_selector("body.ready")
        page.wait_for_timeout(200)
        painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        ready.append(page.evaluate("window.opened"))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    real.start()
    return [
        (f"first paint from the worker's files, server dead, processor {SLOWER} times slower", median(painted)),
        ("the question can be answered, likewise", median(ready)),
    ]


def taps(page: Page, session: CDPSession) -> list[tuple[str, str]]:
    """Measure from a tap to the picture that says the answer is on disk, on a slow processor."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    took: list[list[float]] = page.evaluate(ANSWER, TAPS)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    kept, thanked = zip(*took, strict=True)
    slower = f"{TAPS} answers, processor {SLOWER} times slower"
    return [
        (f"from the first tap to “kept”, {slower}", spread(kept)),
        (f"from the last tap to the thanks, {slower}", spread(thanked)),
    ]


def sending(real: Real, page: Page) -> list[tuple[str, str]]:
    """Let a long queue be sent."""
    drained(page)
    before = len(real.kept())
    page.evaluate(FILL, [QUEUED, None])
    begun = time.monotonic()
    page.evaluate(HURRY)
    assert within(120, lambda: len(real.kept()) == before + QUEUED)
    took = time.monotonic() - begun
    return [(f"sending {QUEUED:,} queued answers", f"{took:.1f} s, {QUEUED / took:,.0f} a second")]


def memory(page: Page, session: CDPSession) -> list[tuple[str, str]]:
    """Compare what the page holds before and after many people, without a reload."""
    session.send("Performance.enable")
    page.evaluate(ANSWER, 20)
    before = held(page, session)
    page.evaluate(ANSWER, ANSWERS)
    after = held(page, session)
    return [
        (f"JavaScript memory before and after {ANSWERS:,} answers without a reload", f"{before[0]}, {after[0]}"),
        ("elements and texts, listeners before and after", f"{before[1]}, {after[1]}"),
    ]


def held(page: Page, session: CDPSession) -> tuple[str, str]:
    """Tell what a page holds once everything it let go of is collected."""
    page.wait_for_timeout(2_000)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    metrics: dict[str, Any] = {
        one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
    }
    counts = f"{metrics['Nodes']:.0f} and {metrics['JSEventListeners']:.0f}"
    return f"{metrics['JSHeapUsedSize'] / _MIB:.2f} MiB", counts


def median(times: list[float]) -> str:
    """Give the median of milliseconds, and the slowest."""
    return f"{statistics.median(times):.0f} ms (slowest {max(times):.0f} ms)"


def spread(times: tuple[float, ...]) -> str:
    """Give the middle and the slow end of milliseconds."""
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms"


if __name__ == "__main__":
    main()
