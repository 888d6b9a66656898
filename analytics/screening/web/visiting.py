"""Who looks, which units they may see, and how figures and refusals are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analytics.screening.web import words
from survey.accounts.web import account_now
from survey.foundation.clock import local_day, now
from survey.organisation.domain import subtree
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Figure, Ruling
    from analytics.screening.services import Scoring
    from survey.accounts.domain import Account
    from survey.foundation.doors import House
    from survey.foundation.errors import Refusal
    from survey.organisation.domain import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the reviewers' pages hold open: the house, and what programmes say of points."""

    house: House
    scoring: Scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: the account and the units of its part of the tree; None means all there ever were."""

    account: Account
    units: Mapping[int, Unit]
    visible: frozenset[int] | None

    def sees(self, unit_id: int) -> bool:
        """Tell whether a unit is in the account's part of the tree."""
        return self.visible is None or unit_id in self.visible

    def name(self, unit_id: int) -> str:
        """Name a unit; one that is no longer in force by its number."""
        return self.units[unit_id].name if unit_id in self.units else f"#{unit_id}"


def visit_now(connection: Connection) -> Visit:
    """Read the request."""
    account = account_now()
    units = units_on(connection, local_day(now()))
    visible = None if account.unit_id is None else subtree(units, account.unit_id)
    return Visit(account=account, units=units, visible=visible)


def told(problem: Refusal | None) -> str | None:
    """Word a refusal."""
    return words.gettext(problem.message, **problem.details) if problem else None


def figures(before: Figure, after: Figure) -> dict[str, Any]:
    """Word a figure with the answers and without them."""
    return {
        "before": words.percent(before.index),
        "after": words.percent(after.index),
        "people_before": before.respondents,
        "people_after": after.respondents,
    }


def ruling_row(visit: Visit, ruling: Ruling) -> dict[str, Any]:
    """Word a ruling."""
    return {
        "ruling": replace(ruling, inspection_needed=ruling.needs_inspection),
        "unit": visit.name(ruling.unit_id),
        "status": words.statuses()[ruling.status],
        "ground": words.grounds()[ruling.ground],
        "effect": words.effects()[ruling.effect],
        "figures": figures(ruling.before, ruling.after),
    }
