"""`python -m tests.bench`: how fast the service is beside bare Flask, on this machine, now."""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.foundation.database import Store
from tests.bench import importing, indexing, review, stages
from tests.bench.report import Findings, report
from tests.bench.traffic import SUBJECTS, Street

if TYPE_CHECKING:
    from tests.bench.stages import PostgreSQL

_NAMES = (*(one.name for one in SUBJECTS), "unit-page", "import", "index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is measured."""

    limit: float
    """After so many seconds no other part is begun."""
    rounds: int
    seconds: float
    demonstration: int
    imported: int
    indexed: tuple[int, ...]


_FULL = Pace(
    limit=300.0, rounds=5, seconds=3.0, demonstration=50_000, imported=100_000, indexed=(100_000, 1_000_000)
)
_QUICK = Pace(limit=42.0, rounds=2, seconds=0.5, demonstration=1_000, imported=5_000, indexed=(3_000, 30_000))


def main() -> None:
    """Measure and print; nothing is asserted."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, for a first look")
    parser.add_argument("--only", action="append", choices=_NAMES, help="only this subject; repeatable")
    parser.add_argument("--answers", action="append", type=int, help="so many in the index's tables; repeatable")
    chosen = parser.parse_args()
    wanted = frozenset(chosen.only or _NAMES)
    started = time.monotonic()
    pace = _QUICK if chosen.quick else _FULL
    findings = _measure(wanted, replace(pace, indexed=tuple(sorted(chosen.answers or pace.indexed))))
    print("\n\n" + report(findings, time.monotonic() - started))  # noqa: T201 - this is a command


def _measure(wanted: frozenset[str], pace: Pace) -> Findings:
    findings = Findings(wanted=wanted)
    last = time.monotonic() + pace.limit
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="hailong-bench-")))
        postgresql = None
        if wanted & {"postgresql-16", "postgresql-32", "import", "index"}:
            postgresql = held.enter_context(stages.postgresql(folder / "pg"))
        _traffic(findings, pace, folder, postgresql)
        for name, part in _PARTS.items():
            if name in wanted and time.monotonic() < last:
                part(findings, pace, folder, postgresql)
            elif name in wanted:
                findings.wanted -= {name}
                _say(f"{name} is left out: the time is over")
    return findings


def _traffic(findings: Findings, pace: Pace, folder: Path, postgresql: PostgreSQL | None) -> None:
    subjects = [one for one in SUBJECTS if one.name in findings.wanted]
    with Street(folder, postgresql) as street:
        for subject in subjects:
            street.start(subject.server)
        for number in range(pace.rounds):
            for subject in subjects:
                _say(f"round {number + 1} of {pace.rounds}: {subject.title}")
                street.measure(subject, pace.seconds)
        findings.traffic = street.measured
        findings.kept = street.kept()


def _index(findings: Findings, pace: Pace, folder: Path, postgresql: PostgreSQL | None) -> None:
    assert postgresql is not None
    urls = {"SQLite": f"sqlite:///{folder / 'index.sqlite3'}", "PostgreSQL": postgresql.fresh("bench_index")}
    for name, url in urls.items():
        with closing(Store(url)) as store:
            findings.indexed += indexing.measure(store, name, pace.indexed, _say)


def _unit_page(findings: Findings, pace: Pace, folder: Path, _postgresql: PostgreSQL | None) -> None:
    _say(f"a unit's page on the demonstration's {pace.demonstration:,} answers")
    findings.reviewed = review.measure(folder, pace.demonstration, pace.seconds)


def _import(findings: Findings, pace: Pace, folder: Path, postgresql: PostgreSQL | None) -> None:
    assert postgresql is not None
    path = folder / "answers.csv"
    importing.write_answers(path, pace.imported)
    urls = {
        "SQLite": f"sqlite:///{folder / 'import.sqlite3'}",
        "PostgreSQL": postgresql.fresh("bench_import"),
    }
    for name, url in urls.items():
        _say(f"import of {pace.imported:,} answers into {name}, twice")
        findings.imported += importing.import_file(path, folder, url, name)


_PARTS = {"import": _import, "index": _index, "unit-page": _unit_page}


def _say(what: str) -> None:
    print(f"  … {what}", flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
