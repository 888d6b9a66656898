"""A unit's points in words: counts, then the figure with its interval, then the rule, then the points."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.charts import Estimate
from analytics.emulation.domain.programme import LeastState, MeasureKind
from analytics.emulation.domain.rules import Bands, Linear, bounds_of
from analytics.emulation.domain.scoring import LeafState
from analytics.index.domain import LEAST_SCORED, LEAST_SHOWN
from analytics.review.web import figures
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from typing import Any

    from analytics.emulation.domain.programme import Measure
    from analytics.emulation.domain.rules import Band, Rule
    from analytics.emulation.domain.scoring import Figure, LeafScore, UnitScore
    from analytics.index.domain import Criterion
    from analytics.review.services import Points


def told_points(points: Points, *, least: int, titles: Mapping[str, str]) -> dict[str, Any]:
    """Put the points of one wave into words; fewer than `least` people are never counted out."""
    scored = points.scored
    told: dict[str, Any] = {
        "programme": points.programme.title,
        "wave": points.wave,
        "block": points.block,
        "scored": scored is not None,
    }
    if scored is None:
        return told
    score = scored.score
    return told | {
        "source": scored.table.source,
        "points": None if score.points is None else figures.exact(score.points),
        "out_of": figures.exact(score.out_of),
        "waiting": figures.exact(sum((leaf.max_points for leaf in score.pending), start=score.out_of * 0)),
        "pending": bool(score.pending),
        "leaves": [_leaf(scored, each, least, titles) for each in score.leaves],
    }


def _leaf(scored: UnitScore, each: LeafScore, least: int, titles: Mapping[str, str]) -> dict[str, Any]:
    found = each.reason.figure
    private = found.respondents < least
    return {
        "title": each.leaf.title,
        "state": each.state,
        "points": None if each.points is None else figures.exact(each.points),
        "most": figures.exact(each.leaf.max_points),
        "plan": scored.programme.criterion(each.leaf.criterion),
        "people": "" if private else figures.people(found.respondents),
        "counts": [] if private else [_counts(question, titles, least) for question in found.criteria],
        "measure": _measure(each.leaf.measure, titles),
        "figure": gettext("It cannot be said from so few answers.")
        if private
        else _figure(found, bounds_of(each.leaf.rule)),
        "rule": _rule(each.leaf.rule, each.leaf.max_points),
        "outcome": _outcome(scored, each),
    }


def _counts(question: Criterion, titles: Mapping[str, str], least: int) -> str:
    title = titles.get(question.question, question.question)
    if question.n < least:
        return gettext("%(title)s: too few answers to show", title=title)
    return gettext(
        "%(title)s: %(happy)s of %(all)s satisfied or very satisfied (%(share)s)",
        title=title,
        happy=figures.whole(question.n4 + question.n5),
        all=figures.whole(question.n),
        share=figures.percent((question.n4 + question.n5) / question.n),
    )


def _measure(measure: Measure, titles: Mapping[str, str]) -> str:
    match measure.kind:
        case MeasureKind.INDEX:
            return gettext("the satisfaction index")
        case MeasureKind.LOW:
            return gettext("the lower end of the index's interval")
        case MeasureKind.SHARE:
            title = titles.get(measure.question, measure.question)
            return gettext("the share of satisfied answers to “%(title)s”", title=title)


def _figure(found: Figure, turns: tuple[Decimal, ...]) -> str:
    if found.value is None:
        return gettext("It cannot be said from these answers.")
    share = figures.sharp_percent(found.value, turns)
    if found.low is None or found.high is None:
        return share
    interval = figures.bounds(Estimate(share=float(found.value), low=found.low, high=found.high))
    return gettext("%(share)s, 95 %% interval %(interval)s", share=share, interval=interval)


def _rule(rule: Rule, most: Decimal) -> str:
    if isinstance(rule, Linear):
        return gettext(
            "0 points up to %(low)s %%, %(most)s points from %(high)s %%, in proportion between",
            low=figures.exact(rule.low),
            high=figures.exact(rule.high),
            most=figures.exact(most),
        )
    bands = rule.bands if isinstance(rule, Bands) else (rule.band,)
    told = [
        gettext("%(bound)s: %(points)s points", bound=_bound(band), points=figures.exact(band.points))
        for band in bands
    ]
    return "; ".join([*told, gettext("otherwise 0 points")])


def _bound(band: Band) -> str:
    bound = figures.exact(band.bound)
    if band.strict:
        return gettext("above %(bound)s %%", bound=bound)
    return gettext("at least %(bound)s %%", bound=bound)


def _outcome(scored: UnitScore, each: LeafScore) -> str:
    applied, leaf = each.reason.applied, each.leaf
    if each.state is LeafState.NOT_ASSIGNED:
        return gettext("Not assigned to this unit: neither given nor in the maximum.")
    if applied is None or each.points is None:
        needed = LEAST_SCORED if scored.table.least_state is LeastState.OK else LEAST_SHOWN
        return gettext("No points yet, which is not zero: %(needed)s people must have answered.", needed=needed)
    points = figures.exact(each.points)
    if applied.band is not None:
        return gettext("Reached: %(bound)s, so %(points)s points.", bound=_bound(applied.band), points=points)
    if isinstance(leaf.rule, Linear):
        return _on_the_line(leaf.rule, each, points)
    return gettext("No bound is reached: %(points)s points.", points=points)


def _on_the_line(rule: Linear, each: LeafScore, points: str) -> str:
    value = each.reason.figure.value or Fraction(0)
    if not Fraction(rule.low) < value * 100 < Fraction(rule.high):
        return gettext("Beyond the end of the line: %(points)s points.", points=points)
    low, high = figures.exact(rule.low), figures.exact(rule.high)
    shown = figures.sharp_percent(value, bounds_of(rule)).removesuffix("\N{NO-BREAK SPACE}%")
    most = figures.exact(each.leaf.max_points)
    return f"({shown} − {low}) / ({high} − {low}) × {most} = {points}"
