"""`hailong index` with the period and the tiers of a programme, which stands above the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.emulation.domain.refusals import UnknownProgrammeError
from analytics.emulation.records import programme_by_code
from analytics.index.choosing import Chosen
from analytics.index.cli import index_command

if TYPE_CHECKING:
    from sqlalchemy import Connection


def of_programme(connection: Connection, code: str, wave_code: str | None) -> Chosen:
    """Give the days and tiers of a loaded programme, or of one of its waves."""
    version = programme_by_code(connection, code)
    if version is None:
        raise UnknownProgrammeError(code=code)
    programme = version.programme
    if wave_code is None:
        return Chosen(
            since=programme.period_start,
            until=programme.period_end,
            tiers=frozenset(map(str, programme.tiers)),
        )
    wave = programme.wave(wave_code)
    # Tables may count other tiers than their programme; where they agree, theirs are what is scored by.
    told = {table.tiers for table in programme.tables_on(wave.ends)} or {programme.tiers}
    tiers = told.pop() if len(told) == 1 else programme.tiers
    return Chosen(since=wave.starts, until=wave.counted_until, tiers=frozenset(map(str, tiers)))


index = index_command(of_programme)
