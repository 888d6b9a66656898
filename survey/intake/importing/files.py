"""A whole file of answers: refused as a whole, or line by line, and brought in batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.errors import Refusal
from survey.foundation.tabular import open_table
from survey.intake.domain import Outcome
from survey.intake.importing.lines import LineReader, Register
from survey.intake.importing.plan import name_columns, plan_columns, question_columns
from survey.intake.importing.refusals import UnknownQuestionnaireError
from survey.intake.services import take_in
from survey.organisation.records import add_places, desk_places, procedure_ids, staff_ids, unit_ids
from survey.questionnaire.domain import created_document
from survey.questionnaire.records import publish, version_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.foundation.tabular import Row, TableError
    from survey.intake.domain import Submission
    from survey.intake.importing.plan import Options
    from survey.questionnaire.domain import Version

# Few enough that a citizen's answer never waits long behind a batch, many enough to share the cost of a COMMIT.
_BATCH = 2000


@dataclass(slots=True)
class Report:
    """What became of the lines of a file."""

    accepted: int = 0
    duplicate: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason, in the order of lines."""


class _Taken:
    """A file on its way in: its reader, what is known of the organisation, and the report so far."""

    def __init__(self, house: House, options: Options, at: datetime) -> None:
        self.house = house
        self.options = options
        self.at = at
        self.report = Report()

    def refuse_row(self, error: TableError) -> None:
        self.report.refused.append((int(error.details["line"]), str(error)))


def import_responses(
    house: House, path: Path, options: Options, *, at: datetime, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Bring the answers of a file in; every line once, however often the file is brought.

    A refused line stops no other, unless `options.strict`: then one refused line refuses the whole file.
    `progress` is called with the number of lines just done.
    """
    if options.strict:
        rehearsal = _run(house, path, options, at=at, keep=False, progress=lambda _: None)
        if rehearsal.refused:
            return Report(refused=rehearsal.refused)
    report = _run(house, path, options, at=at, keep=True, progress=progress)
    report.refused.sort()
    return report


def _run(
    house: House, path: Path, options: Options, *, at: datetime, keep: bool, progress: Callable[[int], None]
) -> Report:
    taken = _Taken(house, options, at)
    with open_table(path, refused=taken.refuse_row) as table:
        named = name_columns(table.columns, options.mapping)
        with house.store.writing() as connection:
            version = _version(connection, options, named, at)
            plan = plan_columns(named, version)
            if not keep:
                connection.rollback()
        reader = LineReader(plan, options, version, secret=house.secret, at=at)
        for batch in _batches(table.rows):
            _take_batch(taken, reader, batch, keep=keep)
            progress(len(batch))
    return taken.report


def _version(connection: Connection, options: Options, named: Mapping[str, int], at: datetime) -> Version:
    version = version_in_force(connection, options.questionnaire)
    if version is None and options.create_missing:
        return publish(connection, created_document(options.questionnaire, question_columns(named)), at=at)
    if version is None:
        raise UnknownQuestionnaireError(code=options.questionnaire)
    return version


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _take_batch(taken: _Taken, reader: LineReader, batch: Sequence[Row], *, keep: bool) -> None:
    with taken.house.store.writing() as connection:
        if taken.options.create_missing:
            _create_places(connection, reader, batch, taken.at)
        register = Register(
            units=unit_ids(connection),
            desks=desk_places(connection),
            staff=staff_ids(connection),
            procedures=procedure_ids(connection),
        )
        submissions = list(_read_lines(taken.report, reader, batch, register))
        if keep:
            outcomes = take_in(connection, submissions)
            accepted = outcomes.count(Outcome.ACCEPTED)
            taken.report.accepted += accepted
            taken.report.duplicate += len(outcomes) - accepted
        else:
            connection.rollback()


def _read_lines(
    report: Report, reader: LineReader, batch: Sequence[Row], register: Register
) -> Iterator[Submission]:
    for line, cells in batch:
        try:
            yield reader.read(cells, register)
        except Refusal as refusal:
            report.refused.append((line, str(refusal)))


def _create_places(connection: Connection, reader: LineReader, batch: Sequence[Row], at: datetime) -> None:
    units, desks = unit_ids(connection), desk_places(connection)
    named = {reader.place_codes(cells) for _, cells in batch}
    # A desk whose unit nobody names becomes a desk of a unit of its own code.
    wanted_units = {unit or desk for desk, unit in named if (unit or desk) and desk not in desks} - units.keys()
    wanted_desks = {(desk, unit or desk) for desk, unit in named if desk and desk not in desks}
    if wanted_units or wanted_desks:
        add_places(connection, units=wanted_units, desks=wanted_desks, valid_from=local_day(at))
