"""How many files the offices of the demonstration finished, so that rates of those served can be seen."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from survey.foundation.clock import days
from survey.volume.domain import Volume, VolumeEntry, month_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Answered = Mapping[tuple[int, date], int]

_RATES = (0.08, 0.14, 0.22)
"""How many of those served answer: at least, mostly, at most; the lowest offices miss the floor for a ranking."""

_REFUSED = 0.02
_WITHOUT_ANSWER = 40
"""Fewer than so many come to an outpost in a month besides those whose part answers."""

_SATURDAY = 5


def volumes(answered: Answered, first: date, last: date, *, seed: str) -> Iterator[VolumeEntry]:
    """Give the files of each unit (by id) with answers of days: by month, and by day in the month of `last`.

    A month that began before `first` has answers of a part of it only, and no line.
    """
    by_month: Counter[tuple[int, date]] = Counter()
    for (unit_id, day), number in answered.items():
        by_month[unit_id, day.replace(day=1)] += number
    whole_from = first if first.day == 1 else month_end(first) + timedelta(days=1)
    running = last.replace(day=1) if last != month_end(last) else month_end(last) + timedelta(days=1)
    rng = Random(f"{seed}/files")  # noqa: S311 - play, not secrets
    for unit_id in sorted({unit_id for unit_id, _ in answered}):
        rate = rng.triangular(_RATES[0], _RATES[2], _RATES[1])
        # Somebody comes in every month and on every working day, whether anybody answers or not.
        for month in (day for day in days(whole_from, running) if day.day == 1 and day < running):
            served = by_month[unit_id, month] / rate + rng.randrange(_WITHOUT_ANSWER)
            yield _entry(unit_id, month, served, rng, whole=True)
        for day in days(running, last):
            if day.weekday() < _SATURDAY or (unit_id, day) in answered:
                yield _entry(unit_id, day, answered.get((unit_id, day), 0) / rate + rng.randrange(3), rng)


def _entry(unit_id: int, day: date, served: float, rng: Random, *, whole: bool = False) -> VolumeEntry:
    refused = sum(rng.random() < _REFUSED for _ in range(round(served)))
    volume = Volume(finished=round(served) - refused, refused=refused)
    return VolumeEntry(unit_id=unit_id, procedure_id=None, day=day, whole=whole, volume=volume)
