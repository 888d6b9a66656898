"""Letters of praise as an emulation programme counts them (HCM19-20)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from survey.feedback import records

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


def letters_by_unit(connection: Connection, *, since: date, until: date) -> Counter[int]:
    """Count the letters of praise written between two days, both included, by unit id."""
    counted: Counter[int] = Counter()
    for (unit_id, _staff_id), number in records.letters(connection, since=since, until=until).items():
        counted[unit_id] += number
    return counted


def letters_by_officer(connection: Connection, *, since: date, until: date) -> Counter[int]:
    """Count them by staff id; letters to a unit as a whole are left out."""
    counted: Counter[int] = Counter()
    for (_unit_id, staff_id), number in records.letters(connection, since=since, until=until).items():
        if staff_id is not None:
            counted[staff_id] += number
    return counted
