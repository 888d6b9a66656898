"""An answer as rulings see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from survey.intake.records import response

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


class Answer(NamedTuple):
    """What a ruling must know of an answer."""

    id: UUID
    unit_id: int
    day: date
    state: str
    version_id: int
    marks: str
    tier: str


OF_ANSWERS = tuple(response.c[name] for name in Answer._fields)
