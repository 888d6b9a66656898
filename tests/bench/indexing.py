"""How long a year's indices take from tallies, and whether that depends on the number of answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import text

from analytics.index.services import Asked, indices
from analytics.tally.services import rebuild_everything
from survey.foundation.database import Store
from survey.questionnaire.domain import Kind
from survey.questionnaire.records import version_in_force
from tests.bench.stages import furnish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from survey.questionnaire.domain import Question

_YEAR = 2025
_REPEATS = 10
_UNIT = "unit-07"
# One letter is drawn for each answer; how often it stands here is how likely it is.
_DRAWN = {Kind.RATING5: "1233444455555x--", Kind.EVENT: "yyyyyyyyyyyyno--"}
_PLACES = "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, unit_id FROM desk"
_FILL = """
INSERT INTO response
  (id, version_id, unit_id, desk_id, channel, tier, day, hour_band, assisted, complete, state, marks)
WITH RECURSIVE number(n, desk, day) AS MATERIALIZED (
  SELECT 1, abs(random()) % {desks}, abs(random()) % 365
  UNION ALL SELECT n + 1, abs(random()) % {desks}, abs(random()) % 365 FROM number WHERE n < {answers}
)
SELECT lower(hex(randomblob(16))), {version}, place.unit_id, place.id, 'qr_open', 'open',
  date('{year}-01-01', '+' || number.day || ' days'), 'morning', 0, 1, 'counted', {marks}
FROM number CROSS JOIN place ON place.n = number.desk
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What reading the indices took with so many answers; `seconds` by what was asked."""

    answers: int
    rebuilt_s: float
    seconds: dict[str, float]


ASKED = {
    "year": ("all units, the year", Asked(since=date(_YEAR, 1, 1), until=date(_YEAR, 12, 31))),
    "quarter": ("one unit, a quarter", Asked(since=date(_YEAR, 4, 1), until=date(_YEAR, 6, 30), unit=_UNIT)),
    "days": (
        "one unit, 90 days from mid-month",
        Asked(since=date(_YEAR, 4, 16), until=date(_YEAR, 7, 14), unit=_UNIT),
    ),
    "year-beside": (
        "all units, the year, with all that stands beside",
        Asked(since=date(_YEAR, 1, 1), until=date(_YEAR, 12, 31), beside=True),
    ),
    "unit-beside": (
        "one unit, the year, with all that stands beside",
        Asked(since=date(_YEAR, 1, 1), until=date(_YEAR, 12, 31), unit=_UNIT, beside=True),
    ),
    "all-days": ("all units, 365 days from mid-month", Asked(since=date(_YEAR, 1, 16), until=date(_YEAR, 12, 15))),
}


def measure(folder: Path, sizes: Sequence[int]) -> list[Indexed]:
    """Fill a database up to each size in turn, rebuild its tallies and read the indices."""
    store = Store(f"sqlite:///{folder / 'index.sqlite3'}")
    furnish(store, at=datetime(_YEAR, 1, 1, tzinfo=UTC))
    found = []
    held = 0
    for size in sizes:
        _fill(store, size - held)
        held = size
        started = time.perf_counter()
        with store.writing() as connection:
            rebuild_everything(connection)
        rebuilt = time.perf_counter() - started
        seconds = {name: _timed(store, asked) for name, (_title, asked) in ASKED.items()}
        found.append(Indexed(answers=size, rebuilt_s=rebuilt, seconds=seconds))
    store.close()
    return found


def _fill(store: Store, answers: int) -> None:
    with store.writing() as connection:
        version = version_in_force(connection, "default")
        assert version is not None
        connection.execute(text("DROP TABLE IF EXISTS temp.place"))
        connection.execute(text(_PLACES))
        desks = connection.scalar(text("SELECT count(*) FROM place"))
        marks = " || ".join(map(_draw, version.closed))
        statement = _FILL.format(desks=desks, answers=answers, version=version.version_id, year=_YEAR, marks=marks)
        connection.exec_driver_sql(statement)


def _draw(question: Question) -> str:
    drawn = _DRAWN[question.kind]
    return f"substr('{drawn}', 1 + abs(random()) % {len(drawn)}, 1)"


def _timed(store: Store, asked: Asked) -> float:
    times = []
    for _ in range(_REPEATS + 1):
        started = time.perf_counter()
        with store.reading() as connection:
            indices(connection, asked)
        times.append(time.perf_counter() - started)
    return median(times[1:])
