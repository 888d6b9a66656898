from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from kiosk.fleet.domain import Habits, standing_notice
from kiosk.pairing.domain import pin_of
from kiosk.pairing.records import events, open_invitations
from survey.foundation.clock import local_day, now
from tests.helpers.builders import a_desk, a_unit
from tests.helpers.pages import alert
from tests.helpers.tablet import Tablet, a_manager
from tests.kiosk.managing import Browser, beat, only_device

if TYPE_CHECKING:
    from tests.kiosk.conftest import Ward

INVITE = "/admin/kiosk/moi"


@pytest.fixture
def head(ward: Ward) -> Browser:
    with ward.store.writing() as connection:
        a_manager(connection, "lanhdao", "unit_head", unit="DH")
    return Browser(ward, "lanhdao")


@pytest.fixture
def address(ward: Ward, tablet: Tablet) -> str:
    """The address of the page of a paired tablet."""
    return f"/admin/kiosk/{only_device(ward).code}"


def config(tablet: Tablet) -> dict[str, Any]:
    found: dict[str, Any] = tablet.call("config").get_json()
    return found


def done_to(ward: Ward) -> list[str]:
    device_id = only_device(ward).device_id
    with ward.store.reading() as connection:
        return [event.kind.value for event in events(connection, [device_id])[device_id]]


def test_a_tablet_is_locked_and_unlocked(ward: Ward, head: Browser, tablet: Tablet, address: str):
    assert head.do(address, "lock").all("button", value="unlock")
    assert config(tablet)["locked"] is True
    assert head.do(address, "unlock").all("button", value="lock")
    assert config(tablet)["locked"] is False
    assert done_to(ward)[:2] == ["unlocked", "locked"]


def test_a_wish_is_taken_back_as_long_as_the_tablet_has_not_heard_it(
    ward: Ward, head: Browser, tablet: Tablet, address: str
):
    for deed in ("reload", "sync", "unpair"):
        assert head.do(address, deed).all("button", value=f"not_{deed}")
        head.do(address, f"not_{deed}")
        assert beat(tablet)["commands"] == []
    assert "nothing to take back" in alert(head.try_to(address, "not_sync", status=409))
    assert done_to(ward)[:2] == ["taken_back", "asked"]


def test_another_name_is_undone(ward: Ward, head: Browser, address: str):
    head.do(address, "rename", label="Máy một")
    again = head.do(address, "rename", label="Máy hai")
    assert "Undo: call it Máy một again" in again.words("button")
    head.do(address, "rename", label="Máy một")
    assert only_device(ward).label == "Máy một"


def test_a_move_is_undone(ward: Ward, head: Browser, address: str):
    after = head.do(address, "move", place="desk:DH-2")
    assert only_device(ward).spot == ward.other_desk
    assert "Undo: put it back to Quầy 1" in after.words("button")
    head.do(address, "move", place="desk:DH-1")
    assert only_device(ward).spot == ward.desk


def test_nobody_moves_a_tablet_into_another_unit(ward: Ward, head: Browser, address: str):
    with ward.store.writing() as connection:
        a_unit(connection, "ND")
        a_desk(connection, "ND-1", unit="ND")
    for place in ("desk:ND-1", "unit:ND", "", "x"):
        assert "Choose" in alert(head.try_to(address, "move", place=place))
    assert only_device(ward).spot == ward.desk


def test_a_head_of_another_unit_neither_sees_nor_changes_the_tablet(ward: Ward, address: str):
    with ward.store.writing() as connection:
        a_unit(connection, "ND")
        a_manager(connection, "khac", "unit_head", unit="ND")
    other = Browser(ward, "khac")
    assert other.client.get(address).status_code == 403
    assert other.client.get(f"{address}/thoi").status_code == 403
    assert other.send(address, deed="lock").status_code == 403
    assert only_device(ward).locked is False


