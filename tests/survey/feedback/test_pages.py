from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from survey.feedback import records
from survey.feedback.domain import CaseKind, CaseState
from survey.feedback.services.opening import remarks
from survey.feedback.web import words
from survey.foundation.clock import local_day, now
from survey.intake.services import take_in
from tests.helpers.builders import a_person, a_submission, a_version
from tests.helpers.pages import alert, page_of
from tests.survey.feedback.people import ROLES

if TYPE_CHECKING:
    from tests.survey.feedback.conftest import Doors

CONFIDED = "Lời kín: đòi thêm hai trăm nghìn"
PLAIN_WORDS = "Lời thường: chờ lâu quá"
ADDRESSES = (
    "",
    "?list=mine",
    "?list=unit",
    "?list=overdue",
    "?list=severe",
    "?list=called",
    "?list=ended",
    "loi-nhan",
    "bang-tin",
)
READERS = [name for name in ROLES if name != "council"]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} ${7*7} %(name)s",
    "'; DROP TABLE feedback_case; --",
    "\u202e đảo ngược",
]


@pytest.fixture
def severe(doors: Doors) -> int:
    with doors.inside() as office:
        return office.case(CaseKind.SEVERE, text=CONFIDED)


@pytest.fixture
def case_id(doors: Doors) -> int:
    with doors.inside() as office:
        return office.case(text=PLAIN_WORDS)


def state(doors: Doors, case_id: int) -> CaseState:
    with doors.inside() as office:
        return office.read(case_id).state


@pytest.mark.parametrize("name", list(ROLES))
def test_no_page_shows_a_severe_case_to_anybody_but_the_inspection(doors: Doors, severe: int, name: str):
    inspects = name == "inspector"
    client = doors.browser(name)
    shown = ""
    for address in (*ADDRESSES, str(severe)):
        answer = client.get(f"/review/gop-y/{address}")
        assert answer.status_code in {200, 403, 404}
        shown += answer.text
    number = words.number(severe)
    assert (number in shown) is inspects
    assert (CONFIDED in shown) is inspects
    assert client.get(f"/review/gop-y/{severe}").status_code == (200 if inspects else 404)


@pytest.mark.parametrize("name", [name for name in ROLES if name != "inspector"])
def test_no_form_reaches_a_severe_case_but_the_inspections(doors: Doors, severe: int, name: str):
    for deed in ("assign", "reply", "close", "refer", "raise", "letter"):
        form = {f"{deed}-text": "x", "assign-owner": "1"}
        assert doors.post(name, f"{severe}/{deed}", **form).status_code == 404
    with doors.inside() as office:
        assert office.log(severe) == ["open"]


def test_an_administrator_sees_how_many_severe_cases_there_are_and_nothing_of_them(doors: Doors, severe: int):
    page = doors.get("administrator", "")
    (row,) = [row for row in page.words("tr") if row.startswith("Nghiêm trọng")]
    assert row == "Nghiêm trọng110"  # one, overdue, none ended
    assert "Nghiêm trọng" not in doors.get("head", "").html
    assert "Nghiêm trọng" not in doors.get("officer", "").html


@pytest.mark.parametrize("name", ["head", "officer", "governor"])
def test_the_units_people_find_their_case_in_the_inbox(doors: Doors, case_id: int, name: str):
    page = doors.get(name, "?list=unit")
    assert words.number(case_id) in [link.text for link in page.all("a")]
    assert PLAIN_WORDS not in page.html
    assert PLAIN_WORDS in doors.get(name, str(case_id)).html


def test_a_neighbour_finds_nothing(doors: Doors, case_id: int):
    assert words.number(case_id) not in doors.get("neighbour", "?list=unit").html
    doors.get("neighbour", str(case_id), status=404)


def test_strangers_are_led_to_the_sign_in(doors: Doors, case_id: int):
    from werkzeug.test import Client  # noqa: PLC0415

    for address in ("", str(case_id), "loi-nhan", "bang-tin"):
        assert Client(doors.service).get(f"/review/gop-y/{address}").status_code == 302


def test_a_case_is_handled_from_taking_it_to_the_end(doors: Doors, case_id: int):
    with doors.inside() as office:
        officer_id = office.account("officer").account_id
    assert doors.post("head", f"{case_id}/assign", **{"assign-owner": str(officer_id)}).status_code == 303
    doors.post("officer", f"{case_id}/reply", **{"reply-text": "Xin lỗi <b>Ông/Bà</b>"})
    assert state(doors, case_id) is CaseState.ANSWERED
    page = doors.get("officer", str(case_id))
    assert "Xin lỗi &lt;b&gt;Ông/Bà&lt;/b&gt;" in page.html
    doors.post("officer", f"{case_id}/close", **{"close-text": "Đã thêm quầy"})
    assert state(doors, case_id) is CaseState.CLOSED
    assert not doors.get("head", str(case_id)).all("textarea")


