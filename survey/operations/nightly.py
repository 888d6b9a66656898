"""Everything that is due every night, one step after the other; one that fails stops no other."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from survey.accounts.records import accounts
from survey.feedback.services.digest import digests
from survey.feedback.services.escalating import escalate_overdue
from survey.foundation.clock import local_day
from survey.foundation.errors import Refusal
from survey.operations import records
from survey.operations.domain import Step
from survey.operations.purging import purge
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from survey.foundation.doors import House

_log = logging.getLogger("hailong.nightly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one step; `problem` is None when it went well."""

    name: str
    seconds: float
    told: Mapping[str, object]
    problem: str | None


@dataclass(slots=True, kw_only=True)
class Night:
    """One run: its steps in order, and from which day on traces had to stay because a step failed."""

    tell: Callable[[Done], object]
    steps: list[Done] = field(default_factory=list)
    traces_stay_from: date | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was left undone."""
        return all(one.problem is None for one in self.steps)

    def take(self, step: Step, *, silent: bool = False) -> None:
        """Take a step and say what became of it; a `silent` one is only told of when it fails."""
        done = _attempt(step)
        if done.problem is not None and step.traces_from is not None:
            self.traces_stay_from = min(step.traces_from, self.traces_stay_from or step.traces_from)
        if done.problem is not None or not silent:
            self.steps.append(done)
            self.tell(done)


def run(house: House, *, at: datetime, dry_run: bool, tell: Callable[[Done], object] = lambda _: None) -> Night:
    """Do what the rooms want done, then the digest, at last the purge; call `tell` after each step.

    With `dry_run` nothing is changed. A second run beside one that has not ended is refused.
    """
    with records.only_one(house.store):
        if not dry_run:
            with house.store.writing() as connection:
                records.keep_began(connection, at)
        night = Night(tell=tell)
        for step in _steps_of_rooms(house, night, at=at, dry_run=dry_run):
            night.take(step)
        night.take(Step(name="digest", act=lambda: _digest(house, at=at, dry_run=dry_run)))
        night.take(Step(name="purge", act=lambda: _purge(house, night, at=at, dry_run=dry_run)))
        if night.whole and not dry_run:
            with house.store.writing() as connection:
                records.keep_whole(connection, at)
    return night


def _steps_of_rooms(house: House, night: Night, *, at: datetime, dry_run: bool) -> Iterator[Step]:
    """Ask each room that has a `nightly` in `<room>.room` for its steps."""
    for room in house.settings.rooms:
        hook = getattr(import_module(f"{room}.room"), "nightly", None)
        if hook is not None:
            found: list[Step] = []
            ask = partial(_ask, hook, found, house, at=at, dry_run=dry_run)
            # Nobody knows which traces a room would have read that cannot even say what it has to do.
            night.take(Step(name=room, act=ask, traces_from=date.min), silent=True)
            yield from found


def _ask(hook: Any, found: list[Step], house: House, *, at: datetime, dry_run: bool) -> Mapping[str, object]:
    found.extend(hook(house, at=at, dry_run=dry_run))
    return {}


def _attempt(step: Step) -> Done:
    started = time.monotonic()
    told: Mapping[str, object] = {}
    problem = None
    try:
        told = step.act()
    except Exception as error:  # noqa: BLE001 - whatever fails in one step, the others are due tonight
        problem = _problem(step, error)
    return Done(name=step.name, seconds=time.monotonic() - started, told=told, problem=problem)


def _problem(step: Step, error: Exception) -> str:
    if isinstance(error, Refusal):
        return str(error)
    database = records.said(error)
    if database is not None:
        return database
    _log.error("nightly: %s", step.name, exc_info=error)
    return " ".join(f"{type(error).__name__}: {error}".split())


def _digest(house: House, *, at: datetime, dry_run: bool) -> Mapping[str, object]:
    today = local_day(at)
    escalated = 0
    if not dry_run:
        with house.store.writing() as connection:
            escalated = escalate_overdue(connection, today=today, calendar=office_calendar(connection))
    with house.store.reading() as connection:
        waiting = digests(connection, accounts(connection), today=today)
    return {"escalated": escalated, "accounts_waited_for": len(waiting)}


def _purge(house: House, night: Night, *, at: datetime, dry_run: bool) -> Mapping[str, object]:
    stay = night.traces_stay_from
    gone = purge(house, at=at, dry_run=dry_run, traces_stay_from=stay)
    told: dict[str, object] = {
        "traces": gone.traces,
        "slips": gone.slips,
        "contacts": gone.contacts,
        "texts": gone.texts,
    }
    if stay is not None:
        told |= {"traces_stay": "all" if stay == date.min else f"from {stay.isoformat()}"}
    return told | dict(sorted(gone.rooms.items()))
