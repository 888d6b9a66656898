"""A whole file of answers: refused as a whole, or line by line, and brought in batch by batch."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from survey.foundation.errors import Refusal
from survey.foundation.tabular import open_table
from survey.intake.domain import Hearing, Outcome
from survey.intake.importing.lines import LineReader, Register
from survey.intake.importing.plan import name_columns, plan_columns, question_columns
from survey.intake.importing.records import add_outside
from survey.intake.importing.refusals import UnknownQuestionnaireError
from survey.intake.services import take_in
from survey.organisation.domain import CODE_LIMIT
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
    from survey.intake.importing.records import Outside
    from survey.questionnaire.domain import Version

# Few enough that a citizen's answer never waits long behind a batch, many enough to share the cost of a COMMIT.
_BATCH = 2000
# Nobody says since when a place in a file exists, and the answers may be years old.
_UNDATED = date(1900, 1, 1)

_UNHEARD = Hearing()


@dataclass(slots=True)
class Report:
    """What became of the lines of a file."""

    accepted: int = 0
    duplicate: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason, in the order of lines."""


class _Taken:
    """A file on its way in: its reader, what is known of the organisation, and the report so far."""

    def __init__(self, house: House, options: Options, hearing: Hearing) -> None:
        self.house = house
        self.options = options
        self.hearing = hearing
        self.report = Report()

    def refuse_row(self, error: TableError) -> None:
        self.report.refused.append((int(error.details["line"]), str(error)))


def import_responses(
    house: House,
    path: Path,
    options: Options,
    *,
    at: datetime,
    hearing: Hearing = _UNHEARD,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Bring the answers of a file in; every line once, however often the file is brought.

    A refused line stops no other, unless `options.strict`: then one refused line refuses the whole file.
    `progress` is called with the number of lines just done.
    """
    if options.strict:
        rehearsal = _run(_Taken(house, options, hearing), path, at=at, keep=False, progress=lambda _: None)
        if rehearsal.refused:
            return Report(refused=sorted(rehearsal.refused))
    else:
        _read_to_the_end(path)
    report = _run(_Taken(house, options, hearing), path, at=at, keep=True, progress=progress)
    report.refused.sort()
    return report


def _read_to_the_end(path: Path) -> None:
    """Refuse a file that cannot be read to its end before anything of it is kept."""
    with open_table(path, refused=lambda _: None) as table:
        deque(table.rows, maxlen=0)


def _run(taken: _Taken, path: Path, *, at: datetime, keep: bool, progress: Callable[[int], None]) -> Report:
    house, options = taken.house, taken.options
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
            _create_places(connection, reader, batch)
        register = Register(
            units=unit_ids(connection),
            desks=desk_places(connection),
            staff=staff_ids(connection),
            procedures=procedure_ids(connection),
        )
        lines = list(_read_lines(taken.report, reader, batch, register))
        if keep:
            outcomes = take_in(connection, [one for one, _ in lines], hearing=taken.hearing)
            _keep_outside(connection, lines, outcomes)
            accepted = outcomes.count(Outcome.ACCEPTED)
            taken.report.accepted += accepted
            taken.report.duplicate += len(outcomes) - accepted
        else:
            connection.rollback()


def _keep_outside(
    connection: Connection, lines: Sequence[tuple[Submission, Outside | None]], outcomes: Sequence[Outcome]
) -> None:
    new = [line for line, outcome in zip(lines, outcomes, strict=True) if outcome is Outcome.ACCEPTED]
    add_outside(connection, {one.response_id: outside for one, outside in new if outside is not None})


def _read_lines(
    report: Report, reader: LineReader, batch: Sequence[Row], register: Register
) -> Iterator[tuple[Submission, Outside | None]]:
    for line, cells in batch:
        try:
            yield reader.read(cells, register), reader.outside(cells)
        except Refusal as refusal:
            report.refused.append((line, str(refusal)))


def _create_places(connection: Connection, reader: LineReader, batch: Sequence[Row]) -> None:
    units, desks = unit_ids(connection), desk_places(connection)
    new_units: set[str] = set()
    new_desks: dict[str, str] = {}
    for _, cells in batch:
        desk, unit = reader.place_codes(cells)
        if desk in desks or not (_can_be_a_code(desk) and _can_be_a_code(unit)):
            continue
        # A desk whose unit nobody names becomes a desk of a unit of its own code.
        place = unit or desk
        if place and place not in units:
            new_units.add(place)
        if desk:
            # The first line decides where a desk stands; others that place it elsewhere are refused.
            new_desks.setdefault(desk, place)
    if new_units or new_desks:
        add_places(connection, units=new_units, desks=new_desks.items(), valid_from=_UNDATED)


def _can_be_a_code(text: str) -> bool:
    return len(text) <= CODE_LIMIT and text.isprintable()
