"""Programs at the door: the key they carry, and forms without a token for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, g, request

from survey.accounts.services import key_of
from survey.foundation.gate import Audience, KeyNeededError, audiences_of
from survey.foundation.pages import problem

if TYPE_CHECKING:
    from flask import Flask
    from flask_wtf.csrf import CSRFProtect

    from survey.accounts.domain import ApiKey
    from survey.foundation.doors import House


def key_now() -> ApiKey | None:
    """Give the key this request carries; None without one in force."""
    key: ApiKey | None = g.get("api_key")
    return key


def open_keys(app: Flask, house: House, forms: CSRFProtect) -> None:
    """Find the key of each request to a view for keys; every other view wants the token of its form."""

    def check() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None:
            return  # the 404 page changes nothing
        if Audience.API_KEY in audiences_of(view):
            # No cookie opens such a view, so no other site can make a browser call it.
            g.api_key = _carried(house)
        else:
            forms.protect()

    app.before_request(check)
    app.register_error_handler(KeyNeededError, _ask_for_key)


def _carried(house: House) -> ApiKey | None:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    with house.store.reading() as connection:
        return key_of(connection, given.token, secret=house.secret)


def _ask_for_key(error: KeyNeededError) -> Response:
    response = problem(error, error.status)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
