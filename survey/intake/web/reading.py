"""From the form of a page to a submission: what was answered, under which name, by which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.codes import code_of
from survey.foundation.hashing import keyed_hash
from survey.intake.domain import RECEIPT_LENGTH, Submission, Trace, readership_of, receipt_seed, response_id_of
from survey.questionnaire.domain import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.intake.places import Place
    from survey.intake.tickets import Ticket
    from survey.questionnaire.domain import Reply, Version

_NOT_QUESTIONS = frozenset({"ticket", "partial", "assisted", "wants_answer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form read: the reply, and what was ticked beside it; a first tap is not yet the whole of it."""

    reply: Reply
    complete: bool
    assisted: bool
    wants_answer: bool


def read_form(version: Version, fields: Mapping[str, str]) -> Form:
    """Read the fields of a form; refuse what does not fit the questionnaire."""
    given = {name: value for name, value in fields.items() if name not in _NOT_QUESTIONS}
    return Form(
        reply=check(version, given),
        complete="partial" not in fields,
        assisted="assisted" in fields,
        wants_answer="wants_answer" in fields,
    )


def receipt_of(ticket: Ticket) -> str:
    """Give the receipt's code of an answer, the same however often its form is sent."""
    return code_of(receipt_seed(ticket.raw), RECEIPT_LENGTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a form came: with which ticket, when, from which network, and the receipt that is given for it."""

    ticket: Ticket
    receipt: str
    at: datetime
    network: str


def submission_of(secret: bytes, place: Place, form: Form, sent: Sent) -> Submission:
    """Give what a form says, ready for the door."""
    found, reply = place.found, form.reply
    by_slip = found.slip_hash is not None
    # What was written is kept when it is sent, not when a face is tapped.
    comment = reply.comment if form.complete else None
    return Submission(
        # By a slip too: an answer named by its slip could be found by whoever has the token and the key.
        response_id=response_id_of("ticket", sent.ticket.raw),
        version_id=place.version.version_id,
        unit_id=found.unit_id,
        desk_id=found.desk_id,
        staff_id=found.staff_id,
        procedure_id=found.procedure_id,
        at=sent.at,
        # A slip is answered at home as well as at the desk: the hour tells of nobody who was on duty.
        timed=not by_slip,
        marks=reply.marks,
        channel=found.channel,
        tier=found.tier,
        assisted=form.assisted and form.complete,
        complete=form.complete,
        comment=comment,
        comment_kind=reply.comment_kind if comment else None,
        wants_answer=form.wants_answer and comment is not None,
        readership=readership_of(place.version, reply.marks),
        receipt_hash=keyed_hash(secret, "receipt", sent.receipt.encode()),
        slip_hash=found.slip_hash,
        trace=Trace(
            received_at=sent.at,
            dwell_s=max(0, int(sent.at.timestamp()) - sent.ticket.opened),
            network=keyed_hash(secret, f"network|{local_day(sent.at)}", sent.network.encode()),
        ),
    )
