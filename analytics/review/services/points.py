"""The points of a unit in the current wave of each programme it is a member of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from analytics.emulation.records import programmes
from analytics.emulation.services import score_by
from analytics.index.domain import unit_index
from analytics.review.services.asking import scored_versions
from analytics.tally.domain import Wanted
from analytics.tally.services import counts_by
from survey.feedback.services.praise import letters_by_unit
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.emulation.domain.programme import Programme, ProgrammeVersion, Wave
    from analytics.emulation.domain.scoring import UnitScore
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

    def indices(since: date, until: date, tiers: frozenset[Tier]) -> Mapping[str, tuple[Counts, UnitIndex]]:
        wanted = Wanted(
            since=since,
            until=until,
            unit_ids=frozenset({unit.unit_id}),
            tiers=tiers,
            version_ids=scored_versions(connection, every, since=since, until=until, tiers=tiers),
            states=frozenset({State.COUNTED}),
        )
        return _own_index(connection, unit, wanted)

    def letters(since: date, until: date) -> Mapping[str, int]:
        return {unit.code: letters_by_unit(connection, since=since, until=until)[unit.unit_id]}

    found = ((version, _current(version.programme, today)) for version in programmes(connection))
    score = partial(score_by, indices=indices, letters=letters, unit=unit.code)
    scored = (_points(version, wave, unit, score) for version, wave in found if wave is not None)
    return tuple(each for each in scored if each is not None)


def _current(programme: Programme, today: date) -> Wave | None:
    # The plan's days, not the counted ones: a wave goes on after its report is due.
    running = [wave for wave in programme.waves if wave.starts <= today <= wave.ends]
    return max(running, key=lambda wave: wave.starts, default=None)


def _points(
    version: ProgrammeVersion, wave: Wave, unit: Unit, score: Callable[..., tuple[UnitScore, ...]]
) -> Points | None:
    programme = version.programme
    for table in programme.tables_on(wave.ends):
        if unit.code in table.members:
            name = programme.block(table.block).name
            (scored,) = score(programme, wave.code, version=version.number)
            return Points(programme=programme, wave=wave, block=name, scored=scored)
    for block in programme.blocks_without_points(wave.ends):
        if unit.code in block.members:
            return Points(programme=programme, wave=wave, block=block.name, scored=None)
    return None


def _own_index(connection: Connection, unit: Unit, wanted: Wanted) -> Mapping[str, tuple[Counts, UnitIndex]]:
    """Give the figures `hailong score` uses: the unit's own counted answers."""
    counts = counts_by(connection, (), wanted).get(())
    return {} if counts is None else {unit.code: (counts, unit_index(counts))}
