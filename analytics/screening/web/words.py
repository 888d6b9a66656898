"""What detectors, grounds and standings are called on the pages."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import flask_babel
from babel.numbers import format_decimal

from analytics.screening.domain import Action, Family
from analytics.screening.domain.rulings import Effect, Ground, Status, Step

if TYPE_CHECKING:
    from collections.abc import Mapping


_PLACE = re.compile(r"%(?:\((?P<name>\w+)\)(?:\.(?P<decimals>\d))?[sdf]|%)")
_LEAST_CHANCE = 1e-4


def gettext(message: str, **values: Any) -> str:
    """Give a sentence in the reader's language; the library carries no types."""
    return str(flask_babel.gettext(message, **values))


def percent(share: float | None) -> str:
    """Write a share of 0–1 with one decimal, halves up; a dash where there is none."""
    if share is None:
        return "–"
    return f"{number(100 * Decimal(repr(float(share))), 1)}\N{NO-BREAK SPACE}%"


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Write a number as the reader's language does, rounded once, halves up, to so many decimals."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    # No minus stands before what was rounded to nothing.
    return format_decimal(rounded or abs(rounded), format=pattern, locale=flask_babel.get_locale())


def chance(p: float | None) -> str | None:
    """Write a p-value with two figures that count; a very small one only as such. None where a rule is broken."""
    if p is None:
        return None
    if p < _LEAST_CHANCE:
        return f"p < {number(_LEAST_CHANCE, 4)}"
    exact = Decimal(repr(p))
    return f"p = {number(p, max(0, 1 - exact.adjusted()))}"


def reason(sentence: str, details: Mapping[str, float]) -> str:
    """Give a detector's sentence in the reader's language, its numbers written as that language does."""

    def filled(place: re.Match[str]) -> str:
        if place["name"] is None:
            return "%"
        return number(details[place["name"]], int(place["decimals"] or 0))

    return _PLACE.sub(filled, gettext(sentence))


def detectors() -> Mapping[str, str]:
    """Name the detectors."""
    return {
        Family.TOKEN: gettext("Slips"),
        Family.VISITS: gettext("More answers than files"),
        Family.BURST: gettext("Burst"),
        Family.REGULAR: gettext("Like clockwork"),
        Family.DRIP: gettext("Drip"),
        Family.BOMBING: gettext("Bombing"),
        Family.SPEED: gettext("Haste"),
        Family.STRAIGHT: gettext("Straight lines"),
        Family.CLOCK: gettext("Wrong clock"),
        Family.CHANNEL_GAP: gettext("Gap between channels"),
        Family.STAFF_GAP: gettext("Gap between officers"),
    }


def actions() -> Mapping[str, str]:
    """Name what is proposed."""
    return {
        Action.REJECT: gettext("Take out: a rule is broken"),
        Action.QUARANTINE: gettext("Look into it"),
        Action.NOTE: gettext("For reading only"),
    }


def rules() -> Mapping[str | None, str]:
    """Name why answers wait outside the index; None is an impossible clock."""
    return {
        None: gettext("sent with a clock that cannot be right"),
        "token_early": gettext("came before the slip was handed out"),
        "token_expired": gettext("the slip had run out"),
        "token_reused": gettext("the slip was used by an earlier answer"),
        "token_unknown": gettext("the slip was never issued"),
    }


def grounds() -> Mapping[Ground, str]:
    """Name the grounds of rulings."""
    return {
        Ground.INVALID_SLIP: gettext("The slip was not valid"),
        Ground.MADE_UP: gettext("Made up at the office or for it"),
        Ground.CAMPAIGN: gettext("A campaign against the office"),
        Ground.NOT_THIS_OFFICE: gettext("About another office"),
        Ground.ABUSE: gettext("Abuse"),
        Ground.TRIAL: gettext("A trial by staff or technicians"),
        Ground.IMPOSSIBLE_MOMENT: gettext("Came with an impossible clock and cannot be placed"),
        Ground.GENUINE: gettext("Genuine: to be counted"),
    }


def effects() -> Mapping[Effect, str]:
    """Name what a ruling does."""
    return {Effect.EXCLUDE: gettext("out of the index"), Effect.RELEASE: gettext("into the index")}


def statuses() -> Mapping[Status, str]:
    """Name where a ruling stands."""
    return {
        Status.PROPOSED: gettext("Proposed, waits for a second person"),
        Status.DECLINED: gettext("Declined"),
        Status.AWAITS_INSPECTION: gettext("Accepted, waits for the inspection"),
        Status.IN_FORCE: gettext("In force"),
        Status.APPEALED: gettext("In force, appealed"),
        Status.RESTORED: gettext("Undone on appeal"),
    }


def steps() -> Mapping[Step, str]:
    """Name what was done."""
    return {
        Step.ACCEPTED: gettext("accepted"),
        Step.DECLINED: gettext("declined"),
        Step.CONFIRMED: gettext("confirmed by the inspection"),
        Step.NOT_CONFIRMED: gettext("not confirmed by the inspection"),
        Step.APPEALED: gettext("appealed by the unit"),
        Step.UPHELD: gettext("appeal declined"),
        Step.RESTORED: gettext("appeal granted, answers restored"),
    }
