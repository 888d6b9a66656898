"""How one tablet behaves where the office wants it otherwise: pauses, hours, the hand, the end of a notice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.fleet.domain.refusals import CountdownError, HoursError, PauseError
from survey.organisation.domain import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, time

TIMING: Mapping[str, int] = {
    "idle_s": 25,
    "countdown_s": 10,
    "lockout_s": 3,
    "sync_s": 60,
    "heartbeat_s": 300,
}
"""Seconds, where the office has said nothing else."""

PAUSES: Mapping[str, tuple[int, int]] = {"idle_s": (10, 300), "countdown_s": (3, 60), "lockout_s": (0, 60)}
"""Which of them the office may choose, and between which bounds."""


class Hand(StrEnum):
    """The hand the screen is used with."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What was chosen for one tablet; None and an empty week leave it as it is everywhere."""

    pauses: Mapping[str, int] = field(default_factory=dict)
    """Seconds by the names of PAUSES; those not chosen are absent."""
    days: frozenset[int] = frozenset()
    """1 Monday to 7 Sunday."""
    opens: time | None = None
    closes: time | None = None
    sleeps: bool = False
    """Whether the screen goes dark outside the hours; nobody is kept from rating an office that is open longer."""
    rotates: bool = True
    hand: Hand | None = None
    notice_until: date | None = None
    """The last day on which the notice is shown; None while somebody takes it down."""

    @property
    def timing(self) -> dict[str, int]:
        """Every pause of the tablet, in seconds."""
        return {**TIMING, **self.pauses}


def check_habits(habits: Habits) -> None:
    """Refuse pauses nobody can answer in, and half a day."""
    for name, seconds in habits.pauses.items():
        least, most = PAUSES[name]
        if not least <= seconds <= most:
            raise PauseError(least=least, most=most)
    if habits.timing["countdown_s"] >= habits.timing["idle_s"]:
        raise CountdownError
    told = (habits.opens is not None, habits.closes is not None, bool(habits.days))
    if any(told) and not all(told):
        raise HoursError
    if habits.opens is not None and habits.closes is not None and habits.opens >= habits.closes:
        raise HoursError


def desks_as_chosen(habits: Habits, unit_id: int, desks: Sequence[Desk]) -> Sequence[Desk]:
    """Give the desks around a tablet, or one with the hours chosen for it in their place."""
    if habits.opens is None:
        return desks
    first = desks[0] if desks else _no_desk(unit_id)
    return [replace(first, opens=habits.opens, closes=habits.closes, days=habits.days)]


def _no_desk(unit_id: int) -> Desk:
    return Desk(desk_id=0, unit_id=unit_id, code="", name="", field="", opens=None, closes=None, days=frozenset())


def standing_notice(notice: Mapping[str, str], habits: Habits, today: date) -> dict[str, str]:
    """Give the notice of a tablet on a day; none when its last day is past."""
    over = habits.notice_until is not None and habits.notice_until < today
    return {} if over else dict(notice)
