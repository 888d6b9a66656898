"""What waits for each account, once a day: numbers of cases and days, never a word of what citizens wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import OFFICE_TURN, BoardState
from survey.feedback.services.access import viewer_among
from survey.feedback.services.inbox import View, views
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from survey.accounts.domain import Account
    from survey.feedback.domain import Case
    from survey.feedback.services.access import Viewer

_NAMED = 20
_TOLD = (View.MINE, View.CALLED, View.OVERDUE, View.SEVERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One list of an account: how many cases, and the first of them, the soonest due first."""

    view: View
    number: int
    first: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What waits for one account on a day; `untaken` are cases of its own unit nobody is in charge of."""

    account: Account
    waiting: tuple[Waiting, ...]
    untaken: int
    drafts: int
    """Entries of the board by others that wait for a second person."""

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.waiting or self.untaken or self.drafts)


def digests(connection: Connection, accounts: Iterable[Account], *, today: date) -> list[Digest]:
    """Give the digest of every active account for which something waits."""
    units = units_on(connection, today)
    made = [
        _digest(connection, account, viewer_among(units, account, today)) for account in accounts if account.active
    ]
    return [digest for digest in made if not digest.empty]


def _digest(connection: Connection, account: Account, viewer: Viewer) -> Digest:
    return Digest(
        account=account,
        waiting=tuple(_waiting(connection, viewer)),
        untaken=_untaken(connection, viewer),
        drafts=_drafts(connection, viewer),
    )


def _waiting(connection: Connection, viewer: Viewer) -> list[Waiting]:
    found: list[Waiting] = []
    for view, wanted in views(viewer).items():
        if view in _TOLD and (number := records.count_cases(connection, wanted)):
            first = tuple(records.cases(connection, wanted, limit=_NAMED))
            found.append(Waiting(view=view, number=number, first=first))
    return found


def _untaken(connection: Connection, viewer: Viewer) -> int:
    wanted = views(viewer).get(View.UNIT)
    if wanted is None or viewer.unit_id is None or not viewer.heads:
        return 0
    own = records.cases(connection, replace(wanted, unit_ids=[viewer.unit_id], states=OFFICE_TURN))
    return sum(case.owner_id is None for case in own)


def _drafts(connection: Connection, viewer: Viewer) -> int:
    if not viewer.heads:
        return 0
    return sum(
        entry.state is BoardState.DRAFT and entry.written_by != viewer.account_id
        for entry in records.entries(connection, viewer.units)
    )
