"""Reading one line of events, weekly patterns and holidays."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, TypeVar

from survey.foundation.tabular import read_date, read_time
from survey.organisation.domain import (
    ENDING,
    EventEntry,
    EventKind,
    Holiday,
    HolidayEntry,
    HolidayKind,
    PatternEntry,
)
from survey.organisation.services.errors import (
    BackwardsError,
    NoSuccessorError,
    NotAKindError,
    NotYesError,
    RenamedIntoAnotherError,
    SelfSuccessionError,
)
from survey.organisation.services.lines import NO_DAY, check_period, read_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from survey.organisation.services.lines import Line

K = TypeVar("K", bound="StrEnum")

_YES = {"yes": True, "true": True, "1": True, "có": True, "no": False, "false": False, "0": False, "không": False}
_MIDNIGHT = time()


def _one_of(kinds: type[K]) -> Callable[[str], K]:
    def read(text: str) -> K:
        try:
            return kinds(text.lower())
        except ValueError:
            raise NotAKindError(text=text[:40], words=", ".join(kinds)) from None

    return read


def _yes(text: str) -> bool:
    try:
        return _YES[text.lower()]
    except KeyError:
        raise NotYesError(text=text[:40]) from None


def read_event(line: Line) -> EventEntry:
    """Read a line of events: one unit, and the one after it if there is one."""
    entry = EventEntry(
        line=line.number,
        kind=line.cell("kind", _one_of(EventKind), EventKind.ABOLISH, must=True),
        day=line.cell("date", read_date, NO_DAY, must=True),
        old=line.code("from"),
        new=line.code("to", must=False),
        legal_act=line.text("legal_act", limit=300, must=True),
        note=line.text("note", limit=300),
    )
    if not line.faults:
        _check_event(line, entry)
    return entry


def _check_event(line: Line, entry: EventEntry) -> None:
    if entry.new == entry.old:
        line.fault("to", SelfSuccessionError(code=entry.old))
    elif entry.kind is EventKind.RENAME and entry.new:
        line.fault("to", RenamedIntoAnotherError())
    elif entry.kind in ENDING - {EventKind.ABOLISH} and not entry.new:
        line.fault("to", NoSuccessorError())


def read_pattern(line: Line) -> PatternEntry:
    """Read a line of weekly patterns; times are on the office's clock."""
    starts: time = line.cell("from", read_time, _MIDNIGHT, must=True)
    ends: time = line.cell("to", read_time, _MIDNIGHT, must=True)
    if starts >= ends and not line.faults:
        line.fault("to", BackwardsError(start=f"{starts:%H:%M}", end=f"{ends:%H:%M}"))
    valid_from: date = line.cell("valid_from", read_date, NO_DAY, must=True)
    valid_to: date | None = line.cell("valid_to", read_date, None)
    check_period(line, valid_from, valid_to)
    return PatternEntry(
        line=line.number,
        desk=line.code("desk"),
        staff=line.code("staff"),
        days=line.cell("days", read_days, frozenset(), must=True),
        starts=starts,
        ends=ends,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def read_holiday(line: Line) -> HolidayEntry:
    """Read a line of holidays; without a kind the offices are closed."""
    holiday = Holiday(
        day=line.cell("day", read_date, NO_DAY, must=True),
        name=line.text("name", limit=200, must=True),
        kind=line.cell("kind", _one_of(HolidayKind), HolidayKind.CLOSED),
        expected=line.cell("expected", _yes, False),  # noqa: FBT003 - what a blank means
    )
    return HolidayEntry(line=line.number, holiday=holiday)
