"""The library's views of signing in and out, with what must hold around them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from flask import Response, abort, make_response, request, session
from flask_limiter import Limiter
from limits import parse

from survey.accounts.domain import sign_in_name
from survey.accounts.web.visits import finish_session, start_session
from survey.foundation.errors import Refusal
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from flask import Flask

    from survey.foundation.doors import House

# A whole office shares one address: all its names together may try so many times as often as one name.
_NAMES_OF_AN_OFFICE = 10
_FORM_LIMIT = 16_384
_ANYONE = for_audience(Audience.ANYONE)
# One slash, then none and no backslash: browsers read both pairs as the beginning of another host.
_SAFE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class UnsafeAddressError(Refusal):
    """The page to go on to is not one of ours."""

    message = "The page asked for after signing in is not a page of this service."


def safe_address(address: str) -> bool:
    """Tell whether an address leads to a page of this service, whatever a browser makes of it."""
    return _SAFE.fullmatch(address) is not None


def open_sign_in(app: Flask, house: House) -> None:
    """Put the checks around the library's two views and let everybody to them."""
    attempts = house.settings.signin_attempts
    limiter = Limiter(_whose, app=app, storage_uri=house.settings.ratelimit_storage_uri, headers_enabled=True)
    by_name = limiter.limit(attempts, methods=["POST"])
    by_address = limiter.limit(_for_an_office(attempts), key_func=_where, methods=["POST"])
    views = app.view_functions
    views["security.login"] = _ANYONE(by_address(by_name(_signing_in(views["security.login"]))))
    views["security.logout"] = _ANYONE(_signing_out(views["security.logout"], house))


def _signing_in(view: Any) -> Any:
    def sign_in() -> Response:
        _check_next()
        answer = make_response(view())
        if "_user_id" in session:
            if "since" not in session:
                start_session()
        elif request.method == "POST":
            answer.status_code = 403
        return answer

    return sign_in


def _signing_out(view: Any, house: House) -> Any:
    def sign_out() -> Response:
        _check_next()
        finish_session(house)
        answer = make_response(view())
        session.pop("since", None)
        session.pop("session", None)
        return answer

    return sign_out


def _check_next() -> None:
    given = request.values.get("next")
    if given and not safe_address(given):
        raise UnsafeAddressError


def keep_small() -> None:
    """Refuse a sign-in form that no page of ours sends, before anybody reads it."""
    if request.endpoint == "security.login" and request.method == "POST":
        request.max_content_length = _FORM_LIMIT
        if request.mimetype != "application/x-www-form-urlencoded":
            abort(415)


def _where() -> str:
    # The limiter skips a limit whose key is empty, and a Unix socket gives no address.
    return request.remote_addr or "socket"


def _whose() -> str:
    typed = request.form.get("name", "")
    name = sign_in_name(typed) or typed
    # Hashed, for a stranger chooses the length.
    return hashlib.sha256(f"{_where()}|{name}".encode("utf-8", "surrogatepass")).hexdigest()


def _for_an_office(attempts: str) -> str:
    limit = parse(attempts)
    return f"{limit.amount * _NAMES_OF_AN_OFFICE} per {limit.multiples} {limit.GRANULARITY.name}"
