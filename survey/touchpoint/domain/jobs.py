"""A long print: what is wanted, how far it has come, and whether somebody still works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SILENCE = timedelta(seconds=30)
"""Whoever works on a job says so every few seconds; after this long without a word nobody does."""

KEPT = timedelta(hours=24)


class JobState(StrEnum):
    """Where a job stands; all but `INTERRUPTED` and `GONE`, which time brings about, are kept."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    GONE = "gone"


KEPT_STATES = (JobState.WAITING, JobState.RUNNING, JobState.DONE, JobState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintWish:
    """Which codes are to be printed, and how."""

    codes: tuple[str, ...]
    layout: str
    language: str
    copies: int

    @property
    def posters(self) -> int:
        """How many posters that makes."""
        return len(self.codes) * self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One long print; `state` is what is kept of it, `state_at` what it means at a moment."""

    job_id: int
    account_id: int
    wish: PrintWish
    state: JobState
    done: int
    asked_at: datetime
    beat_at: datetime | None
    finished_at: datetime | None
    problem: str | None

    def state_at(self, at: datetime) -> JobState:
        """Give the state, told apart further by how long ago somebody was last seen working on it."""
        if self.state is JobState.RUNNING and self.beat_at is not None and at - self.beat_at > SILENCE:
            return JobState.INTERRUPTED
        if self.state is JobState.DONE and self.finished_at is not None and at - self.finished_at >= KEPT:
            return JobState.GONE
        return self.state
