from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from survey.accounts.records import change
from survey.feedback import records
from survey.feedback.domain import Action, CaseKind, CaseState, link_of
from survey.feedback.domain.office_refusals import (
    CannotTakeItError,
    ConclusionNeededError,
    LetterWrittenError,
    NobodyInChargeError,
    NotPraiseError,
    NotYourCaseError,
)
from survey.feedback.domain.refusals import CaseClosedError, CaseReferredError, NoCaseError, NoWordsError
from survey.feedback.services import handling
from survey.feedback.services.opening import Opening, open_case, open_cases
from survey.feedback.services.praise import letters_by_officer, letters_by_unit
from survey.foundation.text import TextTooLongError
from tests.helpers.builders import a_person
from tests.survey.feedback.people import AT, DAY, PLAIN, TET, YESTERDAY, later

if TYPE_CHECKING:
    from tests.survey.feedback.people import Office

SECRET = b"a secret"


def test_a_case_begins_open_with_a_masked_text_and_a_day(office: Office):
    case_id = office.case(text="Chị Lan, số 0912345678, hẹn tôi ba lần")
    case = office.read(case_id)
    assert (case.state, case.kind, case.level, case.holder_id) == (CaseState.OPEN, "problem", 0, office.unit())
    assert (case.opened_on, case.due_on) == (YESTERDAY, date(2026, 3, 10))
    assert office.texts(case_id) == ["Chị ***, số ***, hẹn tôi ba lần"]
    (event,) = records.events(office.connection, case_id)
    assert (event.action, event.account_id, event.moment, event.day) == (Action.OPEN, None, None, YESTERDAY)


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        # Monday to Friday of Tết 2026 are days off: 16 to 20 February.
        (CaseKind.PROBLEM, date(2026, 2, 12), date(2026, 2, 26)),
        (CaseKind.SUGGESTION, date(2026, 2, 12), date(2026, 3, 5)),
        (CaseKind.SEVERE, date(2026, 2, 13), date(2026, 2, 23)),
        (CaseKind.SEVERE, date(2026, 2, 17), date(2026, 2, 23)),
        (CaseKind.PROBLEM, date(2026, 3, 4), date(2026, 3, 11)),
    ],
)
def test_deadlines_run_in_working_days_over_tet(office: Office, kind: CaseKind, day: date, due: date):
    case = office.read(office.case(kind, day=day, calendar=TET))
    assert case.due_on == due


def test_one_link_opens_one_case(office: Office):
    link = link_of(SECRET, b"receipt")
    opening = Opening(link=link, kind=CaseKind.PROBLEM, unit_id=office.unit(), day=DAY, text="Chờ lâu")
    assert open_cases(office.connection, [opening, opening], calendar=PLAIN) == 1
    assert open_case(office.connection, opening, calendar=PLAIN) is None


def test_a_case_keeps_the_officer_of_praise_only(office: Office):
    staff_id = a_person(office.connection)
    assert office.read(office.case(CaseKind.PRAISE, staff_id=staff_id)).staff_id == staff_id
    assert office.read(office.case(CaseKind.PROBLEM, staff_id=staff_id)).staff_id is None


def test_the_number_of_a_case_tells_nothing_of_its_order(office: Office):
    numbers = [office.case() for _ in range(12)]
    assert numbers != sorted(numbers)
    assert all(len(str(number)) == 9 for number in numbers)


def test_a_case_goes_from_hand_to_hand_to_its_end(office: Office):
    case_id = office.case()
    office.assign(case_id)
    assert office.read(case_id).owner_id == office.account("officer").account_id
    office.reply(case_id, "Xin lỗi vì để chờ.", by="officer")
    assert office.read(case_id).state is CaseState.ANSWERED
    office.close(case_id, "Đã mở thêm quầy.", by="officer")
    case = office.read(case_id)
    assert (case.state, case.ended_on, case.closings) == (CaseState.CLOSED, DAY, 1)
    assert office.texts(case_id) == ["Chờ lâu quá", "Xin lỗi vì để chờ.", "Đã mở thêm quầy."]
    assert office.log(case_id) == ["open", "assign", "reply", "close"]
    assert all(event.moment == AT for event in records.events(office.connection, case_id)[1:])


def test_whoever_answers_a_case_nobody_took_is_in_charge(office: Office):
    case_id = office.case()
    office.reply(case_id, by="officer")
    assert office.read(case_id).owner_id == office.account("officer").account_id
    office.reply(case_id, by="head")
    assert office.read(case_id).owner_id == office.account("officer").account_id


def test_a_case_nobody_took_cannot_be_closed(office: Office):
    with pytest.raises(NobodyInChargeError):
        office.close(office.case())


