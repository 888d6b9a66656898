"""Drip: more satisfied answers near closing time than the day and the neighbours explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, groups
from analytics.screening.domain.chances import fisher
from analytics.screening.domain.findings import Action, Family, Finding, Looked
from analytics.screening.domain.hands import closing
from analytics.screening.domain.signatures import look
from analytics.screening.domain.usual import many, usual
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.screening.domain.answers import Answers, Bools, Floats, Hours, Ints
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds
    from analytics.screening.domain.usual import Usual

_REASON = N_(
    "%(count)s answers near closing time in the period, where %(expected).1f are usual, and unlike those of the "
    "day; their excess stood highest on day %(worst)s."
)


def late(
    answers: Answers, moment: Floats, known: Columns, *, hours: Mapping[int, Hours], limits: Thresholds
) -> Looked:
    """Compare each place's answers near closing time with its day, and their number with the province's."""
    timed = ~np.isnan(moment)
    near = closing(answers, moment, hours, limits) & timed
    found: list[Finding] = []
    tests = 0
    for among in (answers.kiosk & timed, ~answers.kiosk & timed & (answers.channel != PAPER)):
        places = [rows for _, rows in groups(answers.place, among) if len(rows) >= 4 * limits.burst_least]
        sizes = np.array([len(rows) for rows in places], dtype=np.int64)
        common = usual(np.array([near[rows].sum() for rows in places], dtype=np.int64), sizes)
        tests += len(places)
        for rows in places:
            found += _judge(answers, known, (rows, near, common), limits)
    return Looked(kind="closing", tests=tests, candidates=tuple(found))


def _judge(
    answers: Answers, known: Columns, where: tuple[Ints, Bools, Usual], limits: Thresholds
) -> list[Finding]:
    rows, near, common = where
    inside = rows[near[rows]]
    if len(inside) < limits.burst_least:
        return []
    seen = look(known, inside, rows)
    expected = common.rate * (len(rows) - len(inside)) / (1 - common.rate)
    chosen = inside[seen.like]
    sure = 1 - expected / len(inside) if seen.upward else 0.0
    return [
        Finding(
            detector=Family.DRIP,
            kind="closing",
            rows=chosen,
            reason=_REASON,
            details={
                "count": len(inside),
                "expected": expected,
                "worst": _worst(answers, rows, near, common.rate),
            },
            p=fisher([seen.level, many(len(inside), len(rows), common), seen.speed]),
            action=Action.QUARANTINE
            if sure >= limits.membership and seen.level < limits.signature
            else Action.NOTE,
        )
    ]


def _worst(answers: Answers, rows: Ints, near: Bools, common: float) -> int:
    """Give the number, from the first, of the day on which the summed excess (CUSUM) stood highest."""
    days, at = np.unique(answers.day[rows], return_inverse=True)
    excess = np.bincount(at, near[rows]) - common * np.bincount(at)
    height, best, where = 0.0, 0.0, 0
    for place, more in enumerate(excess):
        height = max(0.0, height + float(more))
        if height > best:
            best, where = height, place
    return int(days[where] - days[0]) + 1