def test_a_refused_form_says_why_and_keeps_what_was_typed(doors: Doors, case_id: int):
    page = page_of(doors.post("head", f"{case_id}/close", **{"close-text": "Kết luận <vội>"}), status=409)
    assert alert(page)
    page = page_of(doors.post("head", f"{case_id}/reply", **{"reply-text": "x" * 2001}), status=400)
    assert page.value("reply-text").strip() == "x" * 2001
    page = page_of(doors.post("head", f"{case_id}/assign", **{"assign-owner": "nobody"}), status=400)
    assert alert(page)
    assert state(doors, case_id) is CaseState.OPEN


@pytest.mark.parametrize("name", ["head", "officer"])
def test_raising_a_case_leads_back_to_the_inbox_and_hides_it(doors: Doors, case_id: int, name: str):
    answer = doors.post(name, f"{case_id}/raise")
    assert (answer.status_code, answer.location) == (303, "/review/gop-y/")
    doors.get(name, str(case_id), status=404)
    assert PLAIN_WORDS in doors.get("inspector", str(case_id)).html


def test_an_unknown_deed_or_a_form_without_its_token_is_refused(doors: Doors, case_id: int):
    assert doors.post("head", f"{case_id}/delete").status_code == 404
    assert doors.browser("head").post(f"/review/gop-y/{case_id}/raise").status_code == 400
    assert state(doors, case_id) is CaseState.OPEN


def test_praise_shows_who_was_on_duty_and_becomes_a_letter(doors: Doors):
    with doors.inside() as office:
        staff_id = a_person(office.connection, name="Trần Thị Hoa")
        case_id = office.case(CaseKind.PRAISE, staff_id=staff_id, text="Cảm ơn chị Hoa")
    page = doors.get("head", str(case_id))
    assert "Trần Thị Hoa" in page.html
    assert "Cảm ơn chị ***" in page.html
    assert f"/review/gop-y/{case_id}/letter" not in doors.get("officer", str(case_id)).html
    assert doors.post("head", f"{case_id}/letter").status_code == 303
    assert alert(page_of(doors.post("head", f"{case_id}/letter"), status=409))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(doors: Doors, text: str):
    with doors.inside() as office:
        case_id = office.case(text=text)
    doors.post("head", f"{case_id}/reply", **{"reply-text": text})
    doors.post("head", "bang-tin", unit=str(_unit(doors)), month="2026-03", said=text, done=text)
    for address in (str(case_id), "bang-tin"):
        page = doors.get("head", address)
        assert "<script>alert" not in page.html
        assert not page.all("img")


def _unit(doors: Doors) -> int:
    with doors.inside() as office:
        return office.unit()


def test_the_contact_is_shown_to_whoever_handles_the_case_only(doors: Doors, case_id: int):
    today = local_day(now())
    with doors.inside() as office:
        office.assign(case_id, "head")
        contact = records.tables.case_contact.insert().values(
            case_id=case_id, value="0912345678", consented_on=today, delete_on=today.replace(year=today.year + 1)
        )
        office.connection.execute(contact)
    assert "0912345678" in doors.get("head", str(case_id)).html
    for name in ("officer", "administrator"):
        assert "0912345678" not in doors.get(name, str(case_id)).html


def test_officers_open_a_case_from_a_comment(doors: Doors):
    from datetime import timedelta  # noqa: PLC0415

    at = now() - timedelta(days=2)
    with doors.inside() as office:
        version = a_version(office.connection)
        said: list[dict[str, Any]] = [{"comment": "Anh Hùng chờ lâu", "comment_kind": "problem"}, *[{}] * 5]
        take_in(office.connection, [a_submission(version, office.unit(), at=at, **each) for each in said])
        viewer = office.viewer("officer", local_day(now()))
        (remark,) = remarks(office.connection, viewer, secret=b"a secret", least=5)
    page = doors.get("officer", "loi-nhan")
    assert "Anh *** chờ lâu" in page.html
    (button,) = page.all("button", name="comment")
    assert button.given["value"] == remark.link.hex()
    answer = doors.post("officer", "loi-nhan", comment=remark.link.hex())
    assert answer.status_code == 303
    assert "Anh ***" in page_of(doors.browser("officer").get(answer.location)).html
    for again in (remark.link.hex(), "zz", "", "00" * 16):
        assert doors.post("officer", "loi-nhan", comment=again).status_code == 404
    assert not doors.get("officer", "loi-nhan").all("button", name="comment")


