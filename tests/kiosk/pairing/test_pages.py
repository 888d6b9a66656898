from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from kiosk.pairing.records import devices, kiosk_mistype
from tests.helpers.builders import a_desk, a_unit
from tests.helpers.pages import Page, alert, page_of, visit
from tests.helpers.staff import PASSWORD
from tests.helpers.tablet import Tablet, a_manager

if TYPE_CHECKING:
    from kiosk.pairing.domain import Device
    from tests.kiosk.conftest import Ward

ADDRESS = "/admin/kiosk/ghep"


class Manager:
    """A browser in front of the pairing page, signed in when a name is given."""

    def __init__(self, ward: Ward, name: str = "") -> None:
        self.client = Client(ward.service)
        token = token_of(self.client.get("/dang-nhap?lang=en").text)
        if name:
            form = {"csrf_token": token, "name": name, "password": PASSWORD}
            assert self.client.post("/dang-nhap", data=form).status_code == 302

    def asked(self, code: str = "", *, status: int = 200) -> Page:
        return visit(self.client, f"{ADDRESS}?ma={code}", status=status)

    def decide(self, code: str, *, status: int = 200, **fields: str) -> Page:
        token = token_of(self.client.get("/dang-nhap/nowhere").text)
        return page_of(self.client.post(ADDRESS, data={"csrf_token": token, "ma": code, **fields}), status=status)


def token_of(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    return found.group(1) if found else ""


@pytest.fixture
def head(ward: Ward) -> Manager:
    """The head of the ward; another ward stands beside it."""
    with ward.store.writing() as connection:
        a_unit(connection, "ND", name="Phường Nam Đông Hà")
        a_desk(connection, "ND-1", unit="ND")
        a_manager(connection, "lanhdao", "unit_head", unit="DH")
    return Manager(ward, "lanhdao")


def all_devices(ward: Ward) -> list[Device]:
    with ward.store.reading() as connection:
        return devices(connection)


def test_a_manager_types_the_code_compares_and_places_the_tablet(ward: Ward, head: Manager):
    tablet = Tablet(ward.service)
    told = tablet.ask().get_json()
    assert head.asked().all("input", name="ma")
    page = head.asked(told["user_code"])
    assert told["check"] in page.words("p", **{"class": "display-5 font-monospace"})
    options = {option.given["value"] for option in page.all("option")}
    assert options == {"", "unit:DH", "desk:DH-1", "desk:DH-2"}
    done = head.decide(told["user_code"], deed="approve", same="1", place="desk:DH-1", label="Máy cửa vào")
    (device,) = all_devices(ward)
    assert (device.label, device.spot) == ("Máy cửa vào", ward.desk)
    assert device.code in done.words("dd", **{"class": "font-monospace"})
    assert tablet.call("config").status_code == 200


def test_nobody_pairs_without_comparing_or_without_a_place(ward: Ward, head: Manager):
    code = Tablet(ward.service).ask().get_json()["user_code"]
    assert "four digits" in alert(head.decide(code, status=400, deed="approve", place="desk:DH-1"))
    assert "Choose" in alert(head.decide(code, status=400, deed="approve", same="1"))
    assert all_devices(ward) == []


@pytest.mark.parametrize("place", ["desk:ND-1", "unit:ND", "desk:' OR 1=1 --", "unit:", "desk:DH-1\x00"])
def test_a_head_places_no_tablet_in_another_unit(ward: Ward, head: Manager, place: str):
    code = Tablet(ward.service).ask().get_json()["user_code"]
    page = head.decide(code, status=400, deed="approve", same="1", place=place)
    assert "Choose" in alert(page)
    assert all_devices(ward) == []


def test_a_tablet_that_is_not_ours_is_turned_away(ward: Ward, head: Manager):
    tablet = Tablet(ward.service)
    code = tablet.ask().get_json()["user_code"]
    token = token_of(head.client.get("/dang-nhap/nowhere").text)
    answer = head.client.post(ADDRESS, data={"csrf_token": token, "ma": code, "deed": "refuse"})
    assert answer.status_code == 302
    assert tablet.call("pair/poll", {}).get_json()["state"] == "refused"
    assert all_devices(ward) == []


def test_wrong_codes_are_counted_and_end_in_a_pause(ward: Ward, head: Manager):
    code = Tablet(ward.service).ask().get_json()["user_code"]
    for typed in ("BBBB-BBBB", "x", "<script>", "%00", "🙂"):
        assert "No tablet shows" in alert(head.asked(typed, status=404))
    with ward.store.reading() as connection:
        assert len(connection.execute(kiosk_mistype.select()).all()) == 5
    assert "Too many wrong codes" in alert(head.asked(code, status=429))
    assert "Too many wrong codes" in alert(head.decide(code, status=429, deed="approve", same="1"))


def test_the_page_is_for_managers_only(ward: Ward):
    with ward.store.writing() as connection:
        a_manager(connection, "canbo", "officer", unit="DH")
    assert Manager(ward, "canbo").client.get(ADDRESS).status_code == 403
    stranger = Manager(ward).client.get(ADDRESS + "?ma=BCDF-GHJK")
    assert stranger.status_code == 302
    assert stranger.headers["Location"].startswith("/dang-nhap")


def test_a_form_without_its_token_pairs_nothing(ward: Ward, head: Manager):
    code = Tablet(ward.service).ask().get_json()["user_code"]
    form = {"ma": code, "deed": "approve", "same": "1", "place": "desk:DH-1"}
    assert head.client.post(ADDRESS, data=form).status_code == 400
    assert all_devices(ward) == []


def test_a_browser_that_promised_nothing_is_warned_of(ward: Ward, head: Manager):
    code = Tablet(ward.service).ask(persistent=False).get_json()["user_code"]
    assert head.asked(code).all("div", **{"class": "alert alert-warning"})
