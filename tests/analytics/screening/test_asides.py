"""Answers that broke a rule of slips wait outside the figures; statistical flags change nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from analytics.screening import records, services
from analytics.screening.domain.rulings import Ground, Status
from analytics.screening.services import Wish, refusals, run_screening
from analytics.tally.services import rebuild_dirty
from survey.intake.domain import Channel, State, Trace
from survey.intake.records import delete_traces, dirty_day
from survey.intake.services import take_in
from tests.analytics.screening.province import NOW, SCORING, SINCE, UNTIL, accounts
from tests.helpers.builders import AT, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from survey.accounts.domain import Account
    from survey.foundation.database import Store

YES, NO = (True, ""), (False, "")
REASON = "The office handed one slip to a whole family."
PERIOD = ("--from", str(SINCE), "--to", str(UNTIL))


class Slips:
    """An office where twelve answers came with one slip."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.writing() as connection:
            self.people: dict[str, Account] = accounts(connection)
            version, unit_id = a_version(connection), a_unit(connection, "DONGHA")
            trace = Trace(received_at=AT, token=b"one slip for all")
            same = [a_submission(version, unit_id, channel=Channel.QR_RECEIPT, trace=trace) for _ in range(12)]
            honest = [a_submission(version, unit_id, "11") for _ in range(12)]
            take_in(connection, same + honest)
            rebuild_dirty(connection)
        self.same = frozenset(one.response_id for one in same)
        self.unit_id = unit_id

    def screen(self, **told) -> services.Outcome:
        return run_screening(self.store, SINCE, UNTIL, at=NOW, **told)

    def counted(self) -> set[UUID]:
        with self.store.reading() as connection:
            return {one.id for one in records.find_answers(connection, self.same) if one.state == State.COUNTED}

    def waiting(self) -> list[records.Waiting]:
        with self.store.reading() as connection:
            return records.waiting(connection)

    def rule(self, ids, ground: Ground, *, done=YES) -> int:
        wish = Wish(answers=frozenset(ids), ground=ground, reason=REASON)
        with self.store.writing() as connection:
            number = services.propose(connection, self.people["member"], wish, at=NOW, scoring=SCORING)
            ruling = services.decide(connection, self.people["chair"], number, done, at=NOW, scoring=SCORING)
            if ruling.status is Status.AWAITS_INSPECTION:
                services.confirm(connection, self.people["inspector"], number, YES, at=NOW)
        return number


@pytest.fixture
def slips(store: Store) -> Slips:
    return Slips(store)


def test_all_but_the_first_answer_with_a_slip_wait_and_their_reason_is_told(slips):
    outcome = slips.screen()
    assert outcome.set_aside == 11
    assert len(slips.counted()) == 1
    assert slips.waiting() == [(slips.unit_id, "token_reused", 11)]
    with slips.store.reading() as connection:
        dirty = connection.execute(select(dirty_day.c.unit_id, dirty_day.c.day)).all()
    assert dirty == [(slips.unit_id, AT.date())]


def test_screening_again_changes_nothing(slips):
    slips.screen()
    with slips.store.writing() as connection:
        rebuild_dirty(connection)
    first = slips.counted()
    assert [slips.screen().set_aside, slips.screen(only_news=True).set_aside] == [0, 0]
    assert slips.counted() == first
    with slips.store.reading() as connection:
        assert connection.scalars(select(dirty_day.c.day)).all() == []


def test_a_night_that_proposes_the_same_still_sets_aside_what_counts(slips):
    slips.screen()
    with slips.store.writing() as connection:
        # As after an older release, which kept the flags and let the answers count.
        records.set_state(connection, slips.same, was=State.QUARANTINED, now=State.COUNTED)
    outcome = slips.screen(only_news=True)
    assert (outcome.frozen, outcome.set_aside) == (False, 11)


def test_a_later_run_that_finds_nothing_lets_nobody_back_in(slips):
    slips.screen()
    with slips.store.writing() as connection:
        delete_traces(connection, before=NOW)
    assert slips.screen().flags == ()
    assert len(slips.counted()) == 1
    assert slips.waiting() == [(slips.unit_id, "token_reused", 11)]


