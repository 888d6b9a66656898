"""One-time slips: a token on paper, good for one answer and for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

TOKEN_LENGTH = 13
"""Twelve random letters, 60 bits, and the check letter; no other code people type is as long."""

LEAST_DAYS = 3
MOST_DAYS = 30


class Occasion(StrEnum):
    """What a slip was handed out with: who was refused, or sent for more papers, must be asked as well."""

    FINISHED = "finished"
    MORE_PAPERS = "more_papers"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip as the database keeps it: where it was handed out and whether it was used, not by which answer."""

    hash: bytes
    unit_id: int
    desk_id: int | None = None
    staff_id: int | None = None
    procedure_id: int | None = None
    occasion: Occasion = Occasion.FINISHED
    batch_id: UUID | None = None
    issued_at: datetime
    valid_from: datetime
    expires_at: datetime
    used: bool = False

    def is_about_the_same(self, other: Slip) -> bool:
        """Tell whether two slips name the same place, officer, procedure and occasion."""
        return self._particulars() == other._particulars()

    def _particulars(self) -> tuple[object, ...]:
        return self.unit_id, self.desk_id, self.staff_id, self.procedure_id, self.occasion


def end_of(valid_from: datetime, days: int) -> datetime:
    """Give the moment from which a slip is refused: so many times 24 hours after it became valid."""
    return valid_from + timedelta(days=days)
