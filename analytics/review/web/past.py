"""The units that a unit was made of, in words: beside its own figures, never added up with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from analytics.charts import Estimate
from analytics.review.domain import MOST_DAYS, Pick, Standing
from analytics.review.web import telling
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from analytics.review.domain import Judged
    from analytics.review.services import Past, WeekFigure
    from analytics.review.web.visiting import Visit

_AROUND = timedelta(days=90)


def lines_beside(past: Sequence[Past]) -> list[tuple[str, Sequence[WeekFigure]]]:
    """Give the name and the weeks of each unit that is drawn beside the trend."""
    return [(_named(each), each.weeks) for each in past if each.weeks]


def told_past(visit: Visit, past: Sequence[Past], *, keep: Mapping[str, str], address: str) -> dict[str, Any]:
    """Put the units into words, and their weeks; `keep` and `address` are of the page they stand on."""
    drawn = [each for each in past if each.weeks]
    return {
        "past": [_row(each) for each in past],
        "past_names": [_named(each) for each in drawn],
        "past_weeks": _weeks(drawn),
        "around": _around(visit, past, keep, address),
    }


def _named(each: Past) -> str:
    return telling.unit_name(replace(each.origin.unit, last=each.origin.last))


def _row(each: Past) -> dict[str, Any]:
    row = {"name": each.origin.unit.name, "last": each.origin.last}
    if each.judged is None:
        why_not = gettext("It ended before this period.")
        return row | {"estimate": None, "why_not": why_not, "people": "", "few": False}
    return row | _figure(each.judged) | {"few": each.judged.standing is Standing.FEW}


def _weeks(drawn: Sequence[Past]) -> list[dict[str, Any]]:
    """Give a row for each week that one of the units lived to see, with a cell for each of them."""
    cells = [{found.week.monday: _figure(found.judged) for found in each.weeks} for each in drawn]
    every = {found.week.monday: found.week for each in drawn for found in each.weeks}
    return [
        {"week": every[monday], "cells": [of_unit.get(monday) for of_unit in cells]} for monday in sorted(every)
    ]


def _figure(judged: Judged) -> dict[str, Any]:
    estimate = telling.estimate_of(judged)
    told = isinstance(estimate, Estimate)
    return {
        "estimate": estimate if told else None,
        "why_not": "" if told else _why_not(judged),
        "people": telling.people_of(judged),
    }


def _why_not(judged: Judged) -> str:
    """Say why there is no figure; a unit that ended will not get the answers it lacks."""
    return gettext("Too few answers") if judged.standing is Standing.INSUFFICIENT else telling.why_not(judged)


def _around(visit: Visit, past: Sequence[Past], keep: Mapping[str, str], address: str) -> str:
    """Give the address of the days around the change; nothing while this page shows every unit."""
    gone = [each.origin.last for each in past if each.judged is None]
    if not gone:
        return ""
    since, until = _days(max(gone), visit.today)
    days = {"period": str(Pick.FREE), "from": since.isoformat(), "to": until.isoformat()}
    return f"{address}?{urlencode(days | dict(keep))}"


def _days(last: date, today: date) -> tuple[date, date]:
    until = min(today, last + _AROUND)
    return max(last - _AROUND, until - timedelta(days=MOST_DAYS - 1)), until
