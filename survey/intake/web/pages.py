"""The addresses of the citizen's side, and the pages that need nothing but words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.intake.domain import Hearing
from survey.intake.web.rating import Rating
from survey.intake.web.receipts import Receipts
from survey.intake.web.script import SCRIPT_ADDRESS, script
from survey.intake.web.sending import LANGUAGES, anyone, html, lead, menu, speak

if TYPE_CHECKING:
    from survey.foundation.doors import House
    from survey.foundation.queue import GroupWriter
    from survey.intake.domain import Outcome, Submission
    from survey.intake.web.receipts import Cases


class CitizenPages:
    """The pages of a house; `hearing` and `cases` are of whoever answers messages, where there is such a thing."""

    def __init__(
        self,
        house: House,
        writer: GroupWriter[Submission, Outcome],
        *,
        hearing: Hearing | None = None,
        cases: Cases | None = None,
    ) -> None:
        self._trace_days = house.settings.trace_days
        self._rating = Rating(house, writer, hearing or Hearing())
        self._receipts = Receipts(house, cases)

    def blueprint(self) -> Blueprint:
        """Give the addresses of the citizen's side."""
        pages = Blueprint("citizen", __name__)
        for first in ("Q", "q"):
            for rule in (f"/{first}/<code>", f"/{first}/<code>/<language>"):
                pages.add_url_rule(rule, view_func=self._rating.rate, methods=["GET", "POST"])
        for rule in ("/r/<code>", "/r/<code>/<language>"):
            pages.add_url_rule(rule, view_func=self._receipts.receipt, methods=["GET", "POST"])
        pages.add_url_rule("/", view_func=self.home)
        pages.add_url_rule("/q", view_func=self.typed_code)
        pages.add_url_rule("/r", view_func=self.typed_receipt)
        pages.add_url_rule("/rieng-tu", view_func=self.privacy)
        pages.add_url_rule("/rieng-tu/<language>", view_func=self.privacy)
        pages.add_url_rule(SCRIPT_ADDRESS, view_func=script)
        pages.add_url_rule(f"/<any({', '.join(LANGUAGES)}):language>", view_func=self.home)
        return pages

    @anyone
    def home(self, language: str = DEFAULT_LANGUAGE) -> Response:
        """Say what this is and let a code be typed by hand."""
        speak(language)
        return html(render_template("survey/citizen/home.html", lang=language, languages=menu("")))

    @anyone
    def privacy(self, language: str = DEFAULT_LANGUAGE) -> Response:
        """Say what is kept, what is not, for how long and who sees it."""
        speak(language)
        page = render_template(
            "survey/citizen/privacy.html", lang=language, languages=menu("/rieng-tu"), trace_days=self._trace_days
        )
        return html(page)

    @anyone
    def typed_code(self) -> Response:
        """Lead from a code typed by hand to its page."""
        return lead("/Q/", request.args.get("code", ""))

    @anyone
    def typed_receipt(self) -> Response:
        """Lead from a receipt typed by hand to its page."""
        return lead("/r/", request.args.get("code", ""))
