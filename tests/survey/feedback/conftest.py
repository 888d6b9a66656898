"""An office on a connection that is undone, and one behind the doors of the service."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from flask import render_template_string, request
from werkzeug.test import Client

from survey.app import create_app
from survey.feedback.web import pages
from survey.feedback.web_citizen import board_pages, case_part, take_case_form
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.gate import Audience, for_audience
from tests.helpers.pages import Page, page_of
from tests.helpers.staff import PASSWORD
from tests.survey.feedback.people import Office, an_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from survey.app import Service
    from survey.foundation.database import Store
    from survey.foundation.doors import House
    from survey.settings import Settings

RECEIPT_HASH = b"hash of receipt "
RECEIPT_PAGE = """{% extends "survey/citizen/base.html" %}
{% block title %}{{ _("Your answer is kept") }}{% endblock %}
{% block page %}{% if case %}{% include "survey/citizen/case.html" %}{% endif %}{% endblock %}"""


@pytest.fixture
def office(connection: Connection) -> Office:
    return an_office(connection)


@dataclass
class Doors:
    """The service with an office behind it, and a browser for each account."""

    service: Service
    store: Store
    browsers: dict[str, Client] = field(default_factory=dict)

    @contextmanager
    def inside(self) -> Iterator[Office]:
        with self.store.writing() as connection:
            yield Office(connection)

    def browser(self, name: str) -> Client:
        if name not in self.browsers:
            client = self.browsers[name] = Client(self.service)
            token = Page(client.get("/dang-nhap").text).value("csrf_token")
            answer = client.post("/dang-nhap", data={"csrf_token": token, "name": name, "password": PASSWORD})
            assert answer.status_code == 302
        return self.browsers[name]

    def get(self, name: str, address: str, status: int = 200) -> Page:
        return page_of(self.browser(name).get(f"/review/gop-y/{address}"), status=status)

    def post(self, name: str, address: str, **form: Any) -> TestResponse:
        client = self.browser(name)
        token = client.get("/review/gop-y/none").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return client.post(f"/review/gop-y/{address}", data={"csrf_token": token} | form)


@pytest.fixture(scope="session")
def opened_with_feedback() -> Iterator[dict[str, Service]]:
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def doors(settings: Settings, store: Store, opened_with_feedback: dict[str, Service]) -> Doors:
    if settings.database_url not in opened_with_feedback:
        service = create_app(replace(settings, signin_attempts="100000 per minute"))
        _open(service.staff, pages(service.house))
        _open(service.citizen, board_pages(service.house))
        service.citizen.add_url_rule("/receipt", view_func=_receipt_page(service.house), methods=["GET", "POST"])
        opened_with_feedback[settings.database_url] = service
    with store.writing() as connection:
        an_office(connection)
    return Doors(opened_with_feedback[settings.database_url], store)


def _open(app: Flask, blueprint: Any) -> None:
    if blueprint.name not in app.blueprints:
        app.register_blueprint(blueprint)


def _receipt_page(house: House) -> Any:
    """Stand for the receipt's page: one receipt, whose case is shown and whose forms are taken."""

    @for_audience(Audience.ANYONE)
    def receipt_page() -> Any:
        refusal = None
        if request.method == "POST":
            try:
                with house.store.writing() as connection:
                    take_case_form(connection, house, RECEIPT_HASH, request.form)
            except NotFoundError:
                raise
            except Refusal as refused:
                refusal = refused
        with house.store.reading() as connection:
            typed = request.form if refusal else None
            case = case_part(connection, house, RECEIPT_HASH, typed=typed, refusal=refusal)
        page = render_template_string(RECEIPT_PAGE, case=case, lang="vi", languages=())
        return page, refusal.status if refusal else 200

    return receipt_page
