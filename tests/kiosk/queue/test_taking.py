from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from kiosk.pairing.records import device_by_id, devices
from kiosk.pairing.services import move
from kiosk.queue.domain import BURST_LEAST
from kiosk.queue.records import bursts, kiosk_set_aside, kiosk_trace
from kiosk.queue.services import device_digest
from survey.feedback.records import feedback_case
from survey.foundation.clock import local_day, now
from survey.intake.domain import response_id_of
from survey.intake.records import dirty_day, response, trace
from survey.organisation.records import staff_ids
from survey.questionnaire.domain import created_document
from survey.questionnaire.records import publish
from tests.helpers.builders import AT, a_shift, default_marks
from tests.helpers.tablet import Tablet, some_uuid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from kiosk.pairing.domain import Device
    from tests.kiosk.conftest import Ward

YEAR_MS = 365 * 86_400_000
DAY_MS = 86_400_000


def rows(ward: Ward, table: Table) -> list[Mapping[str, Any]]:
    with ward.store.reading() as connection:
        return [dict(row) for row in connection.execute(table.select()).mappings()]


def the_device(ward: Ward) -> Device:
    with ward.store.reading() as connection:
        (device,) = devices(connection)
    return device


def test_an_answer_of_a_tablet_is_kept_as_every_answer_is(ward: Ward, tablet: Tablet):
    item = tablet.item(ward.version.content_hash, answers={"overall": "4", "respect": "x"}, assisted=True)
    assert tablet.results(item) == [("accepted", None)]
    (kept,) = rows(ward, response)
    assert kept["id"] == response_id_of("kiosk", UUID(item["id"]).bytes)
    assert kept["marks"] == default_marks(ward.version, overall="4", respect="x")
    assert (kept["channel"], kept["tier"], kept["state"]) == ("kiosk", "presence", "counted")
    assert (kept["unit_id"], kept["desk_id"], kept["staff_id"]) == (ward.unit_id, ward.desk_id, None)
    assert (kept["day"], kept["assisted"], kept["complete"]) == (local_day(now()), True, True)
    assert [(row["unit_id"], row["day"]) for row in rows(ward, dirty_day)] == [(ward.unit_id, kept["day"])]


def test_what_screening_needs_stands_in_the_trace_only(ward: Ward, tablet: Tablet):
    before = now()
    tablet.results(tablet.item(ward.version.content_hash, dwell_ms=4_999))
    (kept,) = rows(ward, trace)
    assert kept["device"] == device_digest(ward.service.house.secret, the_device(ward).device_id)
    assert before <= kept["received_at"] <= now()
    assert kept["dwell_s"] == 4
    (readings,) = rows(ward, kiosk_trace)
    assert (readings["age_ms"], readings["offset_ms"]) == (1_000, None)
    assert abs(readings["skew_ms"]) < 60_000


def test_trouble_told_in_confidence_reaches_the_inspection(ward: Ward, tablet: Tablet):
    item = tablet.item(ward.version.content_hash, answers={"overall": "1", "no_harassment": "n"})
    assert tablet.results(item) == [("accepted", None)]
    (case,) = rows(ward, feedback_case)
    assert (case["kind"], case["unit_id"]) == ("severe", ward.unit_id)


def test_the_officer_is_the_one_who_was_on_duty_at_the_tap(ward: Ward, tablet: Tablet):
    at = now()
    with ward.store.writing() as connection:
        a_shift(connection, desk="DH-1", starts=at - timedelta(hours=5), ends=at - timedelta(hours=3))
        wanted = staff_ids(connection)["S1"]
    four_hours = 4 * 3_600_000
    old = tablet.item(ward.version.content_hash, mono=0, at=0)
    new = tablet.item(ward.version.content_hash, mono=four_hours)
    assert tablet.results(old, new, mono=four_hours) == [("accepted", None)] * 2
    assert {row["staff_id"] for row in rows(ward, response)} == {wanted, None}


def test_the_same_answer_again_is_a_duplicate_whoever_lost_what(ward: Ward, tablet: Tablet):
    item = tablet.item(ward.version.content_hash)
    assert tablet.results(item, item) == [("accepted", None), ("duplicate", None)]
    assert tablet.results(item) == [("duplicate", None)]
    assert len(rows(ward, response)) == len(rows(ward, kiosk_trace)) == 1


