"""Severe cases: the inspection alone, and how a case becomes one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from survey.feedback.domain import Action, CaseKind, CaseState
from survey.feedback.domain.office_refusals import (
    AlreadySevereError,
    CannotTakeItError,
    ConclusionNeededError,
)
from survey.feedback.domain.refusals import NoCaseError
from survey.feedback.services import handling
from tests.helpers.builders import a_person
from tests.survey.feedback.people import AT, DAY, PLAIN, ROLES, later

if TYPE_CHECKING:
    from tests.survey.feedback.people import Office

OTHERS = [name for name in ROLES if name != "inspector"]


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_but_the_inspection_touches_a_severe_case(office: Office, name: str):
    case_id = office.case(CaseKind.SEVERE)
    before = office.read(case_id)
    viewer = office.viewer(name, later(400))
    deeds: list[Any] = [
        lambda: handling.reply(office.connection, viewer, case_id, text="x", at=AT),
        lambda: handling.close(office.connection, viewer, case_id, conclusion="x", at=AT),
        lambda: handling.refer(office.connection, viewer, case_id, where="x", at=AT),
        lambda: handling.raise_to_inspection(office.connection, viewer, case_id, calendar=PLAIN, at=AT),
        lambda: handling.write_letter(office.connection, viewer, case_id, at=AT),
        lambda: office.assign(case_id, "inspector", by=name),
    ]
    for deed in deeds:
        with pytest.raises(NoCaseError):
            deed()
    assert office.read(case_id) == before


def test_the_inspection_sees_a_severe_case_at_once_and_closes_it_with_a_conclusion(office: Office):
    case_id = office.case(CaseKind.SEVERE, day=DAY)
    office.assign(case_id, "inspector", by="inspector")
    with pytest.raises(ConclusionNeededError):
        office.close(case_id, "", by="inspector")
    office.close(case_id, "Đã xác minh, chuyển cơ quan điều tra.", by="inspector")
    assert office.read(case_id).state is CaseState.CLOSED


def test_a_severe_case_is_put_in_no_other_hands(office: Office):
    case_id = office.case(CaseKind.SEVERE)
    for name in OTHERS:
        with pytest.raises(CannotTakeItError):
            office.assign(case_id, name, by="inspector")


def test_a_unit_may_raise_a_case_and_then_knows_of_it_no_more(office: Office):
    case_id = office.case(CaseKind.PRAISE, staff_id=a_person(office.connection))
    office.assign(case_id)
    head = office.viewer("head")
    handling.raise_to_inspection(office.connection, head, case_id, calendar=PLAIN, at=AT)
    case = office.read(case_id)
    assert (case.kind, case.state, case.owner_id, case.holder_id, case.staff_id) == (
        "severe",
        "open",
        None,
        None,
        None,
    )
    assert case.due_on == date(2026, 3, 5)
    with pytest.raises(NoCaseError):
        office.reply(case_id)
    with pytest.raises(AlreadySevereError):
        handling.raise_to_inspection(office.connection, office.viewer("inspector"), case_id, calendar=PLAIN, at=AT)


def test_no_deed_makes_a_severe_case_less(office: Office):
    case_id = office.case(CaseKind.SEVERE)
    possible = handling.possible(office.viewer("inspector"), office.read(case_id))
    assert possible == {Action.ASSIGN, Action.REPLY, Action.REFER}
