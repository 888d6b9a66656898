"""The citizen's pages: no session, no cookie, no script; kept bytes out, one submission in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_babel import gettext as _

from survey.foundation.clock import local_day, now
from survey.foundation.codes import MistypedCodeError, check_code, code_of, grouped
from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal
from survey.foundation.gate import Audience, for_audience
from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.intake import records, tickets
from survey.intake.domain import (
    RECEIPT_LENGTH,
    Channel,
    Readership,
    Submission,
    Trace,
    keyed_hash,
    readership_of,
    receipt_seed,
    response_id_of,
)
from survey.intake.kept import HOLE, KeptPage, keep
from survey.intake.places import RevokedCodeError, UnknownCodeError, find_place, place_name
from survey.organisation.records import desks, units_on
from survey.questionnaire.domain import check
from survey.touchpoint.domain import CODE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.foundation.doors import House
    from survey.foundation.queue import GroupWriter
    from survey.intake.domain import Outcome
    from survey.intake.places import Place
    from survey.intake.tickets import Ticket
    from survey.questionnaire.domain import Reply

LANGUAGES = ("vi", "en", "km", "zh")

# How long a server process may go on using what it knows of a code: a revoked code stops within this time.
_KNOWN_FOR_S = 10.0
_MOST_KEPT = 4000
_NOT_QUESTIONS = frozenset({"ticket", "assisted"})
_ANYONE = for_audience(Audience.ANYONE)


class MisplacedFormError(Refusal):
    """The form was not opened here, or the server's key changed since."""

    message = "This form was opened too long ago or somewhere else."


