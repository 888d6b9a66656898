from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from analytics.screening import records, services
from analytics.screening.domain.rulings import Ground, Status
from analytics.screening.services import Wish, run_screening
from survey.accounts.records import accounts
from survey.foundation.clock import now
from survey.intake.domain import State
from survey.intake.records import response
from tests.analytics.screening.province import PEOPLE, SCORING, SINCE, UNTIL, a_month
from tests.helpers.emptying import empty
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import Client, TestResponse

    from tests.helpers.houses import AHouse
    from tests.helpers.pages import Page

AT = "/review/sang-loc/"


class Desk:
    """The service with a screened month, and a browser for each person."""

    def __init__(self, house: AHouse) -> None:
        self.house = house
        self.browsers: dict[str, Client] = {}

    def browser(self, name: str) -> Client:
        if name not in self.browsers:
            self.browsers[name] = self.house.browser(name)
        return self.browsers[name]

    def get(self, name: str, address: str = "", status: int = 200) -> Page:
        return page_of(self.browser(name).get(AT + address), status=status)

    def post(self, name: str, address: str, **form: Any) -> TestResponse:
        client = self.browser(name)
        token = client.get("/review/none").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return client.post(AT + address, data={"csrf_token": token} | form)

    def finding(self) -> int:
        with self.house.store.reading() as connection:
            run = records.latest_run(connection)
            assert run is not None
            found = records.unit_findings(connection, run.run_id)
        return next(one.finding_id for one in found if one.detector == "burst" and one.action == "quarantine")

    def ruling(self) -> Any:
        with self.house.store.reading() as connection:
            return records.rulings(connection)[0]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AHouse]:
    folder: Path = tmp_path_factory.mktemp("screening")
    house = a_house(folder)
    with house.store.writing() as connection:
        a_month(connection)
    for name, roles in PEOPLE.items():
        house.account(name, *map(str, roles), unit="DONGHA" if name == "head" else None)
    run_screening(house.store, SINCE, UNTIL, at=now())
    yield house
    house.close()


@pytest.fixture
def desk(opened: AHouse) -> Iterator[Desk]:
    yield Desk(opened)
    with opened.store.writing() as connection:
        empty(connection, (records.ruling_step, records.ruled_answer, records.ruling))
        connection.execute(response.update().values(state=State.COUNTED.value))


def test_the_list_shows_findings_by_unit_with_the_effect(desk: Desk):
    text = desk.browser("member").get(AT).text
    desk.get("member")
    assert "DONGHA" in text
    assert "answers at one place within" in text
    assert "With these answers" in text
    assert "False ones to expect" in text


def test_a_unit_sees_no_flag_and_no_proposal(desk: Desk):
    desk.post("member", str(desk.finding()), ground="made_up", reason="")
    assert desk.browser("head").get(AT).status_code == 403
    assert desk.browser("head").get(f"{AT}{desk.finding()}").status_code == 403
    assert desk.ruling().status is Status.PROPOSED
    assert "No ruling is about answers" in desk.browser("head").get(f"{AT}khieu-nai").text
    desk.get("head", "khieu-nai")


def test_one_proposes_another_decides_the_unit_appeals_a_third_gives_back(desk: Desk):
    number = desk.finding()
    desk.get("member", str(number))
    assert desk.post("member", str(number), ground="made_up", reason="").status_code == 303
    ruling = desk.ruling()
    address = f"phan-quyet/{ruling.ruling_id}"
    assert "another person" in desk.browser("member").get(AT + address).text
    assert desk.post("member", address, answer="yes").status_code == 403
    desk.get("chair", address)
    assert desk.post("chair", address, answer="yes", reason="Seen on the camera plan").status_code == 303
    if desk.ruling().status is Status.AWAITS_INSPECTION:
        assert desk.post("inspector", address, answer="yes").status_code == 303
    with desk.house.store.reading() as connection:
        assert State.EXCLUDED in set(connection.scalars(select(response.c.state)))
    desk.get("head", "khieu-nai")
    page = desk.post("head", f"khieu-nai/{ruling.ruling_id}", reason="Short.")
    assert page.status_code == 422
    said = desk.post("head", f"khieu-nai/{ruling.ruling_id}", reason="A school class came to the office that day.")
    assert said.status_code == 303
    assert desk.post("other.inspector", address, answer="yes").status_code == 303
    assert desk.ruling().status is Status.RESTORED
    with desk.house.store.reading() as connection:
        assert set(connection.scalars(select(response.c.state))) == {State.COUNTED}


def test_a_form_without_a_ground_is_refused_and_what_was_typed_stays(desk: Desk):
    answer = desk.post("member", str(desk.finding()), ground="whim", reason="Typed with care")
    assert answer.status_code == 400
    assert "Typed with care" in answer.text
    assert "Choose a ground" in answer.text


def one_aside(desk: Desk, *, place: int) -> Any:
    """Let an answer wait; flags stay when a test is over, so each test has an answer of its own."""
    listed = select(response.c.id, response.c.unit_id).order_by(response.c.id)
    with desk.house.store.writing() as connection:
        one = connection.execute(listed.offset(place).limit(1)).one()
        records.set_state(connection, [one.id], was=State.COUNTED.value, now=State.QUARANTINED.value)
    return one


def test_what_came_in_set_aside_waits_on_the_list(desk: Desk):
    one = one_aside(desk, place=0)
    text = desk.browser("member").get(AT).text
    assert "sent with a clock that cannot be right (1)" in text
    assert "genuine_slip" not in text
    refused = desk.post("member", f"cho/{one.unit_id}", ground="genuine", reason="Short")
    assert refused.status_code == 422
    assert desk.post("member", f"cho/{one.unit_id}", ground="whim", reason="x" * 30).status_code == 400
    reason = "The tablet's clock had stopped over the holiday."
    assert desk.post("member", f"cho/{one.unit_id}", ground="genuine_slip", reason=reason).status_code == 400
    assert desk.post("member", f"cho/{one.unit_id}", ground="genuine", reason=reason).status_code == 303
    desk.get("chair", f"phan-quyet/{desk.ruling().ruling_id}")


