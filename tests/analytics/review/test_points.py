"""The points on a unit's page: whose answers count, and letters of praise."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import event

from analytics.emulation.records import load
from analytics.emulation.services import letters_by_code, score
from analytics.index.services import Asked, unit_indices
from analytics.review.services import points
from analytics.review.services.points import scored_beside
from analytics.tally.services import rebuild_dirty
from survey.feedback.domain import CaseKind
from survey.feedback.services import handling
from survey.foundation.clock import now
from survey.organisation.records import units_on
from survey.touchpoint.domain import Tier
from tests.analytics.emulation.samples import DRAWN, PLAN, PRAISE, TABLE
from tests.analytics.review.blocks import moved
from tests.analytics.review.conftest import a_plan, moment
from tests.helpers.builders import a_unit, a_version
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


def official(connection, code="DONGHA"):
    def indices(since, until, tiers):
        return unit_indices(connection, Asked(since=since, until=until, tiers=tiers))

    (found,) = score(
        connection, "p", "w1", indices=indices, letters=partial(letters_by_code, connection), unit=code
    )
    return found


def ours(connection, today, *every, code="DONGHA"):
    (unit,) = (each for each in units_on(connection, today).values() if each.code == code)
    (found,) = points(connection, unit, every=every, today=today)
    return unit.unit_id, found.scored


@contextmanager
def statements_of(connection):
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


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


BLOCK = {
    "DONGHA": (36, 4),
    "B": (80, 20),
    "C": (60, 40),
    "D": (150, 50),
    "E": (90, 10),
    "FEW": (12, 0),
    "SEVEN": (0, 7),
}
PRIOR = '[prior.b1]\nmu = 0.8\nstrength = 40\ndecided_by = "12/QĐ"\nvalid_from = 2025-12-31\n'


def a_drawn_plan(today, *codes: str, more: str = "") -> str:
    """The usual plan for these units, with points for the index drawn to the block."""
    members = ", ".join(f'"{code}"' for code in codes)
    plan = PLAN.replace('["SNV", "007"]', f"[{members}]") + TABLE + DRAWN
    return moved(plan + more, today)


def fill(connection, version, answer, of) -> None:
    for code, (good, bad) in of.items():
        answer(connection, version, a_unit(connection, code), good, bad)
    rebuild_dirty(connection)


@pytest.mark.parametrize("code", [*BLOCK])
def test_the_index_drawn_to_the_block_gives_the_points_of_the_command_line(
    connection, version, today, answer, code
):
    load(connection, a_drawn_plan(today, *BLOCK), at=now())
    fill(connection, version, answer, BLOCK)
    _, scored = ours(connection, today, version, code=code)
    assert scored == official(connection, code)
    (leaf,) = scored.score.leaves
    assert (leaf.reason.figure.shrunk is None) == (code == "SEVEN")
    assert str(leaf.state) == ("not_enough" if code == "SEVEN" else "scored")


def test_a_block_is_read_at_once_and_only_where_a_leaf_looks_at_it(connection, version, today, answer):
    fill(connection, version, answer, BLOCK)
    (unit,) = (each for each in units_on(connection, today).values() if each.code == "DONGHA")
    load(connection, a_drawn_plan(today, *BLOCK).replace('"shrunk"', '"index"'), at=now())
    assert scored_beside(connection, unit, today=today) == {unit.unit_id}
    load(connection, a_drawn_plan(today, *BLOCK), at=now())
    assert len(scored_beside(connection, unit, today=today)) == len(BLOCK)
    counted = {}
    for size in (2, 7):
        load(connection, a_drawn_plan(today, *[*BLOCK][:size]), at=now())
        with statements_of(connection) as found:
            points(connection, unit, every=(version,), today=today)
        counted[size] = len(found)
    assert counted[2] == counted[7]


def test_the_page_puts_the_numbers_of_the_block_in(tmp_path, today, answer):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        load(connection, a_drawn_plan(today, *BLOCK), at=now())
        fill(connection, a_version(connection, "respect"), answer, BLOCK)
        figure = official(connection, "FEW").score.leaves[0].reason.figure
    house.account("all", "administrator")
    client = house.browser("all")

    def told(code: str) -> str:
        return " ".join(visit(client, f"/review/units/{code}").words("main")).replace("\xa0", " ")

    few, shrunk = told("FEW"), figure.shrunk
    for words in (
        "the emulation score: the satisfaction index drawn to the mean of the block",
        f"Own index S = 100.00 %, which tells as much as n = {shrunk.n:.1f} independent answers.",
        f"μ = {100 * shrunk.mu:.2f} %, which counts as M = {shrunk.strength:.1f} answers",
        f"the unit's own answers weigh {100 * shrunk.own_weight:.1f} %.",
        f"{100 * float(figure.value):.2f} %; the index itself has the 95 % interval",
        "(few answers)",
    ):
        assert words in few, words
    assert "No points yet, which is not zero: 10 people must have answered." in told("SEVEN")
    with house.store.writing() as connection:
        load(connection, a_drawn_plan(today, "DONGHA", "B"), at=now())
    assert "fewer than 5 units of the block have an index, and nothing was decided before" in told("B")
    with house.store.writing() as connection:
        load(connection, a_drawn_plan(today, "DONGHA", "B", more=PRIOR), at=now())
    assert "with μ = 80.00 % and M = 40.0 as decided before (12/QĐ)" in told("B")
    house.close()


def test_the_page_tells_the_weights_and_who_set_them(tmp_path, today, answer):
    house = a_house(tmp_path)
    weights = 'weights = { q1 = 2, q2 = 1 }\nweights_by = "số 12/QĐ"\n'
    with house.store.writing() as connection:
        load(connection, a_drawn_plan(today, "DONGHA", more=weights).replace('"shrunk"', '"index"'), at=now())
        fill(connection, a_version(connection, "q1", "q2"), answer, {"DONGHA": (36, 4)})
    house.account("all", "administrator")
    client = house.browser("all")
    told = " ".join(visit(client, "/review/units/DONGHA").words("main")).replace("\xa0", " ")
    assert "The criteria weigh:" in told
    assert "2/3" in told
    assert "(set by số 12/QĐ)." in told
    with house.store.writing() as connection:
        answer(connection, a_version(connection, "q1", "q2", "q3"), a_unit(connection, "DONGHA"), 5)
    told = " ".join(visit(client, "/review/units/DONGHA").words("main")).replace("\xa0", " ")
    assert "the weights that were set are not those of the questions asked" in told
    house.close()


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
