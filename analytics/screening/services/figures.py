"""A unit's figure with some answers and without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.index.domain import unit_index
from analytics.screening.domain.rulings import Figure
from analytics.tally.counting import count_marks
from analytics.tally.domain import total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from analytics.screening.records.rulings import Answer
    from analytics.tally.domain import Layout

COUNTED = "counted"


def both_figures(
    answers: Collection[Answer], known: Mapping[int, Layout], *, out: Collection[UUID], back: Collection[UUID]
) -> tuple[Figure, Figure]:
    """Give the figure as it is, and as it would be with some answers `out` and others `back` in."""
    gone, come = frozenset(out), frozenset(back)
    now = [one for one in answers if one.state == COUNTED]
    then = [one for one in answers if (one.state == COUNTED and one.id not in gone) or one.id in come]
    return figure(now, known), figure(then, known)


def figure(answers: Iterable[Answer], known: Mapping[int, Layout]) -> Figure:
    """Give the index of some answers."""
    by_version: dict[int, list[str]] = {}
    for one in answers:
        by_version.setdefault(one.version_id, []).append(one.marks)
    counts = total(
        known[version_id].counts(
            count_marks(known[version_id], marks, np.zeros(len(marks), dtype=np.int64), 1)[0].tolist()
        )
        for version_id, marks in sorted(by_version.items())
    )
    found = unit_index(counts)
    return Figure(
        respondents=found.respondents, index=found.index, low=found.low, high=found.high, state=found.state.value
    )
