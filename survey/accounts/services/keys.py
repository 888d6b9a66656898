"""Keys of programs: made here, shown once, known again by a hash, ended for good."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.accounts import records
from survey.accounts.domain import NAME_LIMIT, sign_in_name
from survey.accounts.services.opening import NotANameError, unit_id_of
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.gate import Scope
from survey.foundation.hashing import keyed_hash

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.accounts.domain import ApiKey

# Searched for by scanners of repositories and logs, should a key ever land there.
_PREFIX = "hailong_"
_BYTES = 32
_LONGEST = 200


class KeyNameTakenError(Refusal):
    """Another key has the name, though it may be revoked: names stay told apart in what was written about them."""

    status = 409
    message = "There is already a key named %(name)s."


class NoSuchKeyError(NotFoundError):
    """No key in force has this name."""

    message = "There is no key in force named %(name)s."


class UnknownScopeError(Refusal):
    """The scope does not exist, or none was given."""

    message = "%(scope)s is not a scope. The scopes are: %(scopes)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What a key is made with; `unit` is a unit's code, None for the whole province."""

    name: str
    scopes: frozenset[str]
    unit: str | None


def add_api_key(connection: Connection, new: NewKey, *, secret: bytes, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; give it with its text, which is kept nowhere."""
    name = sign_in_name(new.name)
    if name is None:
        raise NotANameError(name=repr(new.name[:NAME_LIMIT]), most=NAME_LIMIT)
    for scope in sorted(new.scopes) or ["(none)"]:
        if scope not in list(Scope):
            raise UnknownScopeError(scope=scope, scopes=", ".join(Scope))
    text = _PREFIX + secrets.token_urlsafe(_BYTES)
    values = {
        "name": name,
        "hash": _hash(secret, text),
        "unit_id": unit_id_of(connection, new.unit),
        "scopes": " ".join(sorted(new.scopes)),
        "created_at": at,
    }
    if not records.insert_api_key(connection, values):
        raise KeyNameTakenError(name=name)
    return _named(connection, name), text


def key_of(connection: Connection, text: str, *, secret: bytes) -> ApiKey | None:
    """Find the key in force with this text."""
    if len(text) > _LONGEST:
        return None
    found = records.api_key_by_hash(connection, _hash(secret, text))
    return found if found and found.active else None


def revoke_api_key(connection: Connection, name: str, *, at: datetime) -> ApiKey:
    """End a key from a moment on; what was done with it stays."""
    found = _named(connection, name)
    if not records.end_api_key(connection, found.key_id, at=at):
        raise NoSuchKeyError(name=name)
    return found


def _named(connection: Connection, name: str) -> ApiKey:
    found = records.api_key_named(connection, sign_in_name(name) or name)
    if found is None:
        raise NoSuchKeyError(name=name)
    return found


def _hash(secret: bytes, text: str) -> bytes:
    return keyed_hash(secret, "api key", text.encode("utf-8", "surrogatepass"))
