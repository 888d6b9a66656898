"""From the counter to the index, in words: each figure with what it is made of, or why it is not told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from analytics.charts import Estimate
from analytics.review.domain import Standing
from analytics.review.web import figures
from analytics.review.web.words import gettext, ngettext
from survey.volume.domain import DEFAULT_FLOOR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from typing import Any

    from analytics.review.services import UnitReview, Way
    from analytics.review.services.way import Rates
    from survey.volume.domain import Floor


class Line(NamedTuple):
    """One figure; `value` is empty where it is not told, and the note then says why."""

    title: str
    value: str
    note: str = ""


def told_way(way: Way, found: UnitReview) -> dict[str, Any]:
    """Give what the part `way.html` needs."""
    return {
        "lines": [
            _served(way),
            Line(
                gettext("Invited"),
                figures.whole(way.invited),
                gettext("slips issued; who saw a poster or a tablet is not counted"),
            ),
            *_answers(found),
            *_rates(way, found),
            _agreement(way),
        ],
        "floor": _floor(way, found),
        "partly": way.rates is not None and way.known < way.units,
    }


def _unknown() -> str:
    return gettext("no figures yet")


def _served(way: Way) -> Line:
    if way.rates is None:
        return Line(gettext("Served"), "", _unknown())
    volume = way.rates.volume
    parts = {"finished": figures.whole(volume.finished), "refused": figures.whole(volume.refused)}
    note = gettext("%(finished)s finished + %(refused)s refused", **parts)
    if way.known < way.units:
        note += "; " + gettext("known of %(known)s of %(units)s units", known=way.known, units=way.units)
    return Line(gettext("Served"), figures.whole(volume.served), note)


def _too_few(found: UnitReview) -> str:
    """Say why numbers of answers are not told; nothing where they are."""
    hidden = found.judged.standing is Standing.HIDDEN
    return gettext("Hidden to protect those who answered") if hidden else ""


def _answers(found: UnitReview) -> Iterator[Line]:
    why_not = _too_few(found)
    yield Line(gettext("Answered"), "" if why_not else figures.whole(found.judged.counts.responses), why_not)
    title = gettext("of them verified by a slip")
    if why_not or found.verified is None:
        yield Line(title, "", gettext("Hidden to protect those who answered"))
    else:
        yield Line(title, figures.whole(found.verified))


def _rates(way: Way, found: UnitReview) -> Iterator[Line]:
    rate, part, all_served = gettext("Response rate"), gettext("Coverage"), gettext("Index of all served")
    rates, why_not = way.rates, _too_few(found)
    if rates is None or rates.response_rate is None or rates.coverage is None:
        yield from (Line(title, "", _unknown()) for title in (rate, part, all_served))
        return
    served = figures.whole(rates.volume.served)
    if why_not:
        yield Line(rate, "", why_not)
    else:
        note = gettext(
            "%(answered)s answered / %(served)s served", answered=figures.whole(rates.answered), served=served
        )
        yield Line(rate, _share(rates.response_rate, way.floor.response_rate), note)
    if not rates.invited:
        yield Line(part, "", gettext("not known: no slips were issued"))
    else:
        note = gettext(
            "%(invited)s invited / %(served)s served", invited=figures.whole(rates.invited), served=served
        )
        yield Line(part, _share(rates.coverage, way.floor.coverage), note)
    yield Line(all_served, *_bounds(rates, why_not))


def _bounds(rates: Rates, why_not: str) -> tuple[str, str]:
    if rates.bounds is None:
        return "", why_not or gettext("Not enough answers yet")
    ends = Estimate(share=rates.bounds.low, low=rates.bounds.low, high=rates.bounds.high)
    return figures.bounds(ends), gettext("were none, or all, of those satisfied who did not answer")


def _share(share: Fraction, floor: Fraction) -> str:
    """Write a share with as many decimals as keep it on its side of the floor, two at least."""
    return figures.sharp_percent(share, (_percent(floor),))


def _percent(floor: Fraction) -> Decimal:
    return Decimal(int(floor * 10_000)).scaleb(-2)


def _agreement(way: Way) -> Line:
    title, called = gettext("Agreement of people called back"), way.call_back
    if called is None or called.agreement is None:
        return Line(title, "", gettext("Hidden to protect those who answered") if way.few_reached else _unknown())
    counts = {"agreed": figures.whole(called.agreed), "called": figures.whole(called.called)}
    note = ngettext(
        "%(agreed)s of %(reached)s person reached, %(called)s called",
        "%(agreed)s of %(reached)s people reached, %(called)s called",
        called.reached,
        reached=figures.whole(called.reached),
        **counts,
    )
    return Line(title, figures.percent(float(called.agreement)), note)


def _floor(way: Way, found: UnitReview) -> dict[str, Any]:
    """Say which floors there are, whether they are reached and who decided them."""
    floor, rates = way.floor, way.rates
    of_rate = rates.response_rate if rates is not None and not _too_few(found) else None
    of_part = rates.coverage if rates is not None and rates.invited else None
    return {
        "rate": f"{_short(floor.response_rate)}\N{NO-BREAK SPACE}%",
        "coverage": f"{_short(floor.coverage)}\N{NO-BREAK SPACE}%",
        "rate_reached": None if of_rate is None else of_rate >= floor.response_rate,
        "coverage_reached": None if of_part is None else of_part >= floor.coverage,
        "decided_by": _decided_by(floor),
        # Ranks are of single units: the sum of several has none.
        "asked": not found.below,
    }


def _short(floor: Fraction) -> str:
    return figures.exact(_percent(floor).normalize())


def _decided_by(floor: Floor) -> str:
    if floor == DEFAULT_FLOOR:
        return gettext("the service's own proposal, decided by no authority yet")
    return floor.decided_by
