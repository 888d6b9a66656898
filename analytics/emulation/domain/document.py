"""The TOML text of a programme, and sections of it that know their place and check what is asked of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analytics.emulation.domain.refusals import (
    MissingFieldError,
    NumberRangeError,
    PeriodError,
    TomlSyntaxError,
    UnknownFieldError,
    UnreadableFieldError,
    WrongTypeError,
)
from survey.foundation.errors import Refusal
from survey.foundation.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TEXT_LIMIT = 4000
CODE_LIMIT = 80
FINEST = Decimal("1E-9")
"""Numbers are kept to nine decimals; more would be a slip, and "1e-999999" an attack on exact arithmetic."""


def parse(text: str) -> Section:
    """Read TOML with every number exact; refuse what is not TOML with the line where it stops making sense."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    # ArithmeticError: a number too large even for Decimal; RecursionError: brackets thousands deep.
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise _syntax_refusal(text, error) from error
    return Section(place="programme", data=data)


def _syntax_refusal(text: str, error: Exception) -> TomlSyntaxError:
    found = re.search(r"\(at line (\d+), column \d+\)", str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    detail = "nested too deep or a number too large"
    if isinstance(error, tomllib.TOMLDecodeError):
        detail = str(error).partition(" (at ")[0]
    return TomlSyntaxError(line=line, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table of the document; `place` is how a refusal calls it."""

    place: str
    data: Mapping[str, Any]

    def only(self, known: Collection[str]) -> None:
        """Refuse fields nobody reads."""
        for field in self.data:
            if field not in known:
                raise UnknownFieldError(place=self.place, field=field)

    def has(self, field: str) -> bool:
        """Tell whether a field is given."""
        return field in self.data

    def text(self, field: str, *, limit: int = TEXT_LIMIT) -> str:
        """Give a text that must be there and not be blank."""
        value = self._clean(field, self._given(field), limit)
        if not value:
            raise MissingFieldError(place=self.place, field=field)
        return value

    def text_or(self, field: str, default: str) -> str:
        """Give a text, or the default when it is not given."""
        return self._clean(field, self.data[field], TEXT_LIMIT) if field in self.data else default

    def code(self, field: str) -> str:
        """Give an id that must be there."""
        return self.text(field, limit=CODE_LIMIT)

    def codes(self, field: str) -> tuple[str, ...]:
        """Give a list of codes; empty when the field is not given. Codes are text: 007 is not 7."""
        values = self.data.get(field, [])
        if not isinstance(values, list):
            raise WrongTypeError(place=self.place, field=field, wanted="a list of codes in quotes")
        cleaned = tuple(self._clean(field, value, CODE_LIMIT) for value in values)
        if not all(cleaned):
            raise WrongTypeError(place=self.place, field=field, wanted="a list without blank codes")
        return cleaned

    def day(self, field: str) -> date:
        """Give a day that must be there."""
        value = self._given(field)
        # A date-time is a date to Python, but a validity has no hour.
        if not isinstance(value, date) or isinstance(value, datetime):
            raise WrongTypeError(place=self.place, field=field, wanted="a day such as 2026-06-30, without quotes")
        return value

    def day_or_none(self, field: str) -> date | None:
        """Give a day, or None when it is not given."""
        return self.day(field) if field in self.data else None

    def number(self, field: str, *, least: Decimal, most: Decimal) -> Decimal:
        """Give an exact number within a range, of at most nine decimals."""
        value = self._given(field)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise WrongTypeError(place=self.place, field=field, wanted="a number, without quotes")
        exact = Decimal(value)
        # Comparisons first: turning 1e999999 into a fraction would fill the memory.
        fits = exact.is_finite() and least <= exact <= most
        if not fits or exact != exact.quantize(FINEST):
            raise NumberRangeError(place=self.place, field=field, value=_brief(exact), least=least, most=most)
        return exact

    def whole_or(self, field: str, default: int, *, most: int) -> int:
        """Give a whole number from 0 up, or the default when it is not given."""
        value = self.data.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise WrongTypeError(place=self.place, field=field, wanted=f"a whole number from 0 to {most}")
        return value

    def whole(self, field: str, *, most: int) -> int:
        """Give a whole number from 0 up that must be there."""
        self._given(field)
        return self.whole_or(field, 0, most=most)

    def section(self, field: str) -> Section:
        """Give a table inside this one that must be there."""
        value = self._given(field)
        if not isinstance(value, dict):
            raise WrongTypeError(place=self.place, field=field, wanted="a table")
        return Section(place=self._below(field), data=value)

    def sections(self, field: str, *, named: str | None = None) -> tuple[Section, ...]:
        """List the tables of an array such as [[wave]], each called by its id where it has one."""
        values = self.data.get(field, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise WrongTypeError(place=self.place, field=field, wanted=f"tables written [[{field}]]")
        word = self._below(named or field)
        return tuple(
            Section(place=_called(word, value, number), data=value) for number, value in enumerate(values, start=1)
        )

    def _below(self, word: str) -> str:
        return word if self.place == "programme" else f"{self.place}, {word}"

    def _given(self, field: str) -> Any:
        if field not in self.data:
            raise MissingFieldError(place=self.place, field=field)
        return self.data[field]

    def _clean(self, field: str, value: object, limit: int) -> str:
        if not isinstance(value, str):
            raise WrongTypeError(place=self.place, field=field, wanted="text in quotes")
        try:
            return clean(value, limit=limit)
        except Refusal as refusal:
            raise UnreadableFieldError(place=self.place, field=field, reason=str(refusal)) from refusal


def check_order(section: Section, first: str, last: str) -> None:
    """Refuse two days in the wrong order; a day that is not given is in order."""
    one, other = section.day_or_none(first), section.day_or_none(last)
    if one is not None and other is not None and one > other:
        raise PeriodError(place=section.place, first=first, first_day=one, last=last, last_day=other)


def _called(word: str, value: Mapping[str, Any], number: int) -> str:
    code = value.get("id")
    return f'{word} "{code[:CODE_LIMIT]}"' if isinstance(code, str) and code else f"{word} number {number}"


def _brief(value: Decimal) -> str:
    return f"{value:.12g}" if value.is_finite() else str(value)
