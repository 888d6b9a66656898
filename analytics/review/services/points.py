"""The points of a unit in the current wave of each programme it is a member of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.emulation.records import programmes
from analytics.emulation.services import score_by
from analytics.index.domain import unit_index
from analytics.review.services.asking import scored_versions
from analytics.tally.domain import Wanted
from analytics.tally.services import counts_by
from survey.feedback.services.praise import letters_by_unit
from survey.intake.domain import State
from survey.organisation.records import unit_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.emulation.domain.programme import Programme, ProgrammeVersion, ScoringTable, Wave
    from analytics.emulation.domain.scoring import UnitScore
    from analytics.emulation.services import Indices
    from analytics.index.domain import UnitIndex
    from analytics.tally.domain import Counts
    from survey.organisation.domain import Unit
    from survey.questionnaire.domain import Version
    from survey.touchpoint.domain import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A programme's current wave; `scored` is None when nobody has set points for the unit's block."""

    programme: Programme
    wave: Wave
    block: str
    """The block's name."""
    scored: UnitScore | None


def points(connection: Connection, unit: Unit, *, every: Sequence[Version], today: date) -> tuple[Points, ...]:
    """Score the unit in every programme whose current wave has it in a block; `every` version is of any code."""
    found = ((version, _current(version.programme, today)) for version in programmes(connection))
    scored = (_points(connection, version, wave, unit, every) for version, wave in found if wave is not None)
    return tuple(each for each in scored if each is not None)


def scored_beside(connection: Connection, unit: Unit, *, today: date) -> frozenset[int]:
    """Give the ids of the units by whose answers the unit's points may turn: those its index is drawn to."""
    found = ((version.programme, _current(version.programme, today)) for version in programmes(connection))
    tables = (
        table
        for programme, wave in found
        if wave is not None
        for table in programme.tables_on(wave.ends)
        if unit.code in table.members
    )
    return frozenset(unit_id for table in tables for unit_id in _read_for(connection, table, unit).values())


def _current(programme: Programme, today: date) -> Wave | None:
    # The plan's days, not the counted ones: a wave goes on after its report is due.
    running = [wave for wave in programme.waves if wave.starts <= today <= wave.ends]
    return max(running, key=lambda wave: wave.starts, default=None)


def _points(
    connection: Connection, version: ProgrammeVersion, wave: Wave, unit: Unit, every: Sequence[Version]
) -> Points | None:
    programme = version.programme

    def letters(since: date, until: date) -> Mapping[str, int]:
        return {unit.code: letters_by_unit(connection, since=since, until=until)[unit.unit_id]}

    for table in programme.tables_on(wave.ends):
        if unit.code in table.members:
            name = programme.block(table.block).name
            (scored,) = score_by(
                programme,
                wave.code,
                indices=_indices(connection, _read_for(connection, table, unit), every),
                letters=letters,
                unit=unit.code,
                version=version.number,
            )
            return Points(programme=programme, wave=wave, block=name, scored=scored)
    for block in programme.blocks_without_points(wave.ends):
        if unit.code in block.members:
            return Points(programme=programme, wave=wave, block=block.name, scored=None)
    return None


def _read_for(connection: Connection, table: ScoringTable, unit: Unit) -> dict[str, int]:
    """Give code and id of the units whose answers are read: it alone, or the block it is drawn to."""
    if not table.drawn_by:
        return {unit.code: unit.unit_id}
    ids = unit_ids(connection)
    return {code: ids[code] for code in table.members if code in ids} | {unit.code: unit.unit_id}


def _indices(connection: Connection, read: Mapping[str, int], every: Sequence[Version]) -> Indices:
    """Give the figures `hailong score` uses, of some units: their own counted answers, read at once."""

    def indices(since: date, until: date, tiers: frozenset[Tier]) -> Mapping[str, tuple[Counts, UnitIndex]]:
        wanted = Wanted(
            since=since,
            until=until,
            unit_ids=frozenset(read.values()),
            tiers=tiers,
            version_ids=scored_versions(connection, every, since=since, until=until, tiers=tiers),
            states=frozenset({State.COUNTED}),
        )
        found = counts_by(connection, ("unit_id",), wanted)
        return {
            code: (found[unit_id,], unit_index(found[unit_id,]))
            for code, unit_id in read.items()
            if (unit_id,) in found
        }

    return indices
