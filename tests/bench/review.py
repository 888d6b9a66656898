"""The page of a unit on the demonstration's answers, as a signed-in official asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from survey.accounts.services import add_demonstration_accounts
from survey.demonstration.services import load_province
from survey.foundation.clock import local_day, now
from survey.foundation.database import Store
from survey.settings import Settings
from tests.bench.clients import get_request, repeated, run
from tests.bench.figures import quantile
from tests.bench.processes import served
from tests.bench.stages import make_tables

if TYPE_CHECKING:
    from pathlib import Path

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_CLIENTS = (1, 8)
_UNITS = ("DONGHA", "QT")
"""A ward with four desks, and the province with everything below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """How long the page took with some clients at once; times in milliseconds."""

    answers: int
    unit: str
    clients: int
    p50: float
    p99: float
    failures: int


def measure(folder: Path, answers: int, seconds: float) -> list[Reviewed]:
    """Load the demonstration, sign in and ask for the pages of a ward and of the province."""
    place = folder / "demonstration"
    name, password = _load(place, answers)
    with served("ours", place, {}) as server:
        origin = f"http://{server.address[0]}:{server.address[1]}"
        cookies = CookieJar()
        _sign_in(origin, cookies, name, password)
        cookie = "; ".join(f"{one.name}={one.value}" for one in cookies)
        return [
            _page(server.address, unit, clients, cookie, answers=answers, seconds=seconds)
            for unit in _UNITS
            for clients in _CLIENTS
        ]


def _page(
    address: tuple[str, int], unit: str, clients: int, cookie: str, *, answers: int, seconds: float
) -> Reviewed:
    script = repeated(address, [get_request(f"/review/units/{unit}", f"Cookie: {cookie}")])
    run(script, clients, 1.0)
    load, _took = run(script, clients, seconds)
    ordered = sorted(load.latencies)
    p50, p99 = (quantile(ordered, share) * 1000 for share in (0.5, 0.99))
    return Reviewed(answers=answers, unit=unit, clients=clients, p50=p50, p99=p99, failures=load.failures)


def _load(place: Path, answers: int) -> tuple[str, str]:
    """Load the province; give the name and password of an account that sees all of it."""
    store = Store(Settings(instance=place).database)
    make_tables(store)
    at = now()
    with store.writing() as connection:
        load_province(connection, today=local_day(at), at=at, answers=answers)
        accounts = add_demonstration_accounts(connection, at=at)
    store.close()
    name, password, _what = next(one for one in accounts if "council" in one[2])
    return name, password


def _sign_in(origin: str, cookies: CookieJar, name: str, password: str) -> None:
    browser = build_opener(HTTPCookieProcessor(cookies))
    with browser.open(origin + "/dang-nhap") as page:
        token = _TOKEN.search(page.read().decode())
    form = {"csrf_token": token[1] if token else "", "name": name, "password": password}
    with browser.open(origin + "/dang-nhap", urlencode(form).encode()):
        pass
