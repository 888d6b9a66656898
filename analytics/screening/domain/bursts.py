"""Bursts: far more answers in minutes than the place ever gets, and one hand in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, groups
from analytics.screening.domain.chances import binomial_tail, crowd_tail, fisher, share
from analytics.screening.domain.findings import Action, Family, Finding, Tested, confirm
from analytics.screening.domain.profiles import profile
from analytics.screening.domain.signatures import look
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.screening.domain.answers import Answers, Bools, Floats, Ints
    from analytics.screening.domain.profiles import Profile
    from analytics.screening.domain.signatures import Columns, Look
    from analytics.screening.domain.thresholds import Thresholds

_REASON = N_(
    "%(count)s answers at one place within %(minutes)s minutes, where %(expected).1f are usual; "
    "%(alike)s of them are alike."
)
_CROWD = N_(
    "%(count)s answers at one place within %(minutes)s minutes, where %(expected).1f are usual; "
    "people may have come as a group."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """The answers of one place and way, by moment, and what is usual there."""

    place: int
    rows: Ints
    moment: Floats
    day: Ints
    usual: Profile
    rushed: float
    """The usual share of answers that come sooner after another than people can take turns; 1 on phones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Neighbouring windows with too many answers: places from first to last, and the strongest of them."""

    first: int
    last: int
    p: float
    minutes: int
    expected: float


def bursts(
    answers: Answers, moment: Floats, known: Columns, *, tickets: Mapping[int, Floats], limits: Thresholds
) -> Tested:
    """Scan every place in windows of some minutes against its usual traffic, and against the slips handed out."""
    candidates: list[Finding] = []
    tests = 0
    units = dict(groups(answers.unit))
    for among, tablets in ((answers.kiosk, True), (~answers.kiosk & (answers.channel != PAPER), False)):
        usual = profile(answers, moment, among)
        rushed = _rushed(answers, moment, among, limits) if tablets else 1.0
        for place, rows in groups(answers.place, among & ~np.isnan(moment)):
            tests += 1
            if usual is None or len(rows) < limits.burst_least:
                continue
            own = rows[np.argsort(moment[rows], kind="stable")]
            of = _Class(
                place=place,
                rows=own,
                moment=moment[own],
                day=answers.day[own],
                usual=usual,
                rushed=rushed,
            )
            beside = units[int(answers.unit[rows[0]])]
            candidates += [
                _judge(of, span, known, beside, served=_served(of, span, tickets), limits=limits)
                for span in _spans(of, limits)
            ]
    return confirm(Family.BURST, candidates, limits.q, tests + len(candidates))


def _spans(of: _Class, limits: Thresholds) -> list[_Span]:
    """Join the windows that hold too many answers, and give what chance says of the strongest of each stretch.

    A window begins at an answer; the p-value is corrected for as many windows as there are answers and widths.
    """
    strongest = np.ones(len(of.rows))
    width = np.zeros(len(of.rows), dtype=np.int64)
    ends, means = np.arange(len(of.rows)), np.zeros(len(of.rows))
    for minutes in limits.burst_minutes:
        last = np.searchsorted(of.moment, of.moment + 60.0 * minutes, side="right") - 1
        count = last - np.arange(len(of.rows)) + 1
        expected = of.usual.expected(of.place, of.moment, of.day, width_s=60.0 * minutes)
        p = crowd_tail(count - 1, expected, of.usual.dispersion)
        p[count < limits.burst_least] = 1.0
        better = p < strongest
        strongest[better], width[better], ends[better], means[better] = (
            p[better], minutes, last[better], expected[better],
        )  # fmt: skip
    looks = len(of.rows) * len(limits.burst_minutes)
    found: list[_Span] = []
    for start in np.flatnonzero(strongest * looks < limits.burst_candidate):
        one = _Span(
            first=int(start), last=int(ends[start]), p=min(1.0, float(strongest[start]) * looks),
            minutes=int(width[start]), expected=float(means[start]),
        )  # fmt: skip
        if found and one.first <= found[-1].last:
            found[-1] = _joined(found[-1], one)
        else:
            found.append(one)
    return found


def _joined(one: _Span, other: _Span) -> _Span:
    best = min(one, other, key=lambda span: span.p)
    return _Span(
        first=one.first, last=max(one.last, other.last), p=best.p, minutes=best.minutes, expected=best.expected
    )


def _served(of: _Class, span: _Span, tickets: Mapping[int, Floats]) -> float:
    """Give the chance of so many answers to the slips handed out around that time; 1 where none are known."""
    handed = tickets.get(of.place)
    if handed is None or not len(handed):
        return 1.0
    begin, end = of.moment[span.first] - 1800, of.moment[span.last]
    around = int(np.searchsorted(handed, end) - np.searchsorted(handed, begin))
    rate = min(0.95, max(0.02, len(of.rows) / len(handed)))
    count = span.last - span.first + 1
    return 1e-12 if count > around else binomial_tail(count, around, rate)


def _judge(of: _Class, span: _Span, known: Columns, beside: Ints, *, served: float, limits: Thresholds) -> Finding:
    rows = of.rows[span.first : span.last + 1]
    seen = look(known, rows, beside)
    alike = _alike(seen, _pace(of, span, limits), limits)
    chosen = _beyond(rows, seen, known, span) if alike else rows
    told = {"count": len(rows), "minutes": span.minutes, "expected": span.expected, "alike": len(chosen)}
    return Finding(
        detector=Family.BURST,
        kind="desk",
        rows=np.sort(chosen),
        reason=_REASON if alike else _CROWD,
        details=told,
        p=fisher([span.p, seen.level, seen.speed] + ([served] if served < 1.0 else [])),
        action=Action.QUARANTINE if alike else Action.NOTE,
    )


def _alike(seen: Look, pace: float, limits: Thresholds) -> bool:
    """Tell one hand from many people who came together: haste, levels all pushed one way, or no turns taken."""
    strict = limits.signature / 10
    return (
        seen.speed < strict
        or fisher([seen.level, seen.speed]) < strict
        or (pace < strict and seen.level < 4 * limits.signature)
    )


def _rushed(answers: Answers, moment: Floats, among: Bools, limits: Thresholds) -> float:
    """Give the share of answers that come too soon after another at the middle tablet."""
    each = []
    for _, rows in groups(answers.place, among & ~np.isnan(moment)):
        gaps = np.diff(np.sort(moment[rows]))
        each.append(float((gaps < limits.turn_s).mean()) if len(gaps) else 0.0)
    return share(100 * float(np.median(each)), 100, prior=0.02) if each else 1.0


def _pace(of: _Class, span: _Span, limits: Thresholds) -> float:
    gaps = np.diff(of.moment[span.first : span.last + 1])
    return binomial_tail(int((gaps < limits.turn_s).sum()), len(gaps), of.rushed) if of.rushed < 1.0 else 1.0


def _beyond(rows: Ints, seen: Look, known: Columns, span: _Span) -> Ints:
    """Choose the answers beyond what is usual: those of the signature's level, the hastiest first."""
    carrying: Bools = seen.like
    chosen = rows[carrying]
    haste = np.nan_to_num(known.haste[chosen], nan=1.0)
    spare = round(span.expected * float(carrying.mean()))
    # Whoever took the usual time is left out as far as the usual number of people goes.
    order = np.argsort(haste, kind="stable")
    keep = order[: max(len(chosen) - spare, 0)]
    return chosen[keep]
