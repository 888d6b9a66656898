"""The office's calendar: the packaged list of holidays, kept as data that an administrator may correct."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from survey.foundation.tabular import open_table
from survey.organisation import records
from survey.organisation.domain import calendar_of
from survey.organisation.services.lines import Line
from survey.organisation.services.lines_over_time import read_holiday

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.organisation.domain import Calendar, HolidayEntry

HOLIDAYS = Path(__file__).parent.parent / "data" / "holidays.csv"
"""The list that comes with the service; lines marked as expected were not announced when it was made."""


@cache
def packaged_holidays() -> tuple[HolidayEntry, ...]:
    """Give the list that comes with the service."""
    with open_table(HOLIDAYS) as table:
        return tuple(
            read_holiday(Line(table.file, number, cells=dict(zip(table.columns, cells, strict=True))))
            for number, cells in table.rows
        )


def fill_holidays(connection: Connection) -> None:
    """Keep the packaged holidays of years of which nothing is kept yet."""
    known = {holiday.day.year for holiday in records.holidays(connection)}
    records.keep_holidays(
        connection, [entry for entry in packaged_holidays() if entry.holiday.day.year not in known]
    )


def office_calendar(connection: Connection) -> Calendar:
    """Give the calendar in force: what is kept, and the packaged list for years of which nothing is."""
    kept = records.holidays(connection)
    known = {holiday.day.year for holiday in kept}
    packaged = (entry.holiday for entry in packaged_holidays())
    return calendar_of([*kept, *(holiday for holiday in packaged if holiday.day.year not in known)])
