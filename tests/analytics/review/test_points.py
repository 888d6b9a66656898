"""The points on a unit's page: whose answers count, and letters of praise."""

from __future__ import annotations

from functools import partial

import pytest

from analytics.emulation.records import load
from analytics.emulation.services import letters_by_code, score
from analytics.index.services import Asked, unit_indices
from analytics.review.services import points
from analytics.tally.services import rebuild_dirty
from survey.feedback.domain import CaseKind
from survey.feedback.services import handling
from survey.foundation.clock import now
from survey.organisation.records import units_on
from survey.touchpoint.domain import Tier
from tests.analytics.emulation.samples import PRAISE
from tests.analytics.review.conftest import a_plan, moment
from tests.helpers.builders import a_version
from tests.helpers.houses import a_house
from tests.helpers.pages import visit
from tests.survey.feedback.people import an_office


def a_strict_plan(today) -> str:
    """The usual plan for DONGHA, counting neither posters nor links, with a leaf for letters."""
    plan = a_plan(today).replace('["A1", "C"]', '["DONGHA", "C"]') + PRAISE
    return plan.replace('id = "p"\n', 'id = "p"\ntiers = ["verified", "presence"]\n')


def letters(connection, today, *days_ago: int) -> None:
    office = an_office(connection)
    for days in days_ago:
        case_id = office.case(CaseKind.PRAISE)
        handling.write_letter(connection, office.viewer("head"), case_id, at=moment(today, days))


def official(connection):
    def indices(since, until, tiers):
        return unit_indices(connection, Asked(since=since, until=until, tiers=tiers))

    (found,) = score(
        connection, "p", "w1", indices=indices, letters=partial(letters_by_code, connection), unit="DONGHA"
    )
    return found


def ours(connection, today, *every):
    (unit,) = (each for each in units_on(connection, today).values() if each.code == "DONGHA")
    (found,) = points(connection, unit, every=every, today=today)
    return unit.unit_id, found.scored


@pytest.fixture
def version(connection):
    return a_version(connection, "respect")


def test_tiers_and_letters_give_the_points_of_the_command_line(connection, version, today, answer):
    letters(connection, today, 3, 2, 1)
    load(connection, a_strict_plan(today), at=now())
    unit_id, _ = ours(connection, today, version)
    answer(connection, version, unit_id, 10, 30, tier=Tier.OPEN)
    answer(connection, version, unit_id, 36, 4, tier=Tier.PRESENCE)
    rebuild_dirty(connection)
    _, scored = ours(connection, today, version)
    assert scored == official(connection)
    assert scored.table.tiers == (Tier.VERIFIED, Tier.PRESENCE)
    assert [str(each.points) for each in scored.score.leaves] == ["20.00", "9.00", "None", "2.00"]


def test_the_questionnaire_scored_is_one_the_counted_tiers_answered(connection, version, today, answer):
    letters(connection, today)
    load(connection, a_strict_plan(today), at=now())
    other = a_version(connection, "respect", code="default")
    unit_id, _ = ours(connection, today, version, other)
    answer(connection, other, unit_id, 0, 40, tier=Tier.OPEN)
    answer(connection, version, unit_id, 40, tier=Tier.VERIFIED)
    rebuild_dirty(connection)
    _, scored = ours(connection, today, version, other)
    assert scored == official(connection)
    assert scored.score.leaves[0].reason.figure.respondents == 40


def test_the_page_names_the_tiers_and_the_letters(tmp_path, today, answer):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        letters(connection, today, 3, 2, 1)
        version = a_version(connection, "respect")
        load(connection, a_strict_plan(today), at=now())
        unit_id, _ = ours(connection, today, version)
        answer(connection, version, unit_id, 36, 4, tier=Tier.PRESENCE)
    house.account("reader", "unit_head", unit="DONGHA")
    page = visit(house.browser("reader"), "/review/units/DONGHA")
    words = " ".join(page.words("main")).replace("\xa0", " ")
    for told in (
        "Only answers of these tiers of trust count: Verified, Presence.",
        "confirmed letters of praise: 3 letters of praise",
        "letters of praise: 0 points up to 1, 4 points from 5, in proportion between",
        "(3 − 1) / (5 − 1) × 4 = 2.00",
    ):
        assert told in words
    house.close()
