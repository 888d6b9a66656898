"""How many days a case may take: dated data, read from a table that names its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from survey.feedback.domain.cases import CaseKind
from survey.feedback.domain.office_refusals import BadTermsError, NoTermsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 365
_FIELDS = frozenset({"valid_from", "source", "escalation", "reopening", *CaseKind})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Deadlines in force from a day on, until the next ones begin."""

    valid_from: date
    source: str
    working_days: Mapping[CaseKind, int]
    """Until the first answer; for a severe case, until the inspection takes it."""
    escalation: int
    """Working days until the next level is called in after the one before."""
    reopening: int
    """Calendar days in which the citizen may open a closed case again."""


def read_terms(text: str) -> tuple[Terms, ...]:
    """Read the table of deadlines, oldest first; refuse what is missing, misspelt or out of range."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTermsError(reason=str(error)) from error
    listed = document.get("terms")
    if not isinstance(listed, list) or not listed or set(document) != {"terms"}:
        raise BadTermsError(reason="it has to be a list of [[terms]]")
    read = sorted((_terms(each) for each in listed), key=lambda terms: terms.valid_from)
    days = [terms.valid_from for terms in read]
    if len(set(days)) != len(days):
        raise BadTermsError(reason="two terms begin on one day")
    return tuple(read)


def terms_on(every: Iterable[Terms], day: date) -> Terms:
    """Give the deadlines in force on a day."""
    begun = [terms for terms in every if terms.valid_from <= day]
    if not begun:
        raise NoTermsError(day=day.isoformat())
    return max(begun, key=lambda terms: terms.valid_from)


def _terms(given: Any) -> Terms:
    if not isinstance(given, dict) or set(given) != _FIELDS:
        raise BadTermsError(reason=f"terms have the fields {', '.join(sorted(_FIELDS))}")
    if type(given["valid_from"]) is not date or not isinstance(given["source"], str) or not given["source"]:
        raise BadTermsError(reason="valid_from is a day and source names a document")
    return Terms(
        valid_from=given["valid_from"],
        source=given["source"],
        working_days={kind: _days(given, kind) for kind in CaseKind},
        escalation=_days(given, "escalation"),
        reopening=_days(given, "reopening"),
    )


def _days(given: dict[str, Any], name: str) -> int:
    number = given[name]
    if type(number) is not int or not 1 <= number <= _LONGEST:
        raise BadTermsError(reason=f"{name} is a number of days from 1 to {_LONGEST}")
    return number
