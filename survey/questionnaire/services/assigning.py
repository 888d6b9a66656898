"""Saying which questionnaire is asked where: from a day on that has not passed, and taken back until it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.questionnaire import records
from survey.questionnaire.domain.faults import (
    AssignedAlreadyError,
    AssignmentBegunError,
    NoAssignmentError,
    NotAskedError,
    PastAssignmentError,
    UnknownPlaceError,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

_SHOWN = 40


def ask(connection: Connection, code: str, *, unit_id: int | None, day: date, at: datetime, by: str) -> None:
    """Let a questionnaire be asked from a day on, at a unit and below it, or everywhere (None)."""
    if day < local_day(at):
        raise PastAssignmentError(day=f"{day:%d/%m/%Y}")
    if records.version_in_force(connection, code) is None:
        raise NotAskedError(code=code[:_SHOWN])
    if not records.assign(connection, code, unit_id=unit_id, day=day, at=at, by=by):
        raise AssignedAlreadyError(day=f"{day:%d/%m/%Y}")


def withdraw(connection: Connection, assignment_id: int, *, on: date) -> None:
    """Take back an assignment that begins on this day or later; what was asked before stays on record."""
    found = records.assignment_by_id(connection, assignment_id)
    if found is None:
        raise NoAssignmentError
    if found.valid_from < on:
        raise AssignmentBegunError(day=f"{found.valid_from:%d/%m/%Y}")
    records.drop_assignment(connection, assignment_id)


def unit_of(connection: Connection, code: str) -> int | None:
    """Find the unit a code names; None for no code, which is everywhere."""
    if not code:
        return None
    for unit_id, known in records.unit_codes(connection).items():
        if known == code:
            return unit_id
    raise UnknownPlaceError(code=code[:_SHOWN])
