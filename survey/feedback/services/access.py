"""Who may read which case, and who may do something about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain.office_refusals import NotYourCaseError
from survey.feedback.domain.refusals import NoCaseError
from survey.foundation.gate import Audience
from survey.organisation.domain import subtree
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.accounts.domain import Account
    from survey.feedback.domain import Case
    from survey.organisation.domain import Unit

_OF_A_UNIT = frozenset({Audience.UNIT_HEAD, Audience.OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody of the office on a day; `units` is None for the whole province."""

    account_id: int
    unit_id: int | None
    roles: frozenset[str]
    units: frozenset[int] | None
    today: date

    @property
    def serves(self) -> bool:
        """Whether the account is a head or an officer of a unit."""
        return bool(self.roles & _OF_A_UNIT)

    @property
    def heads(self) -> bool:
        """Whether the account is the head of a unit."""
        return Audience.UNIT_HEAD in self.roles

    @property
    def inspects(self) -> bool:
        """Whether severe cases are open to the account: an inspector who is no unit's head or officer as well."""
        return Audience.INSPECTOR in self.roles and not self.serves

    @property
    def administers(self) -> bool:
        """Whether the account runs the service."""
        return Audience.ADMINISTRATOR in self.roles

    @property
    def stands_above(self) -> bool:
        """Whether the account is of the standing body, to which the last escalation goes."""
        return Audience.COUNCIL in self.roles

    def covers(self, unit_id: int) -> bool:
        """Tell whether a unit is in the account's part of the tree."""
        return self.units is None or unit_id in self.units

    def reads(self, case: Case) -> bool:
        """Tell whether the account may know of a case at all.

        A unit sees a case from the day after it was opened: on the same day it would know who stood at the desk.
        """
        if case.severe:
            return self.inspects and self.covers(case.unit_id)
        if self.stands_above and case.at_the_top:
            return True
        return (self.serves or self.administers) and self.covers(case.unit_id) and case.opened_on < self.today

    def handles(self, case: Case) -> bool:
        """Tell whether the account may answer and close a case it reads; an officer only an own or untaken one."""
        if not self.reads(case):
            return False
        if case.severe or self.heads or (self.stands_above and case.at_the_top):
            return True
        return Audience.OFFICER in self.roles and case.owner_id in {None, self.account_id}

    def assigns(self, case: Case) -> bool:
        """Tell whether the account may say who is in charge of a case."""
        return self.handles(case) or (self.administers and self.reads(case))


def viewer_of(connection: Connection, account: Account, today: date) -> Viewer:
    """Give what an account is on a day."""
    return viewer_among(units_on(connection, today), account, today)


def viewer_among(units: Mapping[int, Unit], account: Account, today: date) -> Viewer:
    """Give the same for one of many accounts, the units of the day being known."""
    return Viewer(
        account_id=account.account_id,
        unit_id=account.unit_id,
        roles=account.roles,
        units=None if account.unit_id is None else subtree(units, account.unit_id),
        today=today,
    )


def read_case(connection: Connection, viewer: Viewer, case_id: int, *, to_change: bool = False) -> Case:
    """Find a case the viewer may read; one that must not be known of is refused as one that does not exist."""
    case = records.case_by_id(connection, case_id, to_change=to_change)
    if case is None or not viewer.reads(case):
        raise NoCaseError
    return case


def case_to_handle(connection: Connection, viewer: Viewer, case_id: int) -> Case:
    """Find a case the viewer may handle, locked."""
    case = read_case(connection, viewer, case_id, to_change=True)
    if not viewer.handles(case):
        raise NotYourCaseError
    return case
