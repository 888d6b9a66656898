"""The wave or the days a block page is asked for; what cannot be read is said and never stops the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from analytics.review.domain import Pick, choose, free_period
from analytics.review.domain.waves import usual_wave, wave_period
from analytics.review.web.words import gettext
from survey.foundation.errors import Refusal
from survey.foundation.tabular import read_date

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from analytics.emulation.domain.programme import Programme, Wave
    from analytics.review.domain import Period

_TYPED_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePicked:
    """A wave's counted days until today, or free days (`wave` None), and what was wrong with the wish."""

    wave: Wave | None
    period: Period
    problem: str = ""

    @property
    def day(self) -> date:
        """The day whose scoring table says who is in the block: the wave's last, as when it is scored."""
        return self.wave.ends if self.wave else self.period.until

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for the same days again."""
        if self.wave:
            return {"dot": self.wave.code}
        return {"tu": self.period.since.isoformat(), "den": self.period.until.isoformat()}


def picked_wave(programme: Programme, today: date) -> WavePicked:
    """Read the wave or the two days from the address; the wave that runs stands in for what cannot be read."""
    try:
        return _read(programme, today) or _usual(programme, today)
    except Refusal as refusal:
        problem = gettext(refusal.message, **refusal.details)
        return _usual(programme, today, problem=problem)


def _read(programme: Programme, today: date) -> WavePicked | None:
    code = request.args.get("dot", "")
    if code:
        wave = programme.wave(code)
        return WavePicked(wave=wave, period=wave_period(wave, today))
    typed = [request.args.get(name, "")[:_TYPED_MOST].strip() for name in ("tu", "den")]
    if not any(typed):
        return None
    return WavePicked(wave=None, period=free_period(*map(_day, typed), today=today))


def _usual(programme: Programme, today: date, *, problem: str = "") -> WavePicked:
    wave = usual_wave(programme.waves, today)
    if wave is None:
        return WavePicked(wave=None, period=choose(Pick.THREE_MONTHS, today).period, problem=problem)
    return WavePicked(wave=wave, period=wave_period(wave, today), problem=problem)


def _day(typed: str) -> date | None:
    try:
        return read_date(typed)
    except Refusal:
        return None
