"""How the limits of a month came about: the usual months, their level, how much they vary, the limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from analytics.index.domain import METHOD
from analytics.index.domain.trend import BASELINE, LIMIT, NEAR, REACH, RUN, SLOPE, UNBIASED, WEIGHT, spread
from analytics.review.services import monthly, reach
from analytics.review.web import telling
from analytics.review.web.files import json_file
from analytics.review.web.trends import rebase_words, rule_words
from analytics.review.web.visiting import visit_now
from analytics.tally.services import freshen
from survey.foundation.errors import NotFoundError

if TYPE_CHECKING:
    from flask import Response

    from analytics.index.domain.trend import ControlPoint, Phase
    from analytics.review.records import KeptRebase
    from analytics.review.services import Asked, MonthFigure, Months
    from analytics.review.web.visiting import Visit
    from survey.foundation.doors import House
    from survey.organisation.domain import Unit

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class NoSuchMonthError(NotFoundError):
    """The unit's page shows no such month."""

    message = "The page of this unit shows no such month; months are written like 2026-03."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """One request: the months of a unit, and the one that is explained with its place in the chart."""

    visit: Visit
    asked: Asked
    unit: Unit
    months: Months
    figure: MonthFigure
    phase: Phase | None
    point: ControlPoint | None
    """None, as the phase is, for a month without enough answers."""

    @property
    def rebase(self) -> KeptRebase | None:
        """From which month on the usual level of the explained one was taken anew; None for the first level."""
        return max(
            (each for each in self.months.rebases if each.month <= self.figure.month),
            key=lambda each: each.month,
            default=None,
        )

    @property
    def keep(self) -> dict[str, str]:
        """What an address keeps beside the period."""
        words = self.asked.words
        return {"questionnaire": words.code} if words.others and words.code else {}

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for the same again."""
        return self.visit.picked.address | self.keep | {"thang": f"{self.figure.month:%Y-%m}"}


def explained_months_page(house: House, code: str) -> str:
    """Explain the limits of the month the address names, or of the last one that has limits."""
    told = _explained(house, code)
    steps = _steps(told.phase, told.point) if told.phase and told.point else None
    return render_template(
        "analytics/review/explained_months.html",
        picked=told.visit.picked,
        own_address=url_for("review.explained_months", code=code),
        unit_address=url_for("review.unit", code=code, **(told.visit.picked.address | told.keep)),
        file_address=url_for("review.explained_months_numbers", code=code, **told.address),
        asked=told.asked,
        unit=told.unit,
        month=told.figure.month,
        others=[
            {
                "month": each.month,
                "href": url_for("review.explained_months", code=code, **_address_of(told, each)),
            }
            for each in told.months.shown
        ],
        point=told.point,
        why_not="" if told.point else telling.why_not(told.figure.judged),
        steps=steps,
        need=BASELINE,
        have=len(told.phase.points) if told.phase else 0,
        finding=[rule_words()[rule] for rule in told.point.rules] if told.point else [],
        anew=rebase_words(told.rebase) if told.rebase else "",
        method=METHOD,
    )


def explained_months_file(house: House, code: str) -> Response:
    """Give the numbers behind the limits of a month; null for what its page does not tell either."""
    told = _explained(house, code)
    point, phase = told.point, told.phase
    steps = _steps(phase, point) if phase and point else None
    whole: dict[str, Any] = {
        "key": told.unit.code,
        "name": told.unit.name,
        "month": told.figure.month,
        "questionnaire": told.asked.words.code,
        "method": METHOD,
        "least": told.asked.least,
        "parameters": {
            "baseline": BASELINE,
            "limit": LIMIT,
            "near": NEAR,
            "run": RUN,
            "slope": SLOPE,
            "d2": UNBIASED,
            "ewma_weight": WEIGHT,
            "ewma_reach": REACH,
        },
        "share": point.share if point else None,
        "n_eff": point.n if point else None,
        "z": point.z if point else None,
        "low": point.low if point else None,
        "high": point.high if point else None,
        "rules": [str(rule) for rule in point.rules] if point else [],
        "centre": phase.centre if phase else None,
        "sigma_z": phase.sigma_z if phase else None,
        "rebase": _as_told(told.rebase),
        "usual_months": [
            {"month": each["month"], "share": each["share"], "n_eff": each["n"], "z": each["z"]}
            for each in (steps["usual"] if steps else [])
        ],
    }
    name = f"cach-tinh-thang-{code}-{told.figure.month:%Y-%m}.json"
    return json_file(whole, name)


def _as_told(rebase: KeptRebase | None) -> dict[str, Any] | None:
    if rebase is None:
        return None
    return {
        "from": rebase.month,
        "reason": rebase.reason,
        "recorded_by": rebase.recorded_by,
        "recorded_at": rebase.recorded_at,
    }


def _steps(phase: Phase, point: ControlPoint) -> dict[str, Any] | None:
    """Give what the formula of a month's limits needs; None while the series is too short to judge."""
    if phase.centre is None or phase.sigma_z is None or point.z is None:
        return None
    usual = [each for each in phase.points if each.baseline]
    distances = [abs((after.z or 0.0) - (before.z or 0.0)) for before, after in pairwise(usual)]
    total = sum(each.n for each in usual)
    deviation = spread(phase.centre, total)
    return {
        "usual": [
            {"month": each.day, "share": each.share, "n": each.n, "z": each.z, "distance": distance}
            for each, distance in zip(usual, [None, *distances], strict=True)
        ],
        "satisfied": sum(each.share * each.n for each in usual),
        "total": total,
        "centre": phase.centre,
        "deviation": deviation,
        "mean": sum(distances) / len(distances),
        "unbiased": UNBIASED,
        "ratio": sum(distances) / len(distances) / UNBIASED,
        "sigma_z": phase.sigma_z,
        "reach": LIMIT * phase.sigma_z * deviation / sqrt(point.n),
        "distance": point.z / phase.sigma_z,
    }


def _address_of(told: _Explained, each: MonthFigure) -> dict[str, Any]:
    return told.address | {"thang": f"{each.month:%Y-%m}"}


def _explained(house: House, code: str) -> _Explained:
    visit = visit_now(house)
    unit = visit.unit(code)
    with house.store.reading() as connection:
        asked = visit.asked(connection)
        reached = reach(asked, unit.unit_id, visit.placed)
    freshen(house.store, reached.every, least=house.settings.privacy_least)
    with house.store.reading() as connection:
        months = monthly(connection, asked, unit, reached=reached)
    figure = _chosen(months)
    phase, point = _place(months, figure.month)
    return _Explained(visit=visit, asked=asked, unit=unit, months=months, figure=figure, phase=phase, point=point)


def _chosen(months: Months) -> MonthFigure:
    """Find the month of the address among those of the page; without one, the last that is judged."""
    typed = request.args.get("thang", "")
    if not typed:
        judged = [each for each in months.shown if each.judged.shown]
        if judged:
            return judged[-1]
        raise NoSuchMonthError
    read = _MONTH.fullmatch(typed)
    if read and int(read[1]):
        month = date(int(read[1]), int(read[2]), 1)
        for each in months.shown:
            if each.month == month:
                return each
    raise NoSuchMonthError


def _place(months: Months, month: date) -> tuple[Phase | None, ControlPoint | None]:
    for phase in months.chart.phases:
        for point in phase.points:
            if point.day == month:
                return phase, point
    return None, None
