"""Time and memory that screening takes: a month of exactly so many answers, read from a database and kept."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from analytics.screening.services.running import run_screening
from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.foundation.tables import insert_all
from survey.intake.importing.records import trace_outside
from survey.intake.records import response, trace
from survey.organisation.domain import DeskEntry, StaffEntry
from survey.organisation.records import desk_places, keep_desks, keep_staff, keep_units, staff_ids, unit_ids
from survey.touchpoint.records.slips import slip
from tests.helpers.builders import a_version
from tests.simulate.frauds import KINDS
from tests.simulate.honest import a_world, month
from tests.simulate.sheets import DAY_S, FIRST_DAY, LOCAL_S, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from tests.simulate.honest import World
    from tests.simulate.sheets import Sheet

_AN_OFFICE = 350
"""Fewer answers than an office has on average, so that there are always enough to draw from."""
_AT_ONCE = 20_000
_EPOCH = date(1970, 1, 1)
SINCE = _EPOCH + timedelta(days=FIRST_DAY)
DAYS = 31
UNTIL = SINCE + timedelta(days=DAYS - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: seconds and bytes of a process that did nothing else."""

    answers: int
    offices: int
    findings: int
    flags: int
    seconds: float
    processor: float
    """Seconds of the processor; on a busy machine fewer than passed."""
    memory: int


def measure(size: int, *, busy: float = 1.0, seed: int = 301) -> Measured:
    """Play a month of `size` answers, some offices cheated in every way, keep it, and screen it in a new process.

    `busy` makes every office so many times as large, and their number as much smaller.
    """
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'month.sqlite3'}"
        offices = _keep(address, size, busy=busy, seed=seed)
        command = [sys.executable, "-m", "tests.simulate.measuring", address]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very module
        answers, findings, flags, seconds, processor, memory = done.stdout.split()
    return Measured(
        answers=int(answers),
        offices=offices,
        findings=int(findings),
        flags=int(flags),
        seconds=float(seconds),
        processor=float(processor),
        memory=int(memory),
    )


def _keep(address: str, size: int, *, busy: float, seed: int) -> int:
    world = a_world(seed, units=max(20, int(size / _AN_OFFICE / busy)), busy=busy)
    whole = _drawn(world, size)
    store = Store(address)
    every_table().create_all(store.engine)
    with store.writing() as connection:
        ids = _places(connection, world)
        _keep_slips(connection, world, ids)
        version_id = a_version(connection, *(f"q{number}" for number in range(6))).version_id
        for start in range(0, size, _AT_ONCE):
            part = {name: values[start : start + _AT_ONCE].tolist() for name, values in whole.items()}
            _keep_answers(connection, part, ids, version_id)
    store.close()
    return len(world.offices)


