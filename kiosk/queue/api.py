"""`POST /kiosk/api/responses`: a tablet empties its queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from kiosk.pairing.api.calling import REFUSALS, Call, calls, for_devices, read
from kiosk.queue.models import BatchModel, BatchReply
from kiosk.queue.services import Desk, take_batch
from survey.foundation import openapi
from survey.foundation.openapi import described

if TYPE_CHECKING:
    from kiosk.pairing.domain import DeviceKey
    from survey.foundation.doors import House
    from survey.intake.domain import Hearing

BODY_LIMIT = 2**20
_CALL = openapi.Call(
    summary="Send answers, each kept once; one that is put aside touches no other",
    takes=BatchModel,
    answers={200: BatchReply},
    refusals=REFUSALS,
    signed=True,
)


def pages(house: House, hearing: Hearing) -> Blueprint:
    """Make the address of a house."""
    blueprint = calls(house, "kiosk_queue")
    oldest = timedelta(days=house.settings.kiosk_oldest_days)

    @described(_CALL)
    @for_devices(house, limit=BODY_LIMIT)
    def responses(call: Call, key: DeviceKey) -> Response:
        batch = read(BatchModel, call.body).batch()
        desk = Desk(device=key.device, now=call.at, oldest=oldest, secret=house.secret, hearing=hearing)
        with house.store.writing() as connection:
            results = take_batch(connection, batch, desk)
        return jsonify(
            results=[{"id": one.item_id, "result": one.result, "reason": one.reason} for one in results]
        )

    blueprint.add_url_rule("/kiosk/api/responses", "responses", responses, methods=["POST"])
    return blueprint