class CitizenPages:
    """The pages by code and language, kept between requests, and the door answers leave by."""

    def __init__(self, house: House, writer: GroupWriter[Submission, Outcome]) -> None:
        self._house = house
        self._writer = writer
        self._places: dict[str, tuple[Place, float]] = {}
        self._kept: dict[tuple[Any, ...], KeptPage] = {}

    def blueprint(self) -> Blueprint:
        """Give the addresses of the citizen's side."""
        pages = Blueprint("citizen", __name__)
        for first in ("Q", "q"):
            for rule in (f"/{first}/<code>", f"/{first}/<code>/<language>"):
                pages.add_url_rule(rule, view_func=self.rate, methods=["GET", "POST"])
        pages.add_url_rule("/", view_func=self.home)
        pages.add_url_rule("/q", view_func=self.typed_code)
        pages.add_url_rule("/r", view_func=self.typed_receipt)
        pages.add_url_rule("/r/<code>", view_func=self.receipt)
        pages.add_url_rule("/r/<code>/<language>", view_func=self.receipt)
        pages.add_url_rule("/rieng-tu", view_func=self.privacy)
        pages.add_url_rule("/rieng-tu/<language>", view_func=self.privacy)
        pages.add_url_rule("/<any(en, km, zh, vi):language>", view_func=self.home)
        return pages

    @_ANYONE
    def rate(self, code: str, language: str = DEFAULT_LANGUAGE) -> Response:
        """Show the page of a code, or take the answer sent from it."""
        _speak(language)
        try:
            place = self._place(code)
        except (MistypedCodeError, UnknownCodeError, RevokedCodeError) as refusal:
            return _wrong_code(refusal, code, language)
        if request.method == "POST":
            return self._take(place, language)
        ticket = tickets.issue(self._house.secret, place.code, at=int(time.time()))
        return _send(self._page(place, language), ticket)

    def _place(self, typed: str) -> Place:
        known = self._places.get(typed)
        at = time.monotonic()
        if known and known[1] > at:
            return known[0]
        with self._house.store.reading() as connection:
            place = find_place(connection, check_code(typed, CODE_LENGTH), local_day(now()))
        if len(self._places) > _MOST_KEPT:  # a code can be spelled in many ways: what is kept must have an end
            self._places.clear()
        self._places[typed] = (place, at + _KNOWN_FOR_S)
        return place

    def _page(self, place: Place, language: str) -> KeptPage:
        key = (place.code, place.title, place.unit_name, place.version.version_id, language)
        page = self._kept.get(key)
        if page is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            page = self._kept[key] = keep(_render_page(place, language, ticket=HOLE, given={}, problem=None))
        return page

    def _take(self, place: Place, language: str) -> Response:
        if not _from_here():
            raise ForbiddenError
        form = request.form
        given = {name: value for name, value in form.items() if name not in _NOT_QUESTIONS}
        ticket = tickets.read(self._house.secret, place.code, form.get("ticket", ""))
        try:
            if ticket is None:
                raise MisplacedFormError
            reply = check(place.version, given)
        except Refusal as refusal:
            return self._again(place, language, refusal)
        receipt = code_of(receipt_seed(ticket.raw), RECEIPT_LENGTH)
        self._writer.put(self._submission(place, ticket, reply, receipt=receipt, at=now()))
        return self._thank(place, language, reply, receipt=receipt)

    def _again(self, place: Place, language: str, refusal: Refusal) -> Response:
        """Show the form with everything that was typed, and say what is wrong with it."""
        ticket = request.form.get("ticket", "")
        if tickets.read(self._house.secret, place.code, ticket) is None:
            ticket = tickets.issue(self._house.secret, place.code, at=int(time.time())).decode()
        problem = _(refusal.message, **refusal.details)
        page = _render_page(
            place,
            language,
            ticket=ticket,
            given=request.form.to_dict(),
            problem=(problem, refusal.details.get("question")),
        )
        return _html(page, refusal.status)

    def _submission(self, place: Place, ticket: Ticket, reply: Reply, *, receipt: str, at: datetime) -> Submission:
        secret = self._house.secret
        day_key = f"network|{local_day(at)}"
        return Submission(
            response_id=response_id_of("ticket", ticket.raw),
            version_id=place.version.version_id,
            unit_id=place.unit_id,
            desk_id=place.desk_id,
            at=at,
            marks=reply.marks,
            channel=Channel.QR_OPEN,
            tier=place.tier,
            assisted="assisted" in request.form,
            comment=reply.comment,
            comment_kind=reply.comment_kind,
            readership=readership_of(place.version, reply.marks),
            receipt_hash=keyed_hash(secret, "receipt", receipt.encode()),
            trace=Trace(
                received_at=at,
                dwell_s=max(0, int(at.timestamp()) - ticket.opened),
                network=keyed_hash(secret, day_key, (request.remote_addr or "").encode()),
            ),
        )

    def _thank(self, place: Place, language: str, reply: Reply, *, receipt: str) -> Response:
        confidential = readership_of(place.version, reply.marks) is Readership.INSPECTION
        problem = reply.comment_kind == "problem"
        key = ("thanks", place.title, place.unit_name, language, confidential, problem)
        page = self._kept.get(key)
        if page is None:
            page = self._kept[key] = keep(
                render_template(
                    "survey/citizen/thanks.html",
                    lang=language,
                    languages=(),
                    receipt=HOLE,
                    receipt_address=f"/r/{HOLE}" + _suffix(language),
                    place=place.title if place.title == place.unit_name else f"{place.title}, {place.unit_name}",
                    problem_reported=problem,
                    confidential=confidential,
                    figures_on=None,
                )
            )
        return _send(page, grouped(receipt).encode())

    @_ANYONE
    def receipt(self, code: str, language: str = DEFAULT_LANGUAGE) -> Response:
        """Tell the holder of a receipt that the answer is kept; never what it was."""
        _speak(language)
        try:
            whole = check_code(code, RECEIPT_LENGTH)
        except MistypedCodeError:
            return _html(_unknown_receipt("mistyped", code, language), 404)
        with self._house.store.reading() as connection:
            kept = records.kept(connection, keyed_hash(self._house.secret, "receipt", whole.encode()))
            if kept is None:
                return _html(_unknown_receipt("unknown", grouped(whole), language), 404)
            unit = units_on(connection, kept.day).get(kept.unit_id)
            desk = desks(connection).get(kept.desk_id) if kept.desk_id else None
        return _html(
            render_template(
                "survey/citizen/receipt.html",
                lang=language,
                languages=_menu(f"/r/{whole}"),
                receipt=grouped(whole),
                day=kept.day,
                place=place_name(
                    unit.name if unit else "", desk.name if desk else None, desk.field if desk else None
                ),
                state=kept.state,
            )
        )

    @_ANYONE
    def home(self, language: str = DEFAULT_LANGUAGE) -> Response:
        """Say what this is and let a code be typed by hand."""
        _speak(language)
        return _html(render_template("survey/citizen/home.html", lang=language, languages=_menu("")))

    @_ANYONE
    def privacy(self, language: str = DEFAULT_LANGUAGE) -> Response:
        """Say what is kept, what is not, for how long and who sees it."""
        _speak(language)
        days = self._house.settings.trace_days
        menu = _menu("/rieng-tu")
        return _html(
            render_template("survey/citizen/privacy.html", lang=language, languages=menu, trace_days=days)
        )

    @_ANYONE
    def typed_code(self) -> Response:
        """Lead from a code typed by hand to its page."""
        return _lead("/Q/", request.args.get("code", ""))

    @_ANYONE
    def typed_receipt(self) -> Response:
        """Lead from a receipt typed by hand to its page."""
        return _lead("/r/", request.args.get("code", ""))


