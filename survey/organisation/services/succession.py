"""Where the answers of a code go after its unit has ended, and taking back an event entered by mistake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.foundation.errors import NotFoundError
from survey.foundation.tables import one_at_a_time
from survey.organisation import records
from survey.organisation.domain import only_heir

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from survey.organisation.domain import Event, Version

_DAY = timedelta(days=1)


class NoSuchEventError(NotFoundError):
    """Taken back already, or never entered."""

    message = "This event is not here any more."


def unit_after(connection: Connection, unit_id: int, day: date) -> int | None:
    """Give the unit that answers for another on a day: itself while in force, else its only successor.

    None when it ended without a successor or passed to several: nobody may choose one of them for the citizen.
    """
    in_force = records.units_on(connection, day)
    if unit_id in in_force:
        return unit_id
    heirs = records.heirs(connection)
    return only_heir(unit_id, heirs=lambda one: heirs.get(one, ()), stands=in_force.__contains__)


def withdraw_event(connection: Connection, event_id: int) -> Event:
    """Take an event back: units it ended run on without a last day; what was entered for successors stays."""
    one_at_a_time(connection, "organisation")
    every = records.events(connection)
    found = next((event for event in every if event.event_id == event_id), None)
    if found is None:
        raise NoSuchEventError
    others = {
        (entry.old, entry.day)
        for event in every
        if event is not found
        for entry in event.entries
        if not entry.goes_on
    }
    ended = {entry.old for entry in found.entries if not entry.goes_on and (entry.old, entry.day) not in others}
    records.drop_event(connection, event_id)
    records.keep_versions(connection, _reopened(connection, ended, found.day - _DAY))
    return found


def _reopened(connection: Connection, codes: set[str], last: date) -> list[Version]:
    timelines = records.versions(connection)
    return [
        replace(version, valid_to=None)
        for code in sorted(codes)
        for version in timelines.get(code, ())
        if version.valid_to == last
    ]
