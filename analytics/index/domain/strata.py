"""Groups with a known volume, and how those too small are joined along a fixed tree (method note §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.index.domain.shares import index_fraction
from analytics.index.domain.units import LEAST_SHOWN
from analytics.tally.domain import Counts, total
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

EVERYTHING = ""
"""The key of the group that everything was joined into; no service and no unit has it."""


class StrataTreeError(Refusal):
    """A tree of strata that bites its own tail."""

    message = "The tree of strata leads from “%(key)s” back to itself."


class NegativeVolumeError(Refusal):
    """A volume below nothing."""

    message = "The volume of “%(key)s” is %(volume)s; it must not be negative."


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """The answers of one group and how much it stands for: finished files, or a share of a mix."""

    key: str
    counts: Counts
    volume: int | Fraction

    def __post_init__(self) -> None:
        if self.volume < 0:
            raise NegativeVolumeError(key=self.key, volume=self.volume)

    @property
    def small(self) -> bool:
        """Whether it has no index of its own: under 10 respondents, or a question nobody answered."""
        return self.counts.respondents < LEAST_SHOWN or index_fraction(self.counts) is None


def joined(strata: Sequence[Stratum], tree: Mapping[str, str]) -> tuple[Stratum, ...]:
    """Join every stratum that is too small with all others under its parent, until none is; sorted by key.

    `tree` gives the parent of a key; a key without one stands under the whole. When everything is joined and
    still too small, that one stratum is left.
    """
    cells = {stratum.key: stratum for stratum in strata}
    while len(cells) > 1 and any(stratum.small for stratum in cells.values()):
        small = (key for key, stratum in cells.items() if stratum.small)
        deepest = min(small, key=lambda key: (-len(_above(key, tree)), key))
        parent = next(iter(_above(deepest, tree)), EVERYTHING)
        family = [key for key in cells if parent in {EVERYTHING, key, *_above(key, tree)}]
        cells[parent] = merged(parent, [cells.pop(key) for key in sorted(family)])
    return tuple(cells[key] for key in sorted(cells))


def merged(key: str, strata: Sequence[Stratum]) -> Stratum:
    """Make one stratum of several that share no respondent."""
    return Stratum(
        key=key,
        counts=total(stratum.counts for stratum in strata),
        volume=sum(stratum.volume for stratum in strata),
    )


def _above(key: str, tree: Mapping[str, str]) -> list[str]:
    """Give what stands above a key, nearest first."""
    found: list[str] = []
    at = key
    while at in tree:
        at = tree[at]
        if at in found or at == key:
            raise StrataTreeError(key=at)
        found.append(at)
    return found
