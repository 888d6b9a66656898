"""Drip: one hand behind many answers over days; six ways to look for it, held against each other as one family."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.screening.domain.findings import Family, Tested, confirm_together
from analytics.screening.domain.hands import late_phones, phones
from analytics.screening.domain.late import late
from analytics.screening.domain.networks import accomplices, busy_lines, lines, linked_phones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.screening.domain.answers import Answers, Floats, Hours
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds


def drip(
    answers: Answers, moment: Floats, known: Columns, *, hours: Mapping[int, Hours], limits: Thresholds
) -> Tested:
    """Look at phones, networks and closing times; what is confirmed holds against the tests of all of them."""
    looked = (
        phones(answers, moment, known, hours=hours, limits=limits),
        lines(answers, known, limits),
        linked_phones(answers, known, limits),
        busy_lines(answers, known, limits),
        late_phones(answers, moment, known, hours=hours, limits=limits),
        late(answers, moment, known, hours=hours, limits=limits),
    )
    tested = confirm_together(Family.DRIP, looked, limits.q)
    notes = accomplices(answers, known, tested.findings, limits)
    return replace(tested, findings=(*tested.findings, *notes))
