"""The three ways a figure becomes points: on a line, by bands, past a threshold; all exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never


class RuleKind(StrEnum):
    """The word of the document for each way."""

    LINEAR = "linear"
    BAND = "band"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """No points up to `low`, all of them from `high` on, in proportion between."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Points for a figure above a bound; `strict` is the plan's "trên", which the bound itself fails."""

    bound: Decimal
    strict: bool
    points: Decimal

    def met_by(self, value: Fraction) -> bool:
        """Tell whether a figure reaches this band."""
        bound = Fraction(self.bound)
        return value > bound if self.strict else value >= bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Bands from the highest down; a figure below them all has no points."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """All the points or none."""

    band: Band


Rule = Linear | Bands | Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a rule made of a figure: the points before any rounding, and the band that gave them."""

    points: Fraction
    band: Band | None


def kind_of(rule: Rule) -> RuleKind:
    """Give the document's word for a rule."""
    match rule:
        case Linear():
            return RuleKind.LINEAR
        case Bands():
            return RuleKind.BAND
        case Threshold():
            return RuleKind.THRESHOLD
        case _:
            assert_never(rule)


def bounds_of(rule: Rule) -> tuple[Decimal, ...]:
    """List the figures at which a rule turns."""
    if isinstance(rule, Linear):
        return (rule.low, rule.high)
    return tuple(band.bound for band in _bands(rule))


def apply(rule: Rule, value: Fraction, max_points: Decimal) -> Applied:
    """Turn a figure, in percent or letters as the bounds are, into points, exactly: 85 is not "trên 85 %"."""
    if isinstance(rule, Linear):
        return Applied(points=_on_the_line(rule, value) * Fraction(max_points), band=None)
    for band in _bands(rule):
        if band.met_by(value):
            return Applied(points=Fraction(band.points), band=band)
    return Applied(points=Fraction(0), band=None)


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """Round points of at least 0 to some decimals, halves up."""
    # Done in whole numbers: a Decimal quotient would already have been rounded, and not always halves up.
    scale = 10**decimals
    doubled = 2 * exact.numerator * scale + exact.denominator
    return Decimal(doubled // (2 * exact.denominator)).scaleb(-decimals)


def _bands(rule: Bands | Threshold) -> tuple[Band, ...]:
    return rule.bands if isinstance(rule, Bands) else (rule.band,)


def _on_the_line(rule: Linear, value: Fraction) -> Fraction:
    low, high = Fraction(rule.low), Fraction(rule.high)
    return min(Fraction(1), max(Fraction(0), (value - low) / (high - low)))
