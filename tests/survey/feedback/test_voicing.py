from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from survey.feedback import records
from survey.feedback.domain import CaseKind, CaseState
from survey.feedback.domain.refusals import (
    AlreadyJudgedError,
    CaseClosedError,
    CaseReferredError,
    CaseStillOpenError,
    ConsentNeededError,
    NoCaseError,
    NotAContactError,
    NotAMarkError,
    NoWordsError,
    TooLateToReopenError,
    TooManyMessagesError,
)
from survey.feedback.services import handling, voicing
from survey.foundation.text import TextTooLongError, UnreadableTextError
from tests.survey.feedback.people import AT, DAY, PLAIN, YESTERDAY, later

if TYPE_CHECKING:
    from survey.feedback.services.voicing import Voice
    from tests.survey.feedback.people import Office

LINK = b"the link of one "


@pytest.fixture
def case_id(office: Office) -> int:
    return office.case(link=LINK)


def look(office: Office, today: date = DAY) -> Voice:
    voice = voicing.look(office.connection, LINK, today=today)
    assert voice is not None
    return voice


def write(office: Office, text: str, today: date = DAY) -> None:
    voicing.write(office.connection, LINK, text=text, today=today, calendar=PLAIN)


def reopen(office: Office, text: str = "Vẫn vậy", today: date = DAY) -> None:
    voicing.reopen(office.connection, LINK, text=text, today=today, calendar=PLAIN)


def judge(office: Office, mark: str = "4") -> None:
    voicing.judge(office.connection, LINK, mark=mark, today=DAY)


def closed(office: Office, case_id: int) -> None:
    office.assign(case_id)
    office.close(case_id)


def test_a_link_nobody_has_leads_to_no_case(office: Office):
    assert voicing.look(office.connection, b"x" * 16, today=DAY) is None
    with pytest.raises(NoCaseError):
        voicing.judge(office.connection, b"x" * 16, mark="5", today=DAY)


def test_messages_go_both_ways_and_say_the_day(office: Office, case_id: int):
    office.reply(case_id, "Ông/Bà đến hôm nào?")
    write(office, "Hôm thứ Hai, gặp anh Hùng")
    shown = [(message.direction, message.text, message.day) for message in look(office).messages]
    assert shown == [
        ("citizen", "Chờ lâu quá", YESTERDAY),
        ("office", "Ông/Bà đến hôm nào?", DAY),
        ("citizen", "Hôm thứ Hai, gặp anh ***", DAY),
    ]


def test_writing_on_an_answered_case_makes_it_the_offices_turn_with_a_new_day(office: Office, case_id: int):
    office.reply(case_id)
    write(office, "Chưa rõ", today=later(5))
    case = office.read(case_id)
    assert (case.state, case.due_on) == (CaseState.ASSIGNED, later(12))


def test_writing_on_an_open_case_leaves_the_promised_day(office: Office, case_id: int):
    before = office.read(case_id).due_on
    write(office, "Thêm một điều")
    assert (office.read(case_id).state, office.read(case_id).due_on) == (CaseState.OPEN, before)


def test_a_message_sent_twice_is_kept_once(office: Office, case_id: int):
    write(office, "Một điều nữa")
    write(office, " Một điều nữa ")
    assert office.texts(case_id) == ["Chờ lâu quá", "Một điều nữa"]
    assert office.log(case_id) == ["open", "write"]


def test_a_message_needs_words_that_can_be_kept(office: Office, case_id: int):
    for text, refusal in ((" ", NoWordsError), ("a\0", UnreadableTextError), ("x" * 2001, TextTooLongError)):
        with pytest.raises(refusal):
            write(office, text)


def test_nobody_writes_on_and_on_without_an_answer(office: Office, case_id: int):
    for number in range(voicing.UNANSWERED_LIMIT - 1):
        write(office, f"Lần {number}")
    with pytest.raises(TooManyMessagesError):
        write(office, "Lần nữa")
    office.reply(case_id)
    write(office, "Cảm ơn")


