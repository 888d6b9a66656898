"""How a unit's figures came about: every count, every step, what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request, url_for

from analytics.index.domain import METHOD
from analytics.review.services import reach, review_unit
from analytics.review.services.inputs import unit_inputs
from analytics.review.web import calculation, telling
from analytics.review.web.files import json_file
from analytics.review.web.picking import picks
from analytics.review.web.visiting import visit_now
from analytics.review.web.words import gettext
from analytics.tally.services import freshen
from survey.foundation.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from analytics.review.domain import Judged
    from analytics.review.services import Asked, Group, UnitReview
    from analytics.review.services.inputs import UnitInputs
    from analytics.review.web.visiting import Visit
    from survey.foundation.doors import House

_PARTS = ("kenh", "quay")
NO_DESK = "-"
"""Stands in an address for answers at no particular desk."""


class NoSuchPartError(NotFoundError):
    """The unit has no such desk or channel with answers in the period."""

    message = "There are no answers to this unit at such a desk, or by such a channel, in the period."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """One request: the unit's inputs, and the desk or channel that is explained in place of the whole."""

    visit: Visit
    asked: Asked
    inputs: UnitInputs
    part: Group | None

    @property
    def judged(self) -> Judged:
        """What is explained."""
        return self.part.judged if self.part else self.inputs.judged

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for the same again."""
        part = {name: request.args[name] for name in _PARTS if request.args.get(name)}
        return self.visit.picked.address | self.keep | part

    @property
    def keep(self) -> dict[str, str]:
        """What an address keeps beside the period."""
        words = self.asked.words
        return {"questionnaire": words.code} if words.others and words.code else {}


def explained_unit_page(house: House, code: str) -> str:
    """Explain the figures of a unit's page, or those of the desk or channel the address names."""
    told = _explained(house, code)
    asked, inputs, judged = told.asked, told.inputs, told.judged
    titles = telling.question_words(asked.words, g.language)
    return render_template(
        "analytics/review/explained_unit.html",
        picked=told.visit.picked,
        picks=picks(),
        keep=told.keep,
        own_address=url_for("review.explained_unit", code=code),
        unit_address=url_for("review.unit", code=code, **(told.visit.picked.address | told.keep)),
        file_address=url_for("review.explained_unit_numbers", code=code, **told.address),
        asked=asked,
        found=inputs,
        part=_part_words(told.part),
        levels=telling.level_words(asked.words, g.language),
        steps=calculation.told_steps(judged, titles, least=asked.least) if judged.shown else None,
        why_not=_why_not(told),
        channels=named(inputs.channels, telling.channel_words()),
        tiers=named(inputs.tiers, telling.tier_words()),
        excluded=excluded_words(inputs.excluded),
        method=METHOD,
    )


def explained_unit_file(house: House, code: str) -> Response:
    """Give the numbers behind a unit's page, or behind one desk or channel of it."""
    told = _explained(house, code)
    asked, inputs, part = told.asked, told.inputs, told.part
    period, whole_shown = told.visit.picked.chosen.period, inputs.judged.shown and part is None
    whole = {
        "key": inputs.unit.code,
        "name": inputs.unit.name,
        "desk": part.desk.code if part and part.desk else None,
        "channel": part.channel if part else None,
        "from": period.since,
        "to": period.until,
        "last_day": inputs.last_day if inputs.judged.shown else None,
        "questionnaire": asked.words.code,
        "method": METHOD,
        "least": asked.least,
        "units_below": inputs.below,
        "units_included": inputs.included,
        **calculation.document(told.judged, least=asked.least),
        "change": _change(told) if part is None else None,
        "channels": dict(inputs.channels) if whole_shown else {},
        "tiers": dict(inputs.tiers) if whole_shown else {},
        "excluded": dict(inputs.excluded) if whole_shown else {},
    }
    return json_file(whole, f"cach-tinh-{code}-{period.since}-{period.until}.json")


def _change(told: _Explained) -> dict[str, Any] | None:
    before, inputs = told.visit.picked.chosen.before, told.inputs
    if inputs.change is None:
        return None
    return {
        "from": before.since,
        "to": before.until,
        "index": inputs.before.index.index,
        "difference": inputs.change.difference,
        "low": inputs.change.low,
        "high": inputs.change.high,
    }


def _why_not(told: _Explained) -> str:
    if told.judged.shown:
        return ""
    return telling.why_not(told.judged) if told.part else telling.unit_why_not(told.judged)


def _part_words(part: Group | None) -> str:
    if part is None:
        return ""
    if part.channel is not None:
        return telling.channel_words().get(part.channel, part.channel)
    return part.desk.name if part.desk else gettext("At no particular desk")


def named(groups: Mapping[str, int | None], words: Mapping[str, str]) -> list[tuple[str, int | None]]:
    """Name groups of answers; None is a number kept from view."""
    return [(words.get(code, code), number) for code, number in groups.items()]


def excluded_words(excluded: Mapping[str, int]) -> list[tuple[str, int]]:
    """Name the reasons why answers are not counted."""
    words = {
        "quarantined": gettext("set aside, waiting for a ruling"),
        "excluded": gettext("taken out by a ruling of two people"),
    }
    return [(words.get(state, state), number) for state, number in sorted(excluded.items()) if number]


def _explained(house: House, code: str) -> _Explained:
    visit = visit_now(house)
    unit = visit.unit(code)
    with house.store.reading() as connection:
        asked = visit.asked(connection)
        reached = reach(asked, unit.unit_id, visit.placed)
    freshen(house.store, reached.every, least=house.settings.privacy_least)
    with house.store.reading() as connection:
        part = None
        if any(request.args.get(name) for name in _PARTS):
            part = _part(review_unit(connection, asked, unit, today=visit.today))
        inputs = unit_inputs(connection, asked, unit, reached=reached)
        return _Explained(visit=visit, asked=asked, inputs=inputs, part=part)


def _part(found: UnitReview) -> Group:
    """Find the desk or channel of the address among those of the page, where what is hidden stays so."""
    channel, desk = (request.args.get(name) for name in _PARTS)
    if channel:
        groups = [group for group in found.channels if group.channel == channel]
    else:
        groups = [group for group in found.desks if (group.desk.code if group.desk else NO_DESK) == desk]
    if not groups:
        raise NoSuchPartError
    return groups[0]
