"""Bombing: lowest marks that come together with more answers than usual, where the other desks had no bad day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, groups
from analytics.screening.domain.chances import binomial_tail, crowd_tail, fisher, share
from analytics.screening.domain.findings import Action, Family, Finding, Tested, confirm
from analytics.screening.domain.profiles import profile
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Floats, Ints
    from analytics.screening.domain.profiles import Profile
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds

_REASON = N_(
    "%(low)s of %(count)s answers within %(hours)s hours are at the bottom, with %(expected).1f answers usual."
)
_BAD_DAY = N_(
    "%(low)s of %(count)s answers within %(hours)s hours are at the bottom; other desks had a bad day as well."
)
_HOURS = (1, 4, 10, 34)
_CANDIDATE = 0.001


def bombing(answers: Answers, moment: Floats, known: Columns, limits: Thresholds) -> Tested:
    """Scan every place for hours with many lowest marks and many answers at once."""
    among = ~answers.kiosk & (answers.channel != PAPER) & ~np.isnan(moment) & ~np.isnan(known.low)
    usual = profile(answers, moment, among)
    units = dict(groups(answers.unit, among))
    candidates: list[Finding] = []
    tests = 0
    for _, rows in groups(answers.place, among):
        tests += 1
        if usual is not None:
            own = rows[np.argsort(moment[rows], kind="stable")]
            candidates += _windows(
                answers, moment, known, (own, units[int(answers.unit[own[0]])], usual), limits=limits
            )
    return confirm(Family.BOMBING, candidates, limits.q, tests)


def _windows(
    answers: Answers, moment: Floats, known: Columns, where: tuple[Ints, Ints, Profile], *, limits: Thresholds
) -> list[Finding]:
    """Judge every window that begins at a lowest mark; of those that overlap the strongest is kept."""
    rows, beside, usual = where
    at, low = moment[rows], known.low[rows]
    below = np.concatenate([[0.0], np.cumsum(low)])
    judged: list[tuple[Finding, Ints]] = []
    for hours in _HOURS:
        last = np.searchsorted(at, at + hours * 3600.0, side="right")
        many = below[last] - below[:-1]
        for start in np.flatnonzero((low == 1.0) & (many >= limits.bombing_least)):
            part = np.arange(start, last[start])
            one = _judge(answers, moment, known, (rows[part], rows, beside, usual, hours), limits=limits)
            if one is not None:
                judged.append((one, part))
    taken = np.zeros(len(rows), dtype=bool)
    found: list[Finding] = []
    for one, part in sorted(judged, key=lambda each: each[0].p or 0.0):
        if not taken[part].any():
            taken[part] = True
            found.append(one)
    return found


def _judge(
    answers: Answers,
    moment: Floats,
    known: Columns,
    where: tuple[Ints, Ints, Ints, Profile, int],
    *,
    limits: Thresholds,
) -> Finding | None:
    part, own, beside, usual, hours = where
    low = known.low[part]
    rest = np.setdiff1d(own, part)
    place = int(answers.place[part[0]])
    expected = _expected(usual, place, float(moment[part[0]]), int(answers.day[part[0]]), hours=hours)
    chance = share(float(known.low[rest].sum()), len(rest), prior=0.05, weight=10.0)
    many = float(crowd_tail(np.array([len(part) - 1]), np.array([expected]), usual.dispersion)[0])
    bottom = binomial_tail(int(low.sum()), len(part), chance)
    p = min(1.0, fisher([many, bottom]) * len(own) * len(_HOURS))
    if p > _CANDIDATE:
        return None
    others = _others(answers, known, part, beside)
    day = others > limits.bombing_desks or many > 0.05  # noqa: PLR2004 - nobody more than usual came
    return Finding(
        detector=Family.BOMBING,
        kind="desk",
        rows=np.sort(part[low == 1.0]),
        reason=_BAD_DAY if day else _REASON,
        details={"low": int(low.sum()), "count": len(part), "hours": hours, "expected": expected},
        p=p,
        action=Action.NOTE if day else Action.QUARANTINE,
    )


def _expected(usual: Profile, place: int, start: float, day: int, *, hours: int) -> float:
    steps = start + 1800.0 * np.arange(2 * hours, dtype=np.float64)
    days = np.full(len(steps), day)
    return float(usual.expected(place, steps, days, width_s=1800.0).sum())


def _others(answers: Answers, known: Columns, part: Ints, beside: Ints) -> float:
    """Give how far the unit's other desks, and its tablet, were lower on that day: 1 when like these."""
    other = beside[
        (answers.place[beside] != answers.place[part[0]]) & (answers.day[beside] == answers.day[part[0]])
    ]
    if len(other) < 3:  # noqa: PLR2004 - too few to speak for a day
        return 0.0
    usual = float(known.satisfied[beside].mean())
    there, here = float(known.satisfied[other].mean()), float(known.satisfied[part].mean())
    return (usual - there) / (usual - here) if usual > here else 0.0
