"""Slips for a desk: chosen, issued and handed over as one file, which is the only place the tokens are in."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Response, make_response, render_template, request

from survey.foundation.clock import now
from survey.foundation.errors import ForbiddenError, Refusal
from survey.organisation.records import desks
from survey.organisation.web.visiting import NotHereError
from survey.touchpoint.domain import LEAST_DAYS, MOST_DAYS
from survey.touchpoint.posters.slips import A_PAGE
from survey.touchpoint.posters.words import SECOND_LANGUAGES
from survey.touchpoint.services.issuing import Batch, Named, about, draw, keep, read_register
from survey.touchpoint.services.slip_files import names_of, slip_csv, slip_pdf
from survey.touchpoint.services.slip_refusals import SlipCountError
from survey.touchpoint.web.codes import seen
from survey.touchpoint.web.words import language_words, occasion_words

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.organisation.domain import Desk
    from survey.organisation.web.visiting import Door

MOST_OF_A_PAGE = 40 * A_PAGE
"""Slips a page hands over at once: sheets that are set within a few seconds."""

_LONGEST_NUMBER = 6


def slips_page(door: Door, code: str) -> Response:
    """Choose how many slips a desk needs and for what, and get them."""
    with door.house.store.reading() as connection:
        desk = own_desk(door, connection, code)
    problem = None
    if request.method == "POST":
        try:
            return _issued(door, desk, at=now())
        except Refusal as refusal:
            problem = refusal
    page = render_template(
        "survey/touchpoint/slips.html",
        desk=desk,
        chosen=request.form,
        problem=problem,
        occasions=occasion_words(),
        languages_below=language_words(),
        a_page=A_PAGE,
        most=MOST_OF_A_PAGE,
        days=(LEAST_DAYS, MOST_DAYS),
    )
    return make_response(page, problem.status if problem else 200)


def own_desk(door: Door, connection: Connection, code: str) -> Desk:
    """Find a desk of the visitor's units by its code; refuse those of other units."""
    found = next((desk for desk in desks(connection).values() if desk.code == code), None)
    if found is None:
        raise NotHereError(code=code[:100])
    allowed = seen(door, connection)
    if allowed is not None and found.unit_id not in allowed:
        raise ForbiddenError
    return found


def _issued(door: Door, desk: Desk, *, at: datetime) -> Response:
    house, form = door.house, request.form
    count = _number("count")
    if not 1 <= count <= MOST_OF_A_PAGE:
        raise SlipCountError(most=MOST_OF_A_PAGE)
    batch = Batch(batch_id=uuid4(), count=count, days=_number("days"))
    with house.store.reading() as connection:
        place = about(read_register(connection), Named(desk=desk.code, occasion=form.get("occasion", "")))
        names = names_of(connection, place, at=at)
    drawn = draw(place, batch, at=at, secret=house.secret, random=SystemRandom())
    base_url = house.settings.base_url
    if form.get("form") == "csv":
        written, kind = slip_csv(drawn, base_url=base_url).encode(), "text/csv"
    else:
        language = form.get("language", "")
        below = language if language in SECOND_LANGUAGES else SECOND_LANGUAGES[0]
        written, kind = slip_pdf(drawn, names, base_url=base_url, language=below, at=at), "application/pdf"
    with house.store.writing() as connection:
        keep(connection, drawn)
    return _file(written, kind)


def _number(name: str) -> int:
    typed = request.form.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _LONGEST_NUMBER else 0


def _file(written: bytes, kind: str) -> Response:
    answer = Response(written, mimetype=kind)
    suffix = "csv" if kind == "text/csv" else "pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="phieu-danh-gia.{suffix}"'
    return answer
