"""What a programme says of a question for indices; it stands above them, so the room tells how to ask one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the door reads it when it runs
from typing import TYPE_CHECKING, Any

from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A programme's period and tiers, and the questionnaire if it names one."""

    since: date
    until: date
    tiers: frozenset[str] | None
    questionnaire: str | None = None


Resolve = Callable[[Any, str, "str | None"], Chosen]
"""From a connection, the code of a programme and that of a wave, if told."""


class NoPeriodError(Refusal):
    """A question for figures of no days."""

    message = "Give the first and the last day, or a programme."


class WaveAloneError(Refusal):
    """A wave of no programme."""

    message = "A wave needs its programme."


def chosen(connection: Connection, resolve: Resolve | None, given: dict[str, Any]) -> dict[str, Any]:
    """Fill what is not given (since, until, tiers, questionnaire) with what the programme says."""
    told = {name: value for name, value in given.items() if name not in {"programme", "wave"}}
    programme, wave = given.get("programme"), given.get("wave")
    if wave is not None and programme is None:
        raise WaveAloneError
    if programme is not None and resolve is not None:
        found = resolve(connection, programme, wave)
        for name in ("since", "until", "tiers", "questionnaire"):
            told[name] = told.get(name) or getattr(found, name)
    if told.get("since") is None or told.get("until") is None:
        raise NoPeriodError
    return told
