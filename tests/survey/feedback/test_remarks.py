"""Comments from which an office opens a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.feedback import records
from survey.feedback.domain import link_of
from survey.feedback.domain.office_refusals import NoSuchRemarkError
from survey.feedback.services.opening import Chosen, open_from_remark, remarks
from survey.intake.domain import Readership
from survey.intake.records import comment, comments
from survey.intake.services import take_in
from tests.helpers.builders import a_shift, a_submission, a_version, desk_places
from tests.survey.feedback.people import AT, DAY, PLAIN

if TYPE_CHECKING:
    from tests.survey.feedback.people import Office

SECRET = b"a secret"


@pytest.fixture
def commented(office: Office) -> Office:
    """Six answers of yesterday at the desk, four with a comment, one of them told in confidence."""
    version = a_version(office.connection)
    a_shift(office.connection, starts=AT - timedelta(days=2), ends=AT)
    desk_id = desk_places(office.connection)["DH-1"][1]
    said: list[dict[str, Any]] = [
        {"comment": "Cảm ơn chị Lan", "comment_kind": "praise", "receipt_hash": b"r" * 16},
        {"comment": "Thêm ghế", "comment_kind": None},
        {"comment": "Đòi tiền", "comment_kind": "problem", "readership": Readership.INSPECTION},
        {"comment": "Hôm nay", "comment_kind": "problem", "at": AT},
        {},
        {},
    ]
    at = AT - timedelta(days=1)
    take_in(
        office.connection,
        [a_submission(version, office.unit(), **({"at": at, "desk_id": desk_id} | each)) for each in said],
    )
    return office


def test_the_comments_offered_are_masked_of_other_days_and_not_confidential(commented: Office):
    found = remarks(commented.connection, commented.viewer("head"), secret=SECRET, least=5)
    assert {remark.text for remark in found} == {"Cảm ơn chị ***", "Thêm ghế"}


def test_comments_of_few_answers_are_not_offered(commented: Office):
    assert remarks(commented.connection, commented.viewer("head"), secret=SECRET, least=7) == []


@pytest.mark.parametrize("name", ["inspector", "administrator", "council", "neighbour"])
def test_comments_are_offered_to_the_unit_alone(commented: Office, name: str):
    assert remarks(commented.connection, commented.viewer(name), secret=SECRET, least=1) == []


def test_an_officer_opens_a_case_that_the_receipt_finds(commented: Office):
    viewer = commented.viewer("officer")
    link = link_of(SECRET, b"r" * 16)
    chosen = Chosen(link=link, calendar=PLAIN, secret=SECRET, least=5)
    case_id = open_from_remark(commented.connection, viewer, chosen, at=AT)
    found = records.case_by_link(commented.connection, link)
    assert found is not None
    assert (found.case_id, found.kind, found.staff_id is None, found.due_on) == (
        case_id,
        "praise",
        False,
        date(2026, 3, 18),
    )
    assert records.events(commented.connection, case_id)[0].account_id == viewer.account_id
    again = remarks(commented.connection, viewer, secret=SECRET, least=5)
    assert link not in {remark.link for remark in again}
    with pytest.raises(NoSuchRemarkError):
        open_from_remark(commented.connection, viewer, chosen, at=AT)
    # The words stand in the case alone, and a page of comments still shows them.
    kept = {row.text for row in commented.connection.execute(comment.select())}
    assert kept == {"Thêm ghế", "Đòi tiền", "Hôm nay"}
    shown = comments(commented.connection, [commented.unit()], since=DAY - timedelta(days=1), until=DAY, limit=10)
    assert {(one.text, one.kind) for one in shown} == {
        ("Cảm ơn chị ***", "praise"),
        ("Thêm ghế", None),
        ("Hôm nay", "problem"),
    }
