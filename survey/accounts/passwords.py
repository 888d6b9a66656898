"""Passwords: judged once, hashed with argon2, and made where an account needs one to begin with."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from passlib.context import CryptContext  # type: ignore[import-untyped]

from survey.accounts.domain import PASSWORD_LEAST, PASSWORD_MOST, holds_name, readable_password, too_easy
from survey.foundation.errors import Refusal

# Two passes over 19 MiB: 40 ms on the machine it was chosen on, and eight threads at once take 152 MiB.
COST: dict[str, Any] = {"argon2__time_cost": 2, "argon2__memory_cost": 19_456, "argon2__parallelism": 1}

# No l, o, i, 0 or 1: the password is read from paper and typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP_LENGTH = 4

_context = CryptContext(schemes=["argon2"], **COST)


class PasswordUnreadableError(Refusal):
    """Longer than anybody types, or with control characters."""

    message = "The password must have at most %(most)s characters, all of them typed ones."


class PasswordTooShortError(Refusal):
    """Too few characters."""

    message = "The password must have at least %(least)s characters."


class PasswordHoldsNameError(Refusal):
    """It holds the sign-in name."""

    message = "The password must not hold the sign-in name."


class PasswordTooEasyError(Refusal):
    """It is made of words that everybody tries first."""

    message = "The password is too easy to guess. Three or four words that do not belong together make a good one."


def hash_password(typed: str, *, name: str) -> str:
    """Give the hash of a password for the account `name`; refuse one that is easy to guess."""
    return str(_context.hash(_judged(typed, name)))


def is_password(typed: str, digest: str) -> bool:
    """Tell whether a hash was made of this password."""
    password = readable_password(typed)
    return password is not None and bool(_context.verify(password, digest))


def random_password() -> str:
    """Make a password that can be read out and typed: four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def _judged(typed: str, name: str) -> str:
    password = readable_password(typed)
    if password is None:
        raise PasswordUnreadableError(most=PASSWORD_MOST)
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShortError(least=PASSWORD_LEAST)
    if holds_name(password, name):
        raise PasswordHoldsNameError
    if too_easy(password, common=_refused_words()):
        raise PasswordTooEasyError
    return password


@cache
def _refused_words() -> frozenset[str]:
    lines = Path(__file__).with_name("refused_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
