"""A unit's points in words: counts, then the figure with its interval, then the rule, then the points."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.charts import Estimate
from analytics.emulation.domain.programme import LeastState, MeasureKind
from analytics.emulation.domain.rules import Bands, Linear, bounds_of
from analytics.emulation.domain.scoring import LeafState
from analytics.index.domain import LEAST_SCORED, LEAST_SHOWN
from analytics.review.web import drawn_words, figures, telling
from analytics.review.web.words import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from typing import Any

    from analytics.emulation.domain.figures import Figure
    from analytics.emulation.domain.programme import Leaf, Measure
    from analytics.emulation.domain.rules import Band
    from analytics.emulation.domain.scoring import LeafScore, UnitScore
    from analytics.index.domain import Criterion
    from analytics.review.services import Points
    from survey.touchpoint.domain import Tier


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
        "tiers": _tiers(scored.table.tiers),
        "points": None if score.points is None else figures.exact(score.points),
        "out_of": figures.exact(score.out_of),
        "waiting": figures.exact(sum((leaf.max_points for leaf in score.pending), start=score.out_of * 0)),
        "pending": bool(score.pending),
        "leaves": [_leaf(scored, each, least, titles) for each in score.leaves],
    }


def _leaf(scored: UnitScore, each: LeafScore, least: int, titles: Mapping[str, str]) -> dict[str, Any]:
    found = each.reason.figure
    if found.letters is not None:
        return _told(scored, each, titles) | _of_letters(found.letters)
    private = found.respondents < least
    return _told(scored, each, titles) | {
        "people": "" if private else figures.people(found.respondents),
        "counts": [] if private else _steps(scored, each, least, titles),
        "figure": gettext("It cannot be said from so few answers.")
        if private
        else _figure(found, bounds_of(each.leaf.rule)),
    }


def _steps(scored: UnitScore, each: LeafScore, least: int, titles: Mapping[str, str]) -> list[str]:
    found = each.reason.figure
    decided = scored.programme.prior_of(scored.table.block, scored.wave.starts)
    return [
        *(_counts(question, titles, least) for question in found.criteria),
        *drawn_words.weights(each.leaf, titles),
        *drawn_words.drawn(found, decided),
    ]


def _told(scored: UnitScore, each: LeafScore, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": each.leaf.title,
        "state": each.state,
        "points": None if each.points is None else figures.exact(each.points),
        "most": figures.exact(each.leaf.max_points),
        "plan": scored.programme.criterion(each.leaf.criterion),
        "measure": _measure(each.leaf.measure, titles),
        "rule": _rule(each.leaf),
        "outcome": _outcome(scored, each),
    }


def _of_letters(number: int) -> dict[str, Any]:
    """Tell letters of praise: they were signed by an official, so even one gives nobody away."""
    told = ngettext("%(num)s letter of praise", "%(num)s letters of praise", number)
    return {
        "people": told,
        "counts": [gettext("Letters to the unit and to its officers, written in the counted days of the wave.")],
        "figure": told,
    }


def _tiers(counted: Sequence[Tier]) -> str:
    """Name the tiers of trust that count; nothing where every tier does."""
    words = telling.tier_words()
    return "" if len(counted) == len(words) else ", ".join(words[tier] for tier in counted)


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
        case MeasureKind.SHRUNK:
            return gettext("the emulation score: the satisfaction index drawn to the mean of the block")
        case MeasureKind.LOW:
            return gettext("the lower end of the index's interval")
        case MeasureKind.SHARE:
            title = titles.get(measure.question, measure.question)
            return gettext("the share of satisfied answers to “%(title)s”", title=title)
        case MeasureKind.PRAISE:
            return gettext("confirmed letters of praise")


def _figure(found: Figure, turns: tuple[Decimal, ...]) -> str:
    if found.value is None:
        return gettext("It cannot be said from these answers.")
    share = figures.sharp_percent(found.value, turns)
    if found.low is None or found.high is None:
        return share
    interval = figures.bounds(Estimate(share=float(found.value), low=found.low, high=found.high))
    if found.shrunk is not None:
        return drawn_words.score(found, share, interval)
    return gettext("%(share)s, 95 %% interval %(interval)s", share=share, interval=interval)


def _rule(leaf: Leaf) -> str:
    rule = leaf.rule
    if isinstance(rule, Linear):
        return _line(rule, leaf)
    bands = rule.bands if isinstance(rule, Bands) else (rule.band,)
    told = [
        gettext("%(bound)s: %(points)s points", bound=_bound(band, leaf), points=figures.exact(band.points))
        for band in bands
    ]
    return "; ".join([*told, gettext("otherwise 0 points")])


def _line(rule: Linear, leaf: Leaf) -> str:
    low, high, most = (figures.exact(number) for number in (rule.low, rule.high, leaf.max_points))
    if leaf.measure.counts_letters:
        return gettext(
            "letters of praise: 0 points up to %(low)s, %(most)s points from %(high)s, in proportion between",
            low=low,
            high=high,
            most=most,
        )
    return gettext(
        "0 points up to %(low)s %%, %(most)s points from %(high)s %%, in proportion between",
        low=low,
        high=high,
        most=most,
    )


def _bound(band: Band, leaf: Leaf) -> str:
    bound = figures.exact(band.bound)
    if leaf.measure.counts_letters:
        return _letters(band, bound)
    if band.strict:
        return gettext("above %(bound)s %%", bound=bound)
    return gettext("at least %(bound)s %%", bound=bound)


def _letters(band: Band, bound: str) -> str:
    number = int(band.bound)
    if band.strict:
        return ngettext("more than %(bound)s letter", "more than %(bound)s letters", number, bound=bound)
    return ngettext("at least %(bound)s letter", "at least %(bound)s letters", number, bound=bound)


def _outcome(scored: UnitScore, each: LeafScore) -> str:
    applied, leaf = each.reason.applied, each.leaf
    if each.state is LeafState.NOT_ASSIGNED:
        return gettext("Not assigned to this unit: neither given nor in the maximum.")
    if applied is None or each.points is None:
        return _waiting(scored, each)
    points = figures.exact(each.points)
    if applied.band is not None:
        return gettext(
            "Reached: %(bound)s, so %(points)s points.", bound=_bound(applied.band, leaf), points=points
        )
    if isinstance(leaf.rule, Linear):
        return _on_the_line(leaf.rule, each, points)
    return gettext("No bound is reached: %(points)s points.", points=points)


def _waiting(scored: UnitScore, each: LeafScore) -> str:
    why = each.reason.figure.wanting
    if why is not None:
        return drawn_words.wanting(why)
    drawn = each.leaf.measure.kind is MeasureKind.SHRUNK
    needed = LEAST_SHOWN if drawn or scored.table.least_state is LeastState.FEW else LEAST_SCORED
    return gettext("No points yet, which is not zero: %(needed)s people must have answered.", needed=needed)


def _on_the_line(rule: Linear, each: LeafScore, points: str) -> str:
    measure, value = each.leaf.measure, each.reason.figure.value or Fraction(0)
    if not Fraction(rule.low) < measure.on_scale(value) < Fraction(rule.high):
        return gettext("Beyond the end of the line: %(points)s points.", points=points)
    low, high = figures.exact(rule.low), figures.exact(rule.high)
    shown = figures.sharp_percent(value, bounds_of(rule)).removesuffix("\N{NO-BREAK SPACE}%")
    if measure.counts_letters:
        shown = figures.whole(int(value))
    most = figures.exact(each.leaf.max_points)
    return f"({shown} − {low}) / ({high} − {low}) × {most} = {points}"
