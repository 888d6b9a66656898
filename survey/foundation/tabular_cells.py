"""Days, moments and times of day as people write them in tables."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from survey.foundation.clock import LOCAL
from survey.foundation.errors import Refusal

# Outside these years a date is a slip of the pen, and UTC arithmetic could leave the calendar.
_YEARS = range(1900, 2200)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LOCAL_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MOMENT = re.compile(
    r"(?P<day>[0-9/-]{8,10})[T ] ?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})(\.[0-9]{1,9})?)?"
    r" ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TIME = re.compile(r"([0-9]{1,2})(?:[:hH]([0-9]{2})(?::([0-9]{2}))?|[hH])")


class NotADateError(Refusal):
    """Text that names no day."""

    message = "“%(text)s” is not a date; write 2026-03-01 or 01/03/2026"


class NotAMomentError(Refusal):
    """Text that names no moment."""

    message = "“%(text)s” is not a date with a time; write 2026-03-01 08:30 or 01/03/2026 08:30"


class NotATimeError(Refusal):
    """Text that names no time of day."""

    message = "“%(text)s” is not a time of day; write 07:30 or 7h30"


def read_date(text: str) -> date:
    """Read 2026-03-01 or 01/03/2026 (day first)."""
    day = _day(text)
    if day is None:
        raise NotADateError(text=text[:40])
    return day


def _day(text: str) -> date | None:
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := _LOCAL_DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_moment(text: str) -> datetime:
    """Read 2026-03-01T08:30, 2026-03-01 08:30:15+07:00 or 01/03/2026 08:30; without a zone, the office's clock.

    Fractions of a second are dropped.
    """
    found = _MOMENT.fullmatch(text)
    day = _day(found["day"]) if found else None
    if found is None or day is None:
        raise NotAMomentError(text=text[:40])
    try:
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        # Only the standard library knows every offset; the day stands for nothing there.
        zone = datetime.fromisoformat(f"2000-01-01T00:00{found['zone']}").tzinfo if found["zone"] else LOCAL
    except ValueError:
        raise NotAMomentError(text=text[:40]) from None
    return datetime.combine(day, at, tzinfo=zone)


def read_time(text: str) -> time:
    """Read 07:30, 7:30, 7h30 or 7h."""
    found = _TIME.fullmatch(text)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        pass
    raise NotATimeError(text=text[:40])
