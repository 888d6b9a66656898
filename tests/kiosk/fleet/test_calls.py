from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from kiosk.fleet.domain import CommandKind
from kiosk.fleet.models import ConfigReply, HeartbeatReply, RotatingReply
from kiosk.fleet.records import heartbeats, kiosk_heartbeat
from kiosk.fleet.services import order
from kiosk.pairing.domain import pin_of
from kiosk.pairing.records import devices, events
from kiosk.pairing.services import lock, move, rename, renew_pin, set_notice, show_staff
from survey.foundation.clock import now
from survey.questionnaire.records import retire
from tests.helpers.builders import a_shift
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from kiosk.pairing.domain import Device
    from tests.helpers.tablet import Tablet
    from tests.kiosk.conftest import Ward


def the_device(ward: Ward) -> Device:
    with ward.store.reading() as connection:
        return devices(connection)[-1]


def config(tablet: Tablet) -> dict[str, Any]:
    answer = tablet.call("config")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    ConfigReply.model_validate(found)
    return found


def beat(tablet: Tablet, **changes: Any) -> TestResponse:
    told = {
        "app_version": "1",
        "battery": 1,
        "charging": None,
        "storage_used": 10,
        "storage_quota": 2**40,
        "persisted": True,
        "queue": 0,
        "aside": 0,
        "oldest_age_s": None,
        "last_answer_age_s": 5_000,
        "sent_at": tablet.clock(),
        "done": [],
    }
    return tablet.call("heartbeat", told | changes)


def commands(tablet: Tablet, **changes: Any) -> list[tuple[int, str]]:
    answer = beat(tablet, **changes)
    assert answer.status_code == 200, answer.text
    HeartbeatReply.model_validate(answer.get_json())
    return [(one["id"], one["kind"]) for one in answer.get_json()["commands"]]


def test_a_tablet_is_told_what_it_shows_people_from(ward: Ward, tablet: Tablet):
    told = config(tablet)
    assert told["place"] == {"unit": "Phường Đông Hà", "desk": "Quầy 1", "title": "Quầy 1 – Hộ tịch"}
    assert told["device"] == {"code": the_device(ward).code, "name": ""}
    assert told["questionnaire"]["hash"] == ward.version.content_hash
    assert (told["questionnaire"]["opening"], told["questionnaire"]["take"]) == ("overall", 2)
    assert (told["locked"], told["notice"], told["staff"], told["rotating"]) == (False, None, None, True)
    assert told["timing"]["heartbeat_s"] == 300


def test_what_has_not_changed_is_not_sent_again(ward: Ward, tablet: Tablet):
    first = tablet.call("config")
    tag = first.headers["ETag"]
    assert tag == f'"{first.get_json()["version"]}"'
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        again = tablet.call("config", more={"If-None-Match": given})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Hailong-Challenge"]
    assert tablet.call("config", more={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda connection, device, ward: lock(connection, device, by=ward.manager, at=now()),
        lambda connection, device, ward: rename(connection, device, "Máy 2", by=ward.manager, at=now()),
        lambda connection, device, ward: move(connection, device, ward.hall, by=ward.manager, at=now()),
        lambda connection, device, ward: set_notice(connection, device, {"vi": "Nghỉ"}, by=ward.manager, at=now()),
        lambda connection, device, ward: show_staff(connection, device, shown=True, by=ward.manager, at=now()),
        lambda connection, device, ward: renew_pin(connection, device, by=ward.manager, at=now()),
    ],
)
def test_whatever_a_manager_changes_the_next_heartbeat_says_so(
    ward: Ward, tablet: Tablet, change: Callable[[Connection, Device, Ward], None]
):
    before = config(tablet)["version"]
    assert beat(tablet).get_json()["config"] == before
    with ward.store.writing() as connection:
        change(connection, the_device(ward), ward)
    after = beat(tablet).get_json()["config"]
    assert after != before
    assert config(tablet)["version"] == after


def test_the_pin_opens_and_is_told_as_a_hash_only(ward: Ward, tablet: Tablet):
    told = config(tablet)["pin"]
    pin = pin_of(ward.service.house.secret, the_device(ward).code, 1)
    salt, expected = (base64.urlsafe_b64decode(told[name] + "==") for name in ("salt", "hash"))
    assert hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, told["iterations"]) == expected
    assert pin not in tablet.call("config").text


