"""Making a Flask app the way every room expects it: strict templates, two kinds of words, refusals as pages."""

from __future__ import annotations

from traceback import format_tb
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import Babel, gettext
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from survey.foundation.errors import Refusal
from survey.foundation.logs import log
from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_LANGUAGE = "vi"
CALLS = ("/api/", "/kiosk/api/")
"""Where programs call: what is wrong is told them as a problem document."""


def make_app(name: str, *, words: str, languages: tuple[str, ...], error_page: str, **flask: Any) -> Flask:
    """Make an app whose words come from the gettext domain `words` and whose refusals show `error_page`."""
    app = Flask(name, root_path=str(ROOT), template_folder="templates", **flask)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        BABEL_DOMAIN=words,
        BABEL_TRANSLATION_DIRECTORIES="survey/translations",
        BABEL_DEFAULT_LOCALE=DEFAULT_LANGUAGE,
    )
    Babel(app, locale_selector=lambda: getattr(g, "language", DEFAULT_LANGUAGE))
    app.before_request(_name_endpoint)
    show = _error_shower(error_page, languages)
    app.register_error_handler(Refusal, show)
    app.register_error_handler(HTTPException, show)
    return app


def _name_endpoint() -> None:
    request.environ["hailong.endpoint"] = request.endpoint or "-"


def _error_shower(error_page: str, languages: tuple[str, ...]) -> Callable[[Exception], Response]:
    def show(error: Exception) -> Response:
        if not hasattr(g, "language"):
            last = request.path.rstrip("/").rpartition("/")[2]
            g.language = last if last in languages else DEFAULT_LANGUAGE
        status = _status(error)
        _log_failure(error)
        if request.path.startswith(CALLS):
            return problem(error, status)
        sentence = gettext(error.message, **error.details) if isinstance(error, Refusal) else None
        page = render_template(error_page, status=status, sentence=sentence, lang=g.language, languages=())
        return make_response(page, status, _own_headers(error))

    return show


def _status(error: Exception) -> int:
    if isinstance(error, Refusal):
        return error.status
    return (error.code if isinstance(error, HTTPException) else None) or 500


def _own_headers(error: Exception) -> dict[str, str]:
    """Give what a status says beside its page: the methods an address knows, how long to wait."""
    if isinstance(error, Refusal):
        wait = error.details.get("retry_after")
        return {} if wait is None else {"Retry-After": str(wait)}
    given = error.get_headers() if isinstance(error, HTTPException) else ()
    return {name: value for name, value in given if name != "Content-Type"}


def _log_failure(error: Exception) -> None:
    original = getattr(error, "original_exception", None)
    if original is None:
        return
    kinds: list[str] = []
    cause = original
    while cause is not None:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__
    # Not its message: that may quote what was sent, and the database quotes the whole row it did not take.
    place = "".join(format_tb(original.__traceback__))
    log.error("failure", id=request.environ.get("hailong.request_id"), kind=" from ".join(kinds), place=place)


def problem(error: Exception, status: int) -> Response:
    """Give the error as a problem document (RFC 9457)."""
    title = str(error) if isinstance(error, Refusal) else getattr(error, "name", "Internal Server Error")
    kind = type(error).__name__ if isinstance(error, Refusal) else "about:blank"
    response = jsonify(type=kind, title=title, status=status)
    response.status_code = status
    response.mimetype = "application/problem+json"
    response.headers.update(_own_headers(error))
    return response
