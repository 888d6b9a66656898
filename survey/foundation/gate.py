"""Who may pass a door: every view names its audience, and an unmarked view is shut."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from flask import request

from survey.foundation.errors import ForbiddenError, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

View = TypeVar("View", bound="Callable[..., Any]")


class Audience(StrEnum):
    """For whom a view is; beyond `ANYONE` an account is needed that holds the role."""

    ANYONE = "anyone"
    STAFF = "staff"
    """Any signed-in account."""
    ADMINISTRATOR = "administrator"
    UNIT_HEAD = "unit_head"
    OFFICER = "officer"
    COUNCIL = "council"
    INSPECTOR = "inspector"
    REVERIFICATION = "reverification"
    """Calls people back, and records what that found."""
    API_KEY = "api_key"
    """A program with a key; no account opens such a view, whatever its roles."""


ROLES = tuple(
    audience for audience in Audience if audience not in {Audience.ANYONE, Audience.STAFF, Audience.API_KEY}
)


class Scope(StrEnum):
    """What a key is good for."""

    SLIPS = "slips"
    """Issuing one-time slips."""
    INDEX = "index"
    """Reading indices and coverage."""


class Key(Protocol):
    """What the gate asks of a key."""

    @property
    def scopes(self) -> frozenset[str]:
        """What it is good for."""


class SignInNeededError(Refusal):
    """The page is for accounts and nobody is signed in."""

    status = 401
    message = "Please sign in first."


class KeyNeededError(Refusal):
    """The address is for programs and none with a key in force is there."""

    status = 401
    message = "This address needs a key in force: “Authorization: Bearer KEY”."


class WrongScopeError(Refusal):
    """The key is good for other things; details: the scope that is needed."""

    status = 403
    message = "This key is not good for “%(scope)s”."


def for_audience(*audiences: Audience) -> Callable[[View], View]:
    """Mark a view with those who may use it."""

    def mark(view: View) -> View:
        setattr(view, "audiences", frozenset(audiences))  # noqa: B010 - a function has no such attribute to mypy
        return view

    return mark


def for_keys(scope: Scope) -> Callable[[View], View]:
    """Mark a view as one for programs that hold a key good for this."""

    def mark(view: View) -> View:
        setattr(view, "scope", scope)  # noqa: B010 - a function has no such attribute to mypy
        return for_audience(Audience.API_KEY)(view)

    return mark


def audiences_of(view: Callable[..., Any] | None) -> frozenset[Audience]:
    """Give the audiences a view was marked with; none at all for an unmarked one."""
    found: frozenset[Audience] = getattr(view, "audiences", frozenset())
    return found


def _no_key() -> Key | None:
    return None


def guard(
    app: Flask, roles_now: Callable[[], frozenset[str] | None], key_now: Callable[[], Key | None] = _no_key
) -> None:
    """Shut every door of `app` that the visitor's roles do not open; `roles_now` is None for strangers.

    A door for keys asks `key_now` alone: a signed-in browser, which sends its cookie unasked, never opens it.
    """

    def check() -> None:
        if request.endpoint is None:
            return  # no such address: the 404 page is for everybody
        view = app.view_functions.get(request.endpoint)
        audiences = audiences_of(view)
        if Audience.API_KEY in audiences:
            _check_key(view, key_now())
        elif Audience.ANYONE not in audiences:
            _check_roles(audiences, roles_now())

    app.before_request(check)


def _check_key(view: Callable[..., Any] | None, key: Key | None) -> None:
    if key is None:
        raise KeyNeededError
    scope: Scope | None = getattr(view, "scope", None)
    if scope not in key.scopes:
        raise WrongScopeError(scope=scope)


def _check_roles(audiences: frozenset[Audience], roles: frozenset[str] | None) -> None:
    if roles is None and audiences:
        raise SignInNeededError
    if Audience.STAFF not in audiences and not audiences & (roles or frozenset()):
        raise ForbiddenError
