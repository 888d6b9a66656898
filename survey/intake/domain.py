"""An answer on its way in, what is kept of it, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.organisation.domain import Calendar
    from survey.questionnaire.domain import Version


class Channel(StrEnum):
    """By which way an answer came; indices are shown by channel because people differ by channel."""

    QR_OPEN = "qr_open"
    QR_RECEIPT = "qr_receipt"
    KIOSK = "kiosk"
    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"


class State(StrEnum):
    """Whether an answer is in the index; only a ruling takes it out."""

    COUNTED = "counted"
    QUARANTINED = "quarantined"
    EXCLUDED = "excluded"


class Outcome(StrEnum):
    """What the door did with a submission."""

    ACCEPTED = "accepted"
    COMPLETED = "completed"
    """It took the place of the first tap of the same answer."""
    DUPLICATE = "duplicate"
    SPENT = "spent"
    """Its slip was used by another answer, so it is not kept."""


class Readership(StrEnum):
    """Who may read a comment; what is told in confidence never reaches the desk or its head."""

    UNIT = "unit"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What screening needs for a few weeks and nobody later; kept apart from the answer and purged."""

    received_at: datetime
    dwell_s: int | None = None
    """Seconds between the page and the answer."""
    network: bytes | None = None
    """Hash of the network address with a key of the day."""
    device: bytes | None = None
    token: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One respondent's answers, checked, ready for the door.

    `marks` holds one character for each closed question of the version; `at` is the moment of the answer, of which
    only the local day and a coarse band of hours are kept beside the answers.
    """

    response_id: UUID
    version_id: int
    unit_id: int
    at: datetime
    marks: str
    channel: str
    tier: str
    desk_id: int | None = None
    timed: bool = True
    """Whether `at` tells the hour; an answer known by its day only is given to no officer."""
    staff_id: int | None = None
    procedure_id: int | None = None
    assisted: bool = False
    complete: bool = True
    """False for a first tap: it counts at once, and the whole form may still take its place."""
    state: State = State.COUNTED
    """Quarantined where the door itself cannot believe something, such as the clock of a tablet."""
    comment: str | None = None
    comment_kind: str | None = None
    wants_answer: bool = False
    """Whether whoever wrote the comment asks for an answer to it."""
    readership: str = Readership.UNIT
    receipt_hash: bytes | None = None
    slip_hash: bytes | None = None
    """The slip this answer uses up."""
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An answer as it was just kept: for which unit, on which day, and given to which officer."""

    submission: Submission
    unit_id: int
    day: date
    staff_id: int | None


def _as_written(text: str) -> str:
    return text


def _none_is(_kind: str | None, _text: str) -> bool:
    return False


def _opens_nothing(_told: Submission) -> bool:
    return False


def _never(_told: Submission, _day: date, _calendar: Calendar) -> date | None:
    return None


def _nobody_hears(_connection: Connection, _taken: Sequence[Taken]) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What whoever answers messages does with them; the intake knows nothing of that by itself."""

    mask: Callable[[str], str] = _as_written
    """Hides what names a person; a comment is kept as this gives it."""
    severe: Callable[[str | None, str], bool] = _none_is
    """Whether a comment of a kind is for the inspection only, whatever was answered beside it."""
    opens: Callable[[Submission], bool] = _opens_nothing
    """Whether `after` makes a case of an answer: then its words stand in the case and not beside the marks."""
    due: Callable[[Submission, date, Calendar], date | None] = _never
    """By which day the case of an answer of a day is taken up; None where it opens none."""
    after: Callable[[Connection, Sequence[Taken]], None] = _nobody_hears
    """Told, in the transaction that keeps them, of answers that are whole now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstTap:
    """An answer whose form has not come yet: what is kept of it, and where it is counted."""

    version_id: int
    unit_id: int
    staff_id: int | None
    day: date
    marks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the holder of a receipt may learn: that the answer is kept, since which day, for which office."""

    day: date
    unit_id: int
    desk_id: int | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as staff may read it: the day, never the hour."""

    day: date
    desk_id: int | None
    kind: str | None
    text: str


RECEIPT_LENGTH = 12
"""Eleven letters a ticket decides, 55 bits, and the check letter."""


def complete_on(day: date, calendar: Calendar) -> date:
    """Give the day on which the figures of a day's month are complete: the first working day after that month."""
    within_next = day.replace(day=28) + timedelta(days=4)
    return calendar.working_days_after(within_next - timedelta(days=within_next.day), 1)


def response_id_of(purpose: str, name: bytes) -> UUID:
    """Give the UUID an answer is kept under, from whatever names it outside: a ticket, a device's UUID, a line.

    A device's UUIDv7 carries the millisecond of the tap and a ticket the moment of the page; neither may stand
    beside the answers, so only a digest does. The same name always gives the same UUID: sent twice is kept once.
    """
    return UUID(bytes=hashlib.sha256(purpose.encode() + b"|" + name).digest()[:16])


def receipt_seed(ticket: bytes) -> bytes:
    """Give the bytes a receipt code is made of; only who holds the ticket or the code can know them.

    A form sent twice thus shows the same receipt, though the database keeps nothing it could be read from.
    """
    return hashlib.sha256(b"receipt|" + ticket).digest()


def readership_of(version: Version, marks: str) -> Readership:
    """Say who may read the comment of a reply: the inspection only, once trouble was told in confidence."""
    for question, mark in zip(version.closed, marks, strict=True):
        if question.confidential and mark == "n":
            return Readership.INSPECTION
    return Readership.UNIT
