"""Piping: the places in a text where the names of the unit, the desk and the service are put in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What stands in for a name nobody gave: a code of a whole unit has no desk, most codes name no service.
_INSTEAD = {"unit": ("unit",), "desk": ("desk", "unit"), "service": ("service", "desk", "unit")}
PLACEHOLDERS = tuple(_INSTEAD)
_PLACE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
_NOTHING = "…"


def filled(text: str, names: Mapping[str, str | None]) -> str:
    """Put names into a text: `{unit}`, `{desk}`, `{service}`, or `{service|this matter}` with words for none.

    Without a desk's name and without such words the unit is named, without a service's the desk; braces around
    anything else stay as they are. A name is put in word for word: braces within it mean nothing.
    """
    if "{" not in text:
        return text

    def name_of(found: re.Match[str]) -> str:
        place, words = found[1].strip(), found[2]
        if place not in _INSTEAD:
            return found[0]
        if own := names.get(place):
            return own
        if words is not None:
            return words
        return next((other for other in map(names.get, _INSTEAD[place]) if other), _NOTHING)

    return _PLACE.sub(name_of, text)


def placeholders(text: str) -> tuple[str, ...]:
    """List the names a text asks for, known or not, in its order."""
    return tuple(found[1].strip() for found in _PLACE.finditer(text))


def bare_placeholders(text: str) -> tuple[str, ...]:
    """List the names a text asks for without saying what to write where there is none."""
    return tuple(found[1].strip() for found in _PLACE.finditer(text) if found[2] is None)