def test_who_is_on_duty_is_named_only_where_the_office_wants_it(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        show_staff(connection, the_device(ward), shown=True, by=ward.manager, at=now())
    assert config(tablet)["staff"] == []
    with ward.store.writing() as connection:
        hour = timedelta(hours=1)
        a_shift(connection, staff="Lê Thị Hạnh", desk="DH-1", starts=now() - hour, ends=now() + hour)
    assert config(tablet)["staff"] == [{"name": "Lê Thị Hạnh", "title": ""}]


def test_while_there_is_nothing_to_ask_the_tablet_is_told_so_and_still_heard(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        retire(connection, "default", at=now())
    answer = tablet.call("config")
    assert (answer.status_code, answer.get_json()["type"]) == (503, "NothingToAskError")
    assert beat(tablet).get_json()["config"] == ""


def test_a_sign_of_life_is_kept_in_whole_hours_and_one_is_kept(ward: Ward, tablet: Tablet):
    tablet.skew_ms = 3_600_000
    beat(tablet)
    beat(tablet, queue=3, oldest_age_s=90_000, last_answer_age_s=5_399, battery=0.25)
    with ward.store.reading() as connection:
        assert len(connection.execute(kiosk_heartbeat.select()).all()) == 1
        kept = heartbeats(connection, [the_device(ward).device_id])[the_device(ward).device_id]
    assert (kept.queue, kept.oldest_age_h, kept.last_answer_age_h, kept.battery) == (3, 25, 1, 0.25)
    assert -3_660_000 < kept.skew_ms < -3_540_000
    assert not {column.name for column in kiosk_heartbeat.c} & {"oldest_age_s", "last_answer_age_s"}


@pytest.mark.parametrize(
    "changes",
    [
        {"battery": 2},
        {"battery": "1"},
        {"battery": float("nan")},
        {"battery": float("inf")},
        {"queue": -1},
        {"queue": 10**30},
        {"queue": 1.5},
        {"persisted": 1},
        {"done": ["1"]},
        {"done": [2**40]},
        {"done": [1] * 101},
        {"app_version": "\n"},
        {"app_version": "x" * 65},
        {"sent_at": None},
        {"extra": 1},
    ],
)
def test_a_sign_of_life_that_is_none_is_refused(ward: Ward, tablet: Tablet, changes: dict[str, Any]):
    answer = beat(tablet, **changes)
    assert (answer.status_code, answer.get_json()["type"]) == (400, "UnreadableCallError")
    with ward.store.reading() as connection:
        assert connection.execute(kiosk_heartbeat.select()).all() == []


def test_a_wish_is_told_until_it_is_done_and_then_no_more(ward: Ward, tablet: Tablet):
    device = the_device(ward)
    with ward.store.writing() as connection:
        for kind in (CommandKind.RELOAD, CommandKind.RELOAD, CommandKind.SYNC):
            order(connection, device, kind, by=ward.manager, at=now())
    (first, second) = commands(tablet)
    assert (first[1], second[1]) == ("reload", "sync")
    assert commands(tablet, done=[999]) == [first, second]
    assert commands(tablet, done=[first[0]]) == [second]
    assert commands(tablet, done=[first[0], second[0]]) == []


def test_no_tablet_finishes_the_wishes_of_another(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        order(connection, the_device(ward), CommandKind.SYNC, by=ward.manager, at=now())
    ((wish, _kind),) = commands(tablet)
    other = ward.paired(ward.other_desk)
    assert commands(other, done=[wish]) == []
    assert commands(tablet) == [(wish, "sync")]


def test_a_tablet_is_let_go_only_when_nothing_waits_on_it(ward: Ward, tablet: Tablet):
    device = the_device(ward)
    with ward.store.writing() as connection:
        order(connection, device, CommandKind.UNPAIR, by=ward.manager, at=now())
    assert commands(tablet, queue=2) == []
    assert tablet.results(tablet.item(ward.version.content_hash)) == [("accepted", None)]
    assert [kind for _wish, kind in commands(tablet, queue=0)] == ["unpair"]
    # If that reply is lost, the next call ends alike.
    assert beat(tablet).get_json()["type"] == "RevokedDeviceError"
    with ward.store.reading() as connection:
        kinds = [event.kind for event in events(connection, [device.device_id])[device.device_id]]
    assert kinds == ["unpaired", "asked", "paired"]


def test_the_codes_of_the_minutes_to_come_lead_to_the_desk(ward: Ward, tablet: Tablet):
    told = tablet.call("rotating").get_json()
    RotatingReply.model_validate(told)
    slots = told["slots"]
    assert len(slots) == 6
    assert slots[0]["from"] <= told["now"] < slots[0]["until"]
    assert all(later["from"] == earlier["until"] for earlier, later in pairwise(slots))
    assert len({slot["code"] for slot in slots}) == 6
    assert slots[0]["site"] == "http://127.0.0.1:8000/Q/"
    visit(Client(ward.service), "/Q/" + slots[0]["code"].replace(" ", ""))
    # What begins in four minutes is not good yet.
    assert Client(ward.service).get("/Q/" + slots[2]["code"].replace(" ", "")).status_code != 200


def test_a_hall_shows_no_code(ward: Ward):
    hall = ward.paired(ward.hall)
    assert hall.call("rotating").get_json()["slots"] == []
    assert config(hall)["rotating"] is False
