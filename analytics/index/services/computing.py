"""The index of every group that has an answer, with its counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import UnitIndex, question_index, unit_index
from analytics.index.services.asking import wanted_of
from analytics.index.services.beside import Beside, beside_groups
from analytics.index.services.names import names
from analytics.tally.domain import Counts, total
from analytics.tally.services import counts_by
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from analytics.index.services.asking import Asked
    from analytics.tally.domain import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """The index of one group with the counts it comes from; `key` is None for answers of no single one."""

    key: str | None
    name: str | None
    counts: Counts
    index: UnitIndex
    channels: Mapping[str, int]
    excluded: Mapping[str, int]
    """Responses that are not counted, by reason."""
    beside: Beside | None = None
    """None when it was not asked for."""
    with_excluded: UnitIndex | None = None
    """The same figures with the answers that rulings took out; None when not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """The rows asked for and the questionnaire they are of; None when nobody answered any."""

    questionnaire: str | None
    rows: tuple[IndexRow, ...]


@dataclass(slots=True)
class _Group:
    by_channel: dict[str, Counts] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    ruled_out: Counts = field(default_factory=Counts)

    @property
    def counts(self) -> Counts:
        """The counted answers of all channels."""
        return total(self.by_channel.values())


def indices(connection: Connection, asked: Asked, *, today: date | None = None) -> Indices:
    """Compute the index of every group that has an answer in the period, sorted by key.

    Volumes of days that are not over by `today` are not waited for.
    """
    code, wanted = wanted_of(connection, asked)
    groups = _groups(connection, _column(asked.by), wanted)
    beside: Mapping[Any, Beside] = {}
    if asked.beside:
        channels = {key: group.by_channel for key, group in groups.items()}
        beside = beside_groups(connection, asked.by, wanted, channels, today=today)
    if asked.by == "question":
        rows = _by_question(groups.get(None), asked, beside)
    else:
        told = names(connection, asked.by, asked.until)
        rows = [_row(told(key), group, asked, beside.get(key)) for key, group in groups.items()]
    return Indices(questionnaire=code, rows=tuple(sorted(rows, key=lambda row: (row.key is None, row.key or ""))))


def unit_indices(connection: Connection, asked: Asked) -> dict[str, tuple[Counts, UnitIndex]]:
    """Give counts and index of each unit with answers, by its code."""
    return {row.key: (row.counts, row.index) for row in indices(connection, asked).rows if row.key is not None}


def _column(by: str) -> str | None:
    if by == "question":
        return None
    return "channel" if by == "channel" else f"{by}_id"


def _groups(connection: Connection, column: str | None, wanted: Wanted) -> dict[Any, _Group]:
    by = ("state", "channel") if column is None else (column, "state", "channel")
    groups: dict[Any, _Group] = {}
    found = counts_by(connection, by, wanted)
    # Ids and a missing one do not compare; their spelling does.
    for *key, state, channel in sorted(found, key=repr):
        counts = found[*key, state, channel]
        group = groups.setdefault(key[0] if key else None, _Group())
        if state == State.COUNTED:
            group.by_channel[channel] = group.by_channel.get(channel, Counts()) + counts
        else:
            group.excluded[state] = group.excluded.get(state, 0) + counts.responses
        if state == State.EXCLUDED:
            group.ruled_out += counts
    return groups


def _row(named: tuple[str | None, str | None], group: _Group, asked: Asked, beside: Beside | None) -> IndexRow:
    counts = group.counts
    volume = beside.volume.served if beside is not None and beside.volume is not None else None
    return IndexRow(
        key=named[0],
        name=named[1],
        counts=counts,
        index=unit_index(counts, volume=volume),
        channels={channel: each.responses for channel, each in group.by_channel.items()},
        excluded=group.excluded,
        beside=beside,
        with_excluded=unit_index(counts + group.ruled_out, volume=volume) if asked.with_excluded else None,
    )


def _by_question(group: _Group | None, asked: Asked, beside: Mapping[Any, Beside]) -> list[IndexRow]:
    if group is None:
        return []
    whole = _row((None, None), group, asked, None)
    rows = []
    for code in whole.counts.questions:
        own = beside.get(code)
        volume = own.volume.served if own is not None and own.volume is not None else None
        again = question_index(whole.counts + group.ruled_out, code, volume=volume)
        rows.append(
            replace(
                whole,
                key=code,
                name=code,
                index=question_index(whole.counts, code, volume=volume),
                beside=own,
                with_excluded=again if asked.with_excluded else None,
            )
        )
    return rows
