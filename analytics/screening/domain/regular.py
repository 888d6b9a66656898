"""Answers that come like clockwork: gaps all alike, or always at the same second of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from analytics.screening.domain.answers import PAPER, coded, groups
from analytics.screening.domain.chances import LEAST
from analytics.screening.domain.findings import Family, Finding, Tested, confirm
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Floats, Ints
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds

_REASON = N_("%(count)s answers about %(period).0f seconds apart, as if by a clock.")
_PERIODS_S = tuple(float(one) for one in (*range(20, 60, 5), *range(60, 960, 15)))
_LONGEST_S = 1800.0


def regular(answers: Answers, moment: Floats, known: Columns, limits: Thresholds) -> Tested:
    """Look for a beat in the answers of one place and day that carry one level, and in those of one phone."""
    timed = ~np.isnan(moment) & (answers.channel != PAPER)
    sides = np.where(known.satisfied == 1.0, 1, np.where(known.low == 1.0, 2, 0))
    found: list[Finding] = []
    tests = 0
    for _, rows in groups(coded(answers.place, answers.day, sides, answers.kiosk), timed & (sides > 0)):
        if len(rows) >= limits.regular_least:
            tests += 1
            found += _beat(moment, rows, "desk", limits)
    for _, rows in groups(coded(answers.device, answers.day), timed & (answers.device > 0) & ~answers.kiosk):
        if len(rows) >= limits.regular_least:
            tests += 1
            found += _beat(moment, rows, "device", limits)
    return confirm(Family.REGULAR, found, limits.q, tests)


def _beat(moment: Floats, rows: Ints, kind: str, limits: Thresholds) -> list[Finding]:
    """Find the period at which most of the answers keep time with their neighbours."""
    rows = rows[np.argsort(moment[rows], kind="stable")]
    at = moment[rows]
    best: tuple[float, float, Ints] | None = None
    for period in _PERIODS_S:
        p, chain = _chain(at, period, limits)
        if len(chain) >= limits.regular_least and (best is None or p < best[0]):
            best = (p, period, chain)
    if best is None:
        return []
    p, period, chain = best
    return [
        Finding(
            detector=Family.REGULAR,
            kind=kind,
            rows=np.sort(rows[chain]),
            reason=_REASON,
            details={"count": len(chain), "period": period},
            p=max(LEAST, min(1.0, p * len(_PERIODS_S))),
        )
    ]


def _chain(at: Floats, period: float, limits: Thresholds) -> tuple[float, Ints]:
    """Follow answers from beat to beat; give the chance of so many hits among as many beats, and who is in it.

    From each answer the next one is expected a period later, give or take a part of it.
    """
    slack = limits.regular_cv * period / 4
    low = np.searchsorted(at, at + period - slack)
    high = np.searchsorted(at, at + period + slack, side="right")
    hit = high > low
    count = int(hit.sum())
    if count < limits.regular_least - 1:
        return 1.0, np.zeros(0, dtype=np.int64)
    span = max(float(at[-1] - at[0]), period)
    # How many fall into such a slot when everybody comes when he likes, at the busiest.
    usual = 1.0 - np.exp(-2 * slack * _local_rate(at, span))
    p = float(stats.binom.sf(count - 1, len(at) - 1, min(usual, 0.999)))
    members = np.union1d(np.flatnonzero(hit), low[hit])
    return p, members.astype(np.int64)


def _local_rate(at: Floats, span: float) -> float:
    """Give answers a second in the busiest hour or so."""
    width = min(span, _LONGEST_S)
    ends = np.searchsorted(at, at + width, side="right")
    return float((ends - np.arange(len(at))).max()) / width
