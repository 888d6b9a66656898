"""A score in words a person can follow: counts, index with interval, rule, points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import LeastState, MeasureKind
from analytics.emulation.domain.rules import Bands, Linear, bounds_of, rounded
from analytics.emulation.domain.tiers import EVERY

if TYPE_CHECKING:
    from analytics.emulation.domain.figures import Figure
    from analytics.emulation.domain.programme import Leaf, Measure, Wave
    from analytics.emulation.domain.rules import Band
    from analytics.emulation.domain.scoring import LeafScore, Score, UnitScore
    from analytics.index.domain import Criterion
    from survey.touchpoint.domain import Tier

_MOST_DECIMALS = 12
_QUOTES = "“”"


def explained(scored: UnitScore, name: str) -> str:
    """Tell how one unit came to its points."""
    table, wave = scored.table, scored.wave
    source = table.source
    version = "not loaded" if scored.version is None else f"version {scored.version}"
    note = f" – {source.note}" if source.note else ""
    lines = [
        f"{scored.unit} {name}".rstrip(),
        f"  {scored.programme.block(table.block).name}",
        f"  programme {scored.programme.code} ({version}), wave {wave.code}",
        f"  answers of {wave.starts} to {wave.counted_until}",
        f"  tiers that count: {_tiers(table.tiers)}",
        f"  points set by {source.doc_no} of {source.doc_date}, {source.authority}{note}",
        f"  TOTAL {_total(scored)}",
    ]
    counted: dict[str, str] = {}
    for each in scored.score.leaves:
        counted.setdefault(str(each.leaf.measure), each.leaf.code)
        lines += ["", *_leaf_lines(scored, each, counted[str(each.leaf.measure)])]
    return "\n".join(lines)


def rounding_note() -> str:
    """Say why the lines may not add up to the total."""
    return "Points are added exactly and rounded once, halves up; a line is rounded for showing only."


def percent(share: Fraction, bounds: tuple[Decimal, ...] = ()) -> str:
    """Write a share in percent with as many decimals as it takes to be on the right side of every bound."""
    exact = share * 100
    for decimals in range(2, _MOST_DECIMALS):
        shown = Fraction((exact * 10**decimals + Fraction(1, 2)) // 1, 10**decimals)
        if all(_side(shown, bound) == _side(exact, bound) for bound in bounds):
            return f"{float(shown):.{decimals}f} %"
    return f"{exact.numerator}/{exact.denominator} %"


def _side(value: Fraction, bound: Decimal) -> int:
    return (value > Fraction(bound)) - (value < Fraction(bound))


def _praise(number: int) -> str:
    """Write how many letters of praise there are."""
    return f"{number} letter{'' if number == 1 else 's'} of praise"


def _tiers(counted: tuple[Tier, ...]) -> str:
    left_out = ", ".join(tier for tier in EVERY if tier not in counted)
    return ", ".join(counted) + (f"; left out: {left_out}" if left_out else " (all of them)")


def _total(scored: UnitScore) -> str:
    score = scored.score
    if score.points is None:
        return f"no points {_waiting(score)}, which is not zero" if score.pending else "no leaf is assigned"
    return f"{score.points} of {score.out_of} points" + (f", {_waiting(score)}" if score.pending else "")


def _waiting(score: Score) -> str:
    waiting = sum((leaf.max_points for leaf in score.pending), Decimal(0))
    return f"while {waiting} wait for more answers"


def _leaf_lines(scored: UnitScore, each: LeafScore, counted_at: str) -> list[str]:
    # It loads scipy, which only scoring should pay for.
    from analytics.emulation.cli.drawn import drawn_lines, weights_lines  # noqa: PLC0415

    leaf, found = each.leaf, each.reason.figure
    points = f"{each.points} of {leaf.max_points}" if each.points is not None else each.state.replace("_", " ")
    criterion = scored.programme.criterion(leaf.criterion)
    decided = scored.programme.prior_of(scored.table.block, scored.wave.starts)
    return [
        f"  [{leaf.code}] {leaf.title}: {points}",
        f"    plan    {criterion.section} “{criterion.text.strip(_QUOTES)}”",
        *_counts_of(found, "" if counted_at == leaf.code else counted_at, scored.wave),
        *weights_lines(leaf),
        *drawn_lines(found.shrunk, decided),
        f"    figure  {leaf.measure}: {_figure(found, bounds_of(leaf.rule))}",
        f"    rule    {_rule(leaf)}",
        f"    points  {_points(scored, each)}",
    ]


def _counts_of(found: Figure, told_at: str, wave: Wave) -> list[str]:
    if found.letters is not None:
        days = f"written from {wave.starts} to {wave.counted_until}, to the unit or to one of its officers"
        return [f"    counts  {_praise(found.letters)}, {days}"]
    first = f"    counts  m = {found.respondents} respondents, N = {found.ratings} ratings"
    lines = [f"the same as at [{told_at}]"] if told_at else [_counts(question) for question in found.criteria]
    return [first, *(f"            {line}" for line in lines)]


def _counts(question: Criterion) -> str:
    share = "–" if question.n == 0 else percent(Fraction(question.n4 + question.n5, question.n))
    levels = f"{question.n1} · {question.n2} · {question.n3} · {question.n4} · {question.n5}"
    return f"{question.question:<20} n = {question.n}; levels 1–5: {levels}; satisfied {share}"


def _figure(found: Figure, bounds: tuple[Decimal, ...]) -> str:
    if found.letters is not None:
        return _praise(found.letters)
    if found.value is None:
        return f"cannot be said from these answers ({found.state})" + _why(found)
    interval = ""
    if found.low is not None and found.high is not None:
        of = " of S" if found.shrunk is not None else ""
        interval = f", 95 % interval{of} {100 * found.low:.2f} to {100 * found.high:.2f} %"
    return f"{percent(found.value, bounds)}{interval} ({found.state})"


def _why(found: Figure) -> str:
    from analytics.emulation.cli.drawn import wanting_words  # noqa: PLC0415 - loads scipy, for scoring only

    return "" if found.wanting is None else f": {wanting_words(found.wanting)}"


def _rule(leaf: Leaf) -> str:
    rule, most = leaf.rule, leaf.max_points
    if isinstance(rule, Linear):
        low, high = _amount(rule.low, leaf.measure), _amount(rule.high, leaf.measure)
        return f"0 points up to {low}, {most} points from {high}, in proportion between"
    bands = rule.bands if isinstance(rule, Bands) else (rule.band,)
    told = (f"{_bound(band, leaf.measure)}: {band.points} points" for band in bands)
    return "; ".join(told) + "; otherwise 0 points"


def _bound(band: Band, measure: Measure) -> str:
    return f"{'above' if band.strict else 'at least'} {_amount(band.bound, measure)}"


def _amount(bound: Decimal, measure: Measure) -> str:
    if measure.counts_letters:
        return f"{bound} letter{'' if bound == 1 else 's'}"
    return f"{bound} %"


def _points(scored: UnitScore, each: LeafScore) -> str:
    applied, leaf = each.reason.applied, each.leaf
    if applied is None:
        if scored.unit in leaf.not_assigned:
            return "not assigned to this unit: not in the maximum either"
        return f"no points yet, and not zero: {_needed(scored, each)}"
    if applied.band is not None:
        return f"{_bound(applied.band, leaf.measure)} is reached: {each.points}"
    if isinstance(leaf.rule, Linear):
        return _line_points(leaf.rule, each)
    return f"no bound is reached: {each.points}"


def _needed(scored: UnitScore, each: LeafScore) -> str:
    from analytics.index.domain import LEAST_SCORED, LEAST_SHOWN  # noqa: PLC0415 - loads scipy, for scoring only

    if each.reason.figure.wanting is not None:
        return "more answers alone will not do"
    drawn = each.leaf.measure.kind is MeasureKind.SHRUNK
    least = LEAST_SHOWN if drawn or scored.table.least_state is LeastState.FEW else LEAST_SCORED
    return f"at least {least} respondents are needed, and {LEAST_SHOWN} answers to each question"


def _line_points(rule: Linear, each: LeafScore) -> str:
    value = each.leaf.measure.on_scale(each.reason.figure.value or Fraction(0))
    if not Fraction(rule.low) < value < Fraction(rule.high):
        return f"beyond the end of the line: {each.points}"
    applied = each.reason.applied
    exact = applied.points if applied else Fraction(0)
    line = f"({_six(value)} − {rule.low}) / ({rule.high} − {rule.low}) × {each.leaf.max_points}"
    return f"{line} = {_six(exact)}, rounded {each.points}"


def _six(exact: Fraction) -> str:
    """Write six decimals at most: enough for the reader to come to the same points by hand."""
    return f"{rounded(exact, 6).normalize():f}"
