"""The dated document of thresholds: decided before a period, the same for every unit (method note §7)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What the detectors judge by; the meaning of each number stands in docs/screening.md."""

    valid_from: date
    decided_by: str
    q: float
    burst_minutes: tuple[int, ...]
    burst_least: int
    burst_candidate: float
    signature: float
    turn_s: float
    device_least: int
    line_least: int
    linked_least: int
    closing_before_min: float
    closing_after_min: float
    regular_least: int
    regular_cv: float
    bombing_least: int
    bombing_desks: float
    reading_s: float
    reading_per_question_s: float
    clock_s: float
    gap_points: float
    membership: float
    grace_s: float
    tiers: tuple[float, ...]


class ThresholdsError(ValueError):
    """The document of thresholds is not what it should be."""


def read_documents(text: str) -> tuple[Thresholds, ...]:
    """Read every dated set of a document, oldest first; a number that is missing or unknown is refused."""
    return tuple(
        sorted((_read(entry) for entry in tomllib.loads(text)["thresholds"]), key=lambda one: one.valid_from)
    )


def _read(entry: dict[str, Any]) -> Thresholds:
    known = {one.name for one in fields(Thresholds)}
    if entry.keys() != known:
        wrong = sorted(known ^ entry.keys())
        raise ThresholdsError(f"thresholds of {entry.get('valid_from')}: {', '.join(wrong)}")
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in entry.items()}
    return Thresholds(**values)


def in_force(documents: tuple[Thresholds, ...], since: date) -> Thresholds:
    """Give the set that was in force when a period began: none is changed within it."""
    begun = [one for one in documents if one.valid_from <= since]
    return begun[-1] if begun else documents[0]
