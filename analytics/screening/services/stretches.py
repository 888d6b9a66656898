"""The days and tiers by which a unit is judged: the waves of programmes, and the quarters that no wave counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analytics.tally.domain import month_end

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Connection

    from analytics.emulation.domain.programme import Programme, ProgrammeVersion, Wave
    from analytics.emulation.domain.scoring import UnitScore
    from analytics.screening.records import Answer

_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What the emulation says of points; it stands beside the screening, so the room hands it over."""

    programmes: Callable[[Connection], Sequence[ProgrammeVersion]]
    """The version in force of every programme."""
    score: Callable[..., tuple[UnitScore, ...]]
    """Scores one unit in a wave by the figures it is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days, both included, whose answers of some tiers make one figure; None are all tiers."""

    since: date
    until: date
    tiers: frozenset[str] | None = None
    programme: Programme | None = None
    wave: Wave | None = None
    members: tuple[str, ...] = ()
    """Codes of the units that the unit is scored with; empty where nobody has set points."""

    def has(self, answer: Answer) -> bool:
        """Tell whether an answer is of these days and tiers."""
        return self.since <= answer.day <= self.until and (self.tiers is None or answer.tier in self.tiers)


def stretches(programmes: Sequence[Programme], unit: str, answers: Collection[Answer]) -> list[Stretch]:
    """Give every wave that counts some of the answers of a unit, then the quarters of those that none counts."""
    waves = [one for programme in programmes for one in _waves(programme, unit)]
    found = [one for one in waves if any(one.has(answer) for answer in answers)]
    rest = {answer.day for answer in answers if not any(one.has(answer) for one in found)}
    return found + sorted({_quarter(day) for day in rest}, key=lambda one: one.since)


def _waves(programme: Programme, unit: str) -> Iterator[Stretch]:
    for wave in programme.waves:
        tables = [table for table in programme.tables_on(wave.ends) if unit in table.members]
        without = any(unit in block.members for block in programme.blocks_without_points(wave.ends))
        if not tables and not without:
            continue
        yield Stretch(
            since=wave.starts,
            until=wave.counted_until,
            # A programme counts a unit once, so there is one table at most.
            tiers=frozenset(map(str, tables[0].tiers if tables else programme.tiers)),
            programme=programme,
            wave=wave,
            members=tables[0].members if tables else (),
        )


def _quarter(day: date) -> Stretch:
    first = day.month - (day.month - 1) % _MONTHS
    return Stretch(since=date(day.year, first, 1), until=month_end(date(day.year, first + _MONTHS - 1, 1)))
