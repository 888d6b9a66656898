"""What becomes of a message that comes with an answer: masked always, a case where it asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.feedback.domain import CaseKind, kind_of, link_of, mask
from survey.feedback.services.opening import Opening, open_cases
from survey.intake.domain import Hearing, Readership
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from survey.intake.domain import Taken


def hearing_of(secret: bytes, *, only_severe: bool = False) -> Hearing:
    """Give what the intake does with messages: mask them, and open cases in the transaction of the answers.

    `only_severe` is for answers of the past, from files: nobody waits for a reply to them any more, but an
    allegation is never dropped.
    """

    def after(connection: Connection, taken: Sequence[Taken]) -> None:
        openings = [opening for one in taken if (opening := _opening(secret, one))]
        wanted = [one for one in openings if one.kind is CaseKind.SEVERE or not only_severe]
        if wanted:
            open_cases(connection, wanted, calendar=office_calendar(connection))

    return Hearing(mask=lambda text: mask(text).text, severe=_is_severe, after=after)


def _is_severe(kind: str | None, text: str) -> bool:
    return kind_of(kind, text, confidential=False, wants_answer=False) is CaseKind.SEVERE


def _opening(secret: bytes, taken: Taken) -> Opening | None:
    told = taken.submission
    if told.comment is None:
        return None
    kind = kind_of(
        told.comment_kind,
        told.comment,
        confidential=told.readership == Readership.INSPECTION,
        wants_answer=told.wants_answer,
    )
    if kind is None:
        return None
    return Opening(
        link=link_of(secret, told.receipt_hash or told.response_id.bytes),
        kind=kind,
        unit_id=taken.unit_id,
        day=taken.day,
        text=told.comment,
        desk_id=told.desk_id,
        staff_id=taken.staff_id,
    )
