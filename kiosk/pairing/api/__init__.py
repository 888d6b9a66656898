"""The addresses of tablets that are to be paired, of challenges, and of keys that change."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from kiosk.pairing.api.calling import REFUSALS, Call, View, calls, for_devices, milliseconds, read, signed
from kiosk.pairing.domain import (
    INTERVAL_S,
    check_digits,
    key_id_of,
    new_challenge,
    read_key,
    shown,
    typed_code,
)
from kiosk.pairing.domain.refusals import BadSignatureError, WrongInvitationError
from kiosk.pairing.models import (
    ChallengeReply,
    InvitedReply,
    KeyCall,
    PairCall,
    PairReply,
    PollCall,
    PollReply,
    Reply,
)
from kiosk.pairing.services import admit, admitted, announce_key, asker_of, begin, find_invitation, poll
from survey.foundation import openapi
from survey.foundation.clock import now
from survey.foundation.errors import NotFoundError
from survey.foundation.gate import Audience, for_audience
from survey.foundation.openapi import described
from survey.touchpoint import qr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device, DeviceKey, Pairing
    from survey.foundation.doors import House

__all__ = ["pages"]

_CHALLENGE = openapi.Call(summary="Get something to sign", answers={200: ChallengeReply})
_PAIR = openapi.Call(
    summary="Ask to be paired; the same key gets the same code while it waits, and an invitation is taken at once",
    takes=PairCall,
    answers={200: InvitedReply, 201: PairReply},
    refusals=(*REFUSALS, 404, 409, 410),
    signed=True,
)
_POLL = openapi.Call(
    summary="Ask whether a manager has paired the tablet",
    takes=PollCall,
    answers={200: PollReply},
    refusals=REFUSALS,
    signed=True,
)
_PICTURE = openapi.Call(
    summary="The address of the pairing page as a QR picture", answers={200: "image/svg+xml"}, refusals=(404,)
)
_KEY = openapi.Call(
    summary="Announce the device's next key; the old one is good until the new one is first used",
    takes=KeyCall,
    answers={200: Reply},
    refusals=REFUSALS,
    signed=True,
)


def pages(house: House) -> Blueprint:
    """Make the addresses of a house."""
    blueprint = calls(house, "kiosk_pairing")

    @described(_CHALLENGE)
    @for_audience(Audience.ANYONE)
    def challenge() -> Response:
        return jsonify(challenge=new_challenge(house.secret, now()))

    @described(_PICTURE)
    @for_audience(Audience.ANYONE)
    def picture(code: str) -> Response:
        user_code = typed_code(code)
        if user_code is None or code != shown(user_code):
            raise NotFoundError
        return Response(qr.svg(_address(house, user_code)), mimetype="image/svg+xml")

    blueprint.add_url_rule("/kiosk/api/challenge", "challenge", challenge)
    blueprint.add_url_rule("/kiosk/api/pair/<code>.svg", "picture", picture)
    for rule, name, view in (
        ("/kiosk/api/pair", "pair", _pair(house)),
        ("/kiosk/api/pair/poll", "poll", _poll(house)),
        ("/kiosk/api/key", "key", _key(house)),
    ):
        blueprint.add_url_rule(rule, name, view, methods=["POST"])
    return blueprint


def _address(house: House, user_code: str) -> str:
    return f"{house.settings.base_url.rstrip('/')}/admin/kiosk/ghep?ma={shown(user_code)}"


def _pair(house: House) -> View:
    def find(_connection: Connection, call: Call) -> tuple[bytes, PairCall]:
        told = read(PairCall, call.body)
        public_key = read_key(told.public_key)
        # A stranger's key is believed for itself only.
        if key_id_of(public_key) != call.key_id:
            raise BadSignatureError
        return public_key, told

    @described(_PAIR)
    @signed(house, find)
    def pair(call: Call, told: PairCall) -> Response:
        if told.invitation is not None:
            device = _invited(house, call, told, told.invitation)
            return jsonify(state="paired", device=device.code)
        with house.store.writing() as connection:
            pairing = _begun(connection, call, told)
        left = (pairing.expires_at - call.at).total_seconds()
        answer = jsonify(
            user_code=shown(pairing.user_code),
            check=check_digits(house.secret, pairing.public_key),
            expires_in=int(left),
            interval=INTERVAL_S,
            address=_address(house, pairing.user_code),
            picture=f"/kiosk/api/pair/{shown(pairing.user_code)}.svg",
        )
        answer.status_code = 201
        return answer

    return pair


def _begun(connection: Connection, call: Call, told: PairCall) -> Pairing:
    return begin(
        connection,
        read_key(told.public_key),
        app_version=told.app_version,
        persistent=told.persistent,
        at=call.at,
        random=SystemRandom(),
    )


def _invited(house: House, call: Call, told: PairCall, typed: str) -> Device:
    with house.store.writing() as connection:
        found = find_invitation(connection, typed, at=call.at, secret=house.secret)
        if found is not None:
            known = admitted(connection, found, call.key_id)
            return known or admit(
                connection,
                found,
                lambda: _begun(connection, call, told),
                at=call.at,
                random=SystemRandom(),
            )
    # Only after the transaction: a wrong code has to be counted.
    raise WrongInvitationError


def _poll(house: House) -> View:
    def find(connection: Connection, call: Call) -> tuple[bytes, Pairing]:
        pairing = asker_of(connection, call.key_id)
        return pairing.public_key, pairing

    @described(_POLL)
    @signed(house, find)
    def ask(call: Call, pairing: Pairing) -> Response:
        read(PollCall, call.body)
        with house.store.writing() as connection:
            state = poll(connection, pairing, at=call.at)
        return jsonify(state=state, device=pairing.device_code)

    return ask


def _key(house: House) -> View:
    @described(_KEY)
    @for_devices(house)
    def announce(call: Call, key: DeviceKey) -> Response:
        told = read(KeyCall, call.body)
        with house.store.writing() as connection:
            announce_key(connection, key, read_key(told.public_key), told.proof, at=call.at)
        return jsonify(now=milliseconds(call.at))

    return announce
