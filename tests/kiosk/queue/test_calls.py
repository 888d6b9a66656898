from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.pairing.records import devices
from kiosk.pairing.services import revoke
from kiosk.queue.records import kiosk_trace
from survey.foundation.clock import now
from survey.intake.records import count, response
from tests.helpers.tablet import Tablet, TabletKey

if TYPE_CHECKING:
    from tests.kiosk.conftest import Ward

BATCH = 200


def kept(ward: Ward) -> int:
    with ward.store.reading() as connection:
        return count(connection)


def revoke_every_device(ward: Ward) -> None:
    with ward.store.writing() as connection:
        for device in devices(connection):
            if device.active:
                revoke(connection, device, by=ward.manager, at=now())


def test_the_reply_tells_the_servers_clock(ward: Ward, tablet: Tablet):
    before = round(now().timestamp() * 1000)
    told = tablet.call("responses", tablet.batch()).get_json()
    assert told["results"] == []
    assert before <= told["now"] <= round(now().timestamp() * 1000)


@pytest.mark.parametrize(
    "changes",
    [
        {"items": None},
        {"items": {}},
        {"items": [{}] * 201},
        {"sent_at": "now"},
        {"sent_at": 2**60},
        {"mono": -1},
        {"session": "x"},
        {"more": 1},
    ],
)
def test_a_batch_that_is_none_is_refused_whole(ward: Ward, tablet: Tablet, changes: dict[str, Any]):
    item = tablet.item(ward.version.content_hash)
    answer = tablet.call("responses", tablet.batch(item) | changes)
    assert (answer.status_code, answer.get_json()["type"]) == (400, "UnreadableCallError")
    assert kept(ward) == 0


def test_a_lost_reply_costs_nothing(ward: Ward, tablet: Tablet):
    queue = [tablet.item(ward.version.content_hash) for _ in range(5)]
    tablet.results(*queue)  # the reply is lost, so the tablet keeps them all and one more comes
    queue.append(tablet.item(ward.version.content_hash))
    assert tablet.results(*queue) == [("duplicate", None)] * 5 + [("accepted", None)]
    assert kept(ward) == 6


def test_a_call_that_was_caught_and_sent_again_adds_nothing(ward: Ward, tablet: Tablet):
    body = b'{"items":[],"sent_at":1,"mono":1,"session":"00000000-0000-4000-8000-000000000001"}'
    headers = tablet.headers("POST", "/kiosk/api/responses", body)
    for _ in range(3):
        answer = tablet.client.post(
            "/kiosk/api/responses", data=body, headers=headers, content_type="application/json"
        )
        assert answer.status_code == 200
    stolen = body.replace(b'"mono":1', b'"mono":2')
    answer = tablet.client.post(
        "/kiosk/api/responses", data=stolen, headers=headers, content_type="application/json"
    )
    assert answer.get_json()["type"] == "BadSignatureError"


@pytest.mark.parametrize("same_key", [True, False])
def test_what_waits_when_a_device_is_revoked_comes_in_after_pairing_again(ward: Ward, same_key: bool):
    tablet = ward.paired()
    queue = [tablet.item(ward.version.content_hash) for _ in range(4)]
    tablet.results(*queue[:2])  # and the reply is lost
    revoke_every_device(ward)
    refused = tablet.call("responses", tablet.batch(*queue))
    assert (refused.status_code, refused.get_json()["type"]) == (401, "RevokedDeviceError")
    if not same_key:
        tablet.key = TabletKey()
    tablet.pair(ward.other_desk, by=ward.manager)
    assert [result for result, _ in tablet.results(*queue)] == ["duplicate"] * 2 + ["accepted"] * 2
    assert kept(ward) == 4


def test_ten_thousand_answers_come_in_by_batches_of_two_hundred(ward: Ward, tablet: Tablet):
    queue = [tablet.item(ward.version.content_hash, mono=number) for number in range(10_000)]
    batches = [queue[first : first + BATCH] for first in range(0, len(queue), BATCH)]
    began = time.perf_counter()
    for batch in batches:
        assert set(tablet.results(*batch)) == {("accepted", None)}
    took = time.perf_counter() - began
    print(f"\n10 000 answers on {ward.store.dialect}: {took:.1f} s, {len(queue) / took:,.0f} a second")  # noqa: T201
    assert kept(ward) == len(queue)
    assert set(tablet.results(*batches[7])) == {("duplicate", None)}
    with ward.store.reading() as connection:
        assert len({row.id for row in connection.execute(response.select())}) == len(queue)
        assert len(connection.execute(kiosk_trace.select()).all()) == len(queue)