def test_the_board_is_public_after_a_second_person_approved_it(doors: Doors):
    unit = str(_unit(doors))
    doors.post("officer", "bang-tin", unit=unit, month="2026-03", said="Chờ lâu", done="Thêm quầy")
    public = page_of(doors.browser("officer").get("/bang-tin/DONGHA"))
    assert "Thêm quầy" not in public.html
    with doors.inside() as office:
        (entry,) = records.entries(office.connection, None)
    own = f"bang-tin/{entry.entry_id}"
    assert page_of(doors.post("officer", f"{own}/publish"), status=403)
    assert doors.post("head", own, month="2026-02", said="Chờ rất lâu", done="Thêm quầy").status_code == 303
    assert page_of(doors.post("head", f"{own}/publish"), status=403)
    assert doors.post("administrator", f"{own}/publish").status_code == 303
    for language in ("", "/vi", "/en", "/km", "/zh"):
        page = page_of(doors.browser("officer").get(f"/bang-tin/DONGHA{language}"))
        assert "Chờ rất lâu" in page.html
    assert page_of(doors.post("head", own, month="2026-02", said="a", done="b"), status=409)
    assert doors.post("head", f"{own}/withdraw").status_code == 303
    assert "Chờ rất lâu" not in page_of(doors.browser("head").get("/bang-tin/DONGHA")).html
    assert doors.browser("head").get("/bang-tin/NOWHERE").status_code == 404


def test_what_is_wrong_with_an_entry_is_said_and_kept(doors: Doors):
    unit = str(_unit(doors))
    form = {"unit": unit, "month": "2999-01", "said": "Chờ lâu", "done": "Thêm quầy"}
    page = page_of(doors.post("officer", "bang-tin", **form), status=400)
    assert alert(page)
    assert (page.value("said").strip(), page.value("done").strip()) == ("Chờ lâu", "Thêm quầy")
    assert page_of(doors.post("officer", "bang-tin", **{**form, "month": "2026-03", "done": ""}), status=400)
    assert doors.post("officer", "bang-tin", **{**form, "month": "2026-03", "unit": "999999"}).status_code == 404
    assert doors.post("officer", "bang-tin", **{**form, "month": "2026-03", "unit": "all"}).status_code == 404
    doors.get("neighbour", "bang-tin/1", status=404)


@pytest.mark.parametrize("name", READERS)
def test_every_page_keeps_the_rules_for_every_reader(doors: Doors, case_id: int, name: str):
    for address in ADDRESSES:
        answer = doors.browser(name).get(f"/review/gop-y/{address}")
        if answer.status_code != 403:
            page_of(answer)
    for page in ("0", "2", "x", "-1", "99999", "9" * 30, "²"):
        page_of(doors.browser(name).get(f"/review/gop-y/?page={page}"))


def test_how_the_handling_was_judged_is_told_of_five_people_and_more(doors: Doors):
    with doors.inside() as office:
        for number in range(5):
            case = office.case()
            row = {"case_id": case, "closing": 1, "mark": 5 if number else 1, "day": local_day(now())}
            if number < 4:
                office.connection.execute(records.handling_mark.insert(), row)
    assert "4 trong 5" not in doors.get("head", "").html
    with doors.inside() as office:
        row["case_id"] = case
        office.connection.execute(records.handling_mark.insert(), row)
    assert "4 trong 5 người dân" in doors.get("head", "").html


def test_nothing_on_a_page_grows_while_somebody_watches(doors: Doors):
    before = {name: doors.get(name, "").words("td") for name in ("head", "officer", "administrator")}
    with doors.inside() as office:
        for kind in CaseKind:
            office.case(kind, day=local_day(now()))
    assert {name: doors.get(name, "").words("td") for name in before} == before


def test_a_list_longer_than_a_page_is_turned(doors: Doors):
    with doors.inside() as office:
        for _ in range(51):
            office.case()
    page = doors.get("head", "?list=unit")
    assert len(page.all("tbody")[0].text.split("\n")) > 50
    assert "Trang 1 trên 2" in page.html
    assert "Trang 2 trên 2" in doors.get("head", "?list=unit&page=2").html
