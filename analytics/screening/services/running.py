"""A run: read a period, let the detectors speak, freeze what they said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.screening import records
from analytics.screening.domain import Action, Family, in_force, read_documents, screen
from analytics.screening.services.asides import set_aside, to_set_aside
from analytics.screening.services.explaining import inputs
from analytics.screening.services.gathering import gather
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain import Answers, Finding, Tested, Thresholds
    from analytics.screening.records import Read
    from survey.foundation.database import Store

    Proposed = tuple[UUID, str, str]

ABOUT_PLACES = frozenset({Family.CHANNEL_GAP, Family.STAFF_GAP, Family.VISITS})
"""What is noted of a place says nothing of any single answer, so none gets a flag."""


class WrongPeriodError(Refusal):
    """The period ends before it begins."""

    message = "The period ends (%(until)s) before it begins (%(since)s)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A flag on one answer: `response_id` as the file called it that it came from, else as we do."""

    response_id: str
    answer: UUID
    detector: str
    kind: str
    reason: str
    p: float | None
    rule: str | None
    action: str
    finding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run found: flags on answers, and notes on places."""

    run_id: int
    """The run that was frozen, or the older one that already says the same."""
    frozen: bool
    answers: int
    summary: Sequence[dict[str, Any]]
    flags: tuple[Flagged, ...]
    set_aside: int
    """Answers that broke a rule, counted before and now wait for a ruling."""
    since: date
    until: date
    limits: Thresholds
    tested: tuple[Tested, ...]
    inputs: Mapping[str, int]
    """How much of what the detectors were given."""


def limits_for(since: date) -> Thresholds:
    """Give the thresholds that were in force when a period began."""
    return in_force(_documents(), since)


@cache
def _documents() -> tuple[Thresholds, ...]:
    text = resources.files("analytics.screening").joinpath("thresholds.toml").read_text(encoding="utf-8")
    return read_documents(text)


def run_screening(
    store: Store,
    since: date,
    until: date,
    *,
    at: datetime,
    limits: Thresholds | None = None,
    only_news: bool = False,
) -> Outcome:
    """Screen a period, both days included, and freeze the flags under a new run.

    The same answers and thresholds give the same flags. No statistical flag changes any index; answers that broke
    a rule of slips are set aside until somebody rules. Citizens never wait for it: the database is only written to
    when everything is found. The thresholds are those of the first day unless `limits` are given. With `only_news`
    nothing is frozen when the newest run, begun on the same day, proposes the same.
    """
    if until < since:
        raise WrongPeriodError(since=since, until=until)
    limits = limits or limits_for(since)
    with store.reading() as connection:
        rows, answers, setting = gather(connection, since, until)
        known = _same_before(connection, since, until) if only_news else None
    tested = screen(answers, setting, limits)
    found = [part for one in tested for finding in one.findings for part in _parts(finding, answers)]
    outcome = Outcome(
        run_id=known[0] if known else 0,
        frozen=known is None or known[1] != _proposed(found, answers),
        answers=len(rows),
        summary=_summary(tested),
        flags=tuple(flags(found, rows)),
        set_aside=0,
        since=since,
        until=until,
        limits=limits,
        tested=tuple(tested),
        inputs=inputs(answers, setting),
    )
    if not outcome.frozen:
        return _set_aside(store, outcome)
    return _freeze(store, outcome, [_kept(finding, answers) for finding in found], at=at)


def _freeze(store: Store, outcome: Outcome, findings: Sequence[Mapping[str, Any]], *, at: datetime) -> Outcome:
    """Keep a run with its findings, and set aside what broke a rule."""
    run = {
        "since": outcome.since,
        "until": outcome.until,
        "at": at,
        "thresholds_from": outcome.limits.valid_from,
        "decided_by": outcome.limits.decided_by,
        "answers": outcome.answers,
        "summary": outcome.summary,
    }
    with store.writing() as connection:
        run_id = records.add_run(connection, run, findings)
        return replace(outcome, run_id=run_id, set_aside=set_aside(connection, _rejected(outcome)))


def _set_aside(store: Store, outcome: Outcome) -> Outcome:
    """Set aside what an older run found already, writing only if some of it still counts."""
    rejected = _rejected(outcome)
    with store.reading() as connection:
        found = to_set_aside(connection, rejected)
    if not found:
        return outcome
    with store.writing() as connection:
        return replace(outcome, set_aside=set_aside(connection, rejected))


def _rejected(outcome: Outcome) -> set[UUID]:
    return {one.answer for one in outcome.flags if one.action == Action.REJECT}


def _same_before(connection: Connection, since: date, until: date) -> tuple[int, set[Proposed]] | None:
    """Give the newest run about the period with what it proposes, if it began on the same day."""
    run = records.newest_run_over(connection, since, until, whole=False)
    if run is None or run.since != since or run.until > until:
        return None
    return run.run_id, records.proposals(connection, run.run_id)


def _proposed(found: Sequence[Finding], answers: Answers) -> set[Proposed]:
    return {
        (answers.ids[place], finding.detector.value, finding.action.value)
        for finding in found
        if finding.action is not Action.NOTE
        for place in finding.rows.tolist()
    }


def flags(found: Sequence[Finding], rows: Sequence[Read]) -> Iterator[Flagged]:
    """Give a flag for each answer of each finding, findings in order."""
    for number, finding in enumerate(found, 1):
        if finding.detector in ABOUT_PLACES:
            continue
        for place in finding.rows.tolist():
            row = rows[place]
            yield Flagged(
                response_id=row.given or str(row.id),
                answer=row.id,
                detector=finding.detector,
                kind=finding.kind,
                reason=finding.told,
                p=finding.p,
                rule=finding.rule,
                action=finding.action,
                finding=number,
            )


def _parts(finding: Finding, answers: Answers) -> Iterator[Finding]:
    """Cut a broken rule by unit, so that each unit's answers are ruled on apart."""
    units = np.unique(answers.unit[finding.rows])
    if finding.rule is None or len(units) == 1:
        yield finding
        return
    for unit in units:
        yield replace(finding, rows=finding.rows[answers.unit[finding.rows] == unit])


def _kept(finding: Finding, answers: Answers) -> dict[str, Any]:
    desks = np.unique(answers.desk[finding.rows])
    units, counts = np.unique(answers.unit[finding.rows], return_counts=True)
    about_place = finding.detector in ABOUT_PLACES
    return {
        "unit_id": int(units[counts.argmax()]),
        "desk_id": int(desks[0]) if len(desks) == 1 and desks[0] else None,
        "detector": finding.detector.value,
        "kind": finding.kind,
        "reason": finding.reason,
        "details": {name: _plain(value) for name, value in finding.details.items()},
        "p": finding.p,
        "rule": finding.rule,
        "action": finding.action.value,
        "answers": len(finding.rows),
        "responses": [] if about_place else [answers.ids[place] for place in finding.rows.tolist()],
    }


def _plain(value: Any) -> float | int:
    return float(value) if isinstance(value, float | np.floating) else int(value)


def _summary(tested: Sequence[Tested]) -> list[dict[str, Any]]:
    """Say for each detector what was tested and found, and how many of the findings chance explains."""
    return [
        {
            "detector": one.family.value,
            "kind": ", ".join(sorted({finding.kind for finding in one.findings})),
            "tests": one.tests,
            "findings": len(one.findings),
            "expected_false": one.expected_false,
            "answers": len({row for finding in one.findings for row in finding.rows.tolist()}),
            "notes": sum(finding.action is Action.NOTE for finding in one.findings),
        }
        for one in tested
    ]
