"""Wilson's interval and the two quantiles it is used with (method note §2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import sqrt

from scipy.special import ndtri, stdtrit

_UPPER = 0.975  # both tails together leave out the 5 % that a 95 % interval may miss


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A 95 % interval of a share; both ends lie in 0–1."""

    low: float
    high: float


def wilson(share: float, n: float, quantile: float) -> Interval:
    """Give (p + q²/2n ± q √(p(1−p)/n + q²/4n²)) / (1 + q²/n) for a share p of n > 0 answers, within 0–1.

    Wilson 1927; recommended for small n by Brown, Cai and DasGupta 2001 (method note §2). `n` may be an
    effective size.
    """
    square = quantile * quantile / n
    centre = share + square / 2
    reach = quantile * sqrt(share * (1 - share) / n + square / (4 * n))
    # Rounding may carry an end past 0, 1 or the share, where in exact arithmetic it only touches them.
    low = min(max((centre - reach) / (1 + square), 0.0), share)
    high = max(min((centre + reach) / (1 + square), 1.0), share)
    return Interval(low=low, high=high)


@cache
def normal_quantile() -> float:
    """Give the 97.5 % point of the normal distribution, 1.959964."""
    return float(ndtri(_UPPER))


@cache
def student_quantile(degrees: int) -> float:
    """Give the 97.5 % point of Student's t with at least one degree of freedom."""
    return float(stdtrit(degrees, _UPPER))
