"""Haste: answers faster than their questions can be read; and straight lines, which alone prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, groups
from analytics.screening.domain.chances import fisher
from analytics.screening.domain.findings import Action, Family, Finding, Tested, by_rule, confirm
from analytics.screening.domain.signatures import look
from analytics.screening.domain.usual import many, usual
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Bools, Ints
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds
    from analytics.screening.domain.usual import Usual

_GROUP = N_(
    "%(count)s of %(of)s answers at one place took less time than reading does, where %(usual).1f are usual."
)
_STRAIGHT = N_("Every question got the same level, in less time than reading takes.")


def unread(answers: Answers, limits: Thresholds) -> Bools:
    """Say which answers took less than reading their questions takes."""
    least = limits.reading_s + limits.reading_per_question_s * answers.given
    found: Bools = ~np.isnan(answers.dwell) & (answers.dwell < least) & (answers.channel != PAPER)
    return found


def speed(answers: Answers, known: Columns, limits: Thresholds) -> Tested:
    """Judge places with more unread answers than others have; single ones are notes, for people differ."""
    hasty = unread(answers, limits)
    found: list[Finding] = []
    tests = 0
    for among in (answers.kiosk, ~answers.kiosk & (answers.channel != PAPER)):
        timed = among & ~np.isnan(answers.dwell)
        places = [rows for _, rows in groups(answers.place, timed)]
        sizes = np.array([len(rows) for rows in places], dtype=np.int64)
        common = usual(np.array([hasty[rows].sum() for rows in places], dtype=np.int64), sizes)
        tests += len(places)
        found += [
            _judge(known, rows, hasty, common, limits=limits)
            for rows in places
            if hasty[rows].sum() >= limits.burst_least
        ]
    return confirm(Family.SPEED, found, limits.q, tests)


def _judge(known: Columns, rows: Ints, hasty: Bools, common: Usual, *, limits: Thresholds) -> Finding:
    inside = rows[hasty[rows]]
    seen = look(known, inside, rows)
    expected = common.rate * len(rows)
    sure = 1 - expected / len(inside)
    return Finding(
        detector=Family.SPEED,
        kind="desk",
        rows=inside[seen.like],
        reason=_GROUP,
        details={"count": len(inside), "of": len(rows), "usual": expected},
        p=fisher([many(len(inside), len(rows), common), seen.level]),
        action=Action.QUARANTINE if sure >= limits.membership and seen.level < limits.signature else Action.NOTE,
    )


def straight(answers: Answers, limits: Thresholds) -> Tested:
    """Note straight lines given in haste; half of all honest people answer in straight lines."""
    rows = np.flatnonzero(answers.straight & unread(answers, limits))
    return by_rule(
        Family.STRAIGHT,
        [
            Finding(
                detector=Family.STRAIGHT,
                kind="answer",
                rows=rows,
                reason=_STRAIGHT,
                rule="straight_and_hasty",
                action=Action.NOTE,
            )
        ],
    )
