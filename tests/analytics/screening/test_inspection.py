"""The inspection that nobody gets round: by slices, another form, a programme's own lines, or another period."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from analytics.emulation.records import load
from analytics.index.domain import index_fraction
from analytics.screening import records, services
from analytics.screening.domain.rulings import Ground, Status
from analytics.screening.domain.standing import stands_elsewhere
from analytics.screening.services import Wish
from survey.intake.domain import State
from survey.intake.services import take_in
from survey.touchpoint.domain import Tier
from tests.analytics.screening.province import NOW, SCORING, accounts
from tests.helpers.builders import AT, a_submission, a_unit, a_version
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling

REASON = "Tried out by a technician."
YES = (True, "")
JULY = datetime(2026, 7, 6, 3, 0, tzinfo=UTC)
PROGRAMME = """
schema = "programme/1"
[programme]
id = "p"
title = "Kế hoạch"
authority = "UBND tỉnh"
period_start = 2026-01-01
period_end = 2026-12-31
[[block]]
id = "b1"
name = "Khối một"
members = ["DONGHA"]
[[wave]]
id = "w1"
name = "Đợt 1"
starts = 2026-01-01
ends = 2026-06-30
[[criterion]]
subject = "collective"
id = "service"
group = "noi_dung"
text = "phục vụ tốt"
observable = "citizen"
[[scoring_table]]
id = "t1"
block = "b1"
valid_from = 2026-01-01
%(tiers)s
points_set_by = { doc_no = "12/QĐ", doc_date = 2026-01-05, authority = "UBND tỉnh", note = "" }
[[scoring_table.leaf]]
id = "leaf"
criterion = "service"
title = "Điểm"
max_points = 5
measure = "index"
%(rule)s
"""
ABOVE_85 = 'kind = "threshold"\nop = ">"\nvalue = 85\npoints = 5'
BANDS_90 = 'kind = "band"\nband = [{ above = 90, points = 5 }, { at_least = 70, points = 2 }]'


class Office:
    """One office, its answers, and two people who rule on them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.people = accounts(connection)
        self.unit_id = a_unit(connection, "DONGHA")
        self.version = a_version(connection, "q1")

    def programme(self, rule: str, tiers: str = "") -> None:
        load(self.connection, PROGRAMME % {"rule": rule, "tiers": tiers}, at=NOW)

    def answered(self, happy: int, sad: int, *, version: Any = None, **told: Any) -> list[UUID]:
        """Keep answers, happy ones first."""
        marks = ["5"] * happy + ["1"] * sad
        answers = [a_submission(version or self.version, self.unit_id, one, **told) for one in marks]
        take_in(self.connection, answers)
        return [one.response_id for one in answers]

    def propose(self, ids: list[UUID], ground: Ground = Ground.TRIAL) -> int:
        wish = Wish(answers=frozenset(ids), ground=ground, reason=REASON)
        return services.propose(self.connection, self.people["member"], wish, at=NOW, scoring=SCORING)

    def decide(self, number: int, done: tuple[bool, str] = YES) -> Ruling:
        return services.decide(self.connection, self.people["chair"], number, done, at=NOW, scoring=SCORING)

    def status(self, ids: list[UUID]) -> Status:
        return self.decide(self.propose(ids)).status

    def shown(self, number: int) -> Ruling:
        found = records.ruling_by_id(self.connection, number)
        assert found is not None
        (one,) = services.anew(self.connection, [found], SCORING)
        return one


@pytest.fixture
def office(connection: Connection) -> Office:
    return Office(connection)


def test_slices_that_cross_a_line_together_cannot_both_pass(office):
    happy = office.answered(184, 20)
    first, second = office.propose(happy[:3]), office.propose(happy[3:6])
    decided = [office.decide(first), office.decide(second)]
    assert Status.IN_FORCE not in {one.status for one in decided}
    assert {one.status for one in decided} == {Status.AWAITS_INSPECTION}
    assert {one.state for one in records.find_answers(office.connection, happy[:6])} == {State.COUNTED}


