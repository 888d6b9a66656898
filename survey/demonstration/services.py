"""Loading the demonstration province, as often as one likes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from random import SystemRandom
from typing import TYPE_CHECKING

from survey.demonstration.answers import Places, Stage
from survey.demonstration.answers import answers as play
from survey.demonstration.files import volumes
from survey.demonstration.province import ORGANISATION, read_province
from survey.demonstration.roster import turns
from survey.demonstration.visits import Span
from survey.foundation.clock import local_day
from survey.foundation.installation import DEMONSTRATION, note
from survey.intake.domain import Hearing, Outcome
from survey.intake.services import take_in as take_in_answers
from survey.organisation.domain import ShiftEntry
from survey.organisation.records import desk_places, procedure_ids
from survey.organisation.services import read_folder
from survey.organisation.services import take_in as take_in_organisation
from survey.organisation.services.reading import Listed
from survey.questionnaire.services import ensure_default
from survey.touchpoint.records import issue_missing
from survey.volume.records import keep_volumes
from survey.volume.records import volumes as known_volumes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.demonstration.roster import Turn

ANSWERS = 50_000
SEED = "hailong"
_OPENED = date(2025, 7, 1)
"""The first day of the new province; nobody was asked before."""

_UNHEARD = Hearing()
_YEAR = timedelta(days=365)
_ROSTER_AHEAD = timedelta(days=30)
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a load added; all zeros when everything was there."""

    units: int
    desks: int
    staff: int
    shifts: int
    codes: int
    accepted: int
    duplicate: int


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def load_province(
    connection: Connection,
    *,
    today: date,
    at: datetime,
    answers: int = ANSWERS,
    hearing: Hearing = _UNHEARD,
    progress: Callable[[int, int], None] = _silent,
) -> Summary:
    """Load organisation, roster, questionnaire, codes and the answers of the year that ended yesterday.

    `progress` is told how many answers are done of how many. Loading again, even on a later day, brings the roster
    up to date and no answer twice.
    """
    province = read_province()
    span = Span(count=answers, first=max(_OPENED, today - _YEAR), last=today - timedelta(days=1))
    roster = tuple(turns(province, span.first, today + _ROSTER_AHEAD, seed=SEED))
    note(connection, DEMONSTRATION)
    added = _load_organisation(connection, roster, on=today)
    stage = Stage(
        province=province,
        places=Places(desks=desk_places(connection), procedures=procedure_ids(connection)),
        turns=roster,
        version=ensure_default(connection, at=at),
    )
    codes = issue_missing(connection, at=at, random=SystemRandom())
    outcomes, answered = _load_answers(connection, stage, span, hearing, progress)
    if not known_volumes(connection, None, span.first, span.last):
        keep_volumes(connection, list(volumes(answered, span.first, span.last, seed=SEED)))
    return Summary(
        units=added["units"],
        desks=added["desks"],
        staff=added["staff"],
        shifts=added["shifts"],
        codes=codes,
        accepted=outcomes[Outcome.ACCEPTED],
        duplicate=outcomes[Outcome.DUPLICATE],
    )


def _load_organisation(connection: Connection, roster: Iterable[Turn], *, on: date) -> dict[str, int]:
    shifts = tuple(
        ShiftEntry(line=number, desk=turn.desk, staff=turn.staff, starts=turn.starts, ends=turn.ends)
        for number, turn in enumerate(roster, start=2)
    )
    draft = replace(read_folder(ORGANISATION), roster=Listed(file="roster", entries=shifts))
    return {kind: change.added for kind, change in take_in_organisation(connection, draft, on=on).changes.items()}


def _load_answers(
    connection: Connection, stage: Stage, span: Span, hearing: Hearing, progress: Callable[[int, int], None]
) -> tuple[Counter[Outcome], Counter[tuple[int, date]]]:
    """Take the answers in; count what became of them, and how many there are of a unit and day."""
    played = play(stage, span, seed=SEED)
    outcomes: Counter[Outcome] = Counter()
    answered: Counter[tuple[int, date]] = Counter()
    while batch := list(islice(played, _AT_ONCE)):
        outcomes.update(take_in_answers(connection, batch, hearing=hearing))
        answered.update((each.unit_id, local_day(each.at)) for each in batch)
        progress(outcomes.total(), span.count)
    return outcomes, answered
