"""What a request asks for, who asks, and how what is entered is kept or refused."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flask import request

from survey.foundation.clock import local_day, now
from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal
from survey.foundation.gate import Audience, SignInNeededError
from survey.foundation.tabular import read_date
from survey.organisation.domain import subtree
from survey.organisation.records import units_on
from survey.organisation.services import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.organisation.domain import Unit
    from survey.organisation.web.forms import CellsForm

PAGE = 50
_TYPED_MOST = 100


class Visitor(Protocol):
    """What these pages ask of an account; accounts stand on this feature, so it does not know them."""

    @property
    def account_id(self) -> int:
        """The account's number."""

    @property
    def name(self) -> str:
        """The name the account signs in with."""

    @property
    def unit_id(self) -> int | None:
        """The unit the account is of; None for the whole province."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the account."""


class NotHereError(NotFoundError):
    """An address that names nothing of ours."""

    message = "There is nothing with the code “%(code)s” here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The house these pages open, and how to learn who is there."""

    house: House
    who: Callable[[], Visitor]

    def check_whole(self) -> None:
        """Refuse an administrator of one unit: these pages change the whole organisation."""
        if self.who().unit_id is not None:
            raise ForbiddenError

    @property
    def administers(self) -> bool:
        """Whether the visitor may change the whole organisation."""
        try:
            who = self.who()
        except SignInNeededError:
            return False  # an error page, before anybody signed in
        return Audience.ADMINISTRATOR in who.roles and who.unit_id is None

    def seen(self, connection: Connection) -> dict[int, Unit]:
        """Give the units of today the visitor may change the rosters of: its own and those below."""
        units = units_on(connection, today())
        root = self.who().unit_id
        if root is None:
            return units
        below = subtree(units, root)
        return {unit_id: unit for unit_id, unit in units.items() if unit_id in below}


def today() -> date:
    """Give the day of this request."""
    return local_day(now())


def asked_day(name: str = "day") -> date:
    """Give the day the address asks for; today where it cannot be read."""
    try:
        return read_date(request.args.get(name, "").strip()[:_TYPED_MOST])
    except Refusal:
        return today()


def wanted() -> str:
    """Give what is searched for."""
    return request.args.get("q", "").strip()[:_TYPED_MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Which page of how many."""

    page: int
    pages: int
    total: int


def pager(total: int) -> Pager:
    """Give the page the address asks for, within those there are."""
    pages = max(1, -(-total // PAGE))
    return Pager(page=min(asked_page(), pages), pages=pages, total=total)


def asked_page() -> int:
    """Give the number of the page the address asks for, 1 where it cannot be read."""
    typed = request.args.get("page", "")
    return max(1, min(int(typed), 10**6)) if typed.isascii() and typed.isdigit() and len(typed) < PAGE else 1


def listed(known: Mapping[str, int], code: str) -> int:
    """Find the id behind a code of an address."""
    try:
        return known[code]
    except KeyError:
        raise NotHereError(code=code[:_TYPED_MOST]) from None


class Kept:
    """Whether what a form said was kept."""

    def __init__(self) -> None:
        self.done = False


@contextmanager
def keeping(door: Door, form: CellsForm) -> Iterator[tuple[Connection, Kept]]:
    """Open a transaction for what a form says; a refusal undoes it and is written to the form's fields."""
    kept = Kept()
    try:
        with door.house.store.writing() as connection:
            yield connection, kept
        kept.done = True
    except ImportRefusedError as refusal:
        form.take(refusal.details["faults"])
    except Refusal as refusal:
        form.problems.append(refusal)
