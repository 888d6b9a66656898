"""Who sits at which counter on which day: a monthly rotation, substitutes, absences, a colleague learning."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import time
from random import Random
from typing import TYPE_CHECKING

from survey.foundation.clock import days, local_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from survey.demonstration.province import Counter, Province

_NOBODY, _SUBSTITUTE, _HANDED_OVER, _IN_PAIRS = 0.02, 0.08, 0.11, 0.125
"""Upper ends of the shares of days that are not ordinary."""

_HANDOVER_STARTS, _HANDOVER_ENDS = time(13), time(13, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An officer at a counter from a moment to a moment, by code."""

    desk: str
    staff: str
    starts: datetime
    ends: datetime


def turns(province: Province, first: date, last: date, *, seed: str) -> Iterator[Turn]:
    """Give the roster from day to day; the same day always gets the same turns, whatever the days around it."""
    homes: dict[str, list[Counter]] = defaultdict(list)
    for counter in province.counters:
        homes[counter.home].append(counter)
    for day in days(first, last):
        for home, counters in homes.items():
            staffed = [counter for counter in counters if province.is_open(counter, day)]
            if staffed:
                rng = Random(f"{seed}/{home}/{day.isoformat()}")  # noqa: S311 - play, not secrets
                yield from _day_of(staffed, province.teams[home], day, rng)


def _day_of(counters: list[Counter], team: tuple[str, ...], day: date, rng: Random) -> Iterator[Turn]:
    # The first of a team leads it and sits in only as a substitute.
    leader, *officers = team
    month = day.year * 12 + day.month
    seated = [officers[(place + month) % len(officers)] for place in range(len(counters))]
    free = [officer for officer in (*officers, leader) if officer not in seated]
    for counter, officer in zip(counters, seated, strict=True):
        luck = rng.random()
        # Taken out of the list: nobody can be at two desks at once.
        others = (free.pop(rng.randrange(len(free))),) if luck < _IN_PAIRS and free else ()
        yield from _turns_at(counter, day, luck, (officer, *others))


def _turns_at(counter: Counter, day: date, luck: float, people: tuple[str, ...]) -> Iterator[Turn]:
    officer, *others = people
    opens, closes = counter.opens, counter.closes
    if luck < _NOBODY or (luck < _SUBSTITUTE and not others):
        return
    if luck < _SUBSTITUTE:
        yield _turn(counter, others[0], day, (opens, closes))
    elif luck < _HANDED_OVER and others and closes > _HANDOVER_ENDS:
        # For half an hour both are at the desk: what is answered then belongs to the desk alone.
        yield _turn(counter, officer, day, (opens, _HANDOVER_ENDS))
        yield _turn(counter, others[0], day, (_HANDOVER_STARTS, closes))
    else:
        yield _turn(counter, officer, day, (opens, closes))
        if others:
            yield _turn(counter, others[0], day, (opens, closes))


def _turn(counter: Counter, staff: str, day: date, hours: tuple[time, time]) -> Turn:
    starts, ends = hours
    return Turn(desk=counter.code, staff=staff, starts=local_moment(day, starts), ends=local_moment(day, ends))
