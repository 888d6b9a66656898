"""The composition root: one door, a citizen's side without sessions, a staff side, and the rooms by name."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.feedback.services.hearing import hearing_of
from survey.feedback.web_citizen import board_pages, case_part, take_case_form
from survey.foundation.database import Store
from survey.foundation.doors import House
from survey.foundation.gate import guard
from survey.foundation.headers import header_list, kiosk_headers, style_hash, with_headers
from survey.foundation.health import health
from survey.foundation.installation import DEMONSTRATION, holds
from survey.foundation.logs import set_up_logs, with_request_lines
from survey.foundation.openapi import openapi_page
from survey.foundation.pages import make_app
from survey.foundation.queue import GroupWriter
from survey.intake.services import take_in
from survey.intake.web import LANGUAGES, CitizenPages
from survey.settings import ROOT, secret_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask
    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal
    from survey.intake.domain import Outcome, Submission
    from survey.settings import Settings

_KIOSK_PATH = "/kiosk"
_STAFF_PATHS = ("/dang-nhap", "/dang-xuat", "/review", "/admin", "/api/", "/static/", "/bootstrap/")


class Service:
    """The whole service as one WSGI application; `citizen` and `staff` are its two Flask apps."""

    def __init__(self, house: House, citizen: Flask, staff: Flask) -> None:
        self.house = house
        self.citizen = citizen
        self.staff = staff
        https = house.settings.base_url.startswith("https:")
        sheet = (ROOT / "templates" / "survey" / "citizen" / "style.css").read_text()
        pinned = header_list(style=style_hash(sheet), referrer="no-referrer", https=https)
        local = header_list(style="'self'", referrer="same-origin", https=https)
        self._citizen_door = with_headers(citizen, pinned)
        self._staff_door = with_headers(staff, local)
        self._kiosk_door = with_headers(citizen, kiosk_headers(https=https))
        self._door: WSGIApplication = with_request_lines(self._choose)
        hops = house.settings.trusted_proxies
        if hops:
            self._door = ProxyFix(self._door, x_for=hops, x_proto=hops, x_host=hops)

    def _choose(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(_STAFF_PATHS):
            return self._staff_door(environ, start_response)
        # The tablet's page is of the citizens' side, without session or cookie, and has a policy of its own.
        door = self._kiosk_door if path.startswith(_KIOSK_PATH) else self._citizen_door
        return door(environ, start_response)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._door(environ, start_response)


def create_app(settings: Settings) -> Service:
    """Open the house and every room named in the settings."""
    set_up_logs(settings.log_level)
    house = House(settings=settings, store=Store(settings.database), secret=secret_of(settings).encode())
    citizen = _citizen_side(house)
    staff = _staff_side(house)
    for side in (citizen, staff):
        side.context_processor(_notices(house))
    for room in settings.rooms:
        import_module(f"{room}.room").open_room(house, citizen=citizen, staff=staff)
    staff.register_blueprint(openapi_page((citizen, staff), address=settings.base_url, version=version("hailong")))
    return Service(house, citizen, staff)


def _notices(house: House) -> Callable[[], dict[str, bool]]:
    """Tell every page whether it must say that its answers are invented."""

    def notices() -> dict[str, bool]:
        try:
            with house.store.reading() as connection:
                return {"demonstration": holds(connection, DEMONSTRATION)}
        except SQLAlchemyError:
            return {"demonstration": False}  # the page that says the database is away must not need it

    return notices


def _citizen_side(house: House) -> Flask:
    app = make_app(
        "citizen",
        words="citizen",
        languages=LANGUAGES,
        error_page="survey/citizen/error.html",
        static_folder=None,
    )
    app.config.update(MAX_CONTENT_LENGTH=house.settings.body_limit, MAX_FORM_MEMORY_SIZE=house.settings.body_limit)
    app.extensions["hailong.store"] = house.store
    # Nobody has a role here and no key signs a cookie: this side could not recognise a visitor if it wanted to.
    guard(app, lambda: None)
    app.register_blueprint(health)

    hearing = hearing_of(house.secret)

    def write(submissions: Sequence[Submission]) -> Sequence[Outcome]:
        with house.store.writing() as connection:
            return take_in(connection, submissions, hearing=hearing)

    pages = CitizenPages(house, GroupWriter(write), hearing=hearing, cases=_Cases(house))
    app.register_blueprint(pages.blueprint())
    app.register_blueprint(board_pages(house))
    return app


class _Cases:
    """The cases of the house, as the page of a receipt needs them."""

    def __init__(self, house: House) -> None:
        self._house = house

    def look(
        self,
        connection: Connection,
        receipt_hash: bytes,
        *,
        typed: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
    ) -> dict[str, Any] | None:
        return case_part(connection, self._house, receipt_hash, typed=typed, refusal=refusal)

    def take(self, connection: Connection, receipt_hash: bytes, form: Mapping[str, str]) -> None:
        take_case_form(connection, self._house, receipt_hash, form)


def _staff_side(house: House) -> Flask:
    # Accounts bring the sign-in library, which a process that serves citizens only need not load.
    accounts = import_module("survey.accounts.web")
    staff: Flask = accounts.staff_app(house)
    staff.register_blueprint(import_module("survey.organisation.web").pages(house, accounts.account_now))
    codes = import_module("survey.touchpoint.web")
    staff.register_blueprint(codes.pages(house, accounts.account_now))
    staff.register_blueprint(codes.calls(house, accounts.key_now))
    staff.register_blueprint(import_module("survey.volume.web").pages(house, accounts.account_now))
    staff.register_blueprint(import_module("survey.feedback.web").pages(house))
    staff.register_blueprint(import_module("survey.questionnaire.web").pages(house, accounts.account_now))
    return staff
