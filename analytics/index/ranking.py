"""The units of a block beside each other: scores drawn to the block, ranks with what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics.index.domain import UnitIndex, unit_index
from analytics.index.domain.bounds import Floors
from analytics.index.domain.ranking import Standing, Unranked, rank, why_unranked
from analytics.index.domain.shrinkage import Prior, Sample, Score, Shrinkage, reliability, shrink
from analytics.index.services import Asked, UnknownUnitError, coverages, indices
from analytics.tally.domain import Counts
from survey.foundation.errors import Refusal
from survey.organisation.domain import subtree
from survey.organisation.records import unit_ids, unit_names, units_on
from survey.volume.records import volumes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from analytics.index.services import CoverageRow, IndexRow


class NoUnitsError(Refusal):
    """Nobody to rank."""

    message = "There are no units to rank."


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """One unit of the block; either a standing or the reason why it has none."""

    key: str
    name: str | None
    """As on the last day; None when the organisation never had such a unit."""
    counts: Counts
    index: UnitIndex
    channels: Mapping[str, int]
    excluded: Mapping[str, int]
    """Responses that are not counted, by reason."""
    sample: Sample | None
    """The index as so many independent answers; None without an index."""
    score: Score | None
    standing: Standing | None
    reason: Unranked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The ranked units by rank and code, the others apart by code, and what the block says as a whole."""

    questionnaire: str | None
    ranked: tuple[RankRow, ...]
    unranked: tuple[RankRow, ...]
    hidden: tuple[RankRow, ...]
    """Units of so few answers that they are in no figure."""
    block: Shrinkage
    reliability: float | None
    """Which part of the differences between the ranked units is more than chance, 0–1."""


def ranking(connection: Connection, asked: Asked, *, frozen: Prior | None = None, least: int = 0) -> Ranking:
    """Rank the units asked for, or all there are, by the index of their own answers (method note §4, §5).

    A unit without answers is listed as insufficient. `frozen` is a prior decided before the period. Units with
    answers, but fewer than `least`, stay out of every figure, those of the block included.
    """
    found = indices(connection, replace(asked, by="unit"))
    answered = {row.key: row for row in found.rows if row.key is not None}
    keys = asked.units if asked.units is not None else {*answered, *_in_force(connection, asked)}
    silent = keys - answered.keys()
    told = dict(unit_names(connection, asked.until).values()) if silent else {}
    reach = _reach(connection, replace(asked, by="unit", questionnaire=found.questionnaire))
    rows = [_row(key, told.get(key), answered.get(key), reach.get(key, _UNKNOWN)) for key in sorted(keys)]
    hidden = [row for row in rows if 0 < row.counts.responses < least]
    return _ranked(
        [row for row in rows if not 0 < row.counts.responses < least],
        questionnaire=found.questionnaire,
        hidden=tuple(hidden),
        frozen=frozen,
    )


def _ranked(
    rows: Sequence[RankRow], *, questionnaire: str | None, hidden: tuple[RankRow, ...], frozen: Prior | None
) -> Ranking:
    block = shrink([row.counts for row in rows], frozen=frozen)
    scored = [
        replace(row, sample=sample, score=score)
        for row, sample, score in zip(rows, block.samples, block.scores, strict=True)
    ]
    eligible = [(row, row.sample) for row in scored if row.reason is None and row.sample is not None]
    standings = rank([sample.index for _, sample in eligible], [sample.error for _, sample in eligible])
    ranked = [replace(row, standing=standing) for (row, _), standing in zip(eligible, standings, strict=True)]
    return Ranking(
        questionnaire=questionnaire,
        ranked=tuple(sorted(ranked, key=_place)),
        unranked=tuple(row for row in scored if row.reason is not None),
        hidden=hidden,
        block=block,
        reliability=reliability([sample for _, sample in eligible]),
    )


def known_units(connection: Connection, codes: Iterable[str]) -> frozenset[str]:
    """Take a list of unit codes; refuse an empty one and a code that no unit ever had."""
    chosen = frozenset(codes)
    unknown = sorted(chosen - unit_ids(connection).keys())
    if unknown:
        raise UnknownUnitError(code=unknown[0])
    if not chosen:
        raise NoUnitsError
    return chosen


def _in_force(connection: Connection, asked: Asked) -> Sequence[str]:
    units = units_on(connection, asked.until)
    below = subtree(units, unit_ids(connection).get(asked.unit, 0)) if asked.unit else units
    return [units[unit_id].code for unit_id in below]


@dataclass(frozen=True, slots=True)
class _Reach:
    """How many of those served a unit reached, and how many it must."""

    row: CoverageRow | None
    floors: Floors

    def reason(self, index: UnitIndex) -> Unranked | None:
        if self.row is None:
            return why_unranked(index)
        # An office that issues no slips invites by posters and tablets, and nobody counts these.
        invited = self.row.coverage if self.row.invited else None
        return why_unranked(index, response_rate=self.row.response_rate, coverage=invited, floors=self.floors)


_UNKNOWN = _Reach(None, Floors())


def _reach(connection: Connection, asked: Asked) -> dict[str | None, _Reach]:
    """Give by unit how many of those served it reached; nothing while nobody told how many were served."""
    if not volumes(connection, None, asked.since, asked.until):
        return {}
    found = coverages(connection, asked)
    floors = Floors(response_rate=found.floor.response_rate, coverage=found.floor.coverage)
    return {row.key: _Reach(row, floors) for row in found.rows}


def _row(key: str, name: str | None, found: IndexRow | None, reach: _Reach) -> RankRow:
    index = found.index if found else unit_index(Counts())
    return RankRow(
        key=key,
        name=found.name if found else name,
        counts=found.counts if found else Counts(),
        index=index,
        channels=found.channels if found else {},
        excluded=found.excluded if found else {},
        sample=None,
        score=None,
        standing=None,
        reason=reach.reason(index),
    )


def _place(row: RankRow) -> tuple[int, str]:
    return (row.standing.rank if row.standing else 0, row.key)
