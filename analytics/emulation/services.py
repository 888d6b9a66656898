"""Scoring a wave: the figures of its counted days, by the tables in force on its last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.emulation.domain.refusals import (
    NoTableInForceError,
    NotScoredUnitError,
    UnknownProgrammeError,
)
from analytics.emulation.domain.scoring import UnitScore, draw_blocks, no_answers, score_unit
from analytics.emulation.records import load, programme_by_code
from analytics.index.domain import UnitIndex
from analytics.index.domain.shrinkage import Prior, frozen_prior
from analytics.tally.domain import Counts
from survey.feedback.services.praise import letters_by_unit
from survey.organisation.records import unit_ids
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from analytics.emulation.domain.figures import Blocks
    from analytics.emulation.domain.programme import BlockPrior, Programme, ProgrammeVersion, ScoringTable

Indices = Callable[[date, date, frozenset[Tier]], Mapping[str, tuple[Counts, UnitIndex]]]
"""Gives counts and index of each unit with answers of some tiers between two days, both included, by unit code."""

Letters = Callable[[date, date], Mapping[str, int]]
"""Gives how many letters of praise units received between two days, both included, by code; absent is none."""

SHIPPED = Path(__file__).parent / "programmes"
"""Programmes that come with the service: one transcribed from a plan, one for demonstration."""


def score(
    connection: Connection,
    programme: str,
    wave: str,
    *,
    indices: Indices,
    letters: Letters,
    unit: str | None = None,
) -> tuple[UnitScore, ...]:
    """Score every member of the blocks of a loaded programme in one wave, or one unit."""
    version = programme_by_code(connection, programme)
    if version is None:
        raise UnknownProgrammeError(code=programme)
    held = version.programme
    return score_by(held, wave, indices=indices, letters=letters, unit=unit, version=version.number)


def score_by(
    programme: Programme,
    wave: str,
    *,
    indices: Indices,
    letters: Letters,
    unit: str | None = None,
    version: int | None = None,
) -> tuple[UnitScore, ...]:
    """Score by a programme at hand, loaded or not; the tables in force on the wave's last day hold.

    Answers are asked for once for each set of tiers that counts, letters once and only where a leaf counts them.
    Where a leaf looks at the index drawn to the block, `indices` must give those of all its members.
    """
    chosen = programme.wave(wave)
    days = chosen.starts, chosen.counted_until
    tables = _tables(programme, chosen.ends, unit)
    found = {tiers: indices(*days, frozenset(tiers)) for tiers in dict.fromkeys(table.tiers for table in tables)}
    praised = letters(*days) if any(table.counts_letters for table in tables) else {}
    blocks = {table.code: _blocks(programme, table, chosen.starts, found[table.tiers]) for table in tables}
    return tuple(
        UnitScore(
            unit=member,
            programme=programme,
            version=version,
            wave=chosen,
            table=table,
            score=score_unit(
                table,
                member,
                *found[table.tiers].get(member, no_answers()),
                letters=praised.get(member, 0),
                blocks=blocks[table.code],
            ),
        )
        for table in tables
        for member in table.members
        if unit in {None, member}
    )


def decided_prior(decided: BlockPrior | None) -> Prior | None:
    """Give a programme's prior as the index takes it."""
    return None if decided is None else frozen_prior(float(decided.mu), float(decided.strength))


def _blocks(
    programme: Programme, table: ScoringTable, since: date, found: Mapping[str, tuple[Counts, UnitIndex]]
) -> Blocks:
    if not table.drawn_by:
        return {}
    counts = {unit: each for unit, (each, _) in found.items()}
    return draw_blocks(table, counts, decided_prior(programme.prior_of(table.block, since)))


def letters_by_code(connection: Connection, since: date, until: date) -> dict[str, int]:
    """Count the letters of praise to each unit and its officers between two days, both included, by unit code."""
    counted = letters_by_unit(connection, since=since, until=until)
    codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
    return {codes[unit_id]: number for unit_id, number in counted.items()}


def load_shipped(connection: Connection, *, at: datetime) -> tuple[ProgrammeVersion, ...]:
    """Load the programmes that come with the service; those loaded already stay as they are."""
    files = sorted(SHIPPED.glob("*.toml"))
    return tuple(load(connection, file.read_text(encoding="utf-8"), at=at) for file in files)


def _tables(programme: Programme, day: date, unit: str | None) -> tuple[ScoringTable, ...]:
    tables = programme.tables_on(day)
    if not tables:
        source = programme.points_source_doc or "no document"
        raise NoTableInForceError(programme=programme.code, day=day, source=source)
    if unit is None:
        return tables
    of_unit = tuple(table for table in tables if unit in table.members)
    if not of_unit:
        raise NotScoredUnitError(programme=programme.code, day=day, unit=unit)
    return of_unit
