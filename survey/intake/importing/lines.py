"""One line of a file to one submission, or the reason why not."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL, local_day, local_moment
from survey.foundation.hashing import keyed_hash
from survey.foundation.tabular import NotADateError, read_date, read_moment
from survey.intake.domain import Channel, Submission, Trace, readership_of, response_id_of
from survey.intake.importing.records import GIVEN_LIMIT, Outside
from survey.intake.importing.refusals import (
    BadDurationError,
    DeskElsewhereError,
    FutureAnswerError,
    NoPlaceError,
    UnknownChannelError,
    UnknownDeskError,
    UnknownProcedureError,
    UnknownStaffError,
    UnknownTierError,
    UnknownUnitError,
)
from survey.questionnaire.domain import check
from survey.touchpoint.domain import Tier
from survey.touchpoint.services import slip_hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from survey.intake.importing.plan import Options, Plan
    from survey.questionnaire.domain import Version

_CHANNELS = frozenset(map(str, Channel))
_TIERS = frozenset(map(str, Tier))
# Clocks of two machines differ a little; an answer from just now is not from the future.
_TOLERANCE = timedelta(minutes=5)
_DATE_LENGTH = 10
_TRACE_COLUMNS = frozenset({"received_at", "duration_s", "network", "device", "token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The codes that exist, read once a file."""

    units: Mapping[str, int]
    desks: Mapping[str, tuple[int, int]]
    """Desk code to unit and desk."""
    staff: Mapping[str, int]
    procedures: Mapping[str, int]


class LineReader:
    """Reads the lines of one file; counts equal lines, so that a line without an id of its own still gets one."""

    def __init__(self, plan: Plan, options: Options, version: Version, *, secret: bytes, at: datetime) -> None:
        self._plan = plan
        self._options = options
        self._version = version
        self._secret = secret
        self._at = at
        self._seen: Counter[bytes] = Counter()
        self._has_trace = not _TRACE_COLUMNS.isdisjoint(plan.known)

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Give the text of a known column; empty when the file does not have it."""
        place = self._plan.known.get(name)
        return "" if place is None else cells[place]

    def place_codes(self, cells: Sequence[str]) -> tuple[str, str]:
        """Give the desk and the unit code of a line."""
        return self.cell(cells, "desk"), self.cell(cells, "unit")

    def read(self, cells: Sequence[str], register: Register) -> Submission:
        """Give the submission of a line or refuse it."""
        unit_id, desk_id = self._place(cells, register)
        at, timed = self._moment(cells)
        given = {code: cells[place] for code, place in self._plan.questions}
        for name in ("comment", "comment_kind"):
            if text := self.cell(cells, name):
                given[name] = text
        reply = check(self._version, given)
        return Submission(
            response_id=self._response_id(cells),
            version_id=self._version.version_id,
            unit_id=unit_id,
            desk_id=desk_id,
            staff_id=self._one_of(cells, "staff", register.staff, UnknownStaffError),
            procedure_id=self._one_of(cells, "procedure", register.procedures, UnknownProcedureError),
            at=at,
            timed=timed,
            marks=reply.marks,
            channel=self._word(cells, "channel", _CHANNELS, UnknownChannelError) or self._options.channel,
            tier=self._word(cells, "tier", _TIERS, UnknownTierError) or self._options.tier,
            comment=reply.comment,
            comment_kind=reply.comment_kind,
            readership=readership_of(self._version, reply.marks),
            trace=self._trace(cells) if self._has_trace else None,
        )

    def outside(self, cells: Sequence[str]) -> Outside | None:
        """Give what the file calls a line and when its device says it was; None for one without a trace."""
        if not any(self.cell(cells, name) for name in _TRACE_COLUMNS):
            return None
        told, timed = self._moment(cells)
        name = self.cell(cells, "response_id")
        known = timed and bool(self.cell(cells, "received_at"))
        return Outside(given=name[:GIVEN_LIMIT], told_at=told if known else None)

    def _place(self, cells: Sequence[str], register: Register) -> tuple[int, int | None]:
        desk, unit = self.place_codes(cells)
        if not desk and not unit:
            raise NoPlaceError
        if unit and unit not in register.units:
            raise UnknownUnitError(code=unit[:40])
        if not desk:
            return register.units[unit], None
        if desk not in register.desks:
            raise UnknownDeskError(code=desk[:40])
        unit_id, desk_id = register.desks[desk]
        if unit and register.units[unit] != unit_id:
            raise DeskElsewhereError(desk=desk, unit=unit)
        return unit_id, desk_id

    def _moment(self, cells: Sequence[str]) -> tuple[datetime, bool]:
        """Give the moment of the answer and whether the hour is known."""
        text = self.cell(cells, "answered_at")
        if not text:
            return self._at, False
        timed = len(text) > _DATE_LENGTH
        try:
            moment = read_moment(text) if timed else local_moment(read_date(text), time(12))
        except NotADateError:
            moment = read_moment(text)
        # A spreadsheet writes a day as its first moment, when no office is open.
        timed = timed and moment.astimezone(LOCAL).time() != time()
        # An answer known by its day stands at noon, and noon may still be to come.
        late = moment > self._at + _TOLERANCE if timed else local_day(moment) > local_day(self._at)
        if late:
            raise FutureAnswerError(at=text)
        return moment, timed

    def _response_id(self, cells: Sequence[str]) -> UUID:
        given = self.cell(cells, "response_id")
        scope = f"import|{self._version.code}|"
        if given:
            return response_id_of(scope + "id", given.encode())
        # Two people may answer alike on one day: the second equal line of a file is another answer, and the
        # same file brought again has the same second line.
        digest = hashlib.sha256("\x1f".join(cells).encode()).digest()
        self._seen[digest] += 1
        return response_id_of(scope + "line", digest + self._seen[digest].to_bytes(8, "big"))

    def _one_of(
        self,
        cells: Sequence[str],
        name: str,
        known: Mapping[str, int],
        refusal: type[UnknownStaffError | UnknownProcedureError],
    ) -> int | None:
        code = self.cell(cells, name)
        if not code:
            return None
        if code not in known:
            raise refusal(code=code[:40])
        return known[code]

    def _word(
        self,
        cells: Sequence[str],
        name: str,
        known: frozenset[str],
        refusal: type[UnknownChannelError | UnknownTierError],
    ) -> str:
        word = self.cell(cells, name)
        if word and word not in known:
            raise refusal(value=word[:40], known=", ".join(sorted(known)))
        return word

    def _trace(self, cells: Sequence[str]) -> Trace | None:
        received, duration = self.cell(cells, "received_at"), self.cell(cells, "duration_s")
        found = {name: self.cell(cells, name) for name in ("network", "device", "token")}
        if not received and not duration and not any(found.values()):
            return None
        moment = read_moment(received) if received else self._moment(cells)[0]
        # A network is known again on the same day only, as on the citizen's pages.
        purposes = {"network": f"network|{local_day(moment)}"}
        hashed = {
            name: keyed_hash(self._secret, purposes.get(name, name), text.encode()) if text else None
            for name, text in found.items()
        }
        if found["token"]:
            # As slips are kept, whichever way it is spelled: whether it was issued or used is for the screening.
            hashed["token"] = slip_hash_of(self._secret, found["token"])
        return Trace(received_at=moment, dwell_s=_seconds(duration) if duration else None, **hashed)


def _seconds(text: str) -> int:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        raise BadDurationError(value=text[:40]) from None
    if not 0 <= seconds < 1e8:  # noqa: PLR2004 - three years; also turns away nan and infinity
        raise BadDurationError(value=text[:40])
    return int(seconds)
