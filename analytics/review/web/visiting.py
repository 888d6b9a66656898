"""What the signed-in account asks for and may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from analytics.review.services import Asked, choose_questionnaire
from analytics.review.web.picking import picked
from survey.accounts.web import account_now
from survey.foundation.clock import local_day, now
from survey.foundation.errors import ForbiddenError, NotFoundError
from survey.organisation.domain import standing, subtree
from survey.organisation.records import placings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.review.web.picking import Picked
    from survey.foundation.doors import House
    from survey.organisation.domain import Placing, Unit


class NoSuchUnitError(NotFoundError):
    """No unit had this code on any day of the period."""

    message = "In this period there is no unit with the code %(code)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: today, the period, its units as they last stood in it, and those the account may see."""

    today: date
    picked: Picked
    placed: Sequence[Placing]
    """Where units stood until the end of the period: the period before, and the months, have their own."""
    units: Mapping[int, Unit]
    visible: frozenset[int]
    least: int

    def unit(self, code: str) -> Unit:
        """Find the unit of a page; refuse what does not exist and what the account may not see."""
        found = next((unit for unit in self.units.values() if unit.code == code), None)
        if found is None:
            raise NoSuchUnitError(code=code)
        if found.unit_id not in self.visible:
            raise ForbiddenError
        return found

    def asked(self, connection: Connection) -> Asked:
        """Put together what the services are asked."""
        chosen = self.picked.chosen
        return Asked(
            chosen=chosen,
            words=choose_questionnaire(connection, chosen, request.args.get("questionnaire") or None),
            units=self.units,
            least=self.least,
        )


def visit_now(house: House) -> Visit:
    """Read the request."""
    today = local_day(now())
    wish = picked(today)
    with house.store.reading() as connection:
        placed = placings(connection, wish.chosen.period.until)
    units = standing(placed, wish.chosen.period.since, wish.chosen.period.until)
    root = account_now().unit_id
    visible = frozenset(units) if root is None else subtree(units, root)
    return Visit(
        today=today,
        picked=wish,
        placed=placed,
        units=units,
        visible=visible,
        least=house.settings.privacy_least,
    )
