"""The page's first tap, its answer to a message, its follow-ups, and its script, as the server sees them."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from werkzeug.test import Client

from survey.feedback.records import case_message, feedback_case
from survey.foundation.clock import local_day, now
from survey.foundation.codes import normalise
from survey.intake import records
from survey.questionnaire.domain import Condition, Kind, Question, addition, own_code
from survey.questionnaire.records import publish, publish_for_unit, version_in_force
from tests.helpers.builders import AT, a_code, a_desk, the_default
from tests.helpers.pages import alert, page_of, visit
from tests.survey.intake.standing import receipt_of

if TYPE_CHECKING:
    from tests.survey.intake.standing import Stand


def tap(stand: Stand, ticket: str, mark: str = "4", **given: str) -> None:
    response = stand.send(ticket, overall=mark, partial="1", **given)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_tap_is_kept_at_once_and_the_form_takes_its_place(stand: Stand):
    ticket = stand.page().value("ticket")
    tap(stand, ticket)
    ((marks, complete),) = [(row.marks, row.complete) for row in stand.kept()]
    assert (marks.strip("-"), complete) == ("4", False)
    receipt = receipt_of(stand.send(ticket, overall="3", respect="5", comment="Tốt", assisted="1"))
    (row,) = stand.kept()
    assert (row.marks[:2], row.complete, row.assisted) == ("35", True, True)
    assert [one.text for one in stand.kept(records.comment)] == ["Tốt"]
    visit(stand.client, f"/r/{receipt}")


def test_a_tap_brings_no_comment_though_one_is_sent_with_it(stand: Stand):
    tap(stand, stand.page().value("ticket"), comment="noch nicht", assisted="1")
    assert stand.kept(records.comment) == []
    assert [row.assisted for row in stand.kept()] == [False]


def test_a_tap_after_the_form_changes_nothing(stand: Stand):
    ticket = stand.page().value("ticket")
    stand.send(ticket, overall="5")
    tap(stand, ticket, "1")
    assert [(row.marks[0], row.complete) for row in stand.kept()] == [("5", True)]


def test_a_tap_of_a_forged_ticket_or_from_elsewhere_is_not_kept(stand: Stand):
    assert stand.send("forged", partial="1").status_code == 400
    data = {"ticket": stand.page().value("ticket"), "overall": "5", "partial": "1"}
    assert stand.client.post(stand.address, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stand.kept() == []


def test_the_script_is_small_kept_for_ever_and_found_by_its_content(stand: Stand):
    (element,) = stand.page().all("script")
    address = element.given["src"]
    assert "defer" in element.given
    packed = stand.client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = stand.client.get(address)
    assert len(packed.data) <= 1500
    assert gzip.decompress(packed.data) == plain.data
    assert plain.mimetype == "text/javascript"
    assert "immutable" in plain.headers["Cache-Control"]
    assert "Set-Cookie" not in plain.headers
    page_of(stand.client.get(address.replace("/tap.", "/tap.0")), status=404)


def test_the_script_uses_nothing_an_old_browser_cannot_read(stand: Stand):
    (element,) = stand.page().all("script")
    source = stand.client.get(element.given["src"]).text
    newer = re.findall(r"=>|`|\?\.|\?\?|\b(?:let|const|class|async|await|of)\b|\.\.\.", source)
    assert newer == []
    # Nothing makes elements from text: there is nothing a policy of trusted types would have to let through.
    assert re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|parseFromString|eval", source) == []


def test_a_message_that_asks_for_an_answer_opens_a_case_found_by_the_receipt(stand: Stand):
    given = {"comment": "Sao tôi phải chờ? Gọi 0912 345 678", "comment_kind": "problem", "wants_answer": "1"}
    response = stand.send(**given)
    receipt = receipt_of(response)
    (case,) = stand.kept(feedback_case)
    assert (case.kind, case.unit_id, case.desk_id) == ("problem", stand.point.unit_id, stand.point.desk_id)
    ((text,),) = [(row.text,) for row in stand.kept(case_message)]
    assert "0912" not in text
    # The same words beside the marks would tell whose rating it was.
    assert stand.kept(records.comment) == []
    assert visit(stand.client, f"/r/{receipt}").all("h2", id="case")


@pytest.mark.parametrize(
    "given", [{"comment": "Tốt"}, {"wants_answer": "1"}, {"comment": " ", "wants_answer": "1"}]
)
def test_a_message_that_asks_for_none_or_no_message_opens_no_case(stand: Stand, given: dict[str, str]):
    receipt = receipt_of(stand.send(**given))
    assert stand.kept(feedback_case) == []
    assert not visit(stand.client, f"/r/{receipt}").all("h2", id="case")


def test_trouble_told_in_confidence_opens_a_case_unasked(stand: Stand):
    stand.send(comment="Bị vòi vĩnh", no_harassment="n")
    assert [case.kind for case in stand.kept(feedback_case)] == ["severe"]


@pytest.mark.parametrize(
    ("question", "answer"), [("no_harassment", "Có, tôi đã bị"), ("no_extra_cost", "Có phải chi thêm")]
)
def test_trouble_told_by_a_mark_alone_opens_a_case_for_the_inspection(stand: Stand, question: str, answer: str):
    response = stand.send(**{question: "n"})
    receipt = receipt_of(response)
    (case,) = stand.kept(feedback_case)
    assert (case.kind, case.holder_id) == ("severe", None)
    (said,) = stand.kept(case_message)
    assert said.text.startswith(f"Người dân trả lời “{answer}” ở câu: ")
    assert "***" not in said.text
    assert stand.kept(records.comment) == []
    page = visit(stand.client, f"/r/{receipt}")
    assert page.all("h2", id="case")
    assert said.text in page.html


@pytest.mark.parametrize("mark", ["y", "o", ""])
def test_a_good_answer_or_none_in_confidence_opens_no_case(stand: Stand, mark: str):
    stand.send(no_harassment=mark, no_extra_cost=mark)
    assert stand.kept(feedback_case) == []


def test_two_troubles_told_by_marks_are_one_case_that_names_both(stand: Stand):
    ticket = stand.page().value("ticket")
    tap(stand, ticket)
    for _ in range(2):
        stand.send(ticket, no_harassment="n", no_extra_cost="n", badge="n")
    (said,) = stand.kept(case_message)
    assert len(said.text.splitlines()) == 2


def test_a_form_sent_twice_opens_one_case(stand: Stand):
    ticket = stand.page().value("ticket")
    tap(stand, ticket)
    for _ in range(2):
        stand.send(ticket, comment="Tốt", wants_answer="1")
    assert len(stand.kept(feedback_case)) == 1


def test_the_holder_of_a_receipt_writes_back_on_its_page(stand: Stand):
    receipt = normalise(receipt_of(stand.send(comment="Xin trả lời", wants_answer="1")))
    address = f"/r/{receipt}/en"
    sent = stand.client.post(address, data={"deed": "write", "message": "Cảm ơn"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{address}#case")
    assert sorted(row.text for row in stand.kept(case_message)) == ["Cảm ơn", "Xin trả lời"]
    refused = page_of(stand.client.post(address, data={"deed": "write", "message": " "}), status=400)
    assert "words" in alert(refused)
    elsewhere = stand.client.post(address, data={"deed": "write"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_a_receipt_without_a_case_takes_no_message(stand: Stand):
    receipt = receipt_of(stand.send())
    response = stand.client.post(f"/r/{receipt}", data={"deed": "write", "message": "Cảm ơn"})
    page_of(response, status=404)
    assert stand.kept(case_message) == []


def test_a_receipt_that_is_too_old_says_so_and_shows_nothing(stand: Stand):
    receipt = receipt_of(stand.send())
    for days, status in ((730, 200), (731, 410)):
        with stand.store.writing() as connection:
            day = local_day(now()) - timedelta(days=days)
            connection.execute(update(records.response).values(day=day))
        page = visit(stand.client, f"/r/{receipt}", status=status)
        assert ("Quầy 1" in page.html) == (status == 200)


@pytest.fixture
def asking(stand: Stand) -> Stand:
    """The same desk with three questions more: two that follow an answer, one with names and words to write."""
    more = (
        Question(
            code="why",
            kind=Kind.CHOICE,
            group="conduct",
            text={"vi": "Điều gì ở {desk} khiến Ông/Bà chưa hài lòng?"},
            options=({"vi": "Chờ lâu"}, {"vi": "Thái độ"}),
            condition=Condition(question="overall", answers=("1", "2")),
        ),
        Question(
            code="paid",
            kind=Kind.EVENT,
            group="conduct",
            text={"vi": "Khoản đó có biên lai không?"},
            condition=Condition(question="no_extra_cost", answers=("n",)),
        ),
        Question(code="wish", kind=Kind.TEXT, group="comment", text={"vi": "Ông/Bà mong {unit} làm gì?"}),
    )
    with stand.store.writing() as connection:
        document = the_default(connection).document
        fields = {name: getattr(document, name) for name in ("code", "title", "reviewed_by", "words", "groups")}
        publish(connection, type(document)(**fields, questions=(*document.questions, *more)), at=AT)
    return stand


def test_follow_ups_are_marked_for_the_stylesheet_or_for_the_script(asking: Stand):
    page = visit(Client(asking.client.application), asking.address + "/en")
    (why,), (paid,) = page.all("fieldset", id="why"), page.all("fieldset", id="paid")
    assert why.given["class"] == "if o1 o2"
    assert (paid.given["data-if"], paid.given["data-in"]) == ("no_extra_cost", "n")
    assert "class" not in paid.given
    assert "{" not in why.text


def test_names_stand_in_the_text_of_questions(asking: Stand):
    page = visit(Client(asking.client.application), asking.address + "/en")
    assert any(words.startswith("Điều gì ở Quầy 1 khiến") for words in page.words("legend"))
    assert "Ông/Bà mong Phường Đông Hà làm gì?" in page.words("label", **{"for": "wish"})


def test_an_answer_whose_question_is_not_asked_any_more_is_dropped(asking: Stand):
    ticket = asking.page().value("ticket")
    asking.send(ticket, overall="5", why="A", wish="Thêm ghế")
    (row,) = asking.kept()
    assert row.marks.strip("-") == "5"
    assert "Thêm ghế" in asking.kept(records.comment)[0].text


def test_a_units_own_question_is_asked_at_its_desks_only(stand: Stand):
    with stand.store.writing() as connection:
        unit_id = stand.point.unit_id
        own = Question(code=own_code(unit_id, ()), kind=Kind.RATING5, group="own", text={"vi": "Chỗ để xe"})
        central = version_in_force(connection, "default")
        assert central
        publish_for_unit(connection, addition(central.document, [own]), unit_id, at=AT)
        elsewhere = a_code(connection, a_desk(connection, "AN-1", unit="AN"))
    here, there = (visit(stand.client, f"/Q/{point.code}") for point in (stand.point, elsewhere))
    assert ("Chỗ để xe" in here.html, "Chỗ để xe" in there.html) == (True, False)
    page_of(stand.send(here.value("ticket"), **{own.code: "4"}))
    assert next(row.marks.strip("-") for row in stand.kept()).endswith("4")
