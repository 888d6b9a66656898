"""An assignment: the questionnaire that is asked at a place from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

DEFAULT_CODE = "default"
"""What is asked where nobody said anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A questionnaire asked at a unit and below it (None: everywhere), until a later one there takes its place."""

    assignment_id: int
    unit_id: int | None
    code: str
    valid_from: date
    set_at: datetime
    set_by: str