def test_what_broke_a_rule_waits_with_its_reason_and_is_ruled_on_for_it(desk: Desk):
    one = one_aside(desk, place=1)
    finding = {
        "unit_id": one.unit_id,
        "detector": "token",
        "kind": "token",
        "reason": "The slip had been used by an earlier answer.",
        "details": {},
        "rule": "token_reused",
        "action": "reject",
        "answers": 1,
        "responses": [one.id],
    }
    with desk.house.store.writing() as connection:
        month = records.newest_run_over(connection, SINCE, UNTIL, whole=True)
        assert month is not None
        run = {name: getattr(month, name) for name in ("since", "until", "at", "thresholds_from", "decided_by")}
        records.add_run(connection, run | {"answers": month.answers, "summary": []}, [finding])
    assert "the slip was used by an earlier answer (1)" in desk.browser("member").get(AT).text
    desk.get("member")
    address = f"cho/{one.unit_id}"
    assert desk.post("member", address, ground="impossible_moment", reason="x" * 30).status_code == 400
    assert desk.post("member", address, ground="invalid_slip", reason="").status_code == 303
    ruling = desk.ruling()
    assert (ruling.ground, ruling.answers) == (Ground.INVALID_SLIP, 1)
    assert desk.post("chair", f"phan-quyet/{ruling.ruling_id}", answer="yes").status_code == 303
    run_screening(desk.house.store, SINCE, UNTIL, at=now())


def test_the_list_asks_as_often_for_many_findings_as_for_one(desk: Desk):
    browser = desk.browser("member")
    browser.get(AT)
    with statements(desk.house.store) as many:
        browser.get(AT)
    run_screening(desk.house.store, date(2026, 3, 13), date(2026, 3, 13), at=now())
    with statements(desk.house.store) as few:
        browser.get(AT)
    run_screening(desk.house.store, SINCE, UNTIL, at=now())
    assert len(many) <= len(few) + 4


def test_a_ruling_is_shown_as_it_would_be_today(desk: Desk):
    assert desk.post("member", str(desk.finding()), ground="made_up", reason="").status_code == 303
    text = desk.browser("chair").get(f"{AT}phan-quyet/{desk.ruling().ruling_id}").text
    assert "Index from 01/01/2026 to 31/03/2026" in text


def test_a_period_is_screened_by_the_form_and_a_wrong_one_refused(desk: Desk):
    assert desk.post("member", "", since=str(SINCE), until=str(UNTIL)).status_code == 303
    assert desk.post("member", "", since="never", until=str(UNTIL)).status_code == 400
    assert desk.post("member", "", since=str(UNTIL), until=str(SINCE)).status_code == 400


def test_what_is_not_there_is_not_found(desk: Desk):
    for address in ("4711", "phan-quyet/4711"):
        assert desk.browser("member").get(AT + address).status_code == 404
        assert desk.post("member", address, answer="yes", ground="made_up").status_code == 404
    assert desk.post("head", "khieu-nai/4711", reason="A school class came to the office.").status_code == 404


def test_the_page_says_when_nothing_was_screened_yet(tmp_path: Path):
    house = a_house(tmp_path)
    try:
        house.account("member", "council")
        assert "Nothing has been screened yet" in house.browser("member").get(AT).text
    finally:
        house.close()


def test_a_reviewer_of_one_unit_sees_no_other(desk: Desk, opened: AHouse):
    opened.account("local", "council", unit="CAMLO")
    assert desk.browser("local").get(f"{AT}{desk.finding()}").status_code == 403
    with opened.store.writing() as connection:
        wish = Wish(
            answers=frozenset(records.flags_of(connection, desk.finding())), ground=Ground.MADE_UP, reason=""
        )
        member = next(one for one in accounts(connection) if one.name == "member")
        number = services.propose(connection, member, wish, at=now(), scoring=SCORING)
    assert desk.browser("local").get(f"{AT}phan-quyet/{number}").status_code == 403


def test_runs_of_other_days_are_one_click_away(desk: Desk):
    with desk.house.store.reading() as connection:
        month = records.latest_run(connection)
    assert month is not None
    newer = run_screening(desk.house.store, date(2026, 3, 2), date(2026, 3, 3), at=now())
    address = f"{AT}?run={month.run_id}"
    shown = desk.browser("member").get(AT).text
    assert "Findings from 02/03/2026 to 03/03/2026" in shown
    assert f'href="{address}"' in shown
    older = desk.browser("member").get(address).text
    assert "Findings from 01/03/2026 to 31/03/2026" in older
    assert f'href="{AT}?run={newer.run_id}"' in older
    for number in ("4711", "99999999999999999999", "-1"):
        assert desk.browser("member").get(f"{AT}?run={number}").status_code == 404
    run_screening(desk.house.store, SINCE, UNTIL, at=now())


def test_numbers_of_reasons_are_written_as_the_reader_writes_them(desk: Desk):
    reader = desk.house.browser("member", language="vi")
    for address in (AT, f"{AT}{desk.finding()}"):
        shown = reader.get(address).text
        assert re.search(r"\d+,\d", shown)
        assert re.search(r"p (=|&lt;) 0,0", shown)
        assert not re.search(r"[^\d/]\d+\.\d{1,2}[^\d]", re.sub(r"<[^>]*>", " ", shown))
