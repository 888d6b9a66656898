"""Where a unit stands by its counted answers, and whether it would stand elsewhere by others (method note §7)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.index.domain import index_fraction, unit_index
from analytics.screening.domain.rulings import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.tally.domain import Counts


def figure_of(counts: Counts) -> Figure:
    """Give the index of some answers as a ruling keeps it."""
    found = unit_index(counts)
    return Figure(
        respondents=found.respondents, index=found.index, low=found.low, high=found.high, state=found.state.value
    )


def stands_elsewhere(before: Counts, after: Counts, tiers: Iterable[float]) -> bool:
    """Tell whether the figure's state differs, or the index lies otherwise beside a line between tiers.

    The index is compared exactly. A line has three places: below, upon and above it. Whether it belongs to the
    tier above ("at least 90 %") or below ("above 90 %") is not for this to know, so lying upon it is a place too.
    """
    if unit_index(before).state is not unit_index(after).state:
        return True
    one, other = index_fraction(before), index_fraction(after)
    if one is None or other is None:
        return one is not other
    lines = [Fraction(repr(line)) for line in tiers]
    return [_place(one, line) for line in lines] != [_place(other, line) for line in lines]


def _place(index: Fraction, line: Fraction) -> int:
    return (index > line) - (index < line)
