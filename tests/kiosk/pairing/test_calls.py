from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from kiosk.pairing.domain import new_challenge
from kiosk.pairing.records import kiosk_pairing
from kiosk.pairing.services import revoke
from survey.foundation.clock import now
from survey.foundation.gate import Audience, audiences_of
from tests.helpers.tablet import Tablet, TabletKey

if TYPE_CHECKING:
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.kiosk.conftest import Ward

OPEN = {"/kiosk/api/challenge", "/kiosk/api/pair/<code>.svg"}
HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"',
    b"\xff\xfe",
    b"{" * 5_000,
    b'{"a":' * 5_000,
    b"[" * 200_000,
    b'{"public_key":1}',
    b'{"items":{}}',
    b'{"queue":1e999,"x":NaN}',
    b'{"queue":' + b"9" * 6_000 + b"}",
    b'{"app_version":"\\u0000","public_key":"\\ud800"}',
    "{“public_key”: “Đông Hà”}".encode(),
    b'{"__proto__":{"x":1},"constructor":{}}',
]


def calls(ward: Ward) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in ward.service.citizen.url_map.iter_rules()
        if rule.rule.startswith("/kiosk/api/")
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def kind(answer: TestResponse) -> str:
    assert answer.mimetype == "application/problem+json", answer.text
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert isinstance(problem["now"], int)
    assert answer.headers["Hailong-Challenge"]
    found: str = problem["type"]
    return found


def path_of(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "BCDF-GHJK", rule.rule)


def test_every_call_but_two_refuses_whoever_does_not_sign(ward: Ward):
    walked = calls(ward)
    assert len(walked) >= 8
    for method, rule in walked:
        assert audiences_of(ward.service.citizen.view_functions[rule.endpoint]) == {Audience.ANYONE}
        answer = Client(ward.service).open(path_of(rule), method=method, json={} if method == "POST" else None)
        if rule.rule in OPEN:
            assert answer.status_code == 200, rule.rule
        else:
            assert (answer.status_code, kind(answer)) == (401, "StaleChallengeError"), rule.rule


def test_every_signed_call_refuses_a_stranger_a_thief_and_a_changed_call(ward: Ward, tablet: Tablet):
    stranger = Tablet(ward.service)
    for method, rule in calls(ward):
        if rule.rule in OPEN:
            continue
        path, body = path_of(rule), b"{}" if method == "POST" else b""
        if rule.rule != "/kiosk/api/pair":
            assert kind(stranger.send(method, path, body)) == "UnknownDeviceError", path
        forged = tablet.headers(method, path, body) | {"Hailong-Signature": TabletKey().sign("x")}
        good = tablet.headers(method, path, body)
        for headers, sent, where in (
            (forged, body, path),
            (good, body, path + "?x=1"),
            (good, body + b" ", path),
            (good | {"Hailong-Device": stranger.key.key_id}, body, path),
            (good | {"Hailong-Signature": ""}, body, path),
            (good | {"Hailong-Signature": "A" * 5_000}, body, path),
        ):
            answer = tablet.client.open(
                where, method=method, data=sent or None, headers=headers, content_type="application/json"
            )
            assert answer.status_code in {400, 401}, (rule.rule, headers)
            assert kind(answer) in {"BadSignatureError", "UnknownDeviceError", "UnreadableCallError"}


def test_a_call_of_one_address_opens_no_other(ward: Ward, tablet: Tablet):
    headers = tablet.headers("GET", "/kiosk/api/rotating", b"")
    assert tablet.client.get("/kiosk/api/rotating", headers=headers).status_code == 200
    assert kind(tablet.client.get("/kiosk/api/config", headers=headers)) == "BadSignatureError"


def test_a_stale_challenge_is_answered_with_a_fresh_one_and_needs_no_clock(ward: Ward, tablet: Tablet):
    tablet.challenge = new_challenge(ward.service.house.secret, now() - timedelta(minutes=11))
    refused = tablet.call("config")
    assert (refused.status_code, kind(refused)) == (401, "StaleChallengeError")
    tablet.challenge = refused.headers["Hailong-Challenge"]
    assert tablet.call("config").status_code == 200


def test_a_challenge_of_another_service_is_stale(tablet: Tablet):
    tablet.challenge = new_challenge(b"another", now())
    assert kind(tablet.call("config")) == "StaleChallengeError"


def test_a_revoked_device_is_told_so(ward: Ward):
    tablet = Tablet(ward.service)
    device = tablet.pair(ward.desk, by=ward.manager)
    with ward.store.writing() as connection:
        revoke(connection, device, by=ward.manager, at=now())
    for method, rule in calls(ward):
        if rule.rule not in OPEN | {"/kiosk/api/pair", "/kiosk/api/pair/poll"}:
            answer = tablet.send(method, rule.rule, b"{}" if method == "POST" else b"")
            assert (answer.status_code, kind(answer)) == (401, "RevokedDeviceError")


