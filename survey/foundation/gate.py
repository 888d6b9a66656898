"""Who may pass a door: every view names its audience, and an unmarked view is shut."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

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


ROLES = tuple(audience for audience in Audience if audience not in {Audience.ANYONE, Audience.STAFF})


class SignInNeededError(Refusal):
    """The page is for accounts and nobody is signed in."""

    status = 401
    message = "Please sign in first."


def for_audience(*audiences: Audience) -> Callable[[View], View]:
    """Mark a view with those who may use it."""

    def mark(view: View) -> View:
        setattr(view, "audiences", frozenset(audiences))  # noqa: B010 - a function has no such attribute to mypy
        return view

    return mark


def audiences_of(view: Callable[..., Any] | None) -> frozenset[Audience]:
    """Give the audiences a view was marked with; none at all for an unmarked one."""
    found: frozenset[Audience] = getattr(view, "audiences", frozenset())
    return found


def guard(app: Flask, roles_now: Callable[[], frozenset[str] | None]) -> None:
    """Shut every door of `app` that the visitor's roles do not open; `roles_now` is None for strangers."""

    def check() -> None:
        if request.endpoint is None:
            return  # no such address: the 404 page is for everybody
        audiences = audiences_of(app.view_functions.get(request.endpoint))
        if Audience.ANYONE in audiences:
            return
        roles = roles_now()
        if roles is None and audiences:
            raise SignInNeededError
        if Audience.STAFF not in audiences and not audiences & (roles or frozenset()):
            raise ForbiddenError

    app.before_request(check)