def _drawn(world: World, size: int) -> Sheet:
    sheets = month(world)
    kinds = list(KINDS.values())
    for number in range(3 * len(kinds)):
        sheets.append(kinds[number % len(kinds)](world, world.offices[number]))
    whole = joined(sheets)
    days = (whole["received"] + LOCAL_S) // DAY_S - FIRST_DAY
    found = np.flatnonzero((days >= 0) & (days < DAYS))
    assert len(found) >= size, f"only {len(found)} answers were played"
    rows = np.sort(world.rng.permutation(found)[:size])
    return {name: values[rows] for name, values in whole.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ids:
    unit: Mapping[int, int]
    desk: Mapping[int, int]
    staff: Mapping[int, int]


def _places(connection: Connection, world: World) -> _Ids:
    units = [one.unit for one in world.offices]
    desks = [(desk, one.unit) for one in world.offices for desk in one.desks]
    keep_units(connection, {f"U{one}": "ward" for one in units})
    keep_desks(connection, [_desk(desk, unit) for desk, unit in desks])
    keep_staff(connection, [_officer(desk) for desk, _ in desks])
    by_unit, by_desk, by_staff = unit_ids(connection), desk_places(connection), staff_ids(connection)
    return _Ids(
        unit={one: by_unit[f"U{one}"] for one in units},
        desk={desk: by_desk[f"D{desk}"][1] for desk, _ in desks},
        staff={desk: by_staff[f"S{desk}"] for desk, _ in desks},
    )


def _desk(desk: int, unit: int) -> DeskEntry:
    return DeskEntry(
        line=1,
        code=f"D{desk}",
        unit=f"U{unit}",
        name=f"D{desk}",
        field="",
        opens=None,
        closes=None,
        days=frozenset(),
    )


def _officer(desk: int) -> StaffEntry:
    return StaffEntry(
        line=1, code=f"S{desk}", name=f"S{desk}", title="", kind="official", home_unit="", valid_from=None
    )


def _keep_slips(connection: Connection, world: World, ids: _Ids) -> None:
    names = world.names
    rows = (
        {
            "hash": _hashed("token", number),
            "unit_id": ids.unit[names.slip_unit[number]],
            "desk_id": ids.desk.get(names.slip_desk[number]),
            "occasion": "finished",
            "issued_at": _moment(names.issued[number]),
            "valid_from": _moment(names.issued[number]),
            "expires_at": _moment(names.expires[number]),
            "used": False,
        }
        for number in range(1, len(names.issued))
    )
    for part in _portions(rows):
        insert_all(connection, slip, part)


def _portions(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part


def _keep_answers(connection: Connection, part: dict[str, list[Any]], ids: _Ids, version_id: int) -> None:
    numbers = range(len(part["received"]))
    keys = [_key(part, number) for number in numbers]
    insert_all(connection, response, [_answer(part, number, keys[number], ids, version_id) for number in numbers])
    insert_all(connection, trace, [_trace(part, number, keys[number]) for number in numbers])
    insert_all(
        connection,
        trace_outside,
        [
            {"response_id": keys[number], "given": "", "told_at": _moment(part["told"][number])}
            for number in numbers
            if not isnan(part["told"][number])
        ],
    )


def _key(part: dict[str, list[Any]], number: int) -> UUID:
    told = [part[name][number] for name in ("received", "unit", "device", "token", "dwell", "levels")]
    return UUID(bytes=hashlib.sha256(f"{number}|{told}".encode()).digest()[:16])


def _answer(part: dict[str, list[Any]], number: int, key: UUID, ids: _Ids, version_id: int) -> dict[str, Any]:
    day = _EPOCH + timedelta(days=int((part["received"][number] + LOCAL_S) // DAY_S))
    return {
        "id": key,
        "version_id": version_id,
        "unit_id": ids.unit[part["unit"][number]],
        "desk_id": ids.desk.get(part["desk"][number]),
        "staff_id": ids.staff.get(part["staff"][number]),
        "channel": part["channel"][number],
        "tier": "open",
        "day": day,
        "hour_band": "unknown",
        "assisted": False,
        "complete": True,
        "state": "counted",
        "marks": "".join(map(str, part["levels"][number])),
    }


def _trace(part: dict[str, list[Any]], number: int, key: UUID) -> dict[str, Any]:
    return {
        "response_id": key,
        "received_at": _moment(part["received"][number]),
        "dwell_s": int(part["dwell"][number]),
        **{name: _hashed(name, part[name][number]) for name in ("network", "device", "token")},
    }


def _hashed(kind: str, number: int) -> bytes | None:
    return hashlib.sha256(f"{kind}|{number}".encode()).digest()[:16] if number else None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def main() -> None:
    """Screen the month of the database that is named, and print what it took."""
    store = Store(sys.argv[1])
    started, used = time.perf_counter(), time.process_time()
    outcome = run_screening(store, SINCE, UNTIL, at=_moment((FIRST_DAY + 32) * DAY_S))
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    findings = sum(one["findings"] for one in outcome.summary)
    print(outcome.answers, findings, len(outcome.flags), f"{seconds:.1f} {processor:.1f}", memory)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
