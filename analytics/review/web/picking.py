"""The period a page is asked for; what cannot be read is said and never stops the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from analytics.review.domain import Pick, UnknownPeriodError, choose, free_period
from analytics.review.web.words import gettext
from survey.foundation.errors import Refusal
from survey.foundation.tabular import read_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from analytics.review.domain import Chosen, Period

_TYPED_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The chosen period, what was wrong with the wish or made of it, and what the two fields show."""

    chosen: Chosen
    problem: str | None
    widened: bool
    """Whether two days were typed that are not whole months."""
    typed_since: str
    typed_until: str

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for the same period again."""
        if self.chosen.pick is Pick.FREE:
            period = self.chosen.period
            return {"period": Pick.FREE, "from": period.since.isoformat(), "to": period.until.isoformat()}
        return {} if self.chosen.pick is Pick.THREE_MONTHS else {"period": self.chosen.pick}


def picks() -> tuple[tuple[Pick, str], ...]:
    """List the periods offered beside the free one, with their words."""
    return (
        (Pick.THIS_MONTH, gettext("This month")),
        (Pick.THREE_MONTHS, gettext("Three months")),
        (Pick.THIS_QUARTER, gettext("This quarter")),
        (Pick.LAST_QUARTER, gettext("Last quarter")),
        (Pick.THIS_YEAR, gettext("This year")),
    )


def picked(today: date) -> Picked:
    """Read the period from the address; three months stand in for one that cannot be read."""
    problem = None
    try:
        chosen = _read(request.args, today)
    except Refusal as refusal:
        problem = gettext(refusal.message, **refusal.details)
        chosen = choose(Pick.THREE_MONTHS, today)
    typed_since, typed_until = (request.args.get(name, "")[:_TYPED_MOST] for name in ("from", "to"))
    period = chosen.period
    return Picked(
        chosen=chosen,
        problem=problem,
        widened=not problem and chosen.pick is Pick.FREE and _widened(typed_since, typed_until, period),
        typed_since=_field(typed_since) if problem else period.since.isoformat(),
        typed_until=_field(typed_until) if problem else period.until.isoformat(),
    )


def _read(given: Mapping[str, str], today: date) -> Chosen:
    name = given.get("period", "")
    if not name and not given.get("from") and not given.get("to"):
        return choose(Pick.THREE_MONTHS, today)
    if name and name not in tuple(Pick):
        raise UnknownPeriodError
    pick = Pick(name or Pick.FREE)
    if pick is not Pick.FREE:
        return choose(pick, today)
    free = free_period(_day(given.get("from", "")), _day(given.get("to", "")), today=today)
    return choose(Pick.FREE, today, free=free)


def _widened(typed_since: str, typed_until: str, period: Period) -> bool:
    since, until = _day(typed_since), _day(typed_until)
    return since is not None and until is not None and (since > period.since or until < period.until)


def _day(typed: str) -> date | None:
    try:
        return read_date(typed[:_TYPED_MOST].strip())
    except Refusal:
        return None


def _field(typed: str) -> str:
    # A date field shows ISO days only; anything else would leave it empty without a word.
    day = _day(typed)
    return day.isoformat() if day else ""
