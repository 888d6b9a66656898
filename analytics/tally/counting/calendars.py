"""The calendar: vectors of days condensed, laid out by month, and read again day by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.tally.counting.grouping import grouped, summed
from analytics.tally.domain import CALENDAR_DAYS, DayTable

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from analytics.tally.domain import Layout

    Numbers = NDArray[np.int64]

EPOCH = date(1970, 1, 1).toordinal()
"""Days are whole numbers here, counted from this one, which is 0."""


def condensed(layout: Layout, matrix: NDArray[Any]) -> NDArray[Any]:
    """Keep of vectors what the calendar keeps: responses, respondents, given and satisfied a question."""
    shape = matrix.shape[:-1]
    levels = matrix[..., 2 : layout.first_pair].reshape(*shape, len(layout.questions), 5)
    both = np.stack([levels.sum(axis=-1), levels[..., 3:].sum(axis=-1)], axis=-1)
    return np.concatenate([matrix[..., :2], both.reshape(*shape, 2 * len(layout.questions))], axis=-1)


def laid_out(units: Numbers, days: Numbers, matrix: NDArray[Any]) -> tuple[list[Numbers], Numbers]:
    """Lay the days of units out by month: ([unit ids, first days of months], months by days by numbers)."""
    (unit, day), numbers = grouped([units, days])
    of_day = summed(matrix, numbers, len(unit))
    month = first_days(day)
    keys, rows = grouped([unit, month])
    found = np.zeros((len(keys[0]), CALENDAR_DAYS, matrix.shape[1]), dtype=np.int64)
    found[rows, day - month] = of_day
    return keys, found


def first_days(days: Numbers) -> Numbers:
    """Give the first day of the month of each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def day_tables(
    layout: Layout,
    keys: Sequence[Hashable],
    months: Sequence[date],
    *,
    matrix: Numbers,
    days: tuple[date, date],
) -> dict[Any, DayTable]:
    """Read rows of the calendar of one version: a table for each key, of the days between two, both included."""
    since, until = (day.toordinal() - EPOCH for day in days)
    places: dict[Hashable, int] = {}
    groups = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
    starts = np.array([month.toordinal() - EPOCH for month in months], dtype=np.int64)
    (group, start), numbers = grouped([groups, starts])
    by_month = summed(matrix, numbers, len(group)).reshape(len(group), CALENDAR_DAYS, layout.day_size)
    day = start[:, None] + np.arange(CALENDAR_DAYS)
    wanted = (by_month[:, :, 0] > 0) & (day >= since) & (day <= until)
    whose = np.broadcast_to(group[:, None], day.shape)[wanted]
    day, content = day[wanted], by_month[wanted]
    ends = np.searchsorted(whose, np.arange(len(places) + 1))
    tables = {}
    for key, place in places.items():
        own = slice(int(ends[place]), int(ends[place + 1]))
        if own.start < own.stop:
            tables[key] = _table(layout, day[own], content[own])
    return tables


def _table(layout: Layout, days: Numbers, content: Numbers) -> DayTable:
    return DayTable(
        days=tuple(date.fromordinal(day + EPOCH) for day in days.tolist()),
        questions=layout.questions,
        indexed=layout.indexed,
        responses=content[:, 0],
        respondents=content[:, 1],
        given=content[:, 2::2],
        satisfied=content[:, 3::2],
    )


def joined(tables: Mapping[int, DayTable]) -> DayTable:
    """Add up the tables of several versions; a question only one of them asked keeps its counts."""
    if len(tables) == 1:
        return next(iter(tables.values()))
    ordered = [tables[version_id] for version_id in sorted(tables)]
    questions = tuple(dict.fromkeys(code for each in ordered for code in each.questions))
    days = sorted({day for each in ordered for day in each.days})
    sums = np.zeros((2 + 2 * len(questions), len(days)), dtype=np.int64)
    rows = {day: row for row, day in enumerate(days)}
    for each in ordered:
        at = [rows[day] for day in each.days]
        columns = [2 + 2 * questions.index(code) for code in each.questions]
        sums[0, at] += each.responses
        sums[1, at] += each.respondents
        for column, given, satisfied in zip(columns, each.given.T, each.satisfied.T, strict=True):
            sums[column, at] += given
            sums[column + 1, at] += satisfied
    return DayTable(
        days=tuple(days),
        questions=questions,
        indexed=tuple(dict.fromkeys(code for each in ordered for code in each.indexed)),
        responses=sums[0],
        respondents=sums[1],
        given=sums[2::2].T,
        satisfied=sums[3::2].T,
    )
