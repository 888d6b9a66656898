from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.intake.web.script import SCRIPT_ADDRESS
from survey.settings import ROOT, Settings
from tests.helpers.builders import a_code, a_desk, a_unit, the_default

if TYPE_CHECKING:
    from pathlib import Path

    from survey.app import Service

LANGUAGES = ("vi", "en", "km", "zh")
WIRE_LIMIT = 14_000
"""What a server may send before the first acknowledgment comes back: one round trip."""

# Loading these costs every process of a server memory and time that no citizen's page needs.
HEAVY = ("pandas", "numpy", "scipy", "statsmodels", "openpyxl", "polars", "pyarrow")
SIGN_IN = ("flask_security", "flask_wtf", "wtforms", "passlib", "argon2", "sqlalchemy.orm.session")

RATING = """
import json, re, sys
from pathlib import Path
from werkzeug.test import Client
from survey.app import create_app
from survey.settings import Settings

address = sys.argv[2]
client = Client(create_app(Settings(instance=Path(sys.argv[1]), rooms=(), log_level="CRITICAL")))
page = client.get(address)
ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)[1]
thanks = client.post(address, data={"ticket": ticket, "overall": "5"})
print(json.dumps([page.status_code, thanks.status_code, sorted(sys.modules)]))
"""

CITIZENS_SIDE_ONLY = """
import json, sys
import survey.intake.web, survey.app
print(json.dumps(sorted(sys.modules)))
"""


def run(script: str, *words: str) -> list[object]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def loaded(modules: object, libraries: tuple[str, ...]) -> set[str]:
    assert isinstance(modules, list)
    return {library for library in libraries if library in modules}


def test_rating_a_desk_loads_no_library_of_numbers(tmp_path: Path):
    # Made outside the process that is looked at: the tables of every room bring its libraries with them.
    opened = Store(Settings(instance=tmp_path).database)
    every_table().create_all(opened.engine)
    with opened.writing() as connection:
        the_default(connection)
        code = a_code(connection, a_desk(connection)).code
    opened.close()
    page, thanks, modules = run(RATING, str(tmp_path), f"/Q/{code}")
    assert (page, thanks) == (200, 200)
    assert loaded(modules, HEAVY) == set()


def test_the_citizens_side_alone_loads_no_library_of_sign_in():
    assert loaded(run(CITIZENS_SIDE_ONLY), (*HEAVY, *SIGN_IN)) == set()


@pytest.fixture
def address(service: Service, store: Store) -> str:
    with store.writing() as connection:
        the_default(connection)
        a_unit(connection, name="Trung tâm Phục vụ hành chính công phường Đông Hà")
        desk_id = a_desk(connection, name="Quầy 12", field="Đất đai, môi trường và tài nguyên nước")
        return f"/Q/{a_code(connection, desk_id).code}"


def policy(sheet: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(sheet).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_comes_in_one_round_trip_and_loads_its_script_only(service: Service, address: str, language: str):
    response = Client(service).get(f"{address}/{language}", headers={"Accept-Encoding": "gzip"})
    head = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    assert response.status_code == 200
    assert head + len(response.data) <= WIRE_LIMIT
    page = gzip.decompress(response.data).decode()
    links = re.findall(r"\b(?:src|srcset|poster)=\"([^\"]*)\"|<link[^>]*href=\"([^\"]*)\"|url\(([^)]*)\)", page)
    (script,) = [found for each in links for found in each if found and not found.startswith("data:")]
    assert re.fullmatch(r"/tap\.[0-9a-f]{12}\.js", script)
    assert "@import" not in page


@pytest.mark.parametrize("path", ["", "/km", "?x=1"])
def test_the_policy_lets_exactly_our_stylesheet_through(service: Service, address: str, path: str):
    response = Client(service).get(address + path)
    (sheet,) = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
    assert response.headers.get_all("Content-Security-Policy") == [policy(sheet.encode())]
    assert re.findall(r"<script([^>]*)>([^<]*)", response.text) == [(f' src="{SCRIPT_ADDRESS}" defer', "")]
    assert " style=" not in response.text


def test_no_answer_to_a_citizen_sets_a_cookie_or_names_us_to_others(service: Service, address: str):
    client = Client(service)
    ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(address).text)
    assert ticket is not None
    answers = [
        client.get(address),
        client.post(address, data={"ticket": ticket[1], "overall": "5"}),
        client.post(address, data={"ticket": ticket[1], "overall": "9"}),
        *(client.get(path) for path in ("/", "/rieng-tu", "/r/x", "/Q/x", "/nowhere", "/healthz", "/q?code=x")),
        client.put(address),
    ]
    for response in answers:
        assert "Set-Cookie" not in response.headers
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert len(response.headers.get_all("Content-Security-Policy")) == 1
        assert "Strict-Transport-Security" not in response.headers
        assert "Server" not in response.headers


def test_a_cookie_that_somebody_brings_changes_nothing(service: Service):
    client = Client(service)
    plain = client.get("/rieng-tu")
    client.set_cookie("hailong", "x")
    assert client.get("/rieng-tu").data == plain.data


def test_the_stylesheet_of_the_pages_is_the_file_that_was_hashed(service: Service):
    sheet = (ROOT / "templates" / "survey" / "citizen" / "style.css").read_text(encoding="utf-8")
    assert f"<style>{sheet.rstrip()}" in Client(service).get("/").text


def test_the_stylesheet_uses_nothing_newer_than_phones_of_2019():
    """A property an old browser does not know is left out; one that the page needs would leave it broken."""
    sheet = (ROOT / "templates" / "survey" / "citizen" / "style.css").read_text(encoding="utf-8")
    newer = (
        r"\b(?:gap|inset|aspect-ratio|accent-color|container|translate|scale|rotate):|:(?:is|where|has)\("
        r"|\b(?:clamp|min|max|color-mix|oklch)\(|@(?:layer|container|supports|property)"
        r"|\b(?:margin|padding)-(?:inline|block)"
    )
    assert re.findall(newer, sheet) == []
    # Left out whole where the selector is not known: the ring around the focus then always shows.
    assert [rule for rule in re.findall(r"([^{}]*):focus-visible", sheet) if not rule.endswith(":not(")] == []
