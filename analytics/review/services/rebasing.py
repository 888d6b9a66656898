"""Taking a unit's usual level anew from a month on: a decision with a reason and a name, never undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.review.records import KeptRebase, add_rebase
from analytics.review.records.rebasing import REASON_LIMIT, RECORDER_LIMIT
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.text import clean
from survey.organisation.records import unit_ids

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection


class NoUnitToRebaseError(NotFoundError):
    """No unit ever had this code."""

    message = "There is no unit with the code “%(code)s”."


class RebaseAheadError(Refusal):
    """The month has not begun."""

    message = "The month %(month)s has not begun: nobody can know yet that the usual level has changed."


class NoReasonError(Refusal):
    """A level taken anew for no reason."""

    message = "Say why the usual level is taken anew, in at most %(most)s characters."


class NobodyRecordsError(Refusal):
    """A decision that nobody answers for."""

    message = "Say who records it, in at most %(most)s characters."


class RebasedAlreadyError(Refusal):
    """The level is taken anew from this month already."""

    status = 409
    message = "The usual level of %(code)s is taken anew from %(month)s already; what was recorded stands."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A unit by its code, the first day of the month, why, and who says so."""

    unit: str
    month: date
    reason: str
    recorded_by: str


def record_rebase(connection: Connection, wish: Wish, *, at: datetime, today: date) -> KeptRebase:
    """Take the usual level of a unit anew from a month on (method note §6)."""
    unit_id = unit_id_of(connection, wish.unit)
    if wish.month > today:
        raise RebaseAheadError(month=f"{wish.month:%Y-%m}")
    reason, recorded_by = clean(wish.reason, limit=REASON_LIMIT), clean(wish.recorded_by, limit=RECORDER_LIMIT)
    if not reason:
        raise NoReasonError(most=REASON_LIMIT)
    if not recorded_by:
        raise NobodyRecordsError(most=RECORDER_LIMIT)
    kept = KeptRebase(unit_id=unit_id, month=wish.month, reason=reason, recorded_by=recorded_by, recorded_at=at)
    if not add_rebase(connection, kept):
        raise RebasedAlreadyError(code=wish.unit, month=f"{wish.month:%Y-%m}")
    return kept


def unit_id_of(connection: Connection, code: str) -> int:
    """Give the id of a unit; refuse a code that no unit ever had."""
    found = unit_ids(connection).get(code)
    if found is None:
        raise NoUnitToRebaseError(code=code[:80])
    return found
