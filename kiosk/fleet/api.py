"""`/kiosk/api/config`, `heartbeat`, `rotating`: what a tablet is told, and how it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from kiosk.fleet.domain import Heartbeat, whole_hours
from kiosk.fleet.models import ConfigReply, HeartbeatCall, HeartbeatReply, RotatingReply
from kiosk.fleet.services import Teller, configuration, configuration_tag, slots, take_heartbeat
from kiosk.pairing.api.calling import REFUSALS, Call, View, calls, for_devices, milliseconds, read
from survey.foundation import openapi
from survey.foundation.openapi import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.pairing.domain import DeviceKey
    from survey.foundation.doors import House

_UNSENT = (401, 413, 503)
_CONFIG = openapi.Call(
    summary="Get what this tablet shows people from",
    answers={200: ConfigReply, 304: None},
    refusals=_UNSENT,
    signed=True,
    headers={"If-None-Match": "The tag of what the tablet has"},
)
_HEARTBEAT = openapi.Call(
    summary="Tell how the tablet does; hear what it is to do",
    takes=HeartbeatCall,
    answers={200: HeartbeatReply},
    refusals=REFUSALS,
    signed=True,
)
_ROTATING = openapi.Call(
    summary="Get the desk's codes of the next twelve minutes",
    answers={200: RotatingReply},
    refusals=_UNSENT,
    signed=True,
)
_LONGEST_OLDEST_H = 2**31 - 1


def pages(house: House, app_version: Callable[[], str]) -> Blueprint:
    """Make the addresses of a house; `app_version` gives the edition of the app that is served."""
    blueprint = calls(house, "kiosk_fleet")

    def teller(call: Call) -> Teller:
        return Teller(secret=house.secret, at=call.at, app_version=app_version())

    blueprint.add_url_rule("/kiosk/api/config", "config", _config(house, teller))
    blueprint.add_url_rule("/kiosk/api/heartbeat", "heartbeat", _heartbeat(house, teller), methods=["POST"])
    blueprint.add_url_rule("/kiosk/api/rotating", "rotating", _rotating(house))
    return blueprint


def _config(house: House, teller: Callable[[Call], Teller]) -> View:
    @described(_CONFIG)
    @for_devices(house)
    def config(call: Call, key: DeviceKey) -> Response:
        with house.store.reading() as connection:
            document = configuration(connection, key.device, teller(call))
        answer = jsonify(document)
        answer.set_etag(document["version"])
        answer.make_conditional(request)
        return answer

    return config


def _heartbeat(house: House, teller: Callable[[Call], Teller]) -> View:
    @described(_HEARTBEAT)
    @for_devices(house)
    def heartbeat(call: Call, key: DeviceKey) -> Response:
        told = read(HeartbeatCall, call.body)
        telling = teller(call)
        with house.store.writing() as connection:
            tag = configuration_tag(connection, key.device, telling)
            commands = take_heartbeat(connection, key.device, _beat(told, call), done=told.done)
        return jsonify(
            config=tag,
            app_version=telling.app_version,
            commands=[{"id": one.command_id, "kind": one.kind} for one in commands],
        )

    return heartbeat


def _beat(told: HeartbeatCall, call: Call) -> Heartbeat:
    oldest = whole_hours(told.oldest_age_s)
    last = whole_hours(told.last_answer_age_s)
    return Heartbeat(
        heard_at=call.at,
        app_version=told.app_version,
        battery=told.battery,
        charging=told.charging,
        storage_used=told.storage_used,
        storage_quota=told.storage_quota,
        persisted=told.persisted,
        queue=told.queue,
        aside=told.aside,
        oldest_age_h=None if oldest is None else min(oldest, _LONGEST_OLDEST_H),
        last_answer_age_h=None if last is None else min(last, _LONGEST_OLDEST_H),
        skew_ms=milliseconds(call.at) - told.sent_at,
    )


def _rotating(house: House) -> View:
    @described(_ROTATING)
    @for_devices(house)
    def rotating(call: Call, key: DeviceKey) -> Response:
        base_url = house.settings.base_url
        with house.store.reading() as connection:
            found = slots(connection, key.device, at=call.at, secret=house.secret, base_url=base_url)
        return jsonify(slots=found)

    return rotating
