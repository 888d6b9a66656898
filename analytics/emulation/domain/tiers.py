"""Which tiers of trust a programme counts: its points stand on answers of these tiers only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import first_repeated
from analytics.emulation.domain.refusals import TiersMissingError, TierTwiceError, UnknownTierError
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from analytics.emulation.domain.document import Section

EVERY = tuple(Tier)
"""What counts where a document says nothing."""


def read_tiers(section: Section, default: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Read `tiers`, most trusted first whatever the order given; the default where the section has none."""
    if not section.has("tiers"):
        return default
    given = section.codes("tiers")
    if not given:
        raise TiersMissingError(place=section.place)
    for value in given:
        if value not in EVERY:
            known = ", ".join(EVERY)
            raise UnknownTierError(place=section.place, value=value, field="tier", known=known)
    repeated = first_repeated(given)
    if repeated is not None:
        raise TierTwiceError(place=section.place, tier=repeated)
    return tuple(tier for tier in EVERY if tier in given)
