"""Where a unit stands with some answers and without them: everything read once, then weighed case by case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.index.domain import unit_index
from analytics.index.services import Asked, unit_indices
from analytics.screening import records
from analytics.screening.domain.standing import figure_of, stands_elsewhere
from analytics.screening.services.besides import besides, change
from analytics.screening.services.running import limits_for
from analytics.screening.services.stretches import stretches
from analytics.screening.services.sums import Sums
from analytics.tally.records import layouts
from survey.organisation.records import unit_ids
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.index.domain import UnitIndex
    from analytics.screening.domain.rulings import Effect, Figure
    from analytics.screening.records import Answer
    from analytics.screening.records.rulings import Alike
    from analytics.screening.services.stretches import Scoring, Stretch
    from analytics.tally.domain import Counts

    Days = tuple[date, date, frozenset[str] | None]
    Indices = dict[str, tuple[Counts, UnitIndex]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Answers of one unit that are to be taken out or let in; `ruling_id` once that is proposed."""

    unit_id: int
    answers: Sequence[Answer]
    effect: Effect
    ruling_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A unit's figure of one questionnaire over one stretch, as it is and by a ruling."""

    stretch: Stretch
    questionnaire: str
    answers: int
    before: Figure
    after: Figure
    elsewhere: bool
    """Whether the unit would stand elsewhere: by this ruling, or by this and the unit's others taken together."""


class Scales:
    """Everything that cases are weighed by, read once."""

    def __init__(self, connection: Connection, cases: Sequence[Case], scoring: Scoring) -> None:
        self._connection, self._scoring = connection, scoring
        self._known = layouts(connection)
        self._codes = {one.version_id: one.code for one in versions(connection)}
        self._named = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        self._programmes = [version.programme for version in scoring.programmes(connection)]
        self._besides = besides(connection, {case.unit_id for case in cases})
        self._counted = self._read_counted(cases)
        self._neighbours: dict[tuple[Days, tuple[str, ...], str], Indices] = {}

    def weigh(self, case: Case) -> tuple[Weighed, ...]:
        """Weigh one case."""
        found = [
            self._weighed(case, stretch, code)
            for stretch in self._stretches(case)
            for code in sorted({self._codes[one.version_id] for one in case.answers if stretch.has(one)})
        ]
        return tuple(sorted(found, key=lambda one: (not one.elsewhere, -one.answers)))

    def _stretches(self, case: Case) -> list[Stretch]:
        return stretches(self._programmes, self._named[case.unit_id], case.answers)

    def _read_counted(self, cases: Sequence[Case]) -> dict[Days, dict[int, list[Alike]]]:
        units: dict[Days, set[int]] = defaultdict(set)
        for case in cases:
            for stretch in self._stretches(case):
                units[_days(stretch)].add(case.unit_id)
        found: dict[Days, dict[int, list[Alike]]] = {}
        for (since, until, tiers), of_days in units.items():
            by_unit: dict[int, list[Alike]] = defaultdict(list)
            for one in records.counted_marks(self._connection, of_days, since, until, tiers=tiers):
                by_unit[one.unit_id].append(one)
            found[since, until, tiers] = by_unit
        return found

    def _weighed(self, case: Case, stretch: Stretch, code: str) -> Weighed:
        def of_these(answers: Iterable[Answer]) -> list[Answer]:
            return [one for one in answers if self._codes[one.version_id] == code and stretch.has(one)]

        own = of_these(case.answers)
        changes = change(own, case.effect)
        alike = self._counted[_days(stretch)].get(case.unit_id, [])
        sums = Sums(self._known).plus_alike(one for one in alike if self._codes[one.version_id] == code)
        by_this = sums.plus(changes.come).minus(changes.out)
        beside = self._besides[case.unit_id]
        undo, others = beside.undo, beside.proposed_beside(own, case.ruling_id)
        unruled = sums.plus(of_these(undo.come)).minus(of_these(undo.out))
        by_all = by_this.plus(of_these(others.come)).minus(of_these(others.out))
        now, then, first, last = (each.counts() for each in (sums, by_this, unruled, by_all))
        # Cut in slices, none of which moves the unit alone, a change is still the whole change.
        pairs = dict.fromkeys(((now, then), (first, then), (first, last), (now, last)))
        return Weighed(
            stretch=stretch,
            questionnaire=code,
            answers=len(own),
            before=figure_of(now),
            after=figure_of(then),
            elsewhere=any(self._elsewhere(self._named[case.unit_id], stretch, code, pair) for pair in pairs),
        )

    def _elsewhere(self, unit: str, stretch: Stretch, code: str, pair: tuple[Counts, Counts]) -> bool:
        before, after = pair
        if before == after:
            return False
        if stands_elsewhere(before, after, limits_for(stretch.since).tiers):
            return True
        return bool(stretch.members) and (
            self._points(unit, stretch, code, before) != self._points(unit, stretch, code, after)
        )

    def _points(self, unit: str, stretch: Stretch, code: str, counts: Counts) -> object:
        """Give what the wave's table makes of some answers of the unit, leaf by leaf, as the emulation scores."""
        figures = self._of_neighbours(stretch, code) | {unit: (counts, unit_index(counts))}
        assert stretch.programme is not None and stretch.wave is not None  # noqa: S101, PT018 - it has members
        (scored,) = self._scoring.score(
            stretch.programme,
            stretch.wave.code,
            indices=lambda *_: figures,
            # Letters of praise are no answers: no ruling changes them.
            letters=lambda *_: {},
            unit=unit,
        )
        return [
            (leaf.state, leaf.points, leaf.reason.applied.band if leaf.reason.applied else None)
            for leaf in scored.score.leaves
        ]

    def _of_neighbours(self, stretch: Stretch, code: str) -> Indices:
        key = (_days(stretch), stretch.members, code)
        if key not in self._neighbours:
            asked = Asked(
                since=stretch.since,
                until=stretch.until,
                tiers=stretch.tiers,
                questionnaire=code,
                units=frozenset(stretch.members),
            )
            self._neighbours[key] = unit_indices(self._connection, asked)
        return self._neighbours[key]


def _days(stretch: Stretch) -> Days:
    return stretch.since, stretch.until, stretch.tiers
