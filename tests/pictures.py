"""`make pictures`: the screenshots of the README, taken from the demonstration province as it is today."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path("docs/pictures")
HAILONG = Path(sys.executable).parent / "hailong"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as (address, said),
        sync_playwright() as play,
    ):
        welcome = hailong(Path(folder), address, "welcome")
        code = re.search(r"/Q/(\w+)", welcome)
        invitation = re.search(r"/kiosk/#\S+", welcome)
        who = re.search(r"sign in as (\S+)\s+password (\S+)", said)
        assert code, "no code was announced"
        assert who, "no account was announced"
        assert invitation, "no tablet was invited"
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        phone.goto(f"{address}/Q/{code[1]}")
        phone.screenshot(path=FOLDER / "citizen.png")
        tablet = browser.new_page(viewport={"width": 1280, "height": 800})
        tablet.goto(address + invitation[0])
        tablet.locator("[data-mark='5']").wait_for()
        tablet.screenshot(path=FOLDER / "tablet.png")
        desk = browser.new_page(viewport={"width": 1280, "height": 900}, locale="vi-VN")
        desk.goto(f"{address}/dang-nhap")
        desk.fill("input[type=text], input[type=email]", who[1])
        desk.fill("input[type=password]", who[2])
        desk.keyboard.press("Enter")
        desk.wait_for_url("**/review/")
        desk.goto(f"{address}/review/units/DONGHA")
        desk.screenshot(path=FOLDER / "unit.png")
        browser.close()


def hailong(folder: Path, address: str, *words: str) -> str:
    environment = os.environ | {"HAILONG_INSTANCE": str(folder), "HAILONG_BASE_URL": address}
    done = subprocess.run([HAILONG, *words], env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve a fresh demonstration; give its address and what loading it printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    said = hailong(folder, address, "demo")
    environment = os.environ | {"HAILONG_INSTANCE": str(folder), "HAILONG_BASE_URL": address}
    server = subprocess.Popen([HAILONG, "serve", "--port", str(port)], env=environment)  # noqa: S603
    try:
        wait_for(f"{address}/readyz")
        yield address, said
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
