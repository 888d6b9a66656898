"""Deleting what tablets told that may be kept for a time only; answers stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.pairing.records import count_invitations, count_pairings, delete_invitations, delete_pairings
from kiosk.queue.records import count_aside, count_readings, delete_aside, delete_readings
from survey.foundation.clock import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def purge(connection: Connection, *, before: datetime, dry_run: bool) -> dict[str, int]:
    """Delete clock readings received before the day of a moment, what was set aside, and pairings over by then.

    What could not be read is as raw as a trace and may hold anything, so it goes as early.
    """
    day = local_day(before)
    if dry_run:
        readings, pairings = count_readings(connection, before=day), count_pairings(connection, before=before)
        pairings += count_invitations(connection, before=before)
        aside = count_aside(connection, before=before)
    else:
        readings, pairings = delete_readings(connection, before=day), delete_pairings(connection, before=before)
        pairings += delete_invitations(connection, before=before)
        aside = delete_aside(connection, before=before)
    return {
        "Clock readings of tablets": readings,
        "Set aside of tablets": aside,
        "Pairings that are over": pairings,
    }
