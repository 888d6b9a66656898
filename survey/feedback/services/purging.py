"""Erasing what was kept long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.records import Due

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


def purge(connection: Connection, *, today: date, case_days: int, dry_run: bool) -> Due:
    """Delete contacts past their day and erase the texts of cases that ended more than `case_days` days ago.

    Cases themselves, their log and letters of praise stay; a case that has not ended keeps every word.
    """
    ended_before = today - timedelta(days=case_days)
    if dry_run:
        return Due(
            contacts=records.contacts_due(connection, today=today),
            texts=records.texts_due(connection, ended_before=ended_before),
        )
    return records.erase(connection, today=today, ended_before=ended_before)
