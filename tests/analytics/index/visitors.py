"""Answers, visits and invitations of two units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from survey.foundation.clock import days
from survey.intake.services import take_in
from survey.organisation.records import procedure_ids
from survey.touchpoint.domain import Occasion, Slip
from survey.touchpoint.records import add_slips
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import AT, DAY, a_submission, a_unit, a_version, some_ids

if TYPE_CHECKING:
    from sqlalchemy import Connection

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
QUESTIONS = ("q1", "q2", "q3")


def answers(connection: Connection, unit: str, marks: list[str], **told: Any) -> None:
    version = a_version(connection, *QUESTIONS)
    unit_id = a_unit(connection, unit)
    take_in(connection, [a_submission(version, unit_id, one, **told) for one in marks])


def served(connection: Connection, unit: str, finished: int, *, procedure: str | None = None, refused: int = 0):
    """Tell the files of every working day of March, all of them on one."""
    procedure_id = procedure_ids(connection)[procedure] if procedure else None
    nothing, all_of_them = Volume(finished=0, refused=0), Volume(finished=finished, refused=refused)
    entries = [
        VolumeEntry(
            unit_id=a_unit(connection, unit),
            procedure_id=procedure_id,
            day=day,
            whole=False,
            volume=all_of_them if day == DAY else nothing,
        )
        for day in days(*MARCH.values())
        if day.isoweekday() < 6
    ]
    keep_volumes(connection, entries)


def invited(connection: Connection, unit: str, count: int) -> None:
    add_slips(
        connection,
        [
            Slip(
                hash=one.bytes,
                unit_id=a_unit(connection, unit),
                occasion=Occasion.FINISHED,
                issued_at=AT,
                valid_from=AT,
                expires_at=AT + timedelta(days=3),
            )
            for one in some_ids(count)
        ],
    )
