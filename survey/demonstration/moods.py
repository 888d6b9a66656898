"""How satisfied a respondent is: the unit, the counter, the officer, the season, and the person."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from survey.intake.domain import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from survey.demonstration.province import Province
    from survey.demonstration.roster import Turn
    from survey.demonstration.visits import Span, Visit

_UNIT, _DESK, _OFFICER, _PERSON = 0.30, 0.12, 0.28, 0.80
"""Standard deviations; a mood of 0 answers 4 or 5 about nine times in ten, of -2 once in five."""

_DRIFT = 0.45
"""Standard deviation, among units, of how far the mood moves from the first day to the last."""

_NOBODY_THERE = -0.45
_BEFORE_TET = -0.15
_ANGRY, _DELIGHTED = -1.1, 1.2

_ANSWERING = {
    Channel.QR_OPEN: (1.0, 0.42, 0.60),
    Channel.KIOSK: (0.8, 0.75, 0.85),
    Channel.PAPER: (0.6, 0.80, 0.95),
}
"""Chance to answer at all, by channel, of the angry, of most, of the delighted: a phone waits for the angry."""


class Moods:
    """The lasting differences between places and people, drawn once from the seed by their codes."""

    def __init__(self, province: Province, turns: Iterable[Turn], span: Span, *, seed: str) -> None:
        self._seed = seed
        self._span = span
        self._province = province
        self._drawn: dict[str, float] = {}
        self._roster: dict[tuple[str, date], list[Turn]] = {}
        for turn in turns:
            self._roster.setdefault((turn.desk, turn.starts.date()), []).append(turn)

    def _lasting(self, kind: str, code: str, deviation: float) -> float:
        key = f"{self._seed}/{kind}/{code}"
        if key not in self._drawn:
            self._drawn[key] = Random(key).gauss(0, deviation)  # noqa: S311 - play, not secrets
        return self._drawn[key]

    def before(self, visit: Visit, moment: datetime) -> float:
        """Give the mood a visit leads to before the person's own temper is added."""
        unit, desk, day = visit.counter.unit, visit.counter.code, visit.day
        length = (self._span.last - self._span.first).days or 1
        progress = (day - self._span.first).days / length - 0.5
        mood = self._lasting("unit", unit, _UNIT) + self._lasting("desk", desk, _DESK)
        mood += progress * self._lasting("drift", unit, _DRIFT)
        mood += _BEFORE_TET if day in self._province.quiet else 0.0
        return mood + self._service(visit, moment)

    def _service(self, visit: Visit, moment: datetime) -> float:
        on_roster = self._roster.get((visit.counter.code, visit.day), ())
        if not on_roster:
            return _NOBODY_THERE
        # Who answers at home in the evening was served by whoever sat there in the day.
        serving = next((turn for turn in on_roster if turn.starts <= moment < turn.ends), on_roster[0])
        return self._lasting("staff", serving.staff, _OFFICER)


def answering_mood(before: float, channel: Channel, rng: Random) -> float:
    """Draw the mood of a person who does answer: by an open code the very unhappy answer most."""
    angry, most, delighted = _ANSWERING[channel]
    while True:
        mood = before + rng.gauss(0, _PERSON)
        chance = angry if mood < _ANGRY else delighted if mood > _DELIGHTED else most
        if rng.random() < chance:
            return mood
