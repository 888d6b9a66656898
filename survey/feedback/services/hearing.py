"""What becomes of a message that comes with an answer: masked always, a case where it asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.feedback.domain import CaseKind, kind_of, link_of, mask
from survey.feedback.services.opening import Opening, open_cases
from survey.feedback.services.terms import terms_of
from survey.intake.domain import Hearing, Readership
from survey.organisation.services import office_calendar
from survey.questionnaire.domain import VIETNAMESE, filled, in_language
from survey.questionnaire.records import version_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.intake.domain import Submission, Taken
    from survey.organisation.domain import Calendar


def hearing_of(secret: bytes, *, only_severe: bool = False) -> Hearing:
    """Give what the intake does with messages: mask them, and open cases in the transaction of the answers.

    `only_severe` is for answers of the past, from files: nobody waits for a reply to them any more, but an
    allegation is never dropped.
    """

    def kind(told: Submission) -> CaseKind | None:
        found = _kind(told)
        return found if found is CaseKind.SEVERE or not only_severe else None

    def due(told: Submission, day: date, calendar: Calendar) -> date | None:
        opened = kind(told)
        return calendar.working_days_after(day, terms_of(day).working_days[opened]) if opened else None

    def after(connection: Connection, taken: Sequence[Taken]) -> None:
        heard = [(one, opened) for one in taken if (opened := kind(one.submission))]
        if heard:
            openings = [_opening(connection, secret, one, opened) for one, opened in heard]
            open_cases(connection, openings, calendar=office_calendar(connection))

    return Hearing(
        mask=lambda text: mask(text).text,
        severe=_is_severe,
        opens=lambda told: kind(told) is not None,
        due=due,
        after=after,
    )


def _is_severe(kind: str | None, text: str) -> bool:
    return kind_of(kind, text, confidential=False, wants_answer=False) is CaseKind.SEVERE


def _kind(told: Submission) -> CaseKind | None:
    return kind_of(
        told.comment_kind,
        told.comment,
        confidential=told.readership == Readership.INSPECTION,
        wants_answer=told.wants_answer,
    )


def _opening(connection: Connection, secret: bytes, taken: Taken, kind: CaseKind) -> Opening:
    told = taken.submission
    return Opening(
        link=link_of(secret, told.receipt_hash or told.response_id.bytes),
        kind=kind,
        unit_id=taken.unit_id,
        day=taken.day,
        text=told.comment or _in_words(connection, told),
        desk_id=told.desk_id,
        staff_id=taken.staff_id,
    )


def _in_words(connection: Connection, told: Submission) -> str:
    """Say in the office's language what was told in confidence by a mark alone."""
    version = version_by_id(connection, told.version_id)
    if version is None:
        raise LookupError("an answer to a questionnaire nobody published")
    said = [
        f"Người dân trả lời “{answer}” ở câu: {filled(in_language(question.text, VIETNAMESE), {})}"
        for question, mark in zip(version.closed, told.marks, strict=True)
        if question.confidential and mark == "n"
        for answer in [in_language(dict(version.document.answers_to(question))[mark], VIETNAMESE)]
    ]
    return "\n".join(said)