def test_habits_reach_the_tablet_with_its_next_configuration(head: Browser, tablet: Tablet, address: str):
    head.do(
        address,
        "set_up",
        idle_s="60",
        countdown_s="15",
        lockout_s="0",
        days=["1", "6"],
        opens="08:00",
        closes="11:30",
        hand="left",
        shows_staff="1",
    )
    told = config(tablet)
    assert told["timing"] == {
        "idle_s": 60,
        "countdown_s": 15,
        "lockout_s": 0,
        "sync_s": 60,
        "heartbeat_s": 300,
    }
    assert (told["hours"]["opens"], told["hours"]["closes"]) == ("08:00", "11:30")
    assert set(told["hours"]["days"]) <= {1, 6}
    assert (told["sleep"], told["rotating"], told["hand"], told["staff"]) == (False, False, "left", [])
    kept = head.see(address)
    assert (kept.value("idle_s"), kept.value("opens")) == ("60", "08:00")
    assert ("days", "6") in kept.checked()
    head.do(address, "set_up", sleeps="1", rotates="1")
    told = config(tablet)
    assert (told["timing"]["idle_s"], told["hours"], told["rotating"], told["hand"]) == (25, None, True, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"idle_s": "9"}, "between 10 and 300"),
        ({"idle_s": "x"}, "not a whole number"),
        ({"idle_s": "٣٠"}, "not a whole number"),
        ({"idle_s": "12", "countdown_s": "12"}, "shorter"),
        ({"lockout_s": "99999"}, "not a whole number"),
        ({"opens": "08:00"}, "Hours of its own"),
        ({"days": "1"}, "Hours of its own"),
        ({"opens": "11:00", "closes": "08:00", "days": "1"}, "Hours of its own"),
        ({"opens": "25:00", "closes": "08:00", "days": "1"}, "not a time"),
    ],
)
def test_habits_nobody_can_live_with_are_refused_and_stay_typed(
    ward: Ward, head: Browser, address: str, fields: dict[str, str], words: str
):
    refused = head.try_to(address, "set_up", **fields)
    assert words in alert(refused)
    for name in set(fields) - {"days"}:
        assert refused.value(name) == fields[name]
    assert (("days", "1") in refused.checked()) is ("days" in fields)
    assert "set_up" not in done_to(ward)


def test_habits_that_did_not_change_are_no_event(ward: Ward, head: Browser, address: str):
    head.do(address, "set_up", rotates="1")
    assert done_to(ward) == ["paired"]


def test_a_notice_stands_until_its_last_day(ward: Ward, head: Browser, tablet: Tablet, address: str):
    today = local_day(now())
    head.do(address, "notice", notice_vi="Chiều nay nghỉ", notice_km="បិទ", until=today.isoformat())
    assert config(tablet)["notice"] == {"vi": "Chiều nay nghỉ", "km": "បិទ"}
    shown = head.see(address)
    assert (shown.value("notice_vi"), shown.value("until")) == ("Chiều nay nghỉ", today.isoformat())
    head.do(address, "set_up", sleeps="1", rotates="1", hand="left")
    assert head.see(address).value("until") == today.isoformat()
    assert "past" in alert(
        head.try_to(address, "notice", notice_vi="x", until=(today - timedelta(days=1)).isoformat())
    )
    head.do(address, "notice")
    assert config(tablet)["notice"] is None


def test_a_notice_whose_day_is_over_is_not_told():
    today = local_day(now())
    assert standing_notice({"vi": "x"}, Habits(notice_until=today), today) == {"vi": "x"}
    assert standing_notice({"vi": "x"}, Habits(notice_until=today), today + timedelta(days=1)) == {}


def test_the_pin_is_shown_to_managers_and_renewed(ward: Ward, head: Browser, address: str):
    device, secret = only_device(ward), ward.service.house.secret
    assert pin_of(secret, device.code, 1) in head.see(address).html
    assert pin_of(secret, device.code, 2) in head.do(address, "new_pin").html


def test_ending_asks_once_more_and_ends_at_once(ward: Ward, head: Browser, tablet: Tablet, address: str):
    beat(tablet, queue=3, oldest_age_s=60)
    question = head.see(f"{address}/thoi")
    assert "3 answers were waiting" in question.html
    assert {button.given["value"] for button in question.all("button", name="deed")} == {"unpair", "revoke"}
    ended = head.do(address, "revoke")
    assert not ended.all("button", name="deed")
    assert tablet.call("config").get_json()["type"] == "RevokedDeviceError"
    assert "no longer paired" in alert(head.try_to(address, "lock", status=409))
    assert head.client.get(f"{address}/thoi").status_code == 404


