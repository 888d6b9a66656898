"""The words these pages add to what is kept: kinds, days of the week, refusals in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import flask_babel

from survey.foundation.errors import Refusal
from survey.organisation.domain import EventKind, HolidayKind

if TYPE_CHECKING:
    from collections.abc import Iterable


def gettext(message: str, **values: Any) -> str:
    """Give a sentence in the reader's language."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Give a sentence that depends on a number in the reader's language."""
    return str(flask_babel.ngettext(one, many, number, **values))


def told(refusal: Refusal) -> str:
    """Give what is wrong in the reader's language, the reason inside it too."""
    return gettext(refusal.message, **{name: _detail(value) for name, value in refusal.details.items()})


def _detail(value: Any) -> Any:
    if isinstance(value, Refusal):
        return told(value)
    return day_of(value) if isinstance(value, date) else value


def day_of(day: date | None) -> str:
    """Write a day as it is read here: 01/07/2025."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def weekday_words() -> dict[int, str]:
    """Name the days of the week, 1 Monday to 7 Sunday."""
    return {
        1: gettext("Monday"),
        2: gettext("Tuesday"),
        3: gettext("Wednesday"),
        4: gettext("Thursday"),
        5: gettext("Friday"),
        6: gettext("Saturday"),
        7: gettext("Sunday"),
    }


def unit_kinds(known: Iterable[str]) -> list[tuple[str, str]]:
    """List kinds of units with their words: the usual ones, and others in use as they are."""
    usual = {
        "": gettext("(not told)"),
        "province": gettext("Province"),
        "department": gettext("Department"),
        "district": gettext("District (until 30 June 2025)"),
        "ward": gettext("Ward"),
        "commune": gettext("Commune"),
        "special_zone": gettext("Special zone"),
        "service_centre": gettext("Public service centre"),
        "one_stop": gettext("One-stop section"),
        "office": gettext("Office"),
    }
    return list((usual | {kind: kind for kind in sorted(set(known)) if kind not in usual}).items())


def staff_kinds(known: Iterable[str]) -> list[tuple[str, str]]:
    """List kinds of staff with their words."""
    usual = {
        "": gettext("(not told)"),
        "official": gettext("Civil servant"),
        "employee": gettext("Public employee"),
        "seconded": gettext("Seconded"),
        "postal": gettext("Post office staff"),
    }
    return list((usual | {kind: kind for kind in sorted(set(known)) if kind not in usual}).items())


def event_kinds() -> dict[str, str]:
    """Name what happens to units."""
    return {
        EventKind.MERGE: gettext("Merged"),
        EventKind.SPLIT: gettext("Split"),
        EventKind.RENAME: gettext("Renamed"),
        EventKind.ABOLISH: gettext("Abolished"),
        EventKind.TRANSFER: gettext("Transferred"),
    }


def holiday_kinds() -> dict[str, str]:
    """Name what is unusual about a day."""
    return {
        HolidayKind.TET: gettext("Lunar New Year"),
        HolidayKind.CLOSED: gettext("Day off"),
        HolidayKind.WORKING: gettext("Worked in exchange"),
    }


def table_words() -> dict[str, str]:
    """Name the tables."""
    return {
        "units": gettext("Units"),
        "events": gettext("Events"),
        "desks": gettext("Desks"),
        "staff": gettext("Staff"),
        "roster": gettext("Roster"),
        "patterns": gettext("Weekly patterns"),
        "procedures": gettext("Procedures"),
        "holidays": gettext("Holidays"),
    }
