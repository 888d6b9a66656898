"""How many answered and were asked, and what an index can mean for those who did not (method note §9)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from analytics.index.domain.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """What a unit must reach to be ranked; dated policy, these are the defaults (method note §9)."""

    response_rate: Fraction = Fraction(1, 10)
    coverage: Fraction = Fraction(95, 100)


def response_rate(responses: int, finished: int) -> Fraction | None:
    """Give valid responses / finished files, exactly; None when no file was finished.

    Above 1 there are more answers than files, which only stuffing or a wrong volume can bring about.
    """
    return Fraction(responses, finished) if finished > 0 else None


def coverage(invitations: int, finished: int) -> Fraction | None:
    """Give invitations / finished files, exactly; None without files. Below 1 somebody was not asked."""
    return Fraction(invitations, finished) if finished > 0 else None


def bounds_for_all(index: Fraction, rate: Fraction) -> Interval:
    """Give [RR·S, RR·S + 1 − RR]: the index of all, were nobody or everybody satisfied who did not answer.

    No assumption is made of them, so these are bounds and no interval of chance; shares 0–1.
    """
    answered = min(max(rate, Fraction(0)), Fraction(1))
    return Interval(low=float(answered * index), high=float(answered * index + 1 - answered))
