"""What a night is made of: steps of the rooms, and what is remembered of the newest nights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing a room has done every night; `act` says what was done, by name."""

    name: str
    act: Callable[[], Mapping[str, object]]
    traces_from: date | None = None
    """The first day whose traces it reads: when it fails, these and later ones are not purged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The newest runs: when one began, and when one began that left nothing undone."""

    began: datetime | None
    whole: datetime | None
