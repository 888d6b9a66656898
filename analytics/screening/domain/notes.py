"""What a reader should know and nobody is judged by: wrong clocks, gaps between channels, and between officers."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from analytics.screening.domain.answers import groups
from analytics.screening.domain.chances import LEAST
from analytics.screening.domain.findings import Action, Family, Finding, Tested, by_rule, confirm
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Ints
    from analytics.screening.domain.thresholds import Thresholds

_CLOCK = N_(
    "The clock of this device is off by %(seconds).0f seconds; its times are not to be trusted, its answers are."
)
_CHANNELS = N_("Answers by phone and at the tablet differ by %(points).0f points.")
_OFFICER = N_("The answers given to one officer differ from the unit's by %(points).0f points.")
_LEAST = 10
_NO_SPREAD = 1e-9


def clocks(answers: Answers, limits: Thresholds) -> Tested:
    """Note the devices whose clock is wrong; a tablet that was cut off only sends late."""
    found = []
    told = (answers.device > 0) & ~np.isnan(answers.told) & ~np.isnan(answers.received)
    for _, rows in groups(answers.device, told):
        off = np.median(answers.told[rows] - answers.received[rows])
        if off > limits.clock_s or (off < -limits.clock_s and not answers.kiosk[rows[0]]):
            found.append(
                Finding(
                    detector=Family.CLOCK,
                    kind="device",
                    rows=rows,
                    reason=_CLOCK,
                    details={"seconds": float(off)},
                    rule="clock_off",
                    action=Action.NOTE,
                )
            )
    return by_rule(Family.CLOCK, found)


def channel_gaps(answers: Answers, limits: Thresholds) -> Tested:
    """Note units whose tablets and phones tell different stories."""
    found = []
    rated = ~np.isnan(answers.good)
    for _, rows in groups(answers.unit, rated):
        tablet = answers.kiosk[rows]
        found += _gap(answers, (rows[tablet], rows[~tablet]), (Family.CHANNEL_GAP, "unit", _CHANNELS), limits)
    return confirm(Family.CHANNEL_GAP, found, limits.q)


def staff_gaps(answers: Answers, limits: Thresholds) -> Tested:
    """Note officers whose answers differ from their unit's."""
    found = []
    rated = ~np.isnan(answers.good)
    units = dict(groups(answers.unit, rated))
    for _, rows in groups(answers.staff, rated & (answers.staff > 0)):
        rest = np.setdiff1d(units[int(answers.unit[rows[0]])], rows)
        found += _gap(answers, (rows, rest), (Family.STAFF_GAP, "staff", _OFFICER), limits)
    return confirm(Family.STAFF_GAP, found, limits.q)


def _gap(
    answers: Answers, sides: tuple[Ints, Ints], words: tuple[Family, str, str], limits: Thresholds
) -> list[Finding]:
    one, other = (answers.good[rows] for rows in sides)
    if min(len(one), len(other)) < _LEAST:
        return []
    error = sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    if error < _NO_SPREAD:
        return []
    gap = float(one.mean() - other.mean())
    family, kind, reason = words
    return [
        Finding(
            detector=family,
            kind=kind,
            rows=sides[0] if abs(gap) > limits.gap_points else np.zeros(0, dtype=np.int64),
            reason=reason,
            details={"points": 100 * abs(gap)},
            p=max(LEAST, float(2 * special.ndtr(-abs(gap) / error))),
            action=Action.NOTE,
        )
    ]
