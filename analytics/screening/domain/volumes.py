"""More answers than files served: a bound no honest office can pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.screening.domain.answers import groups
from analytics.screening.domain.findings import Action, Family, Finding, Tested, by_rule
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.screening.domain.answers import Answers


def more_than_visits(answers: Answers, visits: Mapping[int, int]) -> Tested:
    """Note the units with more answers than files in a whole period; people may answer days after a visit."""
    found = []
    for unit, rows in groups(answers.unit):
        served = visits.get(unit)
        if served is not None and len(rows) > served:
            found.append(
                Finding(
                    detector=Family.VISITS,
                    kind="unit",
                    rows=rows,
                    reason=N_("%(count)s answers in a period with %(visits)s files."),
                    details={"count": len(rows), "visits": served},
                    rule="more_than_visits",
                    action=Action.NOTE,
                )
            )
    return by_rule(Family.VISITS, found)
