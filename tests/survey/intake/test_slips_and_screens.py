"""Answers by one-time slips and by the code on a desk's screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.clock import now
from survey.foundation.codes import grouped, new_code
from survey.foundation.hashing import keyed_hash
from survey.intake import records
from survey.intake.domain import Outcome, response_id_of
from survey.intake.services import take_in
from survey.intake.tickets import issue
from survey.touchpoint.domain import TOKEN_LENGTH, Slip, rotating_code
from survey.touchpoint.records import add_slips
from survey.touchpoint.records.slips import slip
from survey.touchpoint.services import slip_hash_of
from tests.helpers.builders import a_person, a_submission, dice, the_default
from tests.helpers.pages import page_of, visit
from tests.survey.intake.standing import receipt_of

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.test import TestResponse

    from tests.survey.intake.standing import Stand

SECRET = b"a secret"


@dataclass
class Holder:
    """Somebody with a slip."""

    stand: Stand
    token: str = field(default_factory=lambda: new_code(TOKEN_LENGTH, random=dice()))

    @property
    def address(self) -> str:
        return f"/Q/{self.token}"

    def ticket(self, opened: datetime | None = None) -> str:
        if opened is None:
            return visit(self.stand.client, self.address).value("ticket")
        return issue(SECRET, self.token, at=int(opened.timestamp())).decode()

    def send(self, ticket: str, **given: Any) -> TestResponse:
        data = {"ticket": ticket, "overall": "5"} | given
        return self.stand.client.post(self.address, data=data)


def a_slip(stand: Stand, *, days: float = 3, **told: Any) -> Holder:
    holder = Holder(stand)
    with stand.store.writing() as connection:
        begun = now() - timedelta(hours=1)
        values: dict[str, Any] = {
            "hash": slip_hash_of(SECRET, holder.token),
            "unit_id": stand.point.unit_id,
            "desk_id": stand.point.desk_id,
            "staff_id": a_person(connection),
            "issued_at": begun,
            "valid_from": begun,
            "expires_at": begun + timedelta(days=days),
        }
        add_slips(connection, [Slip(**values | told)])
    return holder


@pytest.fixture
def holder(stand: Stand) -> Holder:
    return a_slip(stand)


def test_an_answer_by_a_slip_is_verified_and_of_the_officer_on_the_slip(stand: Stand, holder: Holder):
    page_of(holder.send(holder.ticket()))
    (row,) = stand.kept()
    assert (row.tier, row.channel, row.hour_band) == ("verified", "qr_receipt", "unknown")
    assert row.staff_id is not None
    assert [one.used for one in stand.kept(slip)] == [True]


def test_a_used_slip_thanks_and_tells_nothing(stand: Stand, holder: Holder):
    receipt = receipt_of(holder.send(holder.ticket(), comment="Một lời nhắn"))
    page = visit(stand.client, grouped_address(holder), status=410)
    assert "Quầy 1" not in page.html
    assert receipt not in page.html
    assert holder.token not in page.html


def grouped_address(holder: Holder) -> str:
    return f"/Q/{grouped(holder.token).lower()}/en"


def test_one_slip_is_one_answer_whatever_the_number_of_forms(stand: Stand, holder: Holder):
    first, second = (holder.ticket() for _ in range(2))
    receipts = {receipt_of(holder.send(first, overall=mark)) for mark in "51"}
    assert len(receipts) == 1
    for given in ({"partial": "1"}, {}):
        page_of(holder.send(second, overall="1", **given), status=410)
    assert [row.marks[0] for row in stand.kept()] == ["5"]
    visit(stand.client, f"/r/{receipts.pop()}")


def test_of_two_forms_of_one_slip_that_come_at_once_one_is_kept(stand: Stand, holder: Holder):
    slip_hash = slip_hash_of(SECRET, holder.token)
    with stand.store.writing() as connection:
        version, unit_id = the_default(connection), stand.point.unit_id
        mine, other = (a_submission(version, unit_id, slip_hash=slip_hash) for _ in range(2))
        outcomes = take_in(connection, [mine, other, mine])
        assert outcomes == [Outcome.ACCEPTED, Outcome.SPENT, Outcome.DUPLICATE]
        assert take_in(connection, [other, mine]) == [Outcome.SPENT, Outcome.DUPLICATE]
    assert [row.id for row in stand.kept()] == [mine.response_id]


def test_the_form_comes_after_the_tap_that_used_the_slip(stand: Stand, holder: Holder):
    ticket = holder.ticket()
    assert holder.send(ticket, overall="2", partial="1").status_code == 204
    assert [one.used for one in stand.kept(slip)] == [True]
    page_of(holder.send(ticket, overall="3", respect="4"))
    assert [row.marks[:2] for row in stand.kept()] == ["34"]


def test_nobody_finds_an_answer_by_its_slip(stand: Stand, holder: Holder):
    holder.send(holder.ticket())
    (row,), (receipt,), (trace,) = stand.kept(), stand.kept(records.receipt), stand.kept(records.trace)
    known = {holder.token.encode(), slip_hash_of(SECRET, holder.token)}
    # Not even with the key: the answer is named by the ticket, of which nothing is kept.
    guessed = keyed_hash(SECRET, "slip answer", holder.token.encode())
    known |= {guessed, response_id_of("slip", guessed).bytes}
    beside = {row.id.bytes, bytes(receipt.hash), trace.token, trace.device}
    assert not known & beside


def test_a_slip_that_ran_out_while_its_page_was_open_is_honoured_for_a_day(stand: Stand):
    late = a_slip(stand, days=0.05, valid_from=now() - timedelta(days=3), expires_at=now() - timedelta(minutes=1))
    visit(stand.client, late.address, status=410)
    old = late.send(late.ticket(now() - timedelta(days=2)))
    assert old.status_code == 410
    page_of(late.send(late.ticket(now() - timedelta(minutes=9))))
    assert len(stand.kept()) == 1


@pytest.fixture
def screen(stand: Stand) -> str:
    """The code the desk's screen shows now."""
    return rotating_code(SECRET, stand.point.code, now())