def test_two_people_let_them_in_and_no_later_run_takes_them_out_again(slips):
    slips.screen()
    with slips.store.reading() as connection:
        ids = records.waiting_ids(connection, slips.unit_id, broke_a_rule=True)
        assert records.waiting_ids(connection, slips.unit_id, broke_a_rule=False) == []
    slips.rule(ids, Ground.GENUINE)
    assert slips.counted() == slips.same
    assert slips.screen().set_aside == 0
    assert slips.counted() == slips.same


def test_two_people_keep_them_out_for_their_slips_and_not_for_a_clock(slips):
    slips.screen()
    aside = slips.same - slips.counted()
    with pytest.raises(refusals.NotAGroundError):
        slips.rule(aside, Ground.IMPOSSIBLE_MOMENT)
    slips.rule(aside, Ground.INVALID_SLIP)
    assert slips.waiting() == []
    with slips.store.reading() as connection:
        states = {one.state for one in records.find_answers(connection, aside)}
    assert states == {State.EXCLUDED}


def test_answers_an_appeal_has_given_back_are_not_set_aside_again(slips):
    run = slips.screen()
    aside = slips.same - slips.counted()
    with slips.store.writing() as connection:
        # The ruling is older than the rule that sets aside: its answers counted when it was proposed.
        records.set_state(connection, aside, was=State.QUARANTINED, now=State.COUNTED)
    number = slips.rule(aside, Ground.INVALID_SLIP)
    with slips.store.writing() as connection:
        services.appeal(connection, slips.people["head"], number, REASON, at=NOW)
        services.settle(connection, slips.people["other.inspector"], number, YES, at=NOW)
    assert slips.screen().run_id > run.run_id
    assert slips.counted() == slips.same


def test_a_proposal_that_waits_while_a_run_sets_aside_is_carried_out_all_the_same(slips):
    slips.screen()
    aside = slips.same - slips.counted()
    with slips.store.writing() as connection:
        records.set_state(connection, aside, was=State.QUARANTINED, now=State.COUNTED)
        wish = Wish(answers=aside, ground=Ground.INVALID_SLIP, reason="")
        number = services.propose(connection, slips.people["member"], wish, at=NOW, scoring=SCORING)
    assert slips.screen().set_aside == 11
    with slips.store.writing() as connection:
        ruling = services.decide(connection, slips.people["chair"], number, YES, at=NOW, scoring=SCORING)
        if ruling.status is Status.AWAITS_INSPECTION:
            services.confirm(connection, slips.people["inspector"], number, YES, at=NOW)
        assert {one.state for one in records.find_answers(connection, aside)} == {State.EXCLUDED}


def index(hailong) -> dict[str, object]:
    done = hailong("index", *PERIOD, "--format", "json")
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)["rows"]
    return row


def test_thirty_answers_with_one_slip_count_as_one(hailong, tmp_path: Path):
    lines = ["response_id,desk,q1,channel,answered_at,received_at,token"]
    for number in range(30):
        at = f"2026-03-02 {8 + number // 6:02}:{10 * (number % 6):02}"
        lines.append(f"honest-{number},DH-1,1,qr_receipt,{at},{at},")
        lines.append(f"forged-{number},DH-1,5,qr_receipt,{at},{at},ABC-1")
    (tmp_path / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "place.csv").write_text("desk,unit,q1\nDH-1,DONGHA,\n", encoding="utf-8")
    options = ("--questionnaire", "short", "--create-missing")
    assert hailong("import", "responses", tmp_path / "place.csv", *options).exit_code == 0
    done = hailong("import", "responses", tmp_path / "answers.csv", *options)
    assert '"accepted": 60' in done.stdout, done.output
    before = index(hailong)
    assert (before["index"], before["respondents"], before["excluded"]) == (0.5, 60, {})
    assert hailong("screen", *PERIOD).exit_code == 0
    after = index(hailong)
    assert after["index"] == pytest.approx(1 / 31)
    assert (after["respondents"], after["excluded"]) == (31, {"quarantined": 29})
    assert hailong("screen", *PERIOD).exit_code == 0
    assert index(hailong) == after
