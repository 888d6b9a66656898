"""Slips: a token nobody issued, one that had run out, one used twice, an answer before its slip existed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import groups, moments
from analytics.screening.domain.findings import Action, Family, Finding, Tested, by_rule
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Bools, SlipFacts
    from analytics.screening.domain.thresholds import Thresholds

_REASONS = {
    "unknown": N_("The slip was never issued."),
    "expired": N_("The slip had run out when the answer came."),
    "early": N_("The answer came before its slip was handed out."),
    "reused": N_("The slip had been used by an earlier answer."),
    "elsewhere": N_("The slip was handed out by another office than the one that is rated."),
}


def tokens(answers: Answers, slips: SlipFacts | None, thresholds: Thresholds) -> Tested:
    """Apply the rules of slips; a rule needs no chance and no expectation."""
    found = [_finding("reused", _reused(answers, slips))]
    if slips is not None:
        found += [_finding(name, broken) for name, broken in _against_slips(answers, slips, thresholds).items()]
    return by_rule(Family.TOKEN, found)


def _finding(name: str, broken: Bools) -> Finding:
    return Finding(
        detector=Family.TOKEN,
        kind="token",
        rows=np.flatnonzero(broken),
        reason=_REASONS[name],
        rule=f"token_{name}",
        action=Action.QUARANTINE if name == "elsewhere" else Action.REJECT,
    )


def _reused(answers: Answers, slips: SlipFacts | None) -> Bools:
    """Find every answer with a slip but the first one that came with it."""
    broken = np.zeros(len(answers), dtype=bool)
    used_before = slips.used_before if slips else frozenset()
    arrived = np.where(np.isnan(answers.received), np.inf, answers.received)
    for token, rows in groups(answers.token, answers.token > 0):
        if token in used_before:
            broken[rows] = True
        elif len(rows) > 1:
            broken[rows[np.argsort(arrived[rows], kind="stable")[1:]]] = True
    return broken


def _against_slips(answers: Answers, slips: SlipFacts, thresholds: Thresholds) -> dict[str, Bools]:
    has = answers.token > 0
    known = has & slips.known[answers.token]
    moment = moments(answers)
    late = moment > slips.expires[answers.token] + thresholds.grace_s
    early = moment < slips.issued[answers.token] - thresholds.grace_s
    other = slips.unit[answers.token] != answers.unit
    hands_out = np.isin(answers.unit, np.fromiter(slips.units, dtype=np.int64, count=len(slips.units)))
    return {
        "unknown": has & ~known & hands_out,
        "expired": known & late,
        "early": known & early,
        "elsewhere": known & other,
    }
