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


def response_rate(respondents: int, served: int) -> Fraction | None:
    """Give valid answers / files that came to an end, exactly; None when there was no file.

    Who left every question of the index blank broke off and is no respondent (method note §9).
    """
    return Fraction(respondents, served) if served > 0 else None


def more_answers_than_files(rate: Fraction | None) -> bool:
    """Tell whether a rate is above 1: files that were served are not told, or answers were stuffed."""
    return rate is not None and rate > 1


def coverage(invitations: int, served: int) -> Fraction | None:
    """Give invitations / files that came to an end, exactly; None without. Below 1 somebody was not asked."""
    return Fraction(invitations, served) if served > 0 else None


def bounds_for_all(index: Fraction, rate: Fraction) -> Interval | None:
    """Give [RR·S, RR·S + 1 − RR]: the index of all, were nobody or everybody satisfied who did not answer.

    No assumption is made of them, so these are bounds and no interval of chance; shares 0–1. None above a rate
    of 1: where not even the files are all told nothing can be said of those who did not answer.
    """
    if more_answers_than_files(rate):
        return None
    return Interval(low=float(rate * index), high=float(rate * index + 1 - rate))
