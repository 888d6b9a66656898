"""Answers that wait outside the index: how many by reason, and what may be proposed of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from analytics.screening.domain.rulings import Ground
from analytics.screening.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.screening.records import Waiting
    from analytics.screening.web.visiting import Visit

GENUINE_IN_SPITE_OF_THE_SLIP = "genuine_slip"
PROPOSALS: dict[str, tuple[Ground, bool]] = {
    Ground.GENUINE: (Ground.GENUINE, False),
    Ground.IMPOSSIBLE_MOMENT: (Ground.IMPOSSIBLE_MOMENT, False),
    Ground.INVALID_SLIP: (Ground.INVALID_SLIP, True),
    GENUINE_IN_SPITE_OF_THE_SLIP: (Ground.GENUINE, True),
}
"""By the word of the form: the ground, and whether it is about answers that broke a rule, not about clocks."""


def waiting_part(visit: Visit, found: Sequence[Waiting]) -> dict[str, Any]:
    """Give the part of the list's page about answers that wait."""
    kinds = {one.rule is not None for one in found}
    return {
        "waiting": [
            _row(visit, unit_id, list(part)) for unit_id, part in groupby(found, key=lambda one: one.unit_id)
        ],
        "waiting_grounds": [
            (word, _wording(word, ground)) for word, (ground, broke) in PROPOSALS.items() if broke in kinds
        ],
    }


def _row(visit: Visit, unit_id: int, found: Sequence[Waiting]) -> dict[str, Any]:
    reasons = "; ".join(f"{words.rules()[one.rule]} ({words.number(one.answers)})" for one in found)
    return {"unit_id": unit_id, "unit": visit.name(unit_id), "answers": reasons}


def _wording(word: str, ground: Ground) -> str:
    if word == GENUINE_IN_SPITE_OF_THE_SLIP:
        return words.gettext("Genuine in spite of the slip: to be counted")
    return words.grounds()[ground]
