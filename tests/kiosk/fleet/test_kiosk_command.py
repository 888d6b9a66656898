from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.pairing.records import events, kiosk_post
from survey.foundation.clock import local_day, now
from survey.foundation.errors import Refusal
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import a_unit
from tests.helpers.tablet import Tablet
from tests.kiosk.managing import beat, only_device

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.kiosk.conftest import Ward

    Hailong = Callable[..., Result]


def test_tablets_are_listed_with_days_and_no_hour_of_an_answer(ward: Ward, hailong: Hailong, tablet: Tablet):
    beat(tablet, queue=2, oldest_age_s=60, last_answer_age_s=60)
    (row,) = json.loads(hailong("kiosk", "list", "--format", "json").stdout)
    assert (row["code"], row["unit"], row["desk"]) == (only_device(ward).code, "DH", "Quầy 1")
    assert (row["queue"], row["last_answer_days"], row["battery"]) == (2, 0, 0.8)
    assert not {name for name in row if name.startswith("oldest")}
    with ward.store.writing() as connection:
        a_unit(connection, "ND")
    assert json.loads(hailong("kiosk", "list", "--unit", "ND", "--format", "json").stdout) == []


def test_alerts_are_listed_and_files_without_answers(ward: Ward, hailong: Hailong, tablet: Tablet):
    beat(tablet, battery=0.1)
    yesterday = local_day(now()) - timedelta(days=1)
    with ward.store.writing() as connection:
        connection.execute(kiosk_post.update().values(since=now() - timedelta(days=9)))
        volume = Volume(finished=38, refused=2)
        entry = VolumeEntry(unit_id=ward.unit_id, procedure_id=None, day=yesterday, whole=False, volume=volume)
        keep_volumes(connection, [entry])
    unanswered, battery = json.loads(hailong("kiosk", "alerts", "--format", "json").stdout)
    assert (unanswered["alert"], unanswered["files"]) == ("unanswered", 40)
    assert unanswered["day"] == yesterday.isoformat()
    assert (battery["alert"], battery["tablet"]) == ("battery", only_device(ward).code)


def test_a_tablet_is_ended_by_its_code_however_it_is_typed(ward: Ward, hailong: Hailong, tablet: Tablet):
    code = only_device(ward).code
    done = hailong("kiosk", "revoke", f" {code[:3]}-{code[3:].lower()} ")
    assert done.exit_code == 0, done.output
    assert tablet.call("config").get_json()["type"] == "RevokedDeviceError"
    with ward.store.reading() as connection:
        found = events(connection, [only_device(ward).device_id])
    (last, *_) = found[only_device(ward).device_id]
    assert (last.kind, last.account_id, last.note) == ("revoked", None, "command line")
    assert hailong("kiosk", "list", "--format", "json").stdout.strip() == "[]"
    assert len(json.loads(hailong("kiosk", "list", "--revoked", "--format", "json").stdout)) == 1
    assert isinstance(hailong("kiosk", "revoke", code).exception, Refusal)


@pytest.mark.parametrize(("place", "at_desk"), [(("--desk", "DH-2"), True), (("--unit", "DH"), False)])
def test_an_invitation_is_printed_as_an_address(
    ward: Ward, hailong: Hailong, place: tuple[str, str], at_desk: bool
):
    done = hailong("kiosk", "invite", *place, "--minutes", "5", "--name", "Máy mới")
    assert done.exit_code == 0, done.output
    code = done.stdout.split("/kiosk/#")[1][:9]
    assert Tablet(ward.service).ask(invitation=code).status_code == 200
    device = only_device(ward)
    assert (device.label, device.spot) == ("Máy mới", ward.other_desk if at_desk else ward.hall)


@pytest.mark.parametrize(
    "words", [(), ("--desk", "DH-1", "--unit", "DH"), ("--desk", "nowhere"), ("--unit", "nowhere")]
)
def test_an_invitation_needs_one_place_that_is_there(ward: Ward, hailong: Hailong, words: tuple[str, ...]):
    done = hailong("kiosk", "invite", *words)
    assert isinstance(done.exception, Refusal)


def test_no_invitation_of_two_days(ward: Ward, hailong: Hailong):
    assert hailong("kiosk", "invite", "--unit", "DH", "--minutes", "1441").exit_code == 2