def test_a_slice_after_one_that_is_in_force_is_added_to_it(office):
    happy = office.answered(184, 20)
    assert office.status(happy[:3]) is Status.IN_FORCE
    assert office.status(happy[3:6]) is Status.AWAITS_INSPECTION


def test_what_the_inspection_confirmed_is_the_new_ground_to_stand_on(office):
    happy = office.answered(184, 20)
    number = office.propose(happy[:6])
    assert office.decide(number).status is Status.AWAITS_INSPECTION
    services.confirm(office.connection, office.people["inspector"], number, YES, at=NOW)
    assert office.status(happy[6:7]) is Status.IN_FORCE


def test_the_inspection_has_seen_what_was_decided_before_it_confirmed(office):
    happy = office.answered(184, 20)
    assert office.status(happy[:3]) is Status.IN_FORCE
    number = office.propose(happy[3:6])
    assert office.decide(number).status is Status.AWAITS_INSPECTION
    services.confirm(office.connection, office.people["inspector"], number, YES, at=NOW + timedelta(days=1))
    later = office.propose(happy[6:7])
    assert not office.shown(later).needs_inspection


def test_a_step_to_and_fro_is_a_step_all_the_same(office):
    answers = office.answered(185, 20)
    assert office.status(answers[:3]) is Status.IN_FORCE
    office.answered(0, 1)  # .9024 becomes .8966 with nobody's ruling
    assert office.status(answers[-3:]) is Status.AWAITS_INSPECTION


def test_the_need_found_when_deciding_is_kept_and_passed_on(office):
    happy = office.answered(184, 20)
    number = office.propose(happy[:3])
    office.propose(happy[3:6])
    ruling = office.decide(number)
    assert (ruling.inspection_needed, ruling.needs_inspection) == (False, True)
    assert [one.step for one in ruling.steps] == ["accepted", "accepted"]
    confirmed = services.confirm(office.connection, office.people["inspector"], number, YES, at=NOW)
    assert confirmed.status is Status.IN_FORCE
    assert {one.state for one in records.find_answers(office.connection, happy[:3])} == {State.EXCLUDED}


def test_a_declined_neighbour_weighs_nothing(office):
    happy = office.answered(184, 20)
    first, second = office.propose(happy[:3]), office.propose(happy[3:6])
    assert office.decide(second, (False, "")).status is Status.DECLINED
    assert office.decide(first).status is Status.IN_FORCE


def test_answers_to_another_form_hide_nothing(office):
    happy = office.answered(184, 20)
    other = a_version(office.connection, "p1", "p2", code="other")
    answers = [a_submission(other, office.unit_id, "55", at=AT) for _ in range(400)]
    take_in(office.connection, answers)
    number = office.propose(happy[:6])
    ruling = office.shown(number)
    assert (ruling.before.respondents, ruling.after.respondents) == (204, 198)
    assert ruling.before.index == pytest.approx(184 / 204)
    assert ruling.after.index == pytest.approx(178 / 198)
    assert office.decide(number).status is Status.AWAITS_INSPECTION


def test_a_ruling_on_two_forms_is_judged_by_each(office):
    happy = office.answered(184, 20)
    other = a_version(office.connection, "p1", code="other")
    many = office.answered(400, 10, version=other)
    assert office.status(happy[:6] + many[:30]) is Status.AWAITS_INSPECTION


def test_a_line_that_only_the_programme_draws_needs_the_inspection(office):
    happy = office.answered(171, 30)
    assert office.status(happy[:1]) is Status.IN_FORCE
    office.programme(ABOVE_85)
    assert office.status(happy[1:3]) is Status.AWAITS_INSPECTION


def test_five_points_lost_at_85_percent_need_the_inspection(office):
    happy = office.answered(171, 30)
    office.programme(ABOVE_85)
    assert office.status(happy[:3]) is Status.AWAITS_INSPECTION


def test_exactly_upon_a_strict_line_is_below_it(office):
    happy = office.answered(181, 20)
    office.programme(BANDS_90)
    assert office.status(happy[:1]) is Status.AWAITS_INSPECTION  # 180/200 is not above 90 %


