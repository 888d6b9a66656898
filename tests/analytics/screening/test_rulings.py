from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from analytics.screening import records, services
from analytics.screening.domain.rulings import Effect, Ground, Status
from analytics.screening.services import Wish, refusals, run_screening
from analytics.screening.services.ruling import APPEAL_DAYS
from analytics.tally.services import rebuild_dirty
from survey.intake.domain import State
from survey.intake.records import dirty_day, response
from survey.intake.services import take_in
from survey.organisation.records import unit_ids
from tests.analytics.screening.province import BURST, NOW, SCORING, SINCE, UNTIL, a_month, accounts
from tests.helpers.builders import AT, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from survey.accounts.domain import Account
    from survey.foundation.database import Store

YES, NO = (True, ""), (False, "Not convincing enough")
REASON = "The tablet was tried out by its technician."


class Council:
    """A province that was screened, and the people who rule on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.writing() as connection:
            self.people: dict[str, Account] = accounts(connection)
            self.burst = frozenset(a_month(connection))
            rebuild_dirty(connection)
        self.outcome = run_screening(store, SINCE, UNTIL, at=NOW)

    def states(self, ids: frozenset[UUID]) -> set[str]:
        with self.store.reading() as connection:
            return {one.state for one in records.find_answers(connection, ids)}

    def propose(self, ids: frozenset[UUID], ground: Ground = Ground.MADE_UP, reason: str = "") -> int:
        with self.store.writing() as connection:
            wish = Wish(answers=ids, ground=ground, reason=reason)
            return services.propose(connection, self.people["member"], wish, at=NOW, scoring=SCORING)

    def does(self, step, name: str, number: int, said=YES, *, days: int = 0) -> Ruling:
        told = {"scoring": SCORING} if step is services.decide else {}
        with self.store.writing() as connection:
            return step(connection, self.people[name], number, said, at=NOW + timedelta(days=days), **told)

    def ruling(self, number: int) -> Ruling:
        with self.store.reading() as connection:
            found = records.ruling_by_id(connection, number)
        assert found is not None
        return found


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


def test_the_burst_is_found_and_no_index_changes_by_it(council: Council):
    flagged = {one.answer for one in council.outcome.flags if one.action != "note"}
    assert len(council.burst & flagged) >= BURST - 2
    assert len(flagged - council.burst) <= 3
    assert council.states(council.burst) == {State.COUNTED}


def test_screening_again_gives_the_same_flags_under_a_new_run(council: Council):
    again = run_screening(council.store, SINCE, UNTIL, at=NOW)
    assert again.flags == council.outcome.flags
    assert again.run_id > council.outcome.run_id


def test_two_people_take_answers_out_and_both_figures_stay(council: Council):
    ids = frozenset(
        one.answer for one in council.outcome.flags if one.detector == "burst" and one.action != "note"
    )
    number = council.propose(ids)
    assert council.states(ids) == {State.COUNTED}
    ruling = council.does(services.decide, "chair", number)
    if ruling.inspection_needed:
        ruling = council.does(services.confirm, "inspector", number)
    assert ruling.status is Status.IN_FORCE
    assert council.states(ids) == {State.EXCLUDED}
    assert ruling.before.index is not None
    assert ruling.after.index is not None
    assert ruling.before.index > ruling.after.index
    assert ruling.before.respondents - ruling.after.respondents == len(ids)
    with council.store.reading() as connection:
        assert connection.scalars(select(dirty_day.c.day)).all()
        assert len(records.find_answers(connection, ids)) == len(ids)


def test_nobody_decides_an_own_proposal(council: Council):
    number = council.propose(council.burst & flagged_of(council))
    with pytest.raises(refusals.SamePersonError):
        council.does(services.decide, "member", number)


def test_what_changes_the_units_standing_needs_a_third_person_of_the_inspection(store: Store):
    council = Council(store)
    unit_answers = _every_answer(council, "DONGHA")
    number = council.propose(unit_answers, Ground.TRIAL, REASON)
    ruling = council.does(services.decide, "inspector", number)
    assert ruling.status is Status.AWAITS_INSPECTION
    assert council.states(unit_answers) == {State.COUNTED}
    with pytest.raises(refusals.SamePersonError):
        council.does(services.confirm, "inspector", number)
    with pytest.raises(refusals.InspectorNeededError):
        council.does(services.confirm, "chair", number)
    assert council.does(services.confirm, "other.inspector", number).status is Status.IN_FORCE
    assert council.states(unit_answers) == {State.EXCLUDED}


def test_a_declined_proposal_changes_nothing(council: Council):
    number = council.propose(council.burst & flagged_of(council))
    assert council.does(services.decide, "chair", number, NO).status is Status.DECLINED
    assert council.states(council.burst) == {State.COUNTED}
    assert council.propose(council.burst & flagged_of(council)) > number


def test_an_appeal_is_decided_by_somebody_else_and_gives_the_answers_back(council: Council):
    ids = council.burst & flagged_of(council)
    number = council.propose(ids)
    if council.does(services.decide, "chair", number).status is Status.AWAITS_INSPECTION:
        council.does(services.confirm, "inspector", number)
    appeal = council.does(services.appeal, "head", number, "A school class came to the office.", days=3)
    assert appeal.status is Status.APPEALED
    with pytest.raises(refusals.SamePersonError):
        council.does(services.settle, "chair", number)
    assert council.states(ids) == {State.EXCLUDED}
    assert council.does(services.settle, "other.inspector", number).status is Status.RESTORED
    assert council.states(ids) == {State.COUNTED}


def test_an_appeal_comes_in_time_with_a_reason_and_once(council: Council):
    number = council.propose(council.burst & flagged_of(council))
    with pytest.raises(refusals.WrongStepError):
        council.does(services.appeal, "head", number, "A school class came to the office.")
    if council.does(services.decide, "chair", number).status is Status.AWAITS_INSPECTION:
        council.does(services.confirm, "inspector", number)
    with pytest.raises(refusals.ReasonNeededError):
        council.does(services.appeal, "head", number, "No.")
    with pytest.raises(refusals.TooLateError):
        council.does(services.appeal, "head", number, "A school class came.", days=APPEAL_DAYS + 1)
    council.does(services.appeal, "head", number, "A school class came to the office.")
    council.does(services.settle, "other.inspector", number, NO)
    with pytest.raises(refusals.WrongStepError):
        council.does(services.appeal, "head", number, "A school class came to the office.")


def test_answers_no_flag_speaks_against_are_not_called_made_up(council: Council):
    honest = _every_answer(council, "CAMLO")
    with pytest.raises(refusals.NotAGroundError):
        council.propose(honest)
    with pytest.raises(refusals.NotAGroundError):
        council.propose(honest, Ground.IMPOSSIBLE_MOMENT, REASON)
    with pytest.raises(refusals.ReasonNeededError):
        council.propose(honest, Ground.ABUSE, "Rude.")


def test_a_ruling_is_about_known_answers_of_one_unit_that_nobody_else_rules_on(council: Council):
    with pytest.raises(refusals.NoAnswersError):
        council.propose(frozenset())
    with pytest.raises(refusals.UnknownAnswerError):
        council.propose(frozenset({uuid4()}))
    with pytest.raises(refusals.SeveralUnitsError):
        council.propose(_every_answer(council, "CAMLO") | council.burst, Ground.TRIAL, REASON)
    ids = council.burst & flagged_of(council)
    council.propose(ids)
    with pytest.raises(refusals.OpenRulingError):
        council.propose(ids)
    with pytest.raises(refusals.WrongStateError):
        council.propose(_every_answer(council, "CAMLO"), Ground.GENUINE, "They are all good answers.")


def test_a_step_follows_from_where_the_ruling_stands(council: Council):
    with pytest.raises(refusals.NoSuchRulingError):
        council.does(services.decide, "chair", 4711)
    number = council.propose(council.burst & flagged_of(council))
    with pytest.raises(refusals.WrongStepError):
        council.does(services.settle, "chair", number)
    council.does(services.decide, "chair", number, NO)
    with pytest.raises(refusals.WrongStepError):
        council.does(services.decide, "inspector", number)


def test_a_judge_of_one_unit_rules_on_no_other(council: Council):
    wish = Wish(answers=_every_answer(council, "CAMLO"), ground=Ground.TRIAL, reason=REASON)
    with council.store.writing() as connection, pytest.raises(refusals.NotYoursError):
        services.propose(connection, council.people["head"], wish, at=NOW, scoring=SCORING)


def test_what_came_in_set_aside_is_let_in_or_kept_out_by_the_same_ruling(connection: Connection):
    people, version, unit_id = accounts(connection), a_version(connection), a_unit(connection, "GIOLINH")
    answer = a_submission(version, unit_id, at=AT)
    take_in(connection, [answer])
    ids = frozenset({answer.response_id})
    records.set_state(connection, ids, was=State.COUNTED.value, now=State.QUARANTINED.value)
    assert records.waiting(connection) == [(unit_id, None, 1)]
    wish = Wish(answers=ids, ground=Ground.GENUINE, reason="The clock of the tablet had stopped.")
    assert wish.effect is Effect.RELEASE
    number = services.propose(connection, people["member"], wish, at=NOW, scoring=SCORING)
    services.decide(connection, people["chair"], number, YES, at=NOW, scoring=SCORING)
    # An office that had no answer has one now: it stands elsewhere.
    services.confirm(connection, people["inspector"], number, YES, at=NOW)
    assert connection.scalar(select(response.c.state)) == State.COUNTED


def flagged_of(council: Council) -> frozenset[UUID]:
    return frozenset(one.answer for one in council.outcome.flags if one.action != "note")


def _every_answer(council: Council, unit: str) -> frozenset[UUID]:
    with council.store.reading() as connection:
        unit_id = unit_ids(connection)[unit]
        return frozenset(one.id for one in records.answers_of_unit(connection, unit_id, SINCE, UNTIL))
