"""The same figures on both databases, and the same as the command line gives."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from analytics.emulation.records import load
from analytics.emulation.services import letters_by_code, score
from analytics.index.services import Asked as IndexAsked
from analytics.index.services import unit_indices
from analytics.review.domain import Pick, Standing, choose
from analytics.review.services import Asked, choose_questionnaire, overview, points, review_unit, weekly
from analytics.tally.services import rebuild_dirty
from survey.foundation.clock import now
from survey.intake.domain import Channel, State
from survey.intake.records import response
from survey.organisation.records import units_on
from tests.analytics.review.conftest import a_plan
from tests.helpers.builders import a_desk, a_unit, a_version

if TYPE_CHECKING:
    from sqlalchemy import Connection


def asked(
    connection: Connection, today, *, pick: Pick = Pick.THREE_MONTHS, questionnaire: str | None = None
) -> Asked:
    rebuild_dirty(connection)
    chosen = choose(pick, today)
    words = choose_questionnaire(connection, chosen, questionnaire)
    return Asked(chosen=chosen, words=words, units=units_on(connection, today), least=5)


@pytest.fixture
def version(connection):
    return a_version(connection, "q1", "q2")


def test_a_unit_has_the_figures_of_the_command_line(connection, version, today, answer):
    unit_id = a_unit(connection, "U")
    for days_ago, good, bad in ((1, 7, 5), (30, 20, 3), (89, 4, 4), (90, 50, 1)):
        answer(connection, version, unit_id, good, bad, days_ago=days_ago)
    wish = asked(connection, today)
    found = review_unit(connection, wish, wish.units[unit_id], today=today)
    period, before = wish.chosen.period, wish.chosen.before
    of_index = unit_indices(connection, IndexAsked(since=period.since, until=period.until))
    assert (found.judged.counts, found.judged.index) == of_index["U"]
    earlier = unit_indices(connection, IndexAsked(since=before.since, until=before.until))
    assert (found.before.counts, found.before.index) == earlier["U"]
    (row,) = overview(connection, wish, {unit_id})
    assert (row.judged, row.change) == (found.judged, found.change)


def test_breakdowns_add_up_to_the_whole(connection, version, today, answer):
    unit_id = a_unit(connection, "U")
    desk_id = a_desk(connection, "U-1", unit="U")
    answer(connection, version, unit_id, 11, 2, desk_id=desk_id, channel=Channel.KIOSK)
    answer(connection, version, unit_id, 8, 9, days_ago=40)
    wish = asked(connection, today)
    found = review_unit(connection, wish, wish.units[unit_id], today=today)
    whole = found.judged.index.respondents
    assert whole == 30
    for groups in (found.desks, found.channels, found.weeks):
        assert sum(each.judged.index.respondents for each in groups) == whole
    assert [each.desk.code if each.desk else None for each in found.desks] == ["U-1", None]
    assert weekly(connection, wish, wish.units[unit_id]) == found.weeks


def test_an_answer_set_aside_is_not_counted_but_told(connection, version, today, answer):
    unit_id = a_unit(connection, "U")
    answer(connection, version, unit_id, 12)
    connection.execute(response.update().values(state=State.QUARANTINED))
    answer(connection, version, unit_id, 10)
    wish = asked(connection, today)
    found = review_unit(connection, wish, wish.units[unit_id], today=today)
    assert (found.judged.index.respondents, found.set_aside) == (10, 12)


def test_answers_to_different_questionnaires_do_not_add_up(connection, version, today, answer):
    unit_id = a_unit(connection, "U")
    answer(connection, version, unit_id, 12)
    answer(connection, a_version(connection, "q1", code="other"), unit_id, 0, 15)
    wish = asked(connection, today)
    assert (wish.words.code, wish.words.others) == ("other", ("short",))
    assert review_unit(connection, wish, wish.units[unit_id], today=today).judged.index.index == 0
    wish = asked(connection, today, questionnaire="short")
    assert review_unit(connection, wish, wish.units[unit_id], today=today).judged.index.index == 1


def test_an_empty_house_has_no_questionnaire_and_no_answers(connection, today):
    unit_id = a_unit(connection, "U")
    wish = asked(connection, today)
    found = review_unit(connection, wish, wish.units[unit_id], today=today)
    assert wish.words.code is None
    assert found.judged.standing is Standing.NONE
    assert found.change is None


def test_a_tree_that_is_cut_off_above_stands_at_the_top(connection, version, today, answer):
    a_unit(connection, "P")
    ids = [a_unit(connection, code, parent="P") for code in ("A", "B")]
    wish = asked(connection, today)
    assert [(row.unit.code, row.depth) for row in overview(connection, wish, set(ids))] == [("A", 0), ("B", 0)]


def test_points_are_those_of_the_command_line(connection, version, today, answer):
    ids = {code: a_unit(connection, code) for code in ("A1", "C", "D", "E")}
    answer(connection, version, ids["A1"], 25, 10)
    answer(connection, version, ids["C"], 4)
    load(connection, a_plan(today), at=now())
    rebuild_dirty(connection)
    units = units_on(connection, today)
    official = score(
        connection,
        "p",
        "w1",
        indices=lambda since, until, tiers: unit_indices(
            connection, IndexAsked(since=since, until=until, tiers=tiers)
        ),
        letters=partial(letters_by_code, connection),
    )
    ours = [points(connection, units[ids[each.unit]], every=[version], today=today)[0].scored for each in official]
    assert ours == list(official)
    assert [each.scored for each in points(connection, units[ids["D"]], every=[version], today=today)] == [None]
    assert points(connection, units[ids["E"]], every=[version], today=today) == ()


def test_a_wave_that_is_over_has_no_points(connection, version, today, answer):
    unit_id = a_unit(connection, "A1")
    load(connection, a_plan(today), at=now())
    unit = units_on(connection, today)[unit_id]
    assert points(connection, unit, every=[version], today=today + timedelta(days=400)) == ()
