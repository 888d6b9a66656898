"""Priors decided before a period, for blocks of too few units to estimate one (method note §4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import BlockPrior
from analytics.emulation.domain.refusals import UnknownBlockError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.emulation.domain.document import Section
    from analytics.emulation.domain.programme import Block

_FIELDS = ("mu", "strength", "decided_by", "valid_from")
_LEAST = Decimal("0.000001")
_MOST_STRENGTH = Decimal(1_000_000)


def read_priors(document: Section, blocks: Sequence[Block]) -> tuple[BlockPrior, ...]:
    """Read every [prior.BLOCK]: a mean between 0 and 1, a strength above 0, who decided it, and since when."""
    if not document.has("prior"):
        return ()
    whole = document.section("prior")
    known = {block.code for block in blocks}
    for code in whole.data:
        if code not in known:
            raise UnknownBlockError(place="prior", code=code)
    return tuple(_prior(whole.section(code), code) for code in whole.data)


def _prior(section: Section, block: str) -> BlockPrior:
    section.only(_FIELDS)
    return BlockPrior(
        block=block,
        mu=section.number("mu", least=_LEAST, most=1 - _LEAST),
        strength=section.number("strength", least=_LEAST, most=_MOST_STRENGTH),
        decided_by=section.text("decided_by"),
        valid_from=section.day("valid_from"),
    )
