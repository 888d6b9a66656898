"""`make measure`: the citizen's page as a phone gets it: bytes, requests, time, faults, and the codes it reads."""

from __future__ import annotations

import io
import re
import socket
import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageFilter
from playwright.sync_api import sync_playwright

from survey.foundation.codes import new_code
from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.touchpoint import qr
from tests.bench.processes import served
from tests.browser.conftest import CHROMIUM, Site
from tests.browser.test_reading import other_pages, rating_pages
from tests.helpers.builders import a_code, a_desk, a_unit, the_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession

LANGUAGES = ("vi", "en", "km", "zh")
RUNS = 5
# Chrome's "Slow 4G / fast 3G": what a citizen has at the edge of a town.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 6
CODES = 40
BLURS = (1.2, 2.4, 3.0)
TILTS = (0, 11, 25)
_SEED = "measure"


@dataclass
class View:
    """First views of one language."""

    head: int = 0
    body: int = 0
    script: int = 0
    requests: int = 0
    painted: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    longest_task: list[float] = field(default_factory=list)
    pages: int = 0
    faults: int = 0


def main() -> None:
    """Measure and print a table; nothing is asserted."""
    with tempfile.TemporaryDirectory(prefix="hailong-page-") as folder, office(Path(folder)) as site:
        views = {language: View() for language in LANGUAGES}
        for language, view in views.items():
            view.head, view.body = weigh(site, f"/Q/{site.code}/{language}")
            view.script = sum(weigh(site, script_of(site)))
        with sync_playwright() as play:
            browser = play.chromium.launch(**CHROMIUM)
            for _ in range(RUNS):
                for language, view in views.items():
                    look(browser, site.page(language), view)
            for language, view in views.items():
                examine(browser, site, language, view)
            browser.close()
    print(table(views))  # noqa: T201 - this is a command
    print("\n" + decodes())  # noqa: T201


@contextmanager
def office(folder: Path) -> Iterator[Site]:
    """Serve one desk as `hailong serve` does."""
    url = f"sqlite:///{folder / 'page.sqlite3'}"
    store = Store(url)
    every_table().create_all(store.engine)
    with store.writing() as connection:
        the_default(connection)
        a_unit(connection, name="Trung tâm Phục vụ hành chính công phường Đông Hà")
        desk_id = a_desk(connection, name="Quầy 12", field="Đất đai, môi trường và tài nguyên nước")
        code = a_code(connection, desk_id).code
    with served("ours", folder, {"HAILONG_DATABASE_URL": url, "HAILONG_ROOMS": ""}) as server:
        host, port = server.address
        yield Site(f"http://{host}:{port}", code, store)
    store.close()


def weigh(site: Site, path: str) -> tuple[int, int]:
    """Give the bytes of head and body that come over the wire for a path, gzip taken."""
    host, port = site.address.removeprefix("http://").split(":")
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host, int(port))) as sock:
        sock.sendall(request.encode())
        answer = b"".join(iter(lambda: sock.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return len(head) + 4, len(body)


def script_of(site: Site) -> str:
    """Give the address of the page's script."""

    with urlopen(site.page()) as page:  # noqa: S310 - our own server
        found = re.search(rb'<script src="([^"]+)"', page.read())
    assert found
    return found[1].decode()


def look(browser: Browser, address: str, view: View) -> None:
    """Open the page for the first time on a slow phone and a slow network."""
    page = browser.new_page(viewport={"width": 360, "height": 640})
    session = page.context.new_cdp_session(page)
    seen = listen(session)
    page.add_init_script(
        "window.tasks = [0]; new PerformanceObserver(l => l.getEntries().forEach(e => tasks.push(e.duration)))"
        ".observe({type: 'longtask', buffered: true})"
    )
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)
    timing = page.evaluate(
        "() => { const n = performance.getEntriesByType('navigation')[0];"
        " const p = performance.getEntriesByName('first-contentful-paint')[0];"
        " return [p.startTime, n.domContentLoadedEventEnd, Math.max(...tasks)] }"
    )
    view.requests = len(seen)
    view.painted.append(timing[0])
    view.ready.append(max(timing[0], timing[1]))
    view.longest_task.append(timing[2])
    page.close()


def listen(session: CDPSession) -> list[Any]:
    """Slow the phone and its network down; give the list in which requests are noted."""
    seen: list[Any] = []
    session.on(
        "Network.requestWillBeSent",
        lambda event: None if event["request"]["url"].startswith("data:") else seen.append(event),
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return seen


def examine(browser: Browser, site: Site, language: str, view: View) -> None:
    """Let a machine look for faults on every page of a language."""
    axe = Axe()
    page = browser.new_page(viewport={"width": 360, "height": 640})
    for pages in (rating_pages, other_pages):
        for _name in pages(site, page, language):
            view.pages += 1
            view.faults += axe.run(page, options={"resultTypes": ["violations"]}).violations_count
    page.close()


def table(views: dict[str, View]) -> str:
    """Give the figures as a table for `docs/speed.md`."""
    names = ("language", "page, bytes (head + body)", "script", "requests", "first paint", "ready", "longest task")
    lines = ["| " + " | ".join((*names, "pages, faults")) + " |", "|" + "---|" * (len(names) + 1)]
    for language, view in views.items():
        painted, ready, task = (
            f"{statistics.median(times):.0f} ms" for times in (view.painted, view.ready, view.longest_task)
        )
        lines.append(
            f"| {language} | {view.head + view.body:,} ({view.head} + {view.body:,}) | {view.script:,} "
            f"| {view.requests} | {painted} | {ready} | {task} | {view.pages}, {view.faults} |"
        )
    return "\n".join(lines)


def decodes() -> str:
    """Say how many codes are read from small grey pictures, by blur (pixels) and tilt (degrees)."""
    random = Random(_SEED)  # noqa: S311 - play, not secrets
    addresses = [qr.address("https://danhgia.quangtri.gov.vn", new_code(8, random=random)) for _ in range(CODES)]
    pictures = [(text, Image.open(io.BytesIO(qr.png(text, scale=8)))) for text in addresses]
    lines = ["| blur | " + " | ".join(f"tilt {tilt}°" for tilt in TILTS) + " |", "|---|" + "---|" * len(TILTS)]
    for blur in BLURS:
        shares = [sum(is_read(text, picture, blur, tilt) for text, picture in pictures) / CODES for tilt in TILTS]
        lines.append(f"| {blur} | " + " | ".join(f"{share:.0%}" for share in shares) + " |")
    return "\n".join(lines)


def is_read(text: str, picture: Image.Image, blur: float, tilt: int) -> bool:
    """Tell whether a code is read from 260 pixels, grey on grey, turned, seen from the side, blurred."""
    grey = picture.convert("L").resize((260, 260)).point(lambda level: 60 + level // 2)
    turned = grey.rotate(tilt, expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    width, height = turned.size
    lean = height * tilt / 140
    corners = (0, 0, 0, height, width, height + lean, width, -lean)
    seen = turned.transform((width, height), Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC)
    found = zxingcpp.read_barcodes(seen.filter(ImageFilter.GaussianBlur(blur)))
    return any(one.text == text for one in found)


if __name__ == "__main__":
    main()
