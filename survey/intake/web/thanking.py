"""The thank-you: the receipt, and what happens next on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template

from survey.foundation.clock import local_day
from survey.foundation.codes import grouped
from survey.intake import records
from survey.intake.domain import Outcome, Readership, complete_on
from survey.intake.kept import HOLE, KeptPage, keep
from survey.intake.web.sending import send, suffix
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from datetime import date

    from survey.foundation.doors import House
    from survey.intake.domain import Hearing, Submission
    from survey.intake.places import Place
    from survey.intake.web.reading import Sent
    from survey.organisation.domain import Calendar

_MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class _Thanks:
    """All that one thank-you says and another does not, but for the receipt."""

    place: str
    language: str
    problem: bool
    confidential: bool
    figures_on: date
    answer_by: date | None


class Thanking:
    """The thank-yous of a process, kept for the day, and the calendar they count by, read once a day.

    A holiday entered in the middle of a day counts from the next one on: so much for asking nobody at each answer.
    """

    def __init__(self, house: House, hearing: Hearing) -> None:
        self._house = house
        self._hearing = hearing
        self._day: date | None = None
        self._calendar: Calendar | None = None
        self._kept: dict[_Thanks, KeptPage] = {}

    def thank(
        self, place: Place, submission: Submission, *, sent: Sent, outcome: Outcome, language: str
    ) -> Response:
        """Thank for an answer that is kept, with its receipt."""
        today = local_day(sent.at)
        calendar = self._calendar_of(today)
        day = self._counted_on(submission, sent, outcome)
        told = submission.comment
        severe = told is not None and self._hearing.severe(submission.comment_kind, told)
        said = _Thanks(
            place=place.whole,
            language=language,
            problem=submission.comment_kind == "problem",
            confidential=severe or submission.readership == Readership.INSPECTION,
            figures_on=complete_on(day, calendar),
            answer_by=self._hearing.due(submission, day, calendar),
        )
        return send(self._page(said), grouped(sent.receipt).encode())

    def _calendar_of(self, today: date) -> Calendar:
        calendar = self._calendar
        if calendar is None or self._day != today:
            with self._house.store.reading() as connection:
                calendar = office_calendar(connection)
            # Yesterday's pages go with yesterday's dates.
            self._day, self._calendar, self._kept = today, calendar, {}
        return calendar

    def _counted_on(self, submission: Submission, sent: Sent, outcome: Outcome) -> date:
        """Give the day an answer is counted on: today, unless it came before and its form is of an earlier day."""
        today = local_day(sent.at)
        receipt_hash = submission.receipt_hash
        if outcome is Outcome.ACCEPTED or receipt_hash is None or local_day(sent.ticket.opened_at) == today:
            return today
        with self._house.store.reading() as connection:
            kept = records.kept(connection, receipt_hash)
        return kept.day if kept else today

    def _page(self, said: _Thanks) -> KeptPage:
        kept = self._kept
        page = kept.get(said)
        if page is None:
            page = keep(
                render_template(
                    "survey/citizen/thanks.html",
                    lang=said.language,
                    languages=(),
                    receipt=HOLE,
                    receipt_address=f"/r/{HOLE}" + suffix(said.language),
                    place=said.place,
                    problem_reported=said.problem,
                    confidential=said.confidential,
                    figures_on=said.figures_on,
                    answer_by=said.answer_by,
                )
            )
            if len(kept) > _MOST_KEPT:
                kept.clear()
            kept[said] = page
        return page
