"""Where a period may begin and end, so that no two periods differ by few people (method note §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


def parts_few(last: date, answers: Mapping[date, int], *, least: int) -> bool:
    """Tell whether a period that ends with day `last` cuts through answers that are too few to stand alone.

    `answers` counts those of one group in the quarter of that day: day by day in its month, the other months
    whole under their first day. Months of fewer than `least` answers are told only together with others of their
    quarter, days likewise within a month. A quarter stands alone: awards are decided by it.
    """
    for whole, part in ((quarter_of, _month), (_month, _day)):
        inside = {day: number for day, number in answers.items() if number and whole(day) == whole(last)}
        for batch in _batches(inside, part, least):
            total = sum(inside[day] for day in batch)
            before = sum(inside[day] for day in batch if day <= last)
            together = len({part(day) for day in batch}) > 1 or total < least
            if together and 0 < before < total:
                return True
    return False


def quarter_of(day: date) -> date:
    """Give the first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _month(day: date) -> date:
    return day.replace(day=1)


def _day(day: date) -> date:
    return day


def _batches(answers: Mapping[date, int], part: Callable[[date], date], least: int) -> list[list[date]]:
    """Put the parts of a stretch together, in order, until each batch has enough; a rest goes with the last."""
    batches: list[list[date]] = []
    pending: list[date] = []
    for start in sorted({part(day) for day in answers}):
        pending += [day for day in answers if part(day) == start]
        if sum(answers[day] for day in pending) >= least:
            batches.append(pending)
            pending = []
    if not pending:
        return batches
    return [*batches[:-1], [*batches[-1], *pending]] if batches else [pending]
