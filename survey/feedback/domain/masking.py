"""Hiding what names a person in a comment, before anybody on the office's side reads it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.feedback.domain.names import names_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


class Mark(StrEnum):
    """What was hidden."""

    EMAIL = "email"
    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text with stars in the place of what names a person, and what was found, in the order of the text."""

    text: str
    found: tuple[Mark, ...]


_STARS = "***"
# Digits are written with blanks, dots, hyphens, brackets and the invisible characters of a copied text.
_S = r"[ \t\u00a0.()\-–\u00ad\u200b-\u200d\u2060\ufeff]{0,3}"
_NUMBERS = (
    (Mark.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")),
    # Twelve digits that begin with 0: the citizen's card (CCCD), whose first three name a province.
    (Mark.IDENTITY, re.compile(rf"(?<!\d)0(?:{_S}\d){{11}}(?!\d)")),
    # Mobile 0[35789] and eight digits; before 2018 01[2689] and eight; by wire 02 and nine.
    (
        Mark.PHONE,
        re.compile(
            rf"(?<!\d)(?:\+{_S}84|0084|84|0)(?:{_S}0)?{_S}"
            rf"(?:2(?:{_S}\d){{9}}|[35789](?:{_S}\d){{8}}|1{_S}[2689](?:{_S}\d){{8}})(?!\d)"
        ),
    ),
    # Nine digits: the identity card of before 2016 (CMND), or a telephone number without its 0.
    (
        Mark.IDENTITY,
        re.compile(r"(?<!\d)(?<!\d[.,])(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3})(?!\d)(?![.,]\d)"),
    ),
)
# Numbers that name no person: dossiers (000.00.12.H50-230101-0001), days, and money.
_HARMLESS = re.compile(
    r"(?<!\w)(?:\d{3}\.\d{2}\.\d{1,2}\.)?[A-Z]{1,3}\d{2}(?:\.\d{2}){0,3}-\d{6}-\d{3,6}(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d{2}(?![\d.-])"
    r"|(?<![\d.,])[1-9][\d.,]*[ \u00a0]?(?:đồng|đ|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)",
    re.IGNORECASE,
)

Span = tuple[int, int, Mark]


def mask(text: str, *, only: Collection[Mark] = tuple(Mark)) -> Masked:
    """Put stars in the place of telephone and identity numbers, e-mail addresses and names.

    The text comes back in NFC and never longer than it was; masking again finds nothing new in most texts and
    never brings anything back.
    """
    normal = unicodedata.normalize("NFC", text)
    spans = _apart(span for span in _found(normal) if span[2] in only)
    pieces: list[str] = []
    end = 0
    for start, stop, _mark in spans:
        pieces += (normal[end:start], _STARS[: stop - start])
        end = stop
    return Masked(text="".join((*pieces, normal[end:])), found=tuple(span[2] for span in spans))


def _found(text: str) -> Iterator[Span]:
    """Give what is found, what must win first."""
    plain = "".join(_as_digit(letter) for letter in text)
    harmless = [found.span() for found in _HARMLESS.finditer(plain)]
    for mark, pattern in _NUMBERS:
        for found in pattern.finditer(plain):
            if not any(start < found.end() and found.start() < stop for start, stop in harmless):
                yield (*found.span(), mark)
    for start, stop in names_in(text):
        yield (start, stop, Mark.NAME)


def _as_digit(letter: str) -> str:
    """Give full-width and other scripts' digits as plain ones, so that places in the text stay the same."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Leave out what overlaps something found before; give the rest in the order of the text."""
    kept: list[Span] = []
    for span in spans:
        if not any(start < span[1] and span[0] < stop for start, stop, _mark in kept):
            kept.append(span)
    return sorted(kept)
