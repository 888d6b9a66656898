"""The units of other periods than the one asked for: those that ended since are still in the figures of then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from analytics.review.domain import change
from analytics.review.services.overview import judge_before
from survey.organisation.domain import standing, subtree
from survey.organisation.records import placings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from analytics.review.services.asking import Asked
    from analytics.review.services.unit import UnitReview
    from survey.organisation.domain import Placing, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The ids of a unit and of those below it (method note §1)."""

    now: frozenset[int]
    """In the period asked for."""
    before: frozenset[int]
    """In the period it is compared with; empty where the unit was not there yet."""
    ever: frozenset[int]
    """In all the time until the end of the period: those of its months."""

    @property
    def every(self) -> frozenset[int]:
        """All of them."""
        return self.now | self.before | self.ever


def earlier_units(asked: Asked, placed: Sequence[Placing]) -> dict[int, Unit]:
    """Give the units of the period that the period asked for is compared with, as they stood in it."""
    return standing(placed, asked.chosen.before.since, asked.chosen.before.until)


def reach(asked: Asked, unit_id: int, placed: Sequence[Placing]) -> Reach:
    """Find the units whose answers a unit's page tells of, from where all stood until the end of the period."""
    return Reach(
        now=asked.whole(unit_id),
        before=subtree(earlier_units(asked, placed), unit_id),
        ever=subtree(standing(placed, date.min, asked.chosen.period.until), unit_id),
    )


def read_reach(connection: Connection, asked: Asked, unit_id: int) -> Reach:
    """Find them by asking where all stood."""
    return reach(asked, unit_id, placings(connection, asked.chosen.period.until))


def as_before(connection: Connection, asked: Asked, found: UnitReview, reached: Reach) -> UnitReview:
    """Compare a unit with what the page of the period before tells of it (method note §1, §6)."""
    if reached.before == reached.now:
        return found
    before = judge_before(connection, asked, reached.before)
    return replace(found, before=before, change=change(found.judged, before))
