"""What a tablet fetches: one edition of everything, kept for ever under its name, and words in every language."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from kiosk.tablet.files import FOLDER, without_margins
from survey.app import create_app
from survey.settings import ROOT, Settings
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = sorted(FOLDER.glob("*.js"))
SINKS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|localStorage)"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    service = create_app(
        Settings(instance=tmp_path_factory.mktemp("tablet"), rooms=("kiosk",), log_level="CRITICAL")
    )
    yield Client(service)
    service.house.store.close()


def edition(client: Client) -> str:
    return client.get("/kiosk/").headers["Hailong-App"]


def test_the_shell_is_a_page_like_every_other(client: Client):
    page = visit(client, "/kiosk/")
    assert page.all("html")[0].given["data-version"] == edition(client)
    assert [one.given["type"] for one in page.all("script")] == ["module"]


def test_nobody_is_given_a_cookie(client: Client):
    for path in (
        "/kiosk/",
        "/kiosk/sw.js",
        "/kiosk/words.json",
        "/kiosk/manifest.webmanifest",
        "/kiosk/files/app.js",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_its_policy_lets_nothing_in(client: Client):
    policy = client.get("/kiosk/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types hailong" in policy


def test_a_file_is_kept_for_ever_only_under_the_name_of_its_edition(client: Client):
    named = client.get(f"/kiosk/files/app.js?v={edition(client)}").headers["Cache-Control"]
    assert "immutable" in named
    for query in ("", "?v=0123456789ab"):
        answer = client.get(f"/kiosk/files/app.js{query}")
        assert (answer.headers["Cache-Control"], answer.headers["Hailong-App"]) == ("no-cache", edition(client))


def test_what_a_tablet_has_is_not_sent_again(client: Client):
    tag = client.get("/kiosk/").headers["ETag"]
    assert client.get("/kiosk/", headers={"If-None-Match": tag}).status_code == 304


def test_a_packed_file_is_the_same_file(client: Client):
    plain = client.get("/kiosk/files/kiosk.css")
    packed = client.get("/kiosk/files/kiosk.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("name", ["sw.js", "../survey/staff.css", "nothing.js", ""])
def test_other_files_are_not_there(client: Client, name: str):
    assert client.get(f"/kiosk/files/{name}").status_code == 404


def test_modules_ask_for_modules_of_their_own_edition(client: Client):
    now = edition(client)
    for path in SCRIPTS:
        if path.name == "sw.js":
            continue
        imports = re.findall(r"from '([^']+)'", client.get(f"/kiosk/files/{path.name}").text)
        assert all(re.fullmatch(rf"\./[a-z]+\.js\?v={now}", one) for one in imports), path.name


def test_the_worker_keeps_everything_the_page_needs(client: Client):
    worker = client.get("/kiosk/sw.js").text
    kept = re.findall(r"'(/kiosk/[^']*)'", worker.partition("\n")[2].partition("\n")[0])
    for address in kept:
        assert client.get(address).status_code == 200, address
    page = client.get("/kiosk/").text
    assert set(re.findall(r'(?:href|src)="([^"]+)"', page)) <= set(kept)
    assert f"VERSION = '{edition(client)}'" in worker
    assert "indexedDB" not in worker


def test_it_can_be_installed(client: Client):
    manifest = client.get("/kiosk/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    told = manifest.get_json(force=True)
    assert (told["start_url"], told["scope"], told["display"]) == ("/kiosk/", "/kiosk/", "fullscreen")
    for icon in told["icons"]:
        assert client.get(icon["src"]).mimetype == icon["type"]


def test_every_text_a_script_shows_is_there_in_four_languages(client: Client):
    told = client.get("/kiosk/words.json").get_json()
    source = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    used = set(re.findall(r"\bt\('([a-z-]+)'", source))
    assert list(told["words"]) == ["vi", "en", "km", "zh"]
    for language, texts in told["words"].items():
        assert used <= texts.keys(), language
        # Some are chosen by a variable; each name stands in a script all the same.
        assert {name for name in texts if f"'{name}'" not in source} == set()


def test_no_voice_is_invented(client: Client):
    assert client.get("/kiosk/words.json").get_json()["voices"] == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_writes_no_markup(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert not SINKS.search(text)
    assert text.startswith("// ")


def test_only_whole_lines_are_left_out():
    assert without_margins("// a\n  b // c\n\n/** d */\ne") == "b // c\ne"


def test_the_icons_are_of_the_size_they_say():
    for size in (192, 512):
        head = (ROOT / "static" / "kiosk" / f"icon-{size}.png").read_bytes()[16:24]
        assert (int.from_bytes(head[:4]), int.from_bytes(head[4:])) == (size, size)