def test_points_on_a_line_change_with_the_figure(office):
    happy = office.answered(150, 50)
    office.programme('kind = "linear"\nfrom = 50\nto = 90')
    assert office.status(happy[:3]) is Status.AWAITS_INSPECTION


def test_nothing_changes_where_the_points_stay(office):
    happy = office.answered(150, 50)
    office.programme(BANDS_90)
    assert office.status(happy[:3]) is Status.IN_FORCE


def test_the_figure_is_of_the_wave_and_not_of_the_month(office):
    for days in (0, 30, 60, 90):
        office.answered(90, 10, at=AT + timedelta(days=days))
    happy = office.answered(184, 20, at=AT + timedelta(days=91))
    office.programme(BANDS_90)
    ruling = office.shown(office.propose(happy[:6]))
    assert (ruling.since.isoformat(), ruling.until.isoformat()) == ("2026-01-01", "2026-06-30")
    assert (ruling.before.respondents, ruling.after.respondents) == (604, 598)
    assert ruling.needs_inspection  # 544/604 = .9007, 538/598 = .8997


def test_tiers_that_a_programme_does_not_count_weigh_nothing_in_it(office):
    office.programme(ABOVE_85, 'tiers = ["verified"]')
    happy = office.answered(171, 30, tier=Tier.VERIFIED)
    for_nothing = office.answered(400, 0, tier=Tier.OPEN)
    ruling = office.shown(office.propose(happy[:3]))
    assert ruling.before.respondents == 201
    assert ruling.needs_inspection
    # The wave does not count these; their quarter, with every tier, is what they are judged by.
    ruling = office.shown(office.propose(for_nothing[:3]))
    assert (ruling.since.isoformat(), ruling.until.isoformat()) == ("2026-01-01", "2026-03-31")
    assert ruling.before.respondents == 601


def test_days_of_no_programme_are_judged_by_their_quarter(office):
    office.programme(BANDS_90)
    office.answered(90, 10, at=JULY + timedelta(days=80))
    happy = office.answered(184, 20, at=JULY)
    ruling = office.shown(office.propose(happy[:3]))
    assert (ruling.since.isoformat(), ruling.until.isoformat()) == ("2026-07-01", "2026-09-30")
    assert ruling.before.respondents == 304


@contextmanager
def statements(connection: Connection) -> Iterator[list[str]]:
    made: list[str] = []

    def record(*told: Any) -> None:
        made.append(told[2])

    event.listen(connection, "before_cursor_execute", record)
    try:
        yield made
    finally:
        event.remove(connection, "before_cursor_execute", record)


def test_many_rulings_are_weighed_in_as_many_statements_as_one(office):
    happy = office.answered(184, 20)
    numbers = [office.propose(happy[place : place + 1]) for place in range(6)]
    every = records.rulings(office.connection)
    with statements(office.connection) as one:
        services.anew(office.connection, every[:1], SCORING)
    with statements(office.connection) as six:
        services.anew(office.connection, every, SCORING)
    assert len(every) == len(numbers)
    assert len(six) == len(one)


@given(st.integers(10, 60), st.integers(0, 60), st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_slices_stand_where_the_whole_stands_or_one_of_them_moved(happy, sad, slices):
    """Whatever is cut off in whatever slices, the last line crossed was crossed by one of them."""
    lines = (0.8, 0.9)

    def counts(good: int):
        return counts_of([[5]] * max(good, 0) + [[1]] * sad, ("q1",))

    taken, moved = 0, False
    for size in slices:
        moved = moved or stands_elsewhere(counts(happy - taken), counts(happy - taken - size), lines)
        taken += size
    assert moved or not stands_elsewhere(counts(happy), counts(happy - taken), lines)


def test_a_line_has_a_place_of_its_own():
    above, upon, below = (counts_of([[5]] * good + [[1]] * (40 - good), ("q1",)) for good in (37, 36, 35))
    assert index_fraction(upon) * 10 == 9
    assert stands_elsewhere(above, upon, (0.9,))
    assert stands_elsewhere(upon, below, (0.9,))
    assert stands_elsewhere(above, below, (0.9,))
    assert not stands_elsewhere(above, above, (0.9,))
    assert not stands_elsewhere(above, below, (0.95,))
