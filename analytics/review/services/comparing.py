"""Units side by side in a funnel: each by its own answers, in the whole view of an account or in one block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.emulation.records import programmes
from analytics.index.domain.funnel import Entrant, funnel
from analytics.review.domain import judge
from analytics.review.services.overview import own_counts
from analytics.tally.domain import Counts
from survey.foundation.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from analytics.emulation.domain.programme import Programme
    from analytics.index.domain.funnel import Funnel, FunnelUnit
    from analytics.review.domain import Judged
    from analytics.review.services.asking import Asked
    from survey.organisation.domain import Unit

_SEVERAL = 2


class UnknownBlockError(NotFoundError):
    """No block of this code has several units the account may see."""

    message = "There is no block with the code %(code)s among the units you may see."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChoice:
    """A block of a programme, and those of its units that the account may see."""

    code: str
    """The programme's code and the block's."""
    name: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One unit; `placed` is None where it has too few answers to be in the funnel."""

    unit: Unit
    judged: Judged
    placed: FunnelUnit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The units in Vietnamese order, their funnel, and the blocks to choose from."""

    rows: tuple[Compared, ...]
    funnel: Funnel
    blocks: tuple[BlockChoice, ...]
    block: BlockChoice | None


def compare_units(
    connection: Connection, asked: Asked, visible: Collection[int], *, block: str | None = None
) -> SideBySide:
    """Place every visible unit, or those of one block, around what they have in common (method note §6).

    Each unit stands for its own answers alone, so that nobody is counted twice.
    """
    blocks = tuple(_blocks(connection, asked, frozenset(visible)))
    chosen = _chosen(blocks, block)
    ids = frozenset(visible) if chosen is None else chosen.unit_ids
    own = own_counts(connection, asked, asked.chosen.period, ids)
    judged = {unit_id: judge(own.get(unit_id, Counts()), least=asked.least) for unit_id in ids}
    found = funnel(
        Entrant(key=asked.units[unit_id].code, share=each.index.index, n=each.index.n_eff)
        for unit_id, each in judged.items()
        if each.shown and each.index.index is not None and each.index.n_eff is not None
    )
    placed = {unit.key: unit for unit in found.units}
    rows = tuple(
        Compared(unit=unit, judged=judged[unit_id], placed=placed.get(unit.code))
        for unit_id, unit in asked.units.items()
        if unit_id in ids
    )
    return SideBySide(rows=rows, funnel=found, blocks=blocks, block=chosen)


def _chosen(blocks: Collection[BlockChoice], code: str | None) -> BlockChoice | None:
    if code is None:
        return None
    found = next((each for each in blocks if each.code == code), None)
    if found is None:
        raise UnknownBlockError(code=code)
    return found


def _blocks(connection: Connection, asked: Asked, visible: frozenset[int]) -> Iterator[BlockChoice]:
    """List the blocks with at least two units in view, as the programmes in force have them."""
    ids = {unit.code: unit_id for unit_id, unit in asked.units.items() if unit_id in visible}
    for version in programmes(connection):
        programme = version.programme
        for block in programme.blocks:
            members = frozenset(ids[code] for code in _members(programme, block.code, asked) if code in ids)
            if len(members) >= _SEVERAL:
                code = f"{programme.code}/{block.code}"
                yield BlockChoice(code=code, name=f"{block.name} ({programme.title})", unit_ids=members)


def _members(programme: Programme, block: str, asked: Asked) -> frozenset[str]:
    """Give the codes of a block's units on the last day of the period: its own list, or its scoring table's."""
    day = asked.chosen.period.until
    listed = (table.members for table in programme.tables_on(day) if table.block == block)
    return frozenset(programme.block(block).members).union(*listed)
