"""What rulings do to where a unit stands, weighed by what the database holds now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.screening import records
from analytics.screening.domain.rulings import Status
from analytics.screening.services.scales import Case, Scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.services.scales import Weighed
    from analytics.screening.services.stretches import Scoring


def weigh(connection: Connection, cases: Sequence[Case], scoring: Scoring) -> list[tuple[Weighed, ...]]:
    """Weigh every case by what the database holds now; of each, what moves the unit comes first, then the fullest.

    Answers, rulings and programmes are read in as many statements for many cases as for one; only points that hang
    on the neighbours' answers are asked for case by case.
    """
    if not cases:
        return []
    scales = Scales(connection, cases, scoring)
    return [scales.weigh(case) for case in cases]


def anew(connection: Connection, rulings: Sequence[Ruling], scoring: Scoring) -> list[Ruling]:
    """Give rulings with the figures of today where nothing is carried out yet; others stay as they were kept."""
    waiting = [one for one in rulings if one.status in {Status.PROPOSED, Status.AWAITS_INSPECTION}]
    answers = defaultdict(list)
    for each in records.ruled_answers(connection, [one.ruling_id for one in waiting]):
        answers[each.ruling_id].append(each.answer)
    cases = [
        Case(unit_id=one.unit_id, answers=answers[one.ruling_id], effect=one.effect, ruling_id=one.ruling_id)
        for one in waiting
    ]
    weighed = zip(waiting, weigh(connection, cases, scoring), strict=True)
    fresh = {one.ruling_id: _with(one, of_one) for one, of_one in weighed}
    return [fresh.get(one.ruling_id, one) for one in rulings]


def _with(ruling: Ruling, weighed: Sequence[Weighed]) -> Ruling:
    first = weighed[0]
    return replace(
        ruling,
        since=first.stretch.since,
        until=first.stretch.until,
        before=first.before,
        after=first.after,
        inspection_needed=ruling.needs_inspection or any(one.elsewhere for one in weighed),
    )