def test_pairing_from_the_first_call_to_the_first_config(ward: Ward):
    tablet = Tablet(ward.service)
    asked = tablet.ask()
    told = asked.get_json()
    assert asked.status_code == 201
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", told["user_code"])
    assert re.fullmatch(r"\d{4}", told["check"])
    assert told["address"] == f"http://127.0.0.1:8000/admin/kiosk/ghep?ma={told['user_code']}"
    assert (told["interval"], 595 <= told["expires_in"] <= 600) == (5, True)
    assert tablet.ask().get_json()["user_code"] == told["user_code"]
    picture = tablet.client.get(told["picture"])
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    waiting = tablet.call("pair/poll", {})
    assert (waiting.get_json()["state"], waiting.get_json()["device"]) == ("pending", None)
    too_soon = tablet.call("pair/poll", {})
    assert (too_soon.status_code, kind(too_soon), too_soon.headers["Retry-After"]) == (429, "SlowDownError", "5")
    device = tablet.pair(ward.desk, by=ward.manager)
    with ward.store.writing() as connection:
        connection.execute(kiosk_pairing.update().values(polled_at=None))
    paired = tablet.call("pair/poll", {}).get_json()
    assert (paired["state"], paired["device"]) == ("paired", device.code)
    assert tablet.call("config").get_json()["device"]["code"] == device.code


def test_a_stranger_is_believed_for_his_own_key_only(ward: Ward):
    tablet, other = Tablet(ward.service), TabletKey()
    assert kind(tablet.ask(public_key=other.public)) == "BadSignatureError"
    assert kind(tablet.ask(public_key="x")) == "BadKeyError"
    assert kind(tablet.ask(app_version="a\x00b")) == "UnreadableCallError"
    assert kind(tablet.ask(persistent="yes")) == "UnreadableCallError"
    assert kind(tablet.ask(more=1)) == "UnreadableCallError"


def test_a_device_changes_its_key_without_a_gap(ward: Ward, tablet: Tablet):
    old, new = tablet.key, TabletKey()
    assert tablet.announce(new).status_code == 200
    assert tablet.announce(new).status_code == 200
    assert tablet.call("config").status_code == 200
    tablet.key = new
    assert tablet.call("config").status_code == 200
    tablet.key = old
    assert kind(tablet.call("config")) == "RevokedDeviceError"


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_no_body_breaks_a_call(ward: Ward, tablet: Tablet, body: bytes):
    for method, rule in calls(ward):
        if method == "POST":
            answer = tablet.send(method, rule.rule, body)
            if rule.rule == "/kiosk/api/pair/poll" and body == b"{}":
                continue
            assert answer.status_code in {400, 413, 415}, (rule.rule, answer.text)
            assert kind(answer)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=300))
def test_no_header_breaks_a_call(ward: Ward, tablet: Tablet, header: str):
    for name in ("Hailong-Device", "Hailong-Challenge", "Hailong-Signature"):
        answer = tablet.call("config", more={name: header})
        assert answer.status_code == 401
        assert kind(answer)


def test_a_body_that_is_too_large_or_no_json_is_refused(tablet: Tablet):
    assert tablet.send("POST", "/kiosk/api/heartbeat", b" " * 20_000).status_code == 413
    assert tablet.send("POST", "/kiosk/api/responses", b" " * (2**20 + 1)).status_code == 413
    answer = tablet.send("POST", "/kiosk/api/heartbeat", b"{}", more={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_picture_is_drawn_of_codes_only(ward: Ward):
    client = Client(ward.service)
    for code in ("BCDFGHJK", "bcdf-ghjk", "AAAA-AAAA", "%3Cscript%3E", "BCDF-GHJKL"):
        assert client.get(f"/kiosk/api/pair/{code}.svg").status_code == 404


def test_calls_and_the_page_carry_the_tablets_policy_and_no_cookie(ward: Ward, tablet: Tablet):
    for answer in (tablet.call("config"), tablet.client.get("/kiosk/"), tablet.client.get("/kiosk/api/nowhere")):
        (policy,) = answer.headers.get_all("Content-Security-Policy")
        assert policy == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "manifest-src 'self'; worker-src 'self'; font-src 'self'; media-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types hailong"
        )
        assert "Set-Cookie" not in answer.headers
    unknown: Any = tablet.client.get("/kiosk/api/nowhere")
    assert (unknown.status_code, unknown.mimetype) == (404, "application/problem+json")


def test_what_a_refusal_says_holds_nothing_of_what_was_sent(tablet: Tablet):
    answer = tablet.send("POST", "/kiosk/api/heartbeat", json.dumps({"<script>" * 20: "mật khẩu"}).encode())
    assert answer.status_code == 400
    assert "mật khẩu" not in answer.text
    assert len(answer.text) < 300
