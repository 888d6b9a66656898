"""The months of many units in one go are what the months of each add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from analytics.review.services.month_sums import sums_of_months
from analytics.tally.domain import Counts, Wanted
from analytics.tally.services import counts_by, rebuild_dirty
from survey.intake.domain import State
from survey.intake.services import take_in
from survey.questionnaire.records import publish
from tests.helpers.builders import AT, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from sqlalchemy import Connection

SINCE = date(2025, 11, 1)


@pytest.fixture
def units(connection: Connection) -> frozenset[int]:
    """Twelve units with answers of half a year, by three ways and to two versions."""
    random, first = dice(7), a_version(connection, "q1", "q2")
    reworded = replace(first.document.questions[0], text={"vi": "Khác"})
    second = publish(
        connection, replace(first.document, questions=(reworded, *first.document.questions[1:])), at=AT
    )
    ids = [a_unit(connection, f"U{place}") for place in range(12)]
    for month in range(6):
        year, number = divmod(10 + month, 12)
        for unit_id in ids:
            take_in(
                connection,
                [
                    a_submission(
                        random.choice((first, second)),
                        unit_id,
                        "".join(random.choices("124-x", k=2)).replace("--", "5-"),
                        at=datetime(2025 + year, number + 1, random.randint(1, 28), 3, tzinfo=UTC),
                        channel=random.choice(("paper", "kiosk", "qr_open")),
                    )
                    for _ in range(random.randrange(14))
                ],
            )
    rebuild_dirty(connection)
    return frozenset(ids)


@pytest.mark.parametrize("until", [date(2026, 4, 30), date(2026, 4, 13), date(2025, 11, 9)])
@pytest.mark.parametrize("least", [0, 5])
def test_they_are_the_sums_of_the_units(connection: Connection, units: frozenset[int], until: date, least: int):
    wanted = Wanted(since=SINCE, until=until, unit_ids=units, states=frozenset({State.COUNTED}))
    expected: dict[date, Counts] = {}
    for (_unit, day), counts in sorted(counts_by(connection, ("unit_id", "day"), wanted).items()):
        month = day.replace(day=1)
        kept = counts if counts.responses >= least else Counts()
        expected[month] = expected.get(month, Counts()) + kept
    assert len(expected) == (until.year - SINCE.year) * 12 + until.month - SINCE.month + 1
    assert sums_of_months(connection, wanted, least=least) == expected


def test_nobody_answered_nothing_is_told(connection: Connection, units: frozenset[int]):
    wanted = Wanted(since=date(2024, 1, 1), until=date(2024, 5, 17), unit_ids=units)
    assert sums_of_months(connection, wanted, least=0) == {}