POISON: list[Any] = [
    None,
    7,
    "x",
    [],
    {},
    {"id": "not-a-uuid"},
    {"id": some_uuid(1)},
    {"id": "' OR 1=1 --", "answers": {"overall": "5"}},
]
FAULTS: list[dict[str, Any]] = [
    {"extra": 1},
    {"id": "00000000000040008000000000000001"},
    {"id": "{00000000-0000-4000-8000-000000000001}"},
    {"questionnaire": "x"},
    {"questionnaire": None},
    {"answers": {}},
    {"answers": []},
    {"answers": {"overall": 5}},
    {"answers": {"": "5"}},
    {"answers": {"overall": "\ud800"}},
    {"answers": {f"q{n}": "5" for n in range(101)}},
    {"at": "1"},
    {"at": 1.5},
    {"at": 2**60},
    {"at": True},
    {"mono": -1},
    {"mono": None},
    {"session": "x"},
    {"offset": "0"},
    {"offset": 2**60},
    {"dwell_ms": -1},
    {"assisted": "true"},
    {"assisted": None},
]
WRONG: list[dict[str, str]] = [
    {"overall": "6"},
    {"overall": "y"},
    {"nothing": "5"},
    {"overall": "5", "comment": "x"},
    {"comment": "x"},
    {"no_harassment": "5"},
    {"overall": "\x00"},
    {"<script>": "5"},
    {"overall": " "},
]


def test_one_bad_item_touches_no_other(ward: Ward, tablet: Tablet):
    known = ward.version.content_hash
    faulty = [tablet.item(known) | fault for fault in FAULTS]
    wrong = [tablet.item(known, answers=answers) for answers in WRONG]
    unknown = [tablet.item("0" * 64)]
    large = [tablet.item(known) | {"extra": "x" * 20_000}, "y" * 20_000]
    good = [tablet.item(known) for _ in range(3)]
    batch = [good[0], *POISON, *faulty, good[1], *wrong, *unknown, *large, good[2]]
    expected = [
        ("accepted", None),
        *[("quarantined", "malformed")] * (len(POISON) + len(faulty)),
        ("accepted", None),
        *[("quarantined", "wrong_answer")] * len(wrong),
        ("quarantined", "unknown_questionnaire"),
        *[("quarantined", "too_large")] * 2,
        ("accepted", None),
    ]
    assert tablet.results(*batch) == expected
    assert len(rows(ward, response)) == 3
    aside = rows(ward, kiosk_set_aside)
    assert len(aside) == len(batch) - 3
    assert all(len(row["body"]) <= 16_384 and row["body"].isascii() for row in aside)
    again = tablet.results(*batch)
    assert [result for result, _ in again] == [
        "duplicate" if result == "accepted" else result for result, _ in expected
    ]
    assert len(rows(ward, kiosk_set_aside)) == len(aside)


def test_what_was_put_aside_can_be_read_again_word_for_word(ward: Ward, tablet: Tablet):
    strange = {"id": some_uuid(5), "lời": "Quầy\x00 😀 \ud800", "n": [1, 2.5, None, True]}
    assert tablet.results(strange) == [("quarantined", "malformed")]
    (row,) = rows(ward, kiosk_set_aside)
    assert json.loads(row["body"]) == strange
    assert row["tablet_id"] == the_device(ward).device_id


def test_the_reply_names_each_item_and_echoes_nothing_else(ward: Ward, tablet: Tablet):
    item = tablet.item(ward.version.content_hash)
    answer = tablet.call("responses", tablet.batch(item, {"id": "<script>"}, {"id": some_uuid(3)}, 7)).get_json()
    assert [one["id"] for one in answer["results"]] == [item["id"], None, some_uuid(3), None]
    assert "<script>" not in json.dumps(answer)


