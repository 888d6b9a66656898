"""Which units make a block on a day, and the tiers of trust whose answers count for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from analytics.emulation.domain.programme import Block, Programme
    from survey.touchpoint.domain import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The codes of a block's units in the order of the document, and the tiers that count."""

    members: tuple[str, ...]
    tiers: tuple[Tier, ...]


def membership(programme: Programme, block: Block, day: date) -> Membership:
    """Take both from the block's scoring table in force on a day, or else from the block and its programme."""
    for table in programme.tables_on(day):
        if table.block == block.code:
            return Membership(members=table.members, tiers=table.tiers)
    return Membership(members=block.members, tiers=programme.tiers)
