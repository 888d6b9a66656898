"""What programs are told: figures that would tell on a person, or that nothing stands on, are null."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analytics.index.domain import State
from analytics.index.domain.hiding import hidden
from analytics.index.services import as_coverage_row, as_row, explained

if TYPE_CHECKING:
    from collections.abc import Collection

    from analytics.index.services import Coverage, IndexRow, Indices
    from analytics.index.services.beside import Beside
    from survey.volume.domain import CallBack

_ALWAYS = frozenset({"key", "name", "state", "finished", "refused", "served", "invited", "required_n", "coverage"})
_COUNTED = _ALWAYS | {"respondents", "ratings", "response_rate", "excluded", "channels"}
_VEIL_OF_COUNTS = {"answered", "verified", "response_rate", "bound_low", "bound_high"}
_VEIL_OF_CALLS = {"agreed", "differed", "unreachable", "agreement"}
_CRITERION = frozenset({"question", "state"})


def veiled_rows(
    found: Indices, *, least: int, closed: Collection[str | None] = (), explain: bool = False
) -> list[dict[str, Any]]:
    """Give rows of indices: of fewer than `least` answers only what is not of answers, of `insufficient` counts.

    Rows with a key in `closed` are kept as those of fewer than `least` answers are (see `guarded`).
    """
    return [_row(row, least, kept=row.key in closed, explain=explain) for row in found.rows]


def _row(row: IndexRow, least: int, *, kept: bool, explain: bool) -> dict[str, Any]:
    kept = kept or 0 < row.counts.responses < least
    row = replace(row, beside=_beside(row, least))
    channels = hidden(row.channels, least=least)
    told = as_row(row)
    told["channels"] = {name: None if name in channels else count for name, count in told["channels"].items()}
    told["hidden"] = kept
    if kept:
        return _only(told, _ALWAYS) | {"state": State.INSUFFICIENT, "criteria": [], "channels": {}, "excluded": {}}
    if row.index.state is State.INSUFFICIENT:
        return _only(told, _COUNTED) | {"criteria": []}
    told["criteria"] = [_criterion(each) for each in told["criteria"]]
    ruled_out = row.excluded.get("excluded", 0)
    if "with_excluded" in told and 0 < ruled_out < least:
        told["with_excluded"] = None
    if explain:
        shown = {name: count for name, count in row.channels.items() if name not in channels}
        told["explain"] = explained(replace(row, channels=shown))
    return told


def _beside(row: IndexRow, least: int) -> Beside | None:
    """Leave out what would tell what few people said who were called back, or that few answered another sheet."""
    beside = row.beside
    if beside is None:
        return None
    if beside.call_back is not None and _few_reached(beside.call_back, least):
        beside = replace(beside, call_back=None)
    if 0 < beside.respondents - row.counts.respondents < least:
        beside = replace(beside, response_rate=None)
    return beside


def _few_reached(called: CallBack, least: int) -> bool:
    return 0 < called.reached < least


def _criterion(told: dict[str, Any]) -> dict[str, Any]:
    return _only(told, _CRITERION) if told["state"] is State.INSUFFICIENT else told


def _only(told: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value if name in names or name == "hidden" else None for name, value in told.items()}


def veiled_coverage(found: Coverage, *, least: int) -> list[dict[str, Any]]:
    """Give rows of the coverage; answers, and calls answered, of fewer than `least` people are not told."""
    small = hidden({place: row.answered for place, row in enumerate(found.rows)}, least=least)
    rows = []
    for place, row in enumerate(found.rows):
        told = as_coverage_row(row)
        if place in small or 0 < row.answered < least:
            told |= dict.fromkeys(_VEIL_OF_COUNTS)
        elif min(row.verified, row.answered - row.verified) in range(1, least):
            told["verified"] = None
        if 0 < row.others < least:
            told |= {"response_rate": None, "may_be_ranked": None}
        if row.call_back is not None and _few_reached(row.call_back, least):
            told |= dict.fromkeys(_VEIL_OF_CALLS)
        rows.append(told)
    return rows
