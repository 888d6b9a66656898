"""The demonstration province as the tests of this folder play it, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from survey.demonstration.answers import Places, Stage, answers
from survey.demonstration.province import Province, read_province
from survey.demonstration.roster import Turn, turns
from survey.demonstration.visits import Span
from survey.questionnaire.domain import Version
from survey.questionnaire.services import default_document

if TYPE_CHECKING:
    from survey.intake.domain import Submission

SEED = "tests"
SPAN = Span(count=6_000, first=date(2025, 11, 21), last=date(2026, 11, 20))


@pytest.fixture(scope="session")
def span() -> Span:
    """The year the tests play."""
    return SPAN


@pytest.fixture(scope="session")
def province() -> Province:
    """The province as its files say."""
    return read_province()


@pytest.fixture(scope="session")
def roster(province: Province) -> tuple[Turn, ...]:
    """A year of turns."""
    return tuple(turns(province, SPAN.first, SPAN.last, seed=SEED))


@pytest.fixture(scope="session")
def places(province: Province) -> Places:
    """Numbers such as a database gives: units from 1, desks from 1,001, procedures from 2,001."""
    units = {code: number for number, code in enumerate(sorted(province.crowds), 1)}
    codes = [code for codes in province.procedures.values() for code in codes]
    return Places(
        desks={each.code: (units[each.unit], 1_001 + place) for place, each in enumerate(province.counters)},
        procedures={code: number for number, code in enumerate(codes, 2_001)},
    )


@pytest.fixture(scope="session")
def version() -> Version:
    """The default questionnaire as if it were published."""
    return Version(
        version_id=1,
        number=1,
        document=default_document(),
        content_hash="",
        published_at=datetime(2025, 7, 1, tzinfo=UTC),
        retired_at=None,
    )


@pytest.fixture(scope="session")
def stage(province: Province, places: Places, roster: tuple[Turn, ...], version: Version) -> Stage:
    """Everything a year is played on."""
    return Stage(province=province, places=places, turns=roster, version=version)


@pytest.fixture(scope="session")
def year(stage: Stage) -> list[Submission]:
    """A year of 6,000 answers."""
    return list(answers(stage, SPAN, seed=SEED))
