"""What stands beside the cases: letters of praise, the public board, and comments without a case yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of praise: to one officer, or to the unit when nobody knows which officer was on duty."""

    case_id: int
    unit_id: int
    staff_id: int | None
    day: date


class BoardState(StrEnum):
    """Whether the public reads an entry."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEntry:
    """What people of a unit said in a month, in the office's words, and what was done about it."""

    entry_id: int
    unit_id: int
    month: date
    """The first day of the month."""
    said: str
    done: str
    state: BoardState
    written_by: int
    published_on: date | None
    published_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment as those see it who may open a case from it; `link` is the case's, never the answer's."""

    link: bytes
    unit_id: int
    desk_id: int | None
    day: date
    kind: str | None
    text: str
