"""Files that were served beside tablets that heard nobody: '40 files, 0 answers'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

LEAST_SERVED = 30
"""Where one visitor in ten answers, so many files without any answer happen by luck in four days of a hundred."""

SERVED_DAYS = 7
"""How far back single days are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A day or a whole month of a unit in which files were finished or refused and no tablet took an answer."""

    unit_id: int
    day: date
    """The day, or the first day of the month."""
    month: bool
    served: int


def unanswered_day(
    unit_id: int, served: Mapping[date, int], answered: Collection[date], *, since: date
) -> Unanswered | None:
    """Find the last day after `since`, on which the tablets came, with many files and no answer."""
    found = [day for day, count in served.items() if day > since and count >= LEAST_SERVED and day not in answered]
    if not found:
        return None
    return Unanswered(unit_id=unit_id, day=max(found), month=False, served=served[max(found)])


def unanswered_month(
    unit_id: int, served: Mapping[date, int], answered: Iterable[date], *, since: date
) -> Unanswered | None:
    """Find the last month, by its first day, that began after `since`, with many files and no answer."""
    heard = {day.replace(day=1) for day in answered}
    found = unanswered_day(unit_id, served, heard, since=since)
    return found and Unanswered(unit_id=unit_id, day=found.day, month=True, served=found.served)