def test_the_code_of_a_screen_proves_presence(stand: Stand, screen: str):
    page = visit(stand.client, f"/Q/{screen}")
    data = {"ticket": page.value("ticket"), "overall": "5"}
    page_of(stand.client.post(f"/Q/{screen}", data=data))
    assert [(row.tier, row.channel) for row in stand.kept()] == [("presence", "qr_open")]
    assert f"/Q/{screen}/en" in {link.given["href"] for link in page.all("a")}


def test_a_code_of_a_screen_that_has_passed_asks_to_scan_again(stand: Stand):
    passed = rotating_code(SECRET, stand.point.code, now() - timedelta(minutes=30))
    visit(stand.client, f"/Q/{passed}/en", status=410)


def test_a_page_opened_in_time_may_be_sent_later_but_not_tomorrow(stand: Stand):
    statuses = {}
    for hours in (1, 30):
        opened = now() - timedelta(hours=hours)
        code = rotating_code(SECRET, stand.point.code, opened)
        ticket = issue(SECRET, code, at=int(opened.timestamp())).decode()
        statuses[hours] = stand.client.post(f"/Q/{code}", data={"ticket": ticket, "overall": "4"}).status_code
    assert statuses == {1: 200, 30: 410}


def test_the_ticket_of_a_poster_is_none_for_the_screen(stand: Stand, screen: str):
    ticket = stand.page().value("ticket")
    assert stand.client.post(f"/Q/{screen}", data={"ticket": ticket, "overall": "5"}).status_code == 400
    assert stand.kept() == []


def test_slips_and_screens_are_looked_up_each_time(stand: Stand, holder: Holder):
    holder.ticket()
    with stand.store.writing() as connection:
        connection.execute(slip.update().values(used=True))
    visit(stand.client, holder.address, status=410)
