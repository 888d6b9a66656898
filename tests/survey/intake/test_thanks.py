"""What a thank-you promises, and on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event

from survey.feedback.records import feedback_case
from survey.foundation.codes import normalise
from survey.intake.domain import complete_on
from survey.organisation.domain import Calendar
from survey.organisation.records import keep_holidays
from survey.organisation.services.holidays import packaged_holidays
from tests.helpers.pages import page_of, visit
from tests.survey.intake.standing import receipt_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.helpers.pages import Page
    from tests.survey.intake.standing import Stand

# A Thursday; from the 30th to the 3rd of May nobody works, and the 27th is a day off as well.
THURSDAY = datetime(2026, 4, 23, 2, 30, tzinfo=UTC)
DAYS = {"vi": "4 tháng 5, 2026", "en": "May 4, 2026", "km": "4 ឧសភា 2026", "zh": "2026年5月4日"}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(THURSDAY, tick=False) as travelling:
        yield travelling


def next_steps(response: TestResponse) -> str:
    return " ".join(page_of(response).words("li"))


def in_english(stand: Stand, **given: str) -> TestResponse:
    data = {"ticket": stand.page().value("ticket"), "overall": "4"} | given
    return stand.client.post(f"{stand.address}/en", data=data)


@pytest.mark.parametrize("language", DAYS)
def test_it_says_when_the_figures_with_the_answer_are_published(stand: Stand, clock: Any, language: str):
    data = {"ticket": stand.page().value("ticket"), "overall": "4"}
    assert DAYS[language] in next_steps(stand.client.post(f"{stand.address}/{language}", data=data))


def test_without_a_message_nobody_promises_an_answer(stand: Stand, clock: Any):
    for given in ({}, {"comment": "Tốt"}, {"wants_answer": "1"}):
        assert "receipt code you can check" in next_steps(in_english(stand, **given))
        assert "answers your message" not in next_steps(in_english(stand, **given))


def test_it_says_until_when_the_office_answers_as_the_case_does(stand: Stand, clock: Any):
    response = in_english(stand, comment="Sao phải chờ?", comment_kind="problem", wants_answer="1")
    # Five working days: the 24th, the 28th, the 29th, and the 4th and 5th of May.
    assert "The office answers your message by May 5, 2026" in next_steps(response)
    assert [case.due_on for case in stand.kept(feedback_case)] == [date(2026, 5, 5)]
    assert "May 5, 2026" in visit(stand.client, f"/r/{normalise(receipt_of(response))}/en").html


@pytest.mark.parametrize("given", [{"comment": "Bị vòi vĩnh"}, {"no_extra_cost": "n"}], ids=["words", "a mark"])
def test_trouble_is_taken_up_by_the_inspectors_on_the_next_working_day(
    stand: Stand, clock: Any, given: dict[str, str]
):
    response = in_english(stand, **given)
    assert "The inspectors take up what you told them by April 24, 2026" in next_steps(response)
    assert "goes to the inspectors only" in page_of(response).html
    assert [case.due_on for case in stand.kept(feedback_case)] == [date(2026, 4, 24)]


def test_a_form_sent_again_on_another_day_shows_the_days_of_the_first(stand: Stand, clock: Any):
    ticket = stand.page().value("ticket")
    given = {"comment": "Sao phải chờ?", "comment_kind": "suggestion", "wants_answer": "1"}
    first = stand.send(ticket, **given)
    clock.shift(timedelta(days=20))
    assert stand.send(ticket, **given).text == first.text
    assert stand.send(**given).text != first.text


def test_the_form_of_a_tap_before_midnight_counts_from_the_day_of_the_tap(stand: Stand, clock: Any):
    clock.move_to(datetime(2026, 4, 29, 16, 59, tzinfo=UTC))
    ticket = stand.page().value("ticket")
    stand.send(ticket, partial="1")
    clock.shift(timedelta(days=2))
    response = stand.send(ticket, no_harassment="n")
    (case,) = stand.kept(feedback_case)
    assert (case.opened_on, case.due_on) == (date(2026, 4, 29), date(2026, 5, 4))
    assert "4 tháng 5, 2026" in next_steps(response)


def test_the_calendar_is_read_once_a_day_and_no_answer_waits_for_it(stand: Stand, clock: Any):
    stand.send()
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = stand.store.engine
    ticket = stand.page().value("ticket")
    event.listen(engine, "before_cursor_execute", listen)
    try:
        assert stand.send(ticket).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert [one for one in said if "holiday" in one] == []


def test_a_holiday_that_is_entered_counts_from_the_next_day_on(stand: Stand, clock: Any):
    def promised() -> Page:
        return page_of(in_english(stand, no_harassment="n"))

    assert "April 24, 2026" in promised().html
    with stand.store.writing() as connection:
        friday = [one for one in packaged_holidays() if one.holiday.day.year == THURSDAY.year]
        keep_holidays(connection, friday)
    clock.shift(timedelta(days=7))
    assert "May 4, 2026" in promised().html


@pytest.mark.parametrize(
    ("day", "complete"),
    [
        (date(2026, 1, 1), date(2026, 2, 2)),
        (date(2026, 1, 31), date(2026, 2, 2)),
        (date(2026, 2, 28), date(2026, 3, 2)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2026, 4, 1), date(2026, 5, 2)),
    ],
)
def test_the_figures_of_a_month_are_complete_on_the_first_working_day_after_it(day: date, complete: date):
    # The 1st of May is off, and the Saturday after it is worked instead.
    off, on = frozenset({date(2026, 5, 1)}), frozenset({date(2026, 5, 2)})
    assert complete_on(day, Calendar(closed=off, worked=on, years=frozenset({2026}))) == complete
