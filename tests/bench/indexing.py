"""How long a year's indices take from tallies, and whether that depends on the number of answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import text

from analytics.index.ranking import ranking
from analytics.index.services import Asked, indices
from analytics.tally.services import rebuild_everything
from survey.questionnaire.domain import Kind
from survey.questionnaire.records import version_in_force
from tests.bench.stages import furnish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from survey.foundation.database import Store
    from survey.questionnaire.domain import Question

_YEAR = 2025
_REPEATS = 10
_AT_ONCE = 1_000_000
_UNIT = "unit-07"
# One letter is drawn for each answer; how often it stands here is how likely it is.
_DRAWN = {Kind.RATING5: "1233444455555x--", Kind.EVENT: "yyyyyyyyyyyyno--"}
_PLACES = "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, unit_id FROM desk"
_COLUMNS = "id, version_id, unit_id, desk_id, channel, tier, day, hour_band, assisted, complete, state, marks"
_FILL = {
    "sqlite": """
INSERT INTO response ({columns})
WITH RECURSIVE number(n, desk, day) AS MATERIALIZED (
  SELECT 1, abs(random()) % {desks}, abs(random()) % 365
  UNION ALL SELECT n + 1, abs(random()) % {desks}, abs(random()) % 365 FROM number WHERE n < {answers}
)
SELECT printf('%032x', {held} + number.n), {version}, place.unit_id, place.id, 'qr_open', 'open',
  date('{year}-01-01', '+' || number.day || ' days'), 'morning', 0, 1, 'counted', {marks}
FROM number CROSS JOIN place ON place.n = number.desk
""",
    "postgresql": """
INSERT INTO response ({columns})
WITH number AS MATERIALIZED (
  SELECT n, floor(random() * {desks})::int AS desk, floor(random() * 365)::int AS day
  FROM generate_series(1, {answers}) AS n
)
SELECT lpad(to_hex({held} + number.n), 32, '0')::uuid, {version}, place.unit_id, place.id, 'qr_open', 'open',
  DATE '{year}-01-01' + number.day, 'morning', false, true, 'counted', {marks}
FROM number JOIN place ON place.n = number.desk
""",
}
_DRAW = {"sqlite": "1 + abs(random()) % {}", "postgresql": "1 + floor(random() * {})::int"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What reading the indices took with so many answers; `seconds` by what was asked."""

    database: str
    answers: int
    rebuilt_s: float
    seconds: dict[str, float]


_WHOLE_YEAR = Asked(since=date(_YEAR, 1, 1), until=date(_YEAR, 12, 31))
_BLOCK = frozenset(f"unit-{number:02}" for number in range(60))
ASKED = {
    "year": ("all units, the year", _WHOLE_YEAR),
    "unit": ("one unit, the year", replace(_WHOLE_YEAR, unit=_UNIT)),
    "quarter": ("one unit, a quarter", Asked(since=date(_YEAR, 4, 1), until=date(_YEAR, 6, 30), unit=_UNIT)),
    "days": (
        "one unit, 90 days from mid-month",
        Asked(since=date(_YEAR, 4, 16), until=date(_YEAR, 7, 14), unit=_UNIT),
    ),
    "year-beside": (
        "all units, the year, with all that stands beside",
        replace(_WHOLE_YEAR, beside=True),
    ),
    "unit-beside": (
        "one unit, the year, with all that stands beside",
        replace(_WHOLE_YEAR, unit=_UNIT, beside=True),
    ),
    "block": ("a block of 60 units ranked, the year", replace(_WHOLE_YEAR, units=_BLOCK)),
    "all-days": ("all units, 365 days from mid-month", Asked(since=date(_YEAR, 1, 16), until=date(_YEAR, 12, 15))),
}


def measure(store: Store, database: str, sizes: Sequence[int], say: Callable[[str], None]) -> Iterator[Indexed]:
    """Fill a database up to each size in turn, rebuild its tallies and read the indices."""
    furnish(store, at=datetime(_YEAR, 1, 1, tzinfo=UTC))
    held = 0
    for size in sizes:
        say(f"indices with {size:,} answers, {database}")
        for part in range(held, size, _AT_ONCE):
            _fill(store, part, min(_AT_ONCE, size - part))
        held = size
        started = time.perf_counter()
        with store.writing() as connection:
            rebuild_everything(connection)
        rebuilt = time.perf_counter() - started
        seconds = {name: _timed(store, name) for name in ASKED}
        yield Indexed(database=database, answers=size, rebuilt_s=rebuilt, seconds=seconds)


def _fill(store: Store, held: int, answers: int) -> None:
    dialect = store.engine.dialect.name
    with store.writing() as connection:
        version = version_in_force(connection, "default")
        assert version is not None
        connection.execute(text("DROP TABLE IF EXISTS place"))
        connection.execute(text(_PLACES))
        desks = connection.scalar(text("SELECT count(*) FROM place"))
        marks = " || ".join(_draw(question, _DRAW[dialect]) for question in version.closed)
        statement = _FILL[dialect].format(
            columns=_COLUMNS,
            desks=desks,
            held=held,
            answers=answers,
            version=version.version_id,
            year=_YEAR,
            marks=marks,
        )
        connection.exec_driver_sql(statement)


def _draw(question: Question, place: str) -> str:
    drawn = _DRAWN[question.kind]
    return f"substr('{drawn}', {place.format(len(drawn))}, 1)"


def _timed(store: Store, name: str) -> float:
    asked, read = ASKED[name][1], ranking if name == "block" else indices
    times = []
    for _ in range(_REPEATS + 1):
        started = time.perf_counter()
        with store.reading() as connection:
            read(connection, asked)
        times.append(time.perf_counter() - started)
    return median(times[1:])
