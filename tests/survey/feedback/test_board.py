from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from survey.feedback import records
from survey.feedback.domain import BoardState
from survey.feedback.domain.office_refusals import (
    AlreadyPublicError,
    HeadNeededError,
    NoSuchEntryError,
    NotAMonthError,
    NotPublicError,
    SamePersonError,
)
from survey.feedback.domain.refusals import NoWordsError
from survey.feedback.services import board
from tests.survey.feedback.people import DAY

if TYPE_CHECKING:
    from tests.survey.feedback.people import Office

MARCH = date(2026, 3, 1)


def write(office: Office, by: str = "officer", said: str = "Chờ lâu", done: str = "Mở thêm quầy") -> int:
    return board.write_entry(
        office.connection, office.viewer(by), unit_id=office.unit(), month=MARCH, said=said, done=done
    )


def public(office: Office) -> list[str]:
    return [entry.said for entry in board.public_board(office.connection, office.unit())]


def test_the_public_reads_what_a_second_person_approved(office: Office):
    entry_id = write(office)
    assert public(office) == []
    board.publish(office.connection, office.viewer("head"), entry_id)
    assert public(office) == ["Chờ lâu"]
    entry = board.entry_of(office.connection, office.viewer("head"), entry_id)
    assert (entry.published_on, entry.published_by) == (DAY, office.account("head").account_id)


def test_nobody_approves_what_the_same_person_wrote(office: Office):
    entry_id = write(office, "head")
    with pytest.raises(SamePersonError):
        board.publish(office.connection, office.viewer("head"), entry_id)
    board.publish(office.connection, office.viewer("administrator"), entry_id)


def test_whoever_changes_an_entry_becomes_its_writer(office: Office):
    entry_id = write(office)
    head = office.viewer("head")
    board.change_entry(office.connection, head, entry_id, month=MARCH, said="Chờ quá lâu", done="Thêm quầy")
    with pytest.raises(SamePersonError):
        board.publish(office.connection, head, entry_id)
    assert public(office) == []


def test_an_officer_approves_nothing(office: Office):
    entry_id = write(office, "head")
    with pytest.raises(HeadNeededError):
        board.publish(office.connection, office.viewer("officer"), entry_id)
    board.publish(office.connection, office.viewer("governor"), entry_id)
    with pytest.raises(HeadNeededError):
        board.withdraw(office.connection, office.viewer("officer"), entry_id)


def test_a_published_entry_is_withdrawn_before_it_is_changed_and_approved_anew(office: Office):
    entry_id = write(office)
    head, officer = office.viewer("head"), office.viewer("officer")
    with pytest.raises(NotPublicError):
        board.withdraw(office.connection, head, entry_id)
    board.publish(office.connection, head, entry_id)
    with pytest.raises(AlreadyPublicError):
        board.publish(office.connection, head, entry_id)
    with pytest.raises(AlreadyPublicError):
        board.change_entry(office.connection, officer, entry_id, month=MARCH, said="a", done="b")
    board.withdraw(office.connection, head, entry_id)
    assert public(office) == []
    board.change_entry(office.connection, officer, entry_id, month=MARCH, said="a", done="b")
    entry = board.entry_of(office.connection, head, entry_id)
    assert (entry.state, entry.published_on, entry.published_by) == (BoardState.DRAFT, None, None)


def test_another_units_board_is_not_touched(office: Office):
    entry_id = write(office)
    neighbour = office.viewer("neighbour")
    for deed in (board.publish, board.withdraw, board.entry_of):
        with pytest.raises(NoSuchEntryError):
            deed(office.connection, neighbour, entry_id)
    with pytest.raises(NoSuchEntryError):
        board.write_entry(office.connection, neighbour, unit_id=office.unit(), month=MARCH, said="a", done="b")
    assert board.entries_of(office.connection, neighbour) == []


def test_names_and_numbers_of_people_never_reach_the_board(office: Office):
    write(office, said="Anh Hùng, 0912345678, chờ lâu", done="Gọi 0233 3852 123. CCCD 001190123456")
    (entry,) = board.entries_of(office.connection, office.viewer("head"))
    assert entry.said == "Anh ***, ***, chờ lâu"
    assert entry.done == "Gọi 0233 3852 123. CCCD ***"


def test_an_entry_needs_both_texts(office: Office):
    for said, done in (("", "b"), ("a", " ")):
        with pytest.raises(NoWordsError):
            write(office, said=said, done=done)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-04", "2026-03-01", "next", "９９９９-01"])
def test_a_month_that_cannot_be_is_refused(text: str):
    with pytest.raises(NotAMonthError):
        board.read_month(text, today=DAY)
    assert board.read_month("2026-03", today=DAY) == MARCH


def test_the_database_itself_wants_two_people(office: Office):
    entry_id = write(office)
    values = {
        "state": "published",
        "published_on": DAY,
        "published_by": office.account("officer").account_id,
    }
    with pytest.raises(IntegrityError), office.connection.begin_nested():
        office.connection.execute(
            update(records.board_entry).where(records.board_entry.c.id == entry_id).values(**values)
        )
