"""What citizens see of feedback: the case on the receipt's page, and the public board of a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext

from survey.feedback.domain import CaseState, link_of
from survey.feedback.domain.refusals import UnknownDeedError
from survey.feedback.services import voicing
from survey.feedback.services.board import public_board
from survey.foundation.clock import local_day, now
from survey.foundation.errors import NotFoundError
from survey.foundation.gate import Audience, for_audience
from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.organisation.records import units_on
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.feedback.services.voicing import Voice
    from survey.foundation.doors import House
    from survey.foundation.errors import Refusal

_LANGUAGES = ("vi", "en", "km", "zh")
_BOARD_KEPT_S = 300


def case_part(
    connection: Connection,
    house: House,
    receipt_hash: bytes,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any] | None:
    """Give what `survey/citizen/case.html` needs for the case behind a receipt; None when there is none.

    After a refused form, `typed` is that form and `refusal` what was wrong: nothing typed is lost.
    """
    today = local_day(now())
    voice = voicing.look(connection, link_of(house.secret, receipt_hash), today=today)
    if voice is None:
        return None
    return {
        "voice": voice,
        "status": _status(voice, today),
        "typed": typed or {},
        "problem": gettext(refusal.message, **refusal.details) if refusal else None,
        "contact_days": house.settings.contact_days,
    }


def take_case_form(connection: Connection, house: House, receipt_hash: bytes, form: Mapping[str, str]) -> None:
    """Do what a form of the receipt's page asks for; the caller has seen that it came from our own page."""
    deed = _DEEDS.get(form.get("deed", ""))
    if deed is None:
        raise UnknownDeedError
    deed(connection, house, link_of(house.secret, receipt_hash), form)


def _write(connection: Connection, _house: House, link: bytes, form: Mapping[str, str]) -> None:
    calendar = office_calendar(connection)
    voicing.write(connection, link, text=form.get("message", ""), today=local_day(now()), calendar=calendar)


def _judge(connection: Connection, _house: House, link: bytes, form: Mapping[str, str]) -> None:
    voicing.judge(connection, link, mark=form.get("handling", ""), today=local_day(now()))


def _reopen(connection: Connection, _house: House, link: bytes, form: Mapping[str, str]) -> None:
    calendar = office_calendar(connection)
    voicing.reopen(connection, link, text=form.get("message", ""), today=local_day(now()), calendar=calendar)


def _leave_contact(connection: Connection, house: House, link: bytes, form: Mapping[str, str]) -> None:
    voicing.leave_contact(
        connection,
        link,
        value=form.get("contact", ""),
        consent="consent" in form,
        today=local_day(now()),
        days=house.settings.contact_days,
    )


def _withdraw_contact(connection: Connection, _house: House, link: bytes, _form: Mapping[str, str]) -> None:
    voicing.withdraw_contact(connection, link)


_DEEDS: dict[str, Callable[[Connection, House, bytes, Mapping[str, str]], None]] = {
    "write": _write,
    "judge": _judge,
    "reopen": _reopen,
    "contact": _leave_contact,
    "withdraw": _withdraw_contact,
}


def _status(voice: Voice, today: date) -> str:
    """Say which sentence tells where the case stands."""
    case = voice.case
    if case.state is CaseState.REOPENED:
        return "late" if case.overdue(today) else "reopened"
    if case.state in (CaseState.OPEN, CaseState.ASSIGNED):
        return "late" if case.overdue(today) else "waiting"
    return case.state.value


def board_pages(house: House) -> Blueprint:
    """Make the public board's pages of a house."""
    blueprint = Blueprint("board", __name__)

    # A code may hold a slash; the language stands last, as everywhere on this side.
    @blueprint.get("/bang-tin/<path:code>")
    @blueprint.get("/bang-tin/<path:code>/<any(vi, en, km, zh):language>")
    @for_audience(Audience.ANYONE)
    def board(code: str, language: str = DEFAULT_LANGUAGE) -> Response:
        g.language = language
        with house.store.reading() as connection:
            units = units_on(connection, local_day(now()))
            unit = next((each for each in units.values() if each.code == code), None)
            if unit is None:
                raise NotFoundError
            entries = public_board(connection, unit.unit_id)
        page = render_template(
            "survey/feedback/public/board.html",
            lang=language,
            languages=[(each, f"/bang-tin/{code}" + ("" if each == "vi" else f"/{each}")) for each in _LANGUAGES],
            unit_name=unit.name,
            entries=entries,
        )
        response = Response(page, mimetype="text/html")
        response.headers["Cache-Control"] = f"public, max-age={_BOARD_KEPT_S}"
        return response

    return blueprint
