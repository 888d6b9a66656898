"""Which counter is answered about, and when: crowds, weekdays, Tết, the rhythm of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from itertools import accumulate, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from survey.foundation.clock import days, local_moment

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from survey.demonstration.province import Counter, Province

_BY_NUMBER = (1.0, 0.7, 0.6, 0.4)
"""How busy the first, second, … counter of a unit is; the rest are like the last."""

_SATURDAY = 0.12
_RHYTHM = {7: 5, 8: 15, 9: 22, 10: 17, 11: 5, 13: 9, 14: 13, 15: 10, 16: 4}
"""Visitors by the hour of the office's clock; the middle of the morning is full, noon is for lunch."""

_HOURS = tuple(_RHYTHM)
_SHARES = tuple(accumulate(_RHYTHM.values()))
_LUNCH = time(11, 30), time(13, 30)
_LAST_CALL = time(16, 55)

_EVENINGS = (18, 19, 19, 20, 20, 20, 21)

BURST_DESK = "CAMLO-1"
BURST_SIZE = 36
_BURST_DAYS_AGO = 9
_WORTH_A_BURST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many answers, on which days, first and last included."""

    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One respondent at a counter on a day; `staged` ones belong to the burst that screening should find."""

    counter: Counter
    day: date
    staged: bool


def visits(province: Province, span: Span, rng: Random) -> list[Visit]:
    """Draw who answers where and on which day, in the order of the days."""
    staged = _burst(province, span)
    fixed = [counter for unit in province.crowds for counter in _exactly(province, unit, rng)]
    free = max(0, span.count - len(fixed) - len(staged))
    chosen = fixed + _by_crowd(province, free, rng)
    chosen.sort(key=attrgetter("code"))
    drawn = list(staged)
    for counter, same in groupby(chosen):
        drawn += _on_days(province, counter, len(list(same)), (span, rng))
    drawn.sort(key=lambda visit: (visit.day, visit.counter.code))
    return drawn[: span.count]


def _exactly(province: Province, unit: str, rng: Random) -> list[Counter]:
    wanted = province.crowds[unit].exactly or 0
    own = [counter for counter in province.counters if counter.unit == unit]
    return [rng.choice(own) for _ in range(wanted)]


def _by_crowd(province: Province, count: int, rng: Random) -> list[Counter]:
    place: dict[str, int] = {}
    weights = []
    for counter in province.counters:
        number = place[counter.unit] = place.get(counter.unit, -1) + 1
        busy = _SATURDAY if counter.weekdays == {6} else _BY_NUMBER[min(number, len(_BY_NUMBER) - 1)]
        weights.append(busy * province.crowds[counter.unit].visitors)
    return rng.choices(province.counters, weights, k=count)


def _on_days(province: Province, counter: Counter, count: int, chance: tuple[Span, Random]) -> list[Visit]:
    span, rng = chance
    served = [day for day in days(span.first, span.last) if province.is_open(counter, day)]
    if not served:
        return []
    chosen = rng.choices(served, [province.bustle(day) for day in served], k=count)
    return [Visit(counter=counter, day=day, staged=False) for day in chosen]


def _burst(province: Province, span: Span) -> list[Visit]:
    """Stage an afternoon on which somebody clicked for a desk; too few answers in all would be spoilt by it."""
    if span.count < _WORTH_A_BURST:
        return []
    counter = next(counter for counter in province.counters if counter.code == BURST_DESK)
    day = span.last - timedelta(days=_BURST_DAYS_AGO)
    while not province.is_open(counter, day):
        day -= timedelta(days=1)
    if day < span.first:
        return []
    return [Visit(counter=counter, day=day, staged=True)] * BURST_SIZE


def moment_of(visit: Visit, rng: Random, *, at_home: bool) -> datetime:
    """Draw the moment of an answer: while the counter is open, or in the evening at home."""
    if visit.staged:
        return local_moment(visit.day, time(15, rng.randrange(25), rng.randrange(60)))
    if at_home:
        return local_moment(visit.day, time(rng.choice(_EVENINGS), rng.randrange(60), rng.randrange(60)))
    counter = visit.counter
    while True:
        hour = rng.choices(_HOURS, cum_weights=_SHARES)[0]
        clock = time(hour, rng.randrange(60), rng.randrange(60))
        if counter.opens <= clock < min(counter.closes, _LAST_CALL) and not _LUNCH[0] <= clock < _LUNCH[1]:
            return local_moment(visit.day, clock)
