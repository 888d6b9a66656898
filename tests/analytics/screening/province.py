"""A small province for the tests of screening: two offices, people who review, a month with a clumsy burst."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from analytics.emulation.records import programmes
from analytics.emulation.services import score_by
from analytics.screening.services import Scoring
from survey.accounts.domain import NewAccount
from survey.accounts.records import account_named
from survey.accounts.services import add_account
from survey.foundation.gate import Audience
from survey.intake.domain import Channel, Trace
from survey.intake.services import take_in
from survey.organisation.records import unit_ids
from tests.helpers.builders import a_desk, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.accounts.domain import Account
    from survey.intake.domain import Submission
    from survey.questionnaire.domain import Version

SINCE, UNTIL = date(2026, 3, 1), date(2026, 3, 31)
NOW = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
PASSWORD = "bốn con voi qua cầu"  # noqa: S105 - of the tests
TABLET = b"tablet of door 1"
PEOPLE = {
    "member": (Audience.COUNCIL,),
    "chair": (Audience.COUNCIL,),
    "inspector": (Audience.INSPECTOR,),
    "other.inspector": (Audience.INSPECTOR,),
    "head": (Audience.UNIT_HEAD,),
}
BURST = 24
SCORING = Scoring(programmes=programmes, score=score_by)


def accounts(connection: Connection) -> dict[str, Account]:
    """Open an account for everybody; the head's is of one unit."""
    if "DONGHA" not in unit_ids(connection):
        a_unit(connection, "DONGHA")
    for name, roles in PEOPLE.items():
        unit = "DONGHA" if name == "head" else None
        new = NewAccount(name=name, display_name=name, roles=frozenset(roles), unit=unit)
        add_account(connection, new, password=PASSWORD, at=NOW)
    found = {name: account_named(connection, name) for name in PEOPLE}
    return {name: account for name, account in found.items() if account is not None}


def a_month(connection: Connection, *, happy: float = 0.7, honest: int = 160) -> list[UUID]:
    """Keep a month of answers to two offices, and a burst at one tablet; give the ids of the burst."""
    version, random = a_version(connection, *(f"q{number}" for number in range(6))), dice(5)
    kept: list[Submission] = []
    for unit in ("DONGHA", "CAMLO"):
        desk_id = a_desk(connection, f"{unit}-1", unit=unit)
        for _ in range(honest):
            day, hour = random.choice(_DAYS), random.uniform(8, 16)
            good = random.random() < happy
            told = {"marks": ("545455" if good else "223121"), "dwell": random.randrange(12, 40)}
            kept.append(_answer(version, _unit_of(connection, unit), desk_id, _at(day, hour), told, random))
    start = _at(_DAYS[9], 15.5)
    desk_id, unit_id = a_desk(connection, "DONGHA-1"), _unit_of(connection, "DONGHA")
    burst = [
        _answer(
            version,
            unit_id,
            desk_id,
            start + timedelta(seconds=7 * number),
            {"marks": "555555", "dwell": 3},
            random,
        )
        for number in range(BURST)
    ]
    take_in(connection, kept + burst)
    return [one.response_id for one in burst]


_DAYS = [day for day in range(2, 28) if date(2026, 3, day).weekday() < 5]


def _at(day: int, hour: float) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour - 7)


def _unit_of(connection: Connection, code: str) -> int:
    return unit_ids(connection)[code]


def _answer(
    version: Version, unit_id: int, desk_id: int, at: datetime, told: dict[str, Any], random: Any
) -> Submission:
    return a_submission(
        version,
        unit_id,
        told["marks"],
        response_id=UUID(int=random.getrandbits(128), version=4),
        desk_id=desk_id,
        at=at,
        channel=Channel.KIOSK,
        trace=Trace(received_at=at, dwell_s=told["dwell"], device=TABLET, network=b"the office's net"),
    )
