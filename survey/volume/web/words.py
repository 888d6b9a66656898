"""How the page of calls writes months, moments and shares."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from flask_babel import format_decimal

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction


def month_of(month: date) -> str:
    """Write a month as it is read here: 03/2026."""
    return f"{month:%m/%Y}"


def percent(share: Fraction | None) -> str:
    """Write a share of 0–1 with one decimal, halves up: "87,5 %"; a dash for none."""
    if share is None:
        return "–"
    exact = Decimal(100 * share.numerator) / Decimal(share.denominator)
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{format_decimal(rounded, '#,##0.0')}\N{NO-BREAK SPACE}%"
