"""What may be said of a group of answers, and whether it changed from one period to the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.index.domain import LEAST_SHOWN, State, unit_index
from analytics.index.domain.differences import Change, difference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.index.domain import Criterion, UnitIndex
    from analytics.tally.domain import Counts


class Standing(StrEnum):
    """How much a page may say of a group."""

    NONE = "none"
    """Nobody answered."""
    HIDDEN = "hidden"
    """Too few answers to tell any number without telling on a person."""
    INSUFFICIENT = "insufficient"
    FEW = "few"
    OK = "ok"


_STANDINGS = {
    State.INSUFFICIENT: Standing.INSUFFICIENT,
    State.FEW: Standing.FEW,
    State.OK: Standing.OK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A group of answers with its index and what a page may say of it."""

    standing: Standing
    counts: Counts
    index: UnitIndex

    @property
    def shown(self) -> bool:
        """Whether the index may be shown; it then has an interval too."""
        return self.standing in {Standing.FEW, Standing.OK}

    @property
    def missing(self) -> int:
        """How many respondents are wanting until the index is shown."""
        answered = (each.n for each in self.index.criteria)
        return max(0, LEAST_SHOWN - min((self.index.respondents, *answered)))


def judge(counts: Counts, *, least: int, kept: bool = False) -> Judged:
    """Judge a group; fewer than `least` answers are hidden, and a group `kept` from view to protect another."""
    index = unit_index(counts)
    if not counts.responses:
        standing = Standing.NONE
    elif kept or counts.responses < least:
        standing = Standing.HIDDEN
    else:
        standing = _STANDINGS[index.state]
    return Judged(standing=standing, counts=counts, index=index)


def change(now: Judged, before: Judged) -> Change | None:
    """Compare two periods; None when one of them has no index to show (method note §6)."""
    return difference(now.counts, before.counts) if now.shown and before.shown else None


def weakest(judged: Judged) -> Criterion | None:
    """Give the index question with the lowest share, the first of equals; None when there is none to compare."""
    told: Iterable[Criterion] = (each for each in judged.index.criteria if each.state is not State.INSUFFICIENT)
    return min(told, key=lambda each: each.share or 0.0, default=None) if judged.shown else None