def test_a_case_is_closed_with_words(office: Office):
    case_id = office.case()
    office.assign(case_id)
    for words in ("", "  \n "):
        with pytest.raises(ConclusionNeededError):
            office.close(case_id, words)
    with pytest.raises(NoWordsError):
        office.reply(case_id, " ")
    with pytest.raises(TextTooLongError):
        office.reply(case_id, "x" * 2001)
    assert office.read(case_id).state is CaseState.ASSIGNED


def test_the_office_may_name_itself_but_no_identity_number(office: Office):
    case_id = office.case()
    office.reply(case_id, "Gọi chị Lan 0233 3852 123, CCCD 001190123456")
    assert office.texts(case_id)[-1] == "Gọi chị Lan 0233 3852 123, CCCD ***"


def test_a_legal_matter_is_referred_and_ends_here(office: Office):
    case_id = office.case()
    handling.refer(office.connection, office.viewer("head"), case_id, where="Ban Tiếp công dân tỉnh", at=AT)
    assert office.read(case_id).state is CaseState.REFERRED
    assert office.texts(case_id)[-1] == "Ban Tiếp công dân tỉnh"
    with pytest.raises(CaseReferredError):
        office.reply(case_id)
    with pytest.raises(NoWordsError):
        handling.refer(office.connection, office.viewer("head"), office.case(), where="", at=AT)


def test_a_closed_case_is_not_answered_any_more(office: Office):
    case_id = office.case()
    office.assign(case_id)
    office.close(case_id)
    with pytest.raises(CaseClosedError):
        office.reply(case_id)


def test_only_those_who_may_handle_a_case_are_put_in_charge(office: Office):
    case_id = office.case()
    for name in ("neighbour", "inspector", "administrator", "council"):
        with pytest.raises(CannotTakeItError):
            office.assign(case_id, name)
    office.assign(case_id, "governor")
    change(office.connection, office.account("officer").account_id, active=False)
    with pytest.raises(CannotTakeItError):
        office.assign(case_id, "officer")


def test_an_administrator_may_put_somebody_in_charge_but_not_answer(office: Office):
    case_id = office.case()
    office.assign(case_id, by="administrator")
    with pytest.raises(NotYourCaseError):
        office.reply(case_id, by="administrator")


def test_an_officer_leaves_the_cases_of_others_alone(office: Office):
    case_id = office.case()
    office.assign(case_id, "head")
    with pytest.raises(NotYourCaseError):
        office.reply(case_id, by="officer")


def test_a_unit_knows_of_a_case_from_the_next_day_on(office: Office):
    case_id = office.case(day=DAY)
    with pytest.raises(NoCaseError):
        office.reply(case_id)
    handling.reply(office.connection, office.viewer("head", later(1)), case_id, text="Vâng", at=AT + timedelta(1))


def test_another_unit_never_knows_of_a_case(office: Office):
    with pytest.raises(NoCaseError):
        office.reply(office.case(), by="neighbour")


def test_a_number_nobody_has_is_refused_like_one_that_may_not_be_known(office: Office):
    with pytest.raises(NoCaseError):
        office.reply(1)


def test_praise_becomes_a_letter_that_counts(office: Office):
    staff_id = a_person(office.connection)
    case_id = office.case(CaseKind.PRAISE, staff_id=staff_id)
    for_all = office.case(CaseKind.PRAISE)
    head = office.viewer("head")
    for each in (case_id, for_all):
        handling.write_letter(office.connection, head, each, at=AT)
    with pytest.raises(LetterWrittenError):
        handling.write_letter(office.connection, head, case_id, at=AT)
    since, until = DAY, DAY
    assert letters_by_unit(office.connection, since=since, until=until) == {office.unit(): 2}
    assert letters_by_officer(office.connection, since=since, until=until) == {staff_id: 1}
    assert letters_by_unit(office.connection, since=later(1), until=later(9)) == {}


def test_a_letter_needs_praise_and_a_head(office: Office):
    with pytest.raises(NotPraiseError):
        handling.write_letter(office.connection, office.viewer("head"), office.case(), at=AT)
    with pytest.raises(NotYourCaseError):
        handling.write_letter(office.connection, office.viewer("officer"), office.case(CaseKind.PRAISE), at=AT)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "rumour"},
        {"state": "lost"},
        {"kind": "severe"},
        {"state": "closed"},
        {"ended_on": DAY},
        {"level": -1},
        {"due_on": date(2020, 1, 1)},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(office: Office, broken: dict[str, Any]):
    case_id = office.case()
    with pytest.raises(IntegrityError), office.connection.begin_nested():
        office.connection.execute(
            update(records.feedback_case).where(records.feedback_case.c.id == case_id).values(**broken)
        )


def test_the_database_refuses_the_hour_of_a_citizen(office: Office):
    case_id = office.case()
    row = {"case_id": case_id, "place": 9, "action": "write", "day": DAY, "moment": AT, "level": 0}
    with pytest.raises(IntegrityError), office.connection.begin_nested():
        office.connection.execute(insert(records.case_event), row)
    assert office.connection.scalars(select(records.case_event.c.place)).all() == [1]
