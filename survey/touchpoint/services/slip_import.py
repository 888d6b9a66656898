"""Slips issued elsewhere, from a file: line by line, and a refused line stops no other."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from survey.foundation.clock import local_moment
from survey.foundation.errors import Refusal
from survey.foundation.tabular import open_table, read_date, read_moment
from survey.touchpoint import records
from survey.touchpoint.services.issuing import Named, about, check_days, new_slip, read_register
from survey.touchpoint.services.slip_refusals import FutureSlipError, SlipElsewhereError, UnusableTokenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.foundation.tabular import Row
    from survey.touchpoint.domain import Slip
    from survey.touchpoint.services.issuing import Register

# Few enough that a citizen's answer never waits long behind a batch.
_BATCH = 2000
_TOKEN_LIMIT = 64
# Clocks of two machines differ a little.
_TOLERANCE = timedelta(minutes=5)
_DAY = timedelta(days=1)
_DATE_LENGTH = 10


@dataclass(slots=True)
class Report:
    """What became of the lines of a file."""

    accepted: int = 0
    duplicate: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason, in the order of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How the lines of a file are read."""

    columns: Mapping[str, int]
    days: int
    at: datetime
    secret: bytes

    def slip(self, cells: Sequence[str], register: Register) -> Slip:
        """Give the slip of a line or refuse it."""
        told = {name: self._cell(cells, name) for name in ("unit", "desk", "staff", "procedure", "occasion")}
        token = self._cell(cells, "token")
        if not 0 < len(token) <= _TOKEN_LIMIT or not token.isprintable():
            raise UnusableTokenError(most=_TOKEN_LIMIT)
        place, (issued, dated) = about(register, Named(**told)), self._issued(cells)
        slip = new_slip(place, token, days=self.days, at=issued, secret=self.secret).slip
        # Of a slip known by its day, nobody knows when on that day its time began.
        return replace(slip, expires_at=slip.expires_at + _DAY) if dated else slip

    def _cell(self, cells: Sequence[str], name: str) -> str:
        place = self.columns.get(name)
        return "" if place is None else cells[place]

    def _issued(self, cells: Sequence[str]) -> tuple[datetime, bool]:
        """Give the moment a slip was issued, and whether only the day was told."""
        text = self._cell(cells, "issued_at")
        if not text:
            return self.at, False
        dated = len(text) <= _DATE_LENGTH
        moment = local_moment(read_date(text), time()) if dated else read_moment(text)
        if moment > self.at + _TOLERANCE:
            raise FutureSlipError(at=text)
        return moment, dated


def import_slips(house: House, path: Path, *, days: int, at: datetime) -> Report:
    """Keep the slips of a file, each once however often it is brought; they are good from their issue on."""
    report = Report()
    check_days(days)
    _read_to_the_end(path)
    with open_table(
        path,
        required=("token",),
        refused=lambda error: report.refused.append((int(error.details["line"]), str(error))),
    ) as table:
        columns = {name: place for place, name in enumerate(table.columns)}
        reading = _Reading(columns=columns, days=days, at=at, secret=house.secret)
        while batch := list(islice(table.rows, _BATCH)):
            with house.store.writing() as connection:
                _take(connection, reading, batch, report)
    report.refused.sort()
    return report


def _read_to_the_end(path: Path) -> None:
    """Refuse a file that cannot be read to its end before anything of it is kept."""
    with open_table(path, refused=lambda _: None) as table:
        deque(table.rows, maxlen=0)


def _take(connection: Connection, reading: _Reading, batch: Sequence[Row], report: Report) -> None:
    register = read_register(connection)
    slips = list(_read(reading, batch, register, report))
    first: dict[bytes, Slip] = {}
    for _, slip in slips:
        first.setdefault(slip.hash, slip)
    new = records.add_slips(connection, first.values())
    known = records.slips_by_hash(connection, first.keys())
    for line, slip in slips:
        if not known[slip.hash].is_about_the_same(slip):
            report.refused.append((line, str(SlipElsewhereError())))
        elif slip.hash in new:
            new.discard(slip.hash)
            report.accepted += 1
        else:
            report.duplicate += 1


def _read(
    reading: _Reading, batch: Sequence[Row], register: Register, report: Report
) -> Iterator[tuple[int, Slip]]:
    for line, cells in batch:
        try:
            yield line, reading.slip(cells, register)
        except Refusal as refusal:
            report.refused.append((line, str(refusal)))
