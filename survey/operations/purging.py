"""Deleting what may be kept for a time only, each kind by its own setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from survey.feedback.services.purging import purge as purge_cases
from survey.foundation.clock import local_day, local_moment
from survey.intake.records import count_traces, delete_traces
from survey.touchpoint.records import count_slips, delete_slips
from survey.volume.records import keep_invitations

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.foundation.doors import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much of each kind was, or would be, deleted."""

    traces: int
    slips: int
    contacts: int
    texts: int
    rooms: dict[str, int]
    """What the rooms deleted beside, by its name."""


def purge(house: House, *, at: datetime, dry_run: bool, traces_stay_from: date | None = None) -> Purged:
    """Delete traces, slips, contacts and texts of cases past their time; only count them with `dry_run`.

    A slip goes as long after it ran out as a trace after its answer: until then a late one is told what happened.
    Traces from `traces_stay_from` on, and the slips with them, stay whatever their age.
    """
    limit = _limit(at - timedelta(days=house.settings.trace_days), traces_stay_from)
    with house.store.reading() if dry_run else house.store.writing() as connection:
        traces = count_traces(connection, before=limit) if dry_run else delete_traces(connection, before=limit)
        slips = _purge_slips(connection, before=limit, dry_run=dry_run)
        due = purge_cases(connection, today=local_day(at), case_days=house.settings.case_days, dry_run=dry_run)
        rooms = _purge_rooms(house, connection, at=at, dry_run=dry_run)
    return Purged(traces=traces, slips=slips, contacts=due.contacts, texts=due.texts, rooms=rooms)


def _limit(limit: datetime, stay_from: date | None) -> datetime:
    if stay_from is None:
        return limit
    # The first of all days has no moment in UTC: there, nothing goes.
    stay = datetime.min.replace(tzinfo=UTC) if stay_from == date.min else local_moment(stay_from, time())
    return min(limit, stay)


def _purge_slips(connection: Connection, *, before: datetime, dry_run: bool) -> int:
    if dry_run:
        return count_slips(connection, before=before)
    # How many were invited is wanted for years; by whom and with which token is not.
    keep_invitations(connection, before=before)
    return delete_slips(connection, before=before)


def _purge_rooms(house: House, connection: Connection, *, at: datetime, dry_run: bool) -> dict[str, int]:
    """Let each room that keeps something for a time only delete it too: those with a `purge` in `<room>.room`."""
    found: dict[str, int] = {}
    for room in house.settings.rooms:
        hook = getattr(import_module(f"{room}.room"), "purge", None)
        if hook is not None:
            found |= hook(connection, house.settings, at=at, dry_run=dry_run)
    return found
