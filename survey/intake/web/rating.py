"""The page of a code, and the door by which the answers sent from it come in."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from survey.foundation.clock import now
from survey.foundation.codes import MistypedCodeError
from survey.foundation.errors import ForbiddenError, Refusal
from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.intake import tickets
from survey.intake.domain import Outcome
from survey.intake.kept import HOLE, KeptPage, keep
from survey.intake.places import find_place
from survey.intake.web.reading import Sent, read_form, receipt_of, submission_of
from survey.intake.web.script import SCRIPT_ADDRESS
from survey.intake.web.sending import anyone, from_here, html, menu, send, speak, suffix
from survey.intake.web.thanking import Thanking
from survey.questionnaire.domain import PROMPT_LIMIT, filled
from survey.touchpoint.domain import CODE_LENGTH
from survey.touchpoint.services import (
    ExpiredSlipError,
    RevokedCodeError,
    StaleCodeError,
    UnknownCodeError,
    UsedSlipError,
    canonical,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.foundation.doors import House
    from survey.foundation.queue import GroupWriter
    from survey.intake.domain import Hearing, Submission
    from survey.intake.places import Place
    from survey.intake.tickets import Ticket

# How long a server process may go on using what it knows of a code: a revoked code stops within this time.
_KNOWN_FOR_S = 10.0
_MOST_KEPT = 4000
# How long a page opened by a slip or by the code on a screen may wait to be sent as if it were sent at once.
_FORM_LIVES = timedelta(days=1)

_REASONS: dict[type[Refusal], str] = {
    MistypedCodeError: "mistyped",
    UnknownCodeError: "unknown",
    RevokedCodeError: "revoked",
    UsedSlipError: "used",
    ExpiredSlipError: "expired",
    StaleCodeError: "stale",
}


class MisplacedFormError(Refusal):
    """The form was not opened here, or the server's key changed since."""

    message = "This form was opened too long ago or somewhere else."


class Rating:
    """The pages by code and language, kept between requests, and the queue answers leave by."""

    def __init__(self, house: House, writer: GroupWriter[Submission, Outcome], hearing: Hearing) -> None:
        self._house = house
        self._writer = writer
        self._thanking = Thanking(house, hearing)
        self._places: dict[str, tuple[Place, float]] = {}
        self._kept: dict[tuple[Any, ...], KeptPage] = {}

    @anyone
    def rate(self, code: str, language: str = DEFAULT_LANGUAGE) -> Response:
        """Show the page of a code, or take the answer sent from it."""
        speak(language)
        try:
            return self._take(code, language) if request.method == "POST" else self._show(code, language)
        except tuple(_REASONS) as refusal:
            return _wrong_code(refusal, code, language)

    def _show(self, code: str, language: str) -> Response:
        place = self._place(code)
        return send(self._page(place, language), self._new_ticket(place))

    def _new_ticket(self, place: Place) -> bytes:
        return tickets.issue(self._house.secret, place.code, at=int(time.time()))

    def _place(self, typed: str, ticket: Ticket | None = None) -> Place:
        known = self._places.get(typed)
        if known and known[1] > time.monotonic():
            return known[0]
        at = now()
        opened = _opened(typed, ticket, at)
        with self._house.store.reading() as connection:
            place = find_place(
                connection, typed, at=opened or at, secret=self._house.secret, spent=opened is not None
            )
        if place.lasting:
            self._know(typed, place)
        return place

    def _know(self, typed: str, place: Place) -> None:
        if len(self._places) > _MOST_KEPT:  # a code can be spelled in many ways: what is kept must have an end
            self._places.clear()
        self._places[typed] = (place, time.monotonic() + _KNOWN_FOR_S)

    def _page(self, place: Place, language: str) -> KeptPage:
        if not place.lasting:
            return keep(_render_page(place, language, ticket=HOLE, given={}, problem=None))
        key = (place.code, place.title, place.unit_name, place.version.version_id, language)
        page = self._kept.get(key)
        if page is None:
            page = keep(_render_page(place, language, ticket=HOLE, given={}, problem=None))
            self._keep(key, page)
        return page

    def _keep(self, key: tuple[Any, ...], page: KeptPage) -> None:
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = page

    def _take(self, code: str, language: str) -> Response:
        if not from_here():
            raise ForbiddenError
        secret = self._house.secret
        ticket = tickets.read(secret, canonical(code), request.form.get("ticket", ""))
        place = self._place(code, ticket)
        try:
            if ticket is None:
                raise MisplacedFormError
            form = read_form(place.version, request.form)
        except Refusal as refusal:
            return self._again(place, ticket, language, refusal)
        sent = Sent(ticket=ticket, receipt=receipt_of(ticket), at=now(), network=request.remote_addr or "")
        submission = submission_of(secret, place, form, sent)
        outcome = self._writer.put(submission)
        if outcome is Outcome.SPENT:
            raise UsedSlipError(code=place.code)
        if not submission.complete:
            # The script of the page asked; nobody looks at the answer but to know that it came.
            return Response(status=204, headers={"Cache-Control": "no-store"})
        return self._thanking.thank(place, submission, sent=sent, outcome=outcome, language=language)

    def _again(self, place: Place, ticket: Ticket | None, language: str, refusal: Refusal) -> Response:
        """Show the form with everything that was typed, and say what is wrong with it."""
        given = request.form.to_dict()
        problem = _(refusal.message, **refusal.details)
        page = _render_page(
            place,
            language,
            ticket=given.get("ticket", "") if ticket else self._new_ticket(place).decode(),
            given=given,
            problem=(problem, refusal.details.get("question")),
        )
        return html(page, refusal.status)


def _opened(typed: str, ticket: Ticket | None, at: datetime) -> datetime | None:
    """Give the moment by which a form is judged that was opened by a slip or by the code on a screen.

    Else a code of two minutes could not be answered in peace, nor a slip in its last hour.
    """
    if ticket is None or len(canonical(typed)) == CODE_LENGTH or ticket.opened_at < at - _FORM_LIVES:
        return None
    return ticket.opened_at


def _render_page(
    place: Place, language: str, *, ticket: str, given: Mapping[str, str], problem: tuple[str, str | None] | None
) -> str:
    return render_template(
        "survey/citizen/page.html",
        lang=language,
        languages=menu(f"/Q/{place.code}"),
        script=SCRIPT_ADDRESS,
        unit_name=place.unit_name,
        place=place.title,
        filled=filled,
        names=place.names,
        prompt_limit=PROMPT_LIMIT,
        version=place.version,
        ticket=ticket,
        given=given,
        problem=problem[0] if problem else None,
        problem_field=problem[1] if problem else None,
    )


def _wrong_code(refusal: Refusal, typed: str, language: str) -> Response:
    new_code = refusal.details.get("new_code")
    page = render_template(
        "survey/citizen/code_wrong.html",
        lang=language,
        languages=(),
        reason=_REASONS[type(refusal)],
        typed=typed[:40],
        new_address=f"/Q/{new_code}{suffix(language)}" if new_code else None,
    )
    return html(page, refusal.status)
