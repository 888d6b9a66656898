from __future__ import annotations

import re
from dataclasses import replace

import pytest
from werkzeug.test import Client

from kiosk.pairing.records import devices
from survey.app import create_app
from survey.foundation.clock import now
from survey.foundation.installation import DEMONSTRATION, note
from survey.operations.welcome import lines
from tests.helpers.builders import a_code, a_desk, the_default
from tests.helpers.tablet import Tablet


@pytest.fixture
def office(house):
    with house.store.writing() as connection:
        the_default(connection)
        desk_id = a_desk(connection, name="Quầy 1")
        a_code(connection, desk_id)
    return desk_id


def test_an_office_is_told_where_its_tablets_are_paired(hailong, office):
    told = hailong("welcome").output
    assert "/kiosk/  and are paired at  http://127.0.0.1:8000/admin/kiosk/ghep" in told
    assert "#" not in re.sub(r"[█▀▄ ]", "", told.split("Tablets open")[1])
    assert "/dang-nhap" in told


def test_the_address_of_the_demonstration_pairs_a_tablet(house, hailong, settings, office):
    with house.store.writing() as connection:
        note(connection, DEMONSTRATION)
    found = re.search(r"/kiosk/#([B-Z]{4}-[B-Z]{4})\b", hailong("welcome").output)
    assert found
    service = create_app(replace(settings, rooms=("kiosk",)))
    tablet = Tablet(service)
    assert tablet.ask(invitation=found[1]).get_json()["state"] == "paired"
    assert tablet.call("config").get_json()["place"]["desk"] == "Quầy 1"
    with service.house.store.reading() as connection:
        assert [device.spot.desk_id for device in devices(connection)] == [office]
    assert Client(service).get("/kiosk/").status_code == 200
    service.house.store.close()


def test_without_the_room_nothing_is_said_of_tablets(house, office):
    with house.store.writing() as connection:
        told = "\n".join(lines(house, connection, at=now()))
    assert "kiosk" not in told
    assert "/dang-nhap" in told
