"""Deleting what may be kept for a time only, each kind by its own setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.feedback.services.purging import purge as purge_cases
from survey.foundation.clock import local_day
from survey.intake.records import count_traces, delete_traces
from survey.touchpoint.records import count_slips, delete_slips

if TYPE_CHECKING:
    from datetime import datetime

    from survey.foundation.doors import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much of each kind was, or would be, deleted."""

    traces: int
    slips: int
    contacts: int
    texts: int


def purge(house: House, *, at: datetime, dry_run: bool) -> Purged:
    """Delete traces, slips, contacts and texts of cases past their time; only count them with `dry_run`.

    A slip goes as long after it ran out as a trace after its answer: until then a late one is told what happened.
    """
    limit = at - timedelta(days=house.settings.trace_days)
    with house.store.reading() if dry_run else house.store.writing() as connection:
        traces = count_traces(connection, before=limit) if dry_run else delete_traces(connection, before=limit)
        slips = count_slips(connection, before=limit) if dry_run else delete_slips(connection, before=limit)
        due = purge_cases(connection, today=local_day(at), case_days=house.settings.case_days, dry_run=dry_run)
    return Purged(traces=traces, slips=slips, contacts=due.contacts, texts=due.texts)
