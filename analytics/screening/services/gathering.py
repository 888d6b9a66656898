"""From rows to columns: what the detectors are given about a period."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.screening import records
from analytics.screening.domain import Answers, Hours, Setting, SlipFacts
from analytics.tally.counting import letters_of
from analytics.tally.records import layouts
from survey.organisation.records import desks
from survey.touchpoint.domain import MOST_DAYS
from survey.volume.records import volumes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from analytics.screening.records import Read
    from analytics.tally.domain import Layout

_EPOCH = date(1970, 1, 1)
_ONE, _FOUR, _FIVE = ord("1"), ord("4"), ord("5")
_BLANK = ord("-")
_LEAST_STRAIGHT = 3
_LOCAL_AHEAD = timedelta(hours=7)


class Codes:
    """Whole numbers for hashes, in the order in which they are first asked for; 0 is none."""

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}

    def column(self, values: Sequence[bytes | None]) -> NDArray[np.int64]:
        """Give the numbers of a column."""
        known = self.known
        return np.array(
            [0 if one is None else known.setdefault(one, len(known) + 1) for one in values], dtype=np.int64
        )


def gather(connection: Connection, since: date, until: date) -> tuple[list[Read], Answers, Setting]:
    """Read a period: the rows, the same as columns, and what they are held against."""
    rows = records.read_answers(connection, since, until)
    tokens = Codes()
    answers = _answers(rows, layouts(connection), tokens)
    return rows, answers, _setting(connection, since, until, tokens.known)


def _answers(rows: Sequence[Read], known: Mapping[int, Layout], tokens: Codes) -> Answers:
    columns: dict[str, Any] = dict(zip(records.Read._fields, zip(*rows, strict=True), strict=True)) if rows else {}

    def column(name: str) -> Sequence[Any]:
        found: Sequence[Any] = columns.get(name, ())
        return found

    return Answers(
        ids=column("id"),
        unit=_numbers(column("unit_id")),
        desk=_numbers(column("desk_id")),
        staff=_numbers(column("staff_id")),
        channel=np.array(column("channel"), dtype="U12"),
        day=np.array([(one - _EPOCH).days for one in column("day")], dtype=np.int64),
        received=_seconds(column("received_at")),
        told=_seconds(column("told_at")),
        dwell=np.array([np.nan if one is None else float(one) for one in column("dwell_s")]),
        device=Codes().column(column("device")),
        network=Codes().column(column("network")),
        token=tokens.column(column("token")),
        **_levels(rows, known),
    )


def _numbers(values: Sequence[int | None]) -> NDArray[np.int64]:
    return np.array([one or 0 for one in values], dtype=np.int64)


def _seconds(values: Sequence[datetime | None]) -> NDArray[np.float64]:
    return np.array([np.nan if one is None else one.timestamp() for one in values])


def _levels(rows: Sequence[Read], known: Mapping[int, Layout]) -> dict[str, NDArray[Any]]:
    """Read the marks: how many were given, and the levels of the index questions."""
    size = len(rows)
    found: dict[str, NDArray[Any]] = {
        "given": np.zeros(size, dtype=np.int64),
        "rated": np.zeros(size, dtype=np.int64),
        "good": np.full(size, np.nan),
        "mean": np.full(size, np.nan),
        "straight": np.zeros(size, dtype=bool),
    }
    by_version: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_version[row.version_id].append(number)
    for version_id, numbers in sorted(by_version.items()):
        _read_marks(found, np.array(numbers), [rows[number].marks for number in numbers], known[version_id])
    return found


def _read_marks(
    found: dict[str, NDArray[Any]], at: NDArray[np.int64], marks: Sequence[str], layout: Layout
) -> None:
    letters = letters_of("".join(marks), len(marks))
    found["given"][at] = (letters != _BLANK).sum(axis=1)
    # Without index questions every rating speaks.
    codes = layout.indexed or layout.questions
    places = [layout.places[layout.questions.index(code)] for code in codes]
    levels = letters[:, places].astype(np.int64)
    rated = (levels >= _ONE) & (levels <= _FIVE)
    count = rated.sum(axis=1)
    some = count > 0
    found["rated"][at] = count
    found["good"][at[some]] = ((levels >= _FOUR) & rated).sum(axis=1)[some] / count[some]
    found["mean"][at[some]] = ((levels - _ONE + 1) * rated).sum(axis=1)[some] / count[some]
    highest = np.where(rated, levels, 0).max(axis=1, initial=0)
    lowest = np.where(rated, levels, _FIVE + 1).min(axis=1, initial=_FIVE + 1)
    found["straight"][at] = (count >= _LEAST_STRAIGHT) & (highest == lowest)


def _setting(connection: Connection, since: date, until: date, tokens: Mapping[bytes, int]) -> Setting:
    hours = {
        desk.desk_id: Hours(opens=_of_day(desk.opens), closes=_of_day(desk.closes))
        for desk in desks(connection).values()
        if desk.opens and desk.closes
    }
    begin = datetime.combine(since, time(), tzinfo=UTC) - _LOCAL_AHEAD - timedelta(days=MOST_DAYS)
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC) - _LOCAL_AHEAD
    slips = records.slips_between(connection, begin, end, tokens.keys())
    tickets: dict[int, list[float]] = defaultdict(list)
    for slip in slips:
        if slip.desk_id is not None:
            tickets[slip.desk_id].append(slip.issued_at.timestamp())
    return Setting(
        hours=hours,
        slips=_slip_facts(connection, since, slips, tokens),
        visits={unit: served.served for (unit,), served in volumes(connection, None, since, until).items()},
        tickets={desk: np.sort(np.array(moments)) for desk, moments in tickets.items()},
    )


def _of_day(moment: time | None) -> float:
    return 0.0 if moment is None else moment.hour * 3600.0 + moment.minute * 60.0


def _slip_facts(
    connection: Connection, since: date, slips: Sequence[Any], tokens: Mapping[bytes, int]
) -> SlipFacts:
    size = len(tokens) + 1
    known, unit, desk = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    issued, expires = np.full(size, -np.inf), np.full(size, np.inf)
    for slip in slips:
        code = tokens.get(slip.hash)
        if code is not None:
            known[code], unit[code], desk[code] = True, slip.unit_id, slip.desk_id or 0
            issued[code], expires[code] = slip.issued_at.timestamp(), slip.expires_at.timestamp()
    before = records.latest_uses(connection, tokens.keys(), before=since, days=MOST_DAYS) if tokens else set()
    return SlipFacts(
        known=known,
        issued=issued,
        expires=expires,
        unit=unit,
        desk=desk,
        units=frozenset(slip.unit_id for slip in slips),
        used_before=frozenset(tokens[one] for one in before),
    )
