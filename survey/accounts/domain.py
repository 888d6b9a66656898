"""An account, its name, and what a password must be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

NAME_LIMIT = 64
DISPLAY_NAME_LIMIT = 200
PASSWORD_LEAST = 12
PASSWORD_MOST = 256

# So many characters must be left when every common word is taken out of a password.
_OWN_LEAST = 6
_DISTINCT_LEAST = 5
_NAME = re.compile(r"\w[\w.+@-]+")
_NOT_TYPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; `unit_id` is the unit whose pages it sees with all units below, None for the whole province."""

    account_id: int
    name: str
    display_name: str
    unit_id: int | None
    roles: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is opened with; `unit` is a unit's code, None for the whole province."""

    name: str
    display_name: str
    roles: frozenset[str]
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """The key of a program; `unit_id` is the unit it may act for with all units below, None for the province."""

    key_id: int
    name: str
    unit_id: int | None
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None

    @property
    def active(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None


def sign_in_name(typed: str) -> str | None:
    """Give the one spelling of a sign-in name; None when it cannot be one.

    A name is `truongphong.dongha` as well as an e-mail address: letters, digits and . _ + @ -, in any case.
    """
    if len(typed) > 4 * NAME_LIMIT:
        return None
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", typed).strip().casefold())
    return name if len(name) <= NAME_LIMIT and _NAME.fullmatch(name) else None


def readable_password(typed: str) -> str | None:
    """Give a password in NFC; None when it is too long or holds what nobody types, which is never hashed."""
    if len(typed) > PASSWORD_MOST or _NOT_TYPED.search(typed):
        return None
    password = unicodedata.normalize("NFC", typed)
    return password if len(password) <= PASSWORD_MOST else None


def too_easy(password: str, *, common: Collection[str]) -> bool:
    """Tell whether a password is little more than common words or a few characters over and over."""
    rest = _folded(password)
    if len(set(rest)) < _DISTINCT_LEAST:
        return True
    for word in sorted(common, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) < _OWN_LEAST


def holds_name(password: str, name: str) -> bool:
    """Tell whether a password holds the sign-in name, however it is spelled."""
    return _folded(name) in _folded(password)


def _folded(text: str) -> str:
    """Give letters and digits only, in lower case and without diacritics."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isalnum())
