"""The page of a receipt: that the answer is kept, never what it was, and what becomes of the message."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from flask import Response, render_template, request

from survey.foundation.clock import local_day, now
from survey.foundation.codes import MistypedCodeError, check_code, grouped
from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal
from survey.foundation.hashing import keyed_hash
from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.intake import records
from survey.intake.domain import RECEIPT_LENGTH
from survey.intake.places import place_name
from survey.intake.web.sending import anyone, from_here, go, html, menu, speak, suffix
from survey.organisation.records import desks, units_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.intake.domain import Kept


class Cases(Protocol):
    """What becomes of messages, kept by whoever answers them; found by the hash of a receipt."""

    def look(
        self,
        connection: Connection,
        receipt_hash: bytes,
        *,
        typed: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
    ) -> dict[str, Any] | None:
        """Give what `survey/citizen/case.html` needs; None when the answer opened no case."""

    def take(self, connection: Connection, receipt_hash: bytes, form: Mapping[str, str]) -> None:
        """Do what a form of that part asks for, or refuse."""


class Receipts:
    """The page of a receipt, and the door of the forms on it."""

    def __init__(self, house: House, cases: Cases | None) -> None:
        self._house = house
        self._cases = cases

    @anyone
    def receipt(self, code: str, language: str = DEFAULT_LANGUAGE) -> Response:
        """Tell the holder of a receipt that the answer is kept; take what is written to the case behind it."""
        speak(language)
        try:
            whole = check_code(code, RECEIPT_LENGTH)
        except MistypedCodeError:
            return _unknown("mistyped", code, language)
        if request.method == "GET":
            return self._show(whole, language)
        if not from_here():
            raise ForbiddenError
        return self._take(whole, language)

    def _hash(self, whole: str) -> bytes:
        return keyed_hash(self._house.secret, "receipt", whole.encode())

    def _take(self, whole: str, language: str) -> Response:
        if self._cases is None:
            raise NotFoundError
        try:
            with self._house.store.writing() as connection:
                self._cases.take(connection, self._hash(whole), request.form)
        except Refusal as refusal:
            return self._show(whole, language, refusal)
        return go(f"/r/{whole}{suffix(language)}#case", 303)

    def _show(self, whole: str, language: str, refusal: Refusal | None = None) -> Response:
        receipt_hash = self._hash(whole)
        typed = request.form if refusal else None
        with self._house.store.reading() as connection:
            kept = records.kept(connection, receipt_hash)
            if kept is None:
                return _unknown("unknown", grouped(whole), language)
            if kept.day + timedelta(days=self._house.settings.receipt_days) < local_day(now()):
                return _unknown("expired", grouped(whole), language, status=410)
            place = _place(connection, kept)
            case = None
            if self._cases:
                case = self._cases.look(connection, receipt_hash, typed=typed, refusal=refusal)
        if refusal and case is None:
            raise refusal  # there is no form to show again
        page = render_template(
            "survey/citizen/receipt.html",
            lang=language,
            languages=menu(f"/r/{whole}"),
            receipt=grouped(whole),
            day=kept.day,
            place=place,
            state=kept.state,
            case=case,
        )
        return html(page, refusal.status if refusal else 200)


def _place(connection: Connection, kept: Kept) -> str:
    unit = units_on(connection, kept.day).get(kept.unit_id)
    desk = desks(connection).get(kept.desk_id) if kept.desk_id else None
    return place_name(unit.name if unit else "", desk.name if desk else None, desk.field if desk else None)


def _unknown(reason: str, typed: str, language: str, *, status: int = 404) -> Response:
    page = render_template(
        "survey/citizen/receipt_unknown.html", lang=language, languages=(), reason=reason, typed=typed[:40]
    )
    return html(page, status)