def _speak(language: str) -> None:
    if language not in LANGUAGES:
        raise NotFoundError
    g.language = language


def _suffix(language: str) -> str:
    return "" if language == DEFAULT_LANGUAGE else f"/{language}"


def _menu(path: str) -> tuple[tuple[str, str], ...]:
    return tuple((language, (path + _suffix(language)) or "/") for language in LANGUAGES)


def _lead(path: str, typed: str) -> Response:
    bare = "".join(letter for letter in typed if letter.isalnum())[:40]
    language = request.args.get("lang", DEFAULT_LANGUAGE)
    suffix = _suffix(language) if language in LANGUAGES else ""
    return _as_response(redirect(path + bare + suffix if bare else suffix or "/"))


def _as_response(answer: Any) -> Response:
    return answer if isinstance(answer, Response) else Response(answer)


def _from_here() -> bool:
    """Tell whether a form was sent from our own page; browsers before 2020 say nothing and are believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    # Because our pages send no referrer, Safari before 16.4 calls the origin of our own form "null".
    return origin in {None, "null"} or (origin or "").rpartition("://")[2] == request.host


def _render_page(
    place: Place, language: str, *, ticket: str, given: Mapping[str, str], problem: tuple[str, str | None] | None
) -> str:
    return render_template(
        "survey/citizen/page.html",
        lang=language,
        languages=_menu(f"/Q/{place.code}"),
        unit_name=place.unit_name,
        place=place.title,
        version=place.version,
        ticket=ticket,
        given=given,
        problem=problem[0] if problem else None,
        problem_field=problem[1] if problem else None,
    )


def _wrong_code(refusal: Refusal, typed: str, language: str) -> Response:
    reasons = {MistypedCodeError: "mistyped", UnknownCodeError: "unknown", RevokedCodeError: "revoked"}
    new_code = refusal.details.get("new_code")
    page = render_template(
        "survey/citizen/code_wrong.html",
        lang=language,
        languages=(),
        reason=reasons[type(refusal)],
        typed=typed[:40],
        new_address=f"/Q/{new_code}{_suffix(language)}" if new_code else None,
    )
    return _html(page, refusal.status)


def _unknown_receipt(reason: str, typed: str, language: str) -> str:
    return render_template(
        "survey/citizen/receipt_unknown.html", lang=language, languages=(), reason=reason, typed=typed[:40]
    )


def _html(page: str, status: int = 200) -> Response:
    return _send(keep(page), b"", status)


def _send(page: KeptPage, filling: bytes, status: int = 200) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(
        page.fill_gzip(filling) if packed else page.fill(filling), status=status, mimetype="text/html"
    )
    response.headers["Cache-Control"] = "no-store"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
