"""The demonstration province as its files say: counters and their teams, crowds, days off, phrases."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from survey.organisation.services.holidays import HOLIDAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

ORGANISATION = Path(__file__).parent / "data"
"""A folder as `hailong import organisation` takes it; the roster, which follows the calendar, is made."""

_YEAR = Path(__file__).parent / "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A desk, its hours, and the unit whose people sit at it: a sending agency may man a centre's desk."""

    code: str
    unit: str
    home: str
    field: str
    opens: time
    closes: time
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many answer in a unit: a share among the others, or exactly so many whatever the total."""

    visitors: float
    exactly: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """Everything the generators know; places and people by code, phrases by kind."""

    counters: tuple[Counter, ...]
    teams: Mapping[str, tuple[str, ...]]
    crowds: Mapping[str, Crowd]
    procedures: Mapping[str, tuple[str, ...]]
    closed: frozenset[date]
    quiet: frozenset[date]
    """The days before Tết, when offices empty."""
    rush: frozenset[date]
    """The days after it, when everybody comes."""
    phrases: Mapping[str, tuple[str, ...]]

    def is_open(self, counter: Counter, day: date) -> bool:
        """Say whether a counter serves on a day."""
        return day.isoweekday() in counter.weekdays and day not in self.closed

    def bustle(self, day: date) -> float:
        """Give the visitors of a day against an ordinary one: Mondays, and the days around Tết."""
        return _WEEKDAYS[day.isoweekday()] * (_QUIET if day in self.quiet else _BUSY if day in self.rush else 1.0)


_WEEKDAYS = {1: 1.3, 2: 1.1, 3: 1.0, 4: 1.0, 5: 0.85, 6: 1.0, 7: 0.0}
_QUIET, _BUSY = 0.45, 1.35
_QUIET_DAYS, _BUSY_DAYS = 10, 14


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _weekdays(text: str) -> frozenset[int]:
    first, _, last = text.partition("-")
    return frozenset(range(int(first), int(last or first) + 1))


def _grouped(path: Path, key: str, value: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in _rows(path):
        groups[row[key]].append(row[value])
    return {name: tuple(values) for name, values in groups.items()}


def _counters() -> tuple[Counter, ...]:
    homes = {row["desk"]: row["home_unit"] for row in _rows(_YEAR / "secondments.csv")}
    return tuple(
        Counter(
            code=row["code"],
            unit=row["unit"],
            home=homes.get(row["code"], row["unit"]),
            field=row["field"],
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
            weekdays=_weekdays(row["days"]),
        )
        for row in _rows(ORGANISATION / "desks.csv")
    )


def read_province() -> Province:
    """Read the province from the files beside this module."""
    holidays = _grouped(HOLIDAYS, "kind", "day")
    tet = frozenset(date.fromisoformat(day) for day in holidays["tet"])
    return Province(
        counters=_counters(),
        teams=_grouped(ORGANISATION / "staff.csv", "home_unit", "code"),
        crowds={
            row["unit"]: Crowd(
                visitors=float(row["visitors"] or 0), exactly=int(row["exactly"]) if row["exactly"] else None
            )
            for row in _rows(_YEAR / "traffic.csv")
        },
        procedures=_grouped(ORGANISATION / "procedures.csv", "field", "code"),
        closed=tet | {date.fromisoformat(day) for day in holidays["closed"]},
        quiet=frozenset(feast - timedelta(days=ago) for feast in tet for ago in range(1, _QUIET_DAYS)) - tet,
        rush=frozenset(feast + timedelta(days=later) for feast in tet for later in range(1, _BUSY_DAYS)) - tet,
        phrases=_grouped(_YEAR / "comments.csv", "kind", "text"),
    )
