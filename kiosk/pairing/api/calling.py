"""A signed call: its body, its challenge, its key; the one decorator that lets nothing else through."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from kiosk.pairing.domain import KeyState, is_fresh, new_challenge, request_text
from kiosk.pairing.domain.refusals import BadSignatureError, StaleChallengeError, UnreadableCallError
from kiosk.pairing.keys import signed_by
from kiosk.pairing.services import change_key, check_in_use, key_of
from survey.foundation.clock import now
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import DeviceKey
    from survey.foundation.doors import House

BODY_LIMIT = 16 * 1024
CHALLENGE = "Hailong-Challenge"
REFUSALS = (400, 401, 413, 415, 429)
"""What any signed call may be refused with."""

_DEVICE, _SIGNATURE = "Hailong-Device", "Hailong-Signature"
_HEADER_LIMIT = 200
_PLACE_LIMIT = 60

View = Callable[[], Response]
"""A view as the app calls it: without values of the address."""

Who = TypeVar("Who")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a request says before anybody believed it."""

    key_id: str
    signature: str
    text: bytes
    body: bytes
    at: datetime


def calls(house: House, name: str) -> Blueprint:
    """Make a blueprint for addresses tablets call: each reply tells the server's clock and a fresh challenge."""
    blueprint = Blueprint(name, __name__)

    def finish(response: Response) -> Response:
        at = now()
        response.headers[CHALLENGE] = new_challenge(house.secret, at)
        response.headers["Cache-Control"] = "no-store"
        if response.is_json and response.status_code != 304:  # noqa: PLR2004 - it has no body (RFC 9110)
            told = response.get_json()
            response.set_data(json.dumps({**told, "now": milliseconds(at)}, ensure_ascii=False))
        return response

    blueprint.after_request(finish)
    return blueprint


def milliseconds(at: datetime) -> int:
    """Give a moment as browsers count: milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def signed(
    house: House, find: Callable[[Connection, Call], tuple[bytes, Who]], *, limit: int = BODY_LIMIT
) -> Callable[[Callable[[Call, Who], Response]], View]:
    """Open a view to calls signed by the key that `find` gives, with whom it is of; to no others."""

    def mark(view: Callable[[Call, Who], Response]) -> View:
        def checked() -> Response:
            call = _claimed(house.secret, limit)
            with house.store.reading() as connection:
                public_key, who = find(connection, call)
            if not signed_by(public_key, call.text, call.signature):
                raise BadSignatureError
            return view(call, who)

        return for_audience(Audience.ANYONE)(checked)

    return mark


def for_devices(
    house: House, *, limit: int = BODY_LIMIT
) -> Callable[[Callable[[Call, DeviceKey], Response]], View]:
    """Open a view to calls of paired devices, and to no others."""

    def find(connection: Connection, call: Call) -> tuple[bytes, DeviceKey]:
        key = key_of(connection, call.key_id)
        return key.public_key, key

    def mark(view: Callable[[Call, DeviceKey], Response]) -> View:
        def known(call: Call, key: DeviceKey) -> Response:
            _use(house, key, at=call.at)
            return view(call, key)

        return signed(house, find, limit=limit)(known)

    return mark


def _use(house: House, key: DeviceKey, *, at: datetime) -> None:
    """Refuse a key that may not send; make one that was announced the device's only one."""
    check_in_use(key)
    if key.state is KeyState.NEXT:
        with house.store.writing() as connection:
            change_key(connection, key, at=at)


def _claimed(secret: bytes, limit: int) -> Call:
    at = now()
    request.max_content_length = limit
    challenge = request.headers.get(CHALLENGE, "")[:_HEADER_LIMIT]
    # First, as it costs nothing: whoever holds no challenge of ours makes us look up and compute nothing.
    if not is_fresh(secret, challenge, at):
        raise StaleChallengeError
    body = request.get_data()
    query = request.query_string.decode("latin-1")
    line = f"{request.method}\n{request.path}{'?' + query if query else ''}"
    key_id = request.headers.get(_DEVICE, "")[:_HEADER_LIMIT]
    return Call(
        key_id=key_id,
        signature=request.headers.get(_SIGNATURE, "")[:_HEADER_LIMIT],
        text=request_text(line, key_id, challenge, body),
        body=body,
        at=at,
    )


def read(model: type[Model], body: bytes) -> Model:
    """Read the JSON body of a call; refuse what has not this shape by its place, never by what it says."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        # Not by the model itself, which refuses the whole of a body for half a character in one item of it.
        return model.model_validate(json.loads(body))
    except (ValueError, RecursionError) as error:
        if not isinstance(error, ValidationError):
            raise UnreadableCallError(place="body") from None
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise UnreadableCallError(place=_place(first)) from None


def _place(error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"]) or "body"
    return "".join(letter for letter in where if letter.isascii() and letter.isprintable())[:_PLACE_LIMIT]
