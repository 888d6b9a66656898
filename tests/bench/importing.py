"""How fast a file of answers comes in by the command, and that it comes in once."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL
from survey.foundation.database import Store
from survey.settings import ROOT
from tests.bench.processes import environment
from tests.bench.stages import DESKS, UNITS, make_tables

if TYPE_CHECKING:
    from pathlib import Path

_RATINGS = tuple(f"q{number}" for number in range(1, 9))
_FIRST = datetime(2025, 1, 1, 7, tzinfo=LOCAL)
_LEVELS = ("5", "5", "5", "4", "4", "3", "2", "1", "")
_COMMENT = "Cán bộ thân thiện, nhưng phải đi lại hai lần."
_COMMENTED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One call of the command."""

    database: str
    again: bool
    answers: int
    seconds: float
    accepted: int
    duplicate: int
    refused: int


def write_answers(path: Path, answers: int) -> None:
    """Write a file of answers to 8 questions at every desk through a year."""
    random = Random("bench")  # noqa: S311 - play, not secrets
    desks = [f"D{unit:02}-{desk}" for unit in range(UNITS) for desk in range(DESKS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["desk", "answered_at", "response_id", *_RATINGS, "comment"])
        for number in range(answers):
            at = _FIRST + timedelta(days=random.randrange(365), minutes=random.randrange(600))
            ratings = random.choices(_LEVELS, k=len(_RATINGS) - 1)
            comment = _COMMENT if random.random() < _COMMENTED else ""
            writer.writerow(
                [random.choice(desks), at.isoformat(timespec="minutes"), f"A{number:07}", "4", *ratings, comment]
            )


def import_file(path: Path, folder: Path, url: str, database: str) -> list[Imported]:
    """Import a file into an empty database, then once more."""
    store = Store(url)
    make_tables(store)
    store.close()
    return [_import(path, folder, (url, database), again=again) for again in (False, True)]


def _import(path: Path, folder: Path, where: tuple[str, str], *, again: bool) -> Imported:
    url, database = where
    command = "from survey.cli import main; main()"
    arguments = ["import", "responses", str(path), "--questionnaire", "bench", "--create-missing"]
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", command, *arguments],
        env=environment({"HAILONG_INSTANCE": str(folder), "HAILONG_DATABASE_URL": url}),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - started
    report = json.loads(done.stdout)
    accepted, duplicate, refused = report["accepted"], report["duplicate"], len(report["refused"])
    return Imported(
        database=database,
        again=again,
        answers=accepted + duplicate + refused,
        seconds=seconds,
        accepted=accepted,
        duplicate=duplicate,
        refused=refused,
    )
