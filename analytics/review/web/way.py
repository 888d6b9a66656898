"""From the counter to the index, in words: each figure with what it is made of, or why it is not told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from analytics.charts import Estimate
from analytics.review.domain import Standing
from analytics.review.web import figures
from analytics.review.web.way_beside import by_days, by_volume, gap
from analytics.review.web.words import gettext, ngettext
from survey.foundation.clock import moment_of
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
    why_not, few = _too_few(found), gettext("Not enough answers yet")
    unshown = "" if found.judged.shown else why_not or few
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
            *(Line(*line) for line in by_volume(way, found, unshown)),
            Line(*by_days(way, found, unshown)),
            Line(*gap(way, unshown)),
            _agreement(way),
        ],
        "floor": _floor(way, found),
        "partly": way.rates is not None and way.known < way.units,
        "too_many": _too_many(way) and not why_not,
    }


def _too_many(way: Way) -> bool:
    return way.rates is not None and way.rates.more_answers_than_files


def _unknown(way: Way) -> str:
    """Say why volumes are not known: which day nobody told the files of, or that nobody told any."""
    if way.missing_day is None:
        return gettext("no figures yet")
    return gettext("not known: the files of %(day)s are not told", day=figures.day(way.missing_day))


def _served(way: Way) -> Line:
    if way.rates is None:
        return Line(gettext("Served"), "", _unknown(way))
    volume = way.rates.volume
    parts = {"finished": figures.whole(volume.finished), "refused": figures.whole(volume.refused)}
    note = gettext("%(finished)s finished + %(refused)s refused", **parts)
    if way.known < way.units:
        note += "; " + gettext("known of %(known)s of %(units)s units", known=way.known, units=way.units)
        if way.missing_day is not None:
            note += "; " + gettext("first day not told: %(day)s", day=figures.day(way.missing_day))
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
    if rates is None or rates.coverage is None:
        yield from (Line(title, "", _unknown(way)) for title in (rate, part, all_served))
        return
    if why_not or rates.response_rate is None:
        yield Line(rate, "", why_not or gettext("Not enough answers yet"))
    else:
        yield Line(rate, _share(rates.response_rate, way.floor.response_rate), _responded(rates))
    if not rates.invited:
        yield Line(part, "", gettext("not known: no slips were issued"))
    else:
        served = figures.whole(rates.volume.served)
        note = gettext(
            "%(invited)s invited / %(served)s served", invited=figures.whole(rates.invited), served=served
        )
        yield Line(part, _share(rates.coverage, way.floor.coverage), note)
    yield Line(all_served, *_bounds(rates, why_not))


def _responded(rates: Rates) -> str:
    """Say what the response rate is made of, and whom it does not count."""
    served = figures.whole(rates.figured.served)
    parts = [
        gettext(
            "%(answered)s answered / %(served)s served", answered=figures.whole(rates.respondents), served=served
        )
    ]
    if rates.figured != rates.volume:
        parts.append(gettext("of the units in the figures"))
    if rates.others:
        parts.append(gettext("%(count)s of them to other questionnaires", count=figures.whole(rates.others)))
    if rates.blank:
        blank = figures.whole(rates.blank)
        parts.append(gettext("not counted: %(count)s who left all questions of the index blank", count=blank))
    return "; ".join(parts)


def _bounds(rates: Rates, why_not: str) -> tuple[str, str]:
    if rates.more_answers_than_files and not why_not:
        return "", gettext("not known: more answers than files")
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
        hidden = gettext("Hidden to protect those who answered")
        return Line(title, "", hidden if way.few_reached else gettext("no figures yet"))
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
    of_rate = rates.response_rate if rates is not None and not _too_few(found) and not _too_many(way) else None
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
    """Name the document, since when the floor holds and when it was entered here."""
    if floor == DEFAULT_FLOOR:
        return gettext("the service's own proposal, decided by no authority yet")
    told = {"document": floor.decided_by, "since": figures.day(floor.valid_from)}
    if floor.recorded_at is None:
        return gettext("%(document)s, in force from %(since)s; when it was recorded is not known", **told)
    at = moment_of(floor.recorded_at)
    return gettext("%(document)s, in force from %(since)s, recorded %(moment)s", moment=at, **told)
