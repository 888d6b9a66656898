"""The days of a wave that can be looked at today, and the wave a page opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.review.domain.periods import Period, PeriodAheadError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analytics.emulation.domain.programme import Wave


def wave_period(wave: Wave, today: date) -> Period:
    """Give the counted days of a wave until today; refuse one that has not begun."""
    if wave.starts > today:
        raise PeriodAheadError
    return Period(since=wave.starts, until=min(wave.counted_until, today))


def usual_wave(waves: Iterable[Wave], today: date) -> Wave | None:
    """Give the wave that runs today, or else the last that began; of several the one that began last."""
    begun = [wave for wave in waves if wave.starts <= today]
    running = [wave for wave in begun if today <= wave.ends]
    return max(running or begun, key=lambda wave: wave.starts, default=None)