def test_an_ended_case_takes_no_words(office: Office, case_id: int):
    closed(office, case_id)
    with pytest.raises(CaseClosedError):
        write(office, "Còn nữa")
    reopen(office)
    handling.refer(office.connection, office.viewer("head"), case_id, where="Ban Tiếp công dân", at=AT)
    for deed in (lambda: write(office, "Còn nữa"), lambda: reopen(office), lambda: judge(office)):
        with pytest.raises(CaseReferredError):
            deed()


def test_the_handling_is_judged_once_after_each_closing(office: Office, case_id: int):
    with pytest.raises(CaseStillOpenError):
        judge(office)
    closed(office, case_id)
    assert look(office).may_judge
    for mark in ("", "0", "6", "five", "４"):
        with pytest.raises(NotAMarkError):
            judge(office, mark)
    judge(office, "2")
    assert not look(office).may_judge
    with pytest.raises(AlreadyJudgedError):
        judge(office, "5")
    reopen(office)
    closed(office, case_id)
    judge(office, "5")
    assert sorted(records.marks(office.connection, [CaseKind.PROBLEM], None)) == [2, 5]
    assert records.marks(office.connection, [CaseKind.SEVERE], None) == []
    assert records.marks(office.connection, [CaseKind.PROBLEM], [office.unit("VINHLINH")]) == []


def test_a_closed_case_is_opened_again_within_thirty_days(office: Office, case_id: int):
    closed(office, case_id)
    assert look(office, later(30)).reopen_until == later(30)
    assert look(office, later(31)).reopen_until is None
    with pytest.raises(TooLateToReopenError):
        reopen(office, today=later(31))
    reopen(office, today=later(30))
    case = office.read(case_id)
    assert (case.state, case.ended_on, case.closings) == (CaseState.REOPENED, None, 1)
    assert case.owner_id == office.account("officer").account_id
    assert case.due_on > later(30)
    assert office.texts(case_id)[-1] == "Vẫn vậy"


def test_opening_again_twice_is_done_once_and_needs_a_reason(office: Office, case_id: int):
    with pytest.raises(CaseStillOpenError):
        reopen(office)
    closed(office, case_id)
    with pytest.raises(NoWordsError):
        reopen(office, " ")
    reopen(office)
    reopen(office)
    assert office.log(case_id)[-2:] == ["close", "reopen"]


def test_a_contact_needs_consent_and_ends_by_itself(office: Office, case_id: int):
    def leave(value: str, *, consent: bool = True) -> None:
        voicing.leave_contact(office.connection, LINK, value=value, consent=consent, today=DAY, days=90)

    with pytest.raises(ConsentNeededError):
        leave("0912 345 678", consent=False)
    for value in ("", "Nguyễn Văn A", "123", "a@b", "x" * 150):
        with pytest.raises(NotAContactError):
            leave(value)
    leave("0912 345 678")
    leave("lan@example.vn")
    contact = look(office).contact
    assert contact is not None
    assert (contact.value, contact.delete_on) == ("lan@example.vn", later(90))
    assert look(office, later(89)).contact is not None
    # Not shown any more, whether or not the purge has run.
    assert look(office, later(90)).contact is None


def test_a_contact_is_withdrawn_at_once(office: Office, case_id: int):
    voicing.leave_contact(office.connection, LINK, value="0912345678", consent=True, today=DAY, days=90)
    voicing.withdraw_contact(office.connection, LINK)
    assert look(office).contact is None
    assert not office.connection.execute(records.case_contact.select()).all()


def test_nothing_a_citizen_does_leaves_an_hour(office: Office, case_id: int):
    write(office, "Thêm")
    closed(office, case_id)
    judge(office)
    reopen(office)
    own = [event for event in records.events(office.connection, case_id) if event.account_id is None]
    assert [event.action for event in own] == ["open", "write", "judge", "reopen"]
    assert {event.moment for event in own} == {None}


def test_the_page_says_until_when_it_may_be_reopened_over_several_closings(office: Office, case_id: int):
    closed(office, case_id)
    reopen(office, today=later(10))
    office.assign(case_id)
    office.close(case_id, at=AT + timedelta(days=20))
    assert look(office, later(21)).reopen_until == later(50)
