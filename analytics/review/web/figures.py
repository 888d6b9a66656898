"""How numbers and days are written on these pages: halves up, with the marks of the reader's language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale

from analytics.review.web.words import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from babel import Locale

    from analytics.charts import Estimate

# A number never parts from its sign.
_JOINED = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_NARROW = Decimal(4)
_PLACES = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00", 3: "#,##0.000"}


@lru_cache(maxsize=8192)
def _written(number: Decimal, pattern: str, locale: Locale) -> str:
    return format_decimal(number, format=pattern, locale=locale)


def _rounded(number: Decimal, decimals: int) -> str:
    """Write a number rounded once, halves up."""
    exact = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _written(exact or abs(exact), _PLACES[decimals], get_locale())


def _points(share: float) -> Decimal:
    # The shortest text of a float is the number that was meant: 0.8745 and not 0.87449999.
    return Decimal(repr(float(share))).scaleb(2)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of 0–1: 0.874 reads "87,4 %"."""
    return f"{_rounded(_points(share), decimals)}{_JOINED}%"


def bounds(value: Estimate) -> str:
    """Write an interval as whole percents, or with a decimal where it is narrow: "83–91 %"."""
    ends = _points(value.low), _points(value.high)
    decimals = 0 if ends[1] - ends[0] >= _NARROW else 1
    return f"{_rounded(ends[0], decimals)}–{_rounded(ends[1], decimals)}{_JOINED}%"


def steps(difference: float) -> str:
    """Write a difference of two shares in percentage points with an arrow: "▲ 2,1"."""
    written = _rounded(_points(abs(difference)), 1)
    if written == _rounded(Decimal(0), 1):
        return f"={_JOINED}{written}"
    return f"{'▲' if difference > 0 else '▼'}{_JOINED}{written}"


def signed(difference: float, decimals: int = 1) -> str:
    """Write a difference of two shares in percentage points with its sign: "+2,1"."""
    written = _rounded(_points(abs(difference)), decimals)
    if written == _rounded(Decimal(0), decimals):
        return written
    return ("+" if difference > 0 else _MINUS) + written


def whole(number: int) -> str:
    """Write a whole number: 1234 reads "1.234"."""
    return _written(Decimal(number), "#,##0", get_locale())


def tenth(number: float) -> str:
    """Write a number with one decimal."""
    return _rounded(Decimal(repr(float(number))), 1)


def two(number: float) -> str:
    """Write a number with two decimals."""
    return _rounded(Decimal(repr(float(number))), 2)


def points(share: float) -> str:
    """Write a share of 0–1 as percentage points without a sign of percent: 0.021 reads "2,1"."""
    return _rounded(_points(share), 1)


def exact(number: Decimal) -> str:
    """Write a decimal number with the decimals it has."""
    places = max(0, -int(number.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return _written(number, pattern, get_locale())


def sharp_percent(share: Fraction, turns: tuple[Decimal, ...]) -> str:
    """Write a share with two decimals, or as many as keep it on its side of every bound, all bounds in percent."""
    points = share * 100
    for decimals in range(2, 12):
        shown = Fraction((points * 10**decimals + Fraction(1, 2)) // 1, 10**decimals)
        if all(_side(shown, turn) == _side(points, turn) for turn in turns):
            whole_steps = shown.numerator * 10**decimals // shown.denominator
            return f"{exact(Decimal(whole_steps).scaleb(-decimals))}{_JOINED}%"
    return f"{points.numerator}/{points.denominator}{_JOINED}%"


def _side(value: Fraction, bound: Decimal) -> int:
    return (value > Fraction(bound)) - (value < Fraction(bound))


def day(value: date) -> str:
    """Write a day: 03/02/2026."""
    return format_date(value, "dd/MM/yyyy", locale=get_locale())


def month(value: date) -> str:
    """Write the month of a day: "March 2026"."""
    locale = get_locale()
    name, year = (format_date(value, pattern, locale=locale) for pattern in ("LLLL", "y"))
    return gettext("%(month)s %(year)s", month=name, year=year)


def short_day(value: date) -> str:
    """Write a day without its year: 03/02."""
    return f"{value:%d/%m}"


def people(number: int) -> str:
    """Say how many people answered: "312 người"."""
    return ngettext("%(shown)s person", "%(shown)s people", number, shown=whole(number)).replace(" ", _JOINED)


def estimate(value: Estimate) -> str:
    """Write a share with its interval: "87,4 % (83–91 %)"."""
    return f"{percent(value.share)} ({bounds(value)})"


def people_or_dash(least: int) -> Callable[[int], str]:
    """Make the words for a number of people that give away no number below `least`."""
    return lambda number: people(number) if number >= least or not number else "–"


FILTERS: dict[str, Callable[..., Any]] = {
    "bounds": bounds,
    "percent": percent,
    "points": points,
    "tenth": tenth,
    "two": two,
    "whole": whole,
    "day": day,
    "month": month,
    "people": people,
    "signed": signed,
    "steps": steps,
    "exact": exact,
}
"""The filters of the templates."""
