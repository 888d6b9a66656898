"""`POST /api/v1/slips`: a one-stop system asks for slips, a thousand at a time at most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from survey.foundation.clock import local_day, now
from survey.foundation.errors import Refusal
from survey.foundation.gate import KeyNeededError, Scope, for_keys
from survey.foundation.openapi import Call, described
from survey.organisation.domain import subtree
from survey.organisation.records import units_on
from survey.touchpoint.services.slip_calls import Caller, Issuing, issue_bulk
from survey.touchpoint.web.models import SlipCall, SlipResults

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.doors import House

_BODY_LIMIT = 2 * 2**20
_CALL = Call(
    summary="Issue one-time slips; items that are refused stop no other",
    takes=SlipCall,
    answers={200: SlipResults},
    refusals=(400, 401, 403, 413, 415),
)


class NotJsonError(Refusal):
    """The body of a call that cannot be read."""

    message = "The body is not JSON."


class Key(Protocol):
    """What this address asks of a key; accounts stand on this feature, so it does not know them."""

    @property
    def key_id(self) -> int:
        """The key's number."""

    @property
    def unit_id(self) -> int | None:
        """The unit the key acts for with those below; None for all."""


def calls(house: House, key_now: Callable[[], Key | None]) -> Blueprint:
    """Make the address one-stop systems call; `key_now` gives the key that a call carries."""
    blueprint = Blueprint("touchpoint_api", __name__)

    @described(_CALL)
    @for_keys(Scope.SLIPS)
    def issue() -> Response:
        request.max_content_length = _BODY_LIMIT
        items = _body()
        key = key_now()
        if key is None:
            raise KeyNeededError
        at = now()
        with house.store.writing() as connection:
            units = None if key.unit_id is None else subtree(units_on(connection, local_day(at)), key.unit_id)
            caller = Caller(key_id=key.key_id, unit_ids=units)
            issuing = Issuing(caller=caller, at=at, secret=house.secret, base_url=house.settings.base_url)
            results = issue_bulk(connection, items, issuing)
        counts = {word: sum(each["status"] == word for each in results) for word in ("issued", "known", "refused")}
        return jsonify(results=results, **counts)

    blueprint.add_url_rule("/api/v1/slips", "slips", issue, methods=["POST"])
    return blueprint


def _body() -> Any:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise NotJsonError from None