@pytest.mark.parametrize("ahead_ms", [YEAR_MS, -YEAR_MS])
def test_a_tablet_whose_clock_is_a_year_off_loses_nothing_and_no_day(ward: Ward, tablet: Tablet, ahead_ms: int):
    tablet.skew_ms = ahead_ms
    known = ward.version.content_hash
    here = tablet.item(known)
    gone = tablet.item(known, session=str(uuid4()), at=tablet.clock() - 2 * DAY_MS)
    told = tablet.item(known, session=str(uuid4()), at=tablet.clock() - 3 * DAY_MS, offset=-ahead_ms)
    assert tablet.results(here, gone, told) == [("accepted", None)] * 3
    today = local_day(now())
    assert {row["day"] for row in rows(ward, response)} == {today - timedelta(days=back) for back in (0, 2, 3)}


@pytest.mark.parametrize("ahead_ms", [YEAR_MS, -YEAR_MS, 61 * DAY_MS, -61 * DAY_MS, -(2**52), 2**52])
def test_a_moment_that_cannot_be_keeps_the_answer_out_of_the_figures(ward: Ward, tablet: Tablet, ahead_ms: int):
    item = tablet.item(ward.version.content_hash, session=str(uuid4()), at=tablet.clock() + ahead_ms)
    assert tablet.results(item) == [("quarantined", "clock")]
    (kept,) = rows(ward, response)
    assert (kept["state"], kept["hour_band"], kept["day"]) == ("quarantined", "unknown", local_day(now()))
    assert kept["staff_id"] is None
    assert tablet.results(item) == [("duplicate", None)]


def test_the_queue_of_a_moved_tablet_belongs_to_where_it_stood(ward: Ward):
    tablet, at = Tablet(ward.service), now()
    device = tablet.pair(ward.desk, by=ward.manager, at=at - timedelta(hours=3))
    known = ward.version.content_hash
    before = tablet.item(known, mono=0)
    with ward.store.writing() as connection:
        move(connection, device, ward.other_desk, by=ward.manager, at=at - timedelta(hours=1))
        assert device_by_id(connection, device.device_id) != device
    after = tablet.item(known, mono=2 * 3_600_000)
    assert tablet.results(before, after, mono=2 * 3_600_000) == [("accepted", None)] * 2
    by_id = {row["id"]: row["desk_id"] for row in rows(ward, response)}
    assert by_id[response_id_of("kiosk", UUID(before["id"]).bytes)] == ward.desk_id
    assert by_id[response_id_of("kiosk", UUID(after["id"]).bytes)] == ward.other_desk_id


def test_an_answer_in_the_hall_is_of_the_unit_alone(ward: Ward):
    tablet = ward.paired(ward.hall)
    tablet.results(tablet.item(ward.version.content_hash))
    (kept,) = rows(ward, response)
    assert (kept["unit_id"], kept["desk_id"]) == (ward.unit_id, None)


def test_a_version_that_was_retired_since_is_still_known(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        publish(connection, created_document("default", ["q1"]), at=AT)
    assert tablet.results(tablet.item(ward.version.content_hash)) == [("accepted", None)]


def test_a_burst_is_remembered_and_drops_nothing(ward: Ward, tablet: Tablet):
    known, at = ward.version.content_hash, tablet.clock()
    device = the_device(ward)
    calm = [tablet.item(known, at=at - 60_000 * number) for number in range(50)]
    assert tablet.results(*calm) == [("accepted", None)] * 50
    # One more just after a long queue is no burst.
    assert tablet.results(tablet.item(known, at=at + 20_000)) == [("accepted", None)]
    with ward.store.reading() as connection:
        assert bursts(connection, [device.device_id], since=local_day(AT)) == {}
    hurried = [tablet.item(known, at=at - DAY_MS + 3_000 * number) for number in range(BURST_LEAST)]
    assert tablet.results(*hurried) == [("accepted", None)] * BURST_LEAST
    with ward.store.reading() as connection:
        found = bursts(connection, [device.device_id], since=local_day(AT))
    assert found[device.device_id][1] == BURST_LEAST


def test_a_burst_that_is_sent_one_by_one_is_seen_too(ward: Ward, tablet: Tablet):
    device = the_device(ward)
    for _ in range(BURST_LEAST):
        tablet.results(tablet.item(ward.version.content_hash))
    with ward.store.reading() as connection:
        found = bursts(connection, [device.device_id], since=local_day(AT))
    assert found == {device.device_id: (local_day(now()), BURST_LEAST)}
