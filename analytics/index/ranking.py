"""The units of a block beside each other: scores drawn to the block, ranks with what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics.index.domain import State, UnitIndex, unit_index
from analytics.index.domain.blocks import Drawn, draw, lacking
from analytics.index.domain.bounds import Floors
from analytics.index.domain.ranking import Standing, Unranked, competition_ranks, rank, why_unranked
from analytics.index.domain.shrinkage import Prior, Sample, Score, Shrinkage, reliability
from analytics.index.domain.units import LEAST_SHOWN
from analytics.index.services import Asked, UnknownUnitError, coverages, indices
from analytics.index.standardising import MOVED, Mix, Standardised, as_in_the_mix
from analytics.tally.domain import Counts
from survey.foundation.errors import Refusal
from survey.organisation.domain import subtree
from survey.organisation.records import unit_ids, unit_names, units_on
from survey.volume.records import volumes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.services import CoverageRow, IndexRow
    from survey.volume.domain import Floor


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
    """The index as so many independent answers; None without an index, or for answers to other questions."""
    score: Score | None
    standing: Standing | None
    reason: Unranked | None
    lacking: tuple[str, ...] = ()
    """The questions by which a unit of other questions differs from the list of the ranking."""
    response_rate: Fraction | None = None
    """Respondents of those served, whatever tier they answered by; None when not known."""
    coverage: Fraction | None = None
    """Slips of those served; None when not known, or when the unit issues none."""
    standardised: Standardised | None = None
    """The index as if the unit had the block's mix of services; None where that cannot be said."""


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
    criteria: tuple[str, ...]
    """The questions all units are compared by, sorted by code (method note §5)."""
    floor: Floor | None
    """What a unit must reach to be ranked; None while nobody told how many were served."""
    mix: Mix
    """Whether the services of the block are known, to which `standardised` looks."""


def ranking(
    connection: Connection,
    asked: Asked,
    *,
    frozen: Prior | None = None,
    fallback: Prior | None = None,
    least: int = 0,
    today: date | None = None,
) -> Ranking:
    """Rank the units asked for, or all there are, by the index of their own answers (method note §4, §5).

    A unit without answers is listed as insufficient. `frozen` is a prior decided before the period; `fallback`
    is one too, taken only where too few units have an index to estimate another. Units with answers, but fewer
    than `least`, are told apart from the others; they are in no figure. Volumes of days that are not over by
    `today` are not waited for.
    """
    found = indices(connection, replace(asked, by="unit"))
    answered = {row.key: row for row in found.rows if row.key is not None}
    keys = asked.units if asked.units is not None else {*answered, *_in_force(connection, asked)}
    silent = keys - answered.keys()
    told = dict(unit_names(connection, asked.until).values()) if silent else {}
    same = replace(asked, by="unit", questionnaire=found.questionnaire)
    known = found.questionnaire is not None and bool(volumes(connection, None, asked.since, asked.until))
    floor, reach = _reach(connection, same, today) if known else (None, {})
    mix, mixed = as_in_the_mix(connection, same) if known else (Mix.NO_VOLUMES, {})
    rows = [_row(key, told.get(key), answered.get(key), reach.get(key, _UNKNOWN)) for key in sorted(keys)]
    seen = [row for row in rows if not 0 < row.counts.responses < least]
    drawn = draw({row.key: row.counts for row in seen}, frozen=frozen, fallback=fallback)
    ranked, unranked = _ranked([_drawn(row, drawn, mixed.get(row.key)) for row in seen])
    return Ranking(
        questionnaire=found.questionnaire,
        ranked=ranked,
        unranked=unranked,
        hidden=tuple(row for row in rows if 0 < row.counts.responses < least),
        block=drawn.block,
        reliability=reliability([row.sample for row in ranked if row.sample is not None]),
        criteria=drawn.criteria,
        floor=floor,
        mix=mix,
    )


def _drawn(row: RankRow, drawn: Drawn, standardised: Standardised | None) -> RankRow:
    """Give a row its sample and score, or say that its answers are to other questions than the block's."""
    wanting = lacking(row.counts, drawn.criteria) if row.counts.respondents else ()
    reason = row.reason
    if wanting and row.index.respondents >= LEAST_SHOWN:
        reason = Unranked.OTHER_QUESTIONS
    elif wanting:
        # With so few answers the question that wants may still be answered.
        reason = Unranked.INSUFFICIENT
    return replace(
        row,
        sample=drawn.samples[row.key],
        score=drawn.scores[row.key],
        reason=reason,
        lacking=wanting,
        standardised=None if wanting or row.index.state is State.INSUFFICIENT else standardised,
    )


def _ranked(rows: Sequence[RankRow]) -> tuple[tuple[RankRow, ...], tuple[RankRow, ...]]:
    """Give the ranked rows by rank and code, and the others."""
    eligible = [(row, row.sample) for row in rows if row.reason is None and row.sample is not None]
    standings = rank([sample.index for _, sample in eligible], [sample.error for _, sample in eligible])
    ranked = [replace(row, standing=standing) for (row, _), standing in zip(eligible, standings, strict=True)]
    return tuple(sorted(_beside(ranked), key=_place)), tuple(row for row in rows if row.reason is not None)


def _beside(ranked: Sequence[RankRow]) -> list[RankRow]:
    """Rank once more by the standardised indices; one that is missing would shift all others' places."""
    found = [row.standardised for row in ranked if row.standardised is not None]
    if len(found) < len(ranked):
        return list(ranked)
    places = competition_ranks([each.index for each in found]) if found else ()
    return [
        replace(row, standardised=replace(each, rank=place, moved=abs(place - _place(row)[0]) >= MOVED))
        for row, each, place in zip(ranked, found, places, strict=True)
    ]


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

    @property
    def response_rate(self) -> Fraction | None:
        # Above 1 the files are not all told: nobody knows what part of those served answered.
        return self.row.response_rate if self.row and self.row.warning is None else None

    @property
    def coverage(self) -> Fraction | None:
        # An office that issues no slips invites by posters and tablets, and nobody counts these.
        return self.row.coverage if self.row and self.row.invited else None

    def reason(self, index: UnitIndex) -> Unranked | None:
        return why_unranked(index, response_rate=self.response_rate, coverage=self.coverage, floors=self.floors)


_UNKNOWN = _Reach(None, Floors())


def _reach(connection: Connection, asked: Asked, today: date | None) -> tuple[Floor, dict[str | None, _Reach]]:
    """Give the floor in force, and by unit how many of those served it reached.

    Answers of every tier are answers: whoever answered by a poster was reached, whatever their answer earns.
    """
    found = coverages(connection, replace(asked, tiers=None), today=today)
    floors = Floors(response_rate=found.floor.response_rate, coverage=found.floor.coverage)
    return found.floor, {row.key: _Reach(row, floors) for row in found.rows}


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
        response_rate=reach.response_rate,
        coverage=reach.coverage,
    )


def _place(row: RankRow) -> tuple[int, str]:
    return (row.standing.rank if row.standing else 0, row.key)