def test_what_was_done_names_who_did_it(head: Browser, address: str):
    shown = head.do(address, "lock")
    assert {"Locked", "lanhdao"} <= set(shown.words("td"))


def test_the_version_is_beside_the_one_that_is_served(head: Browser, tablet: Tablet, address: str):
    served = config(tablet)["app_version"]
    beat(tablet, app_version=served)
    assert f"{served} (newest)" in head.see(address).html
    beat(tablet, app_version="0")
    assert "0 (older)" in head.see(address).html


@pytest.mark.parametrize("code", ["000000", "x", "%00", "A" * 100, "..", "🙂"])
def test_a_code_of_nothing_is_not_here(head: Browser, code: str):
    assert head.client.get(f"/admin/kiosk/{code}").status_code == 404
    assert head.send(f"/admin/kiosk/{code}", deed="lock").status_code == 404


def test_a_form_without_a_known_deed_or_a_token_does_nothing(ward: Ward, head: Browser, address: str):
    assert head.send(address, deed="destroy").status_code == 404
    assert head.client.post(address, data={"deed": "lock"}).status_code == 400
    assert done_to(ward) == ["paired"]


def test_an_invitation_is_made_for_a_place_and_pairs_the_tablet(ward: Ward, head: Browser):
    assert "Choose" in alert(head.try_to(INVITE, "", place=""))
    answer = head.send(INVITE, place="desk:DH-2", label="Máy mới", minutes="60")
    code = answer.text.split("/kiosk/#")[1][:9]
    assert Tablet(ward.service).ask(invitation=code).get_json()["device"] == only_device(ward).code
    assert only_device(ward).spot == ward.other_desk


def test_an_invitation_is_taken_back(ward: Ward, head: Browser):
    answer = head.send(INVITE, place="unit:DH", minutes="10")
    code = answer.text.split("/kiosk/#")[1][:9]
    (form,) = [one for one in head.see(INVITE).all("form") if "/thoi" in one.given["action"]]
    assert head.send(form.given["action"]).status_code == 303
    assert Tablet(ward.service).ask(invitation=code).get_json()["type"] == "InvitationOverError"
    assert head.send(form.given["action"]).status_code == 409


def test_invitations_of_other_units_are_neither_seen_nor_taken_back(ward: Ward, head: Browser):
    with ward.store.writing() as connection:
        a_unit(connection, "ND")
    Browser(ward, "quantri").send(INVITE, place="unit:ND", minutes="10")
    with ward.store.reading() as connection:
        (waiting,) = open_invitations(connection, at=now())
    assert "/thoi" not in head.see(INVITE).html
    assert head.send(f"{INVITE}/{waiting.invitation_id}/thoi").status_code == 409
    assert "Choose" in alert(head.try_to(INVITE, "", place="unit:ND"))


def test_strangers_are_sent_to_the_sign_in(ward: Ward, address: str):
    for each in ("/admin/kiosk/", "/admin/kiosk/canh-bao", INVITE, address, f"{address}/thoi"):
        answer = Client(ward.service).get(each)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/dang-nhap")


def test_what_was_set_aside_is_told_by_reason_and_never_by_what_it_says(
    ward: Ward, head: Browser, tablet: Tablet, address: str
):
    assert not head.see(address).all("h3", id="aside")
    secret = {"id": "nothing", "say": "bí mật"}
    tablet.results(secret, {"x": 1}, tablet.item("0" * 64))
    page = head.see(address)
    (first, second) = [one for one in page.words("li") if "since" in one]
    today = f"{local_day(now()):%d/%m/%Y}"
    assert first.startswith(f"It is not written as answers are. 2 times, since {today}. ")
    assert "not known here" in second
    assert "1 time, since" in second
    (body,) = page.words("main")
    assert "bí mật" not in body
    assert f"deleted after {ward.service.house.settings.trace_days} days" in body


@pytest.mark.parametrize(("language", "used"), [("en", "1.5 / 10,240 MiB"), ("vi", "1,5 / 10.240 MiB")])
def test_numbers_are_written_as_the_reader_writes_them(
    head: Browser, tablet: Tablet, address: str, language: str, used: str
):
    beat(tablet, storage_used=3 * 2**19, storage_quota=10 * 2**30)
    assert any(words.startswith(used) for words in head.see(f"{address}?lang={language}").words("dd"))
