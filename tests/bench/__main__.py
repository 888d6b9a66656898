"""`python -m tests.bench`: how fast the service is beside bare Flask, on this machine, now."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import importing, indexing, stages
from tests.bench.aims import aims
from tests.bench.figures import aims_table, table, traffic_table
from tests.bench.traffic import SUBJECTS, Street

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.figures import Round
    from tests.bench.importing import Imported
    from tests.bench.indexing import Indexed
    from tests.bench.stages import PostgreSQL
    from tests.bench.traffic import Kept, Subject

_NAMES = (*(one.name for one in SUBJECTS), "import", "index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is measured."""

    rounds: int
    seconds: float
    imported: int
    indexed: tuple[int, ...]


_FULL = Pace(rounds=5, seconds=3.0, imported=100_000, indexed=(100_000, 1_000_000))
_QUICK = Pace(rounds=2, seconds=1.0, imported=10_000, indexed=(10_000, 50_000))


@dataclass(slots=True)
class Findings:
    """All that was measured in this run."""

    traffic: dict[str, list[Round]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)


def main() -> None:
    """Measure and print; nothing is asserted."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, for a first look")
    parser.add_argument("--only", action="append", choices=_NAMES, help="only this subject; repeatable")
    chosen = parser.parse_args()
    wanted = frozenset(chosen.only or _NAMES)
    started = time.monotonic()
    findings = _measure(wanted, _QUICK if chosen.quick else _FULL)
    _print(findings, time.monotonic() - started)


def _measure(wanted: frozenset[str], pace: Pace) -> Findings:
    findings = Findings()
    subjects = [one for one in SUBJECTS if one.name in wanted]
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="hailong-bench-")))
        postgresql = None
        if wanted & {"postgresql-16", "postgresql-32", "import"}:
            postgresql = held.enter_context(stages.postgresql(folder / "pg"))
        if subjects:
            _walk(findings, subjects, pace, (folder, postgresql))
        if "import" in wanted and postgresql:
            _import(findings, pace, folder, postgresql)
        if "index" in wanted:
            _say(f"indices with {pace.indexed[-1]:,} answers")
            findings.indexed = indexing.measure(folder, pace.indexed)
    return findings


def _walk(
    findings: Findings, subjects: Sequence[Subject], pace: Pace, where: tuple[Path, PostgreSQL | None]
) -> None:
    with Street(*where) as street:
        for subject in subjects:
            street.start(subject.server)
        for number in range(pace.rounds):
            for subject in subjects:
                _say(f"round {number + 1} of {pace.rounds}: {subject.title}")
                street.measure(subject, pace.seconds)
        findings.traffic = street.measured
        findings.kept = street.kept()


def _import(findings: Findings, pace: Pace, folder: Path, postgresql: PostgreSQL) -> None:
    path = folder / "answers.csv"
    importing.write_answers(path, pace.imported)
    urls = {
        "SQLite": f"sqlite:///{folder / 'import.sqlite3'}",
        "PostgreSQL": postgresql.fresh("bench_import"),
    }
    for name, url in urls.items():
        _say(f"import of {pace.imported:,} answers into {name}, twice")
        findings.imported += importing.import_file(path, folder, url, name)


def _say(what: str) -> None:
    print(f"  … {what}", flush=True)  # noqa: T201 - this is a command


def _print(findings: Findings, took: float) -> None:
    parts = [
        f"One run on {os.cpu_count()} cores, {took:.0f} s. Each server: gunicorn, gthread, 2 processes of 8 threads. "
        "Rates and times are medians of rounds in turn.\n"
        "The load comes from one Python process that shares the cores with the server, so rates are lower than the "
        "server alone could do; CPU per exchange is the figure to compare.\n"
        "Ours writes its log line for every request, bare Flask writes none. Single requests keep their connection; "
        "a complete submission is a new connection, the page, the form with its ticket, the thank-you page."
    ]
    if findings.traffic:
        titles = {one.name: one.title for one in SUBJECTS}
        parts.append(traffic_table((titles[name], rounds) for name, rounds in findings.traffic.items()))
    if findings.kept:
        rows = ((one.database, str(one.thanked), str(one.rows), _same(one)) for one in findings.kept)
        parts.append(table(("kept once", "thanked", "rows", ""), rows))
    parts += _import_part(findings.imported) + _index_part(findings.indexed)
    parts.append(aims_table(aims(findings.traffic, findings.kept, findings.imported, findings.indexed)))
    print("\n\n" + "\n\n".join(parts))  # noqa: T201 - this is a command


def _same(kept: Kept) -> str:
    return "equal" if kept.thanked == kept.rows else "NOT equal"


def _import_part(imported: Sequence[Imported]) -> list[str]:
    if not imported:
        return []
    header = ("`hailong import responses`", "lines", "per second", "new", "known", "refused")
    rows = (
        (
            one.database + (", once more" if one.again else ""),
            f"{one.answers:,}",
            f"{one.answers / one.seconds:,.0f}",
            f"{one.accepted:,}",
            f"{one.duplicate:,}",
            str(one.refused),
        )
        for one in imported
    )
    return [table(header, rows)]


def _index_part(indexed: Sequence[Indexed]) -> list[str]:
    if not indexed:
        return []
    header = ("indices from tallies, SQLite; ms", *(f"{one.answers:,} answers" for one in indexed))
    rows = [
        (title, *(f"{one.seconds[name] * 1000:.1f}" for one in indexed))
        for name, (title, _asked) in indexing.ASKED.items()
    ]
    rows.append(("rebuilding every tally, answers/s", *(f"{one.answers / one.rebuilt_s:,.0f}" for one in indexed)))
    return [table(header, rows)]


if __name__ == "__main__":
    main()
