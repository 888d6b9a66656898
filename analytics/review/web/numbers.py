"""Numbers of a calculation: as many decimals as a reader needs to compute along."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from flask_babel import get_locale

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_USUAL = 3


def fine(number: float, decimals: int = _USUAL) -> str:
    """Write a number rounded once, halves up, with so many decimals."""
    exact = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return format_decimal(exact or abs(exact), format="#,##0." + "0" * decimals, locale=get_locale())


FILTERS: dict[str, Callable[..., Any]] = {"fine": fine}
"""The filters of the templates."""
