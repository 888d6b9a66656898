from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.feedback.domain import CaseKind, link_of
from survey.foundation.clock import local_day, now
from tests.helpers.pages import Page, alert, page_of

if TYPE_CHECKING:
    from tests.survey.feedback.conftest import Doors

RECEIPT_HASH = b"hash of receipt "
LINK = link_of(b"a secret", RECEIPT_HASH)


def send(doors: Doors, deed: str, *, status: int = 200, **form: Any) -> Page:
    return page_of(Client(doors.service).post("/receipt", data={"deed": deed} | form), status=status)


def show(doors: Doors) -> Page:
    return page_of(Client(doors.service).get("/receipt"))


@pytest.fixture
def case_id(doors: Doors) -> int:
    with doors.inside() as office:
        yesterday = local_day(now()) - timedelta(days=1)
        return office.case(link=LINK, text="Chị Lan <b>chậm</b>", day=yesterday)


def close(doors: Doors, case_id: int) -> None:
    doors.post("head", f"{case_id}/reply", **{"reply-text": "Xin lỗi Ông/Bà.\nMời gọi 0233 3852 123"})
    doors.post("head", f"{case_id}/close", **{"close-text": "Đã nhắc nhở"})


def test_an_answer_without_a_case_shows_nothing_of_one(doors: Doors):
    assert not show(doors).all("form")
    page_of(Client(doors.service).post("/receipt", data={"deed": "write", "message": "x"}), status=404)


def test_the_citizen_sees_the_day_promised_and_the_own_words_masked(doors: Doors, case_id: int):
    page = show(doors)
    assert page.words("blockquote") == ["Chị *** <b>chậm</b>"]
    assert "chậm nhất ngày" in page.words("p", **{"class": "note"})[0]
    assert not page.all("input", name="handling")


def test_a_conversation_to_its_end_and_beyond(doors: Doors, case_id: int):
    send(doors, "write", message="Thêm: gọi 0912345678")
    close(doors, case_id)
    page = show(doors)
    assert page.words("blockquote") == [
        "Chị *** <b>chậm</b>",
        "Thêm: gọi ***",
        "Xin lỗi Ông/Bà.Mời gọi 0233 3852 123",
        "Đã nhắc nhở",
    ]
    assert len(page.all("input", name="handling")) == 5
    assert page.checked() == set()
    page = send(doors, "judge", handling="2")
    assert not page.all("input", name="handling")
    page = send(doors, "reopen", message="Vẫn chậm")
    assert page.words("blockquote")[-1] == "Vẫn chậm"
    assert "Vẫn chậm" in doors.get("head", str(case_id)).html


def test_what_was_typed_survives_a_refusal(doors: Doors, case_id: int):
    page = send(doors, "write", status=400, message="x" * 2001)
    assert alert(page)
    assert page.value("message") == "x" * 2001
    page = send(doors, "contact", status=400, contact="0912 345 678")
    assert page.value("contact") == "0912 345 678"
    assert page.all("details")[-1].given.get("open") == ""
    close(doors, case_id)
    assert alert(send(doors, "judge", status=400))
    page = send(doors, "reopen", status=400, message="a\x01b")
    assert alert(page)


def test_a_contact_is_left_by_consent_and_deleted_at_once(doors: Doors, case_id: int):
    page = show(doors)
    assert page.checked() == set()
    page = send(doors, "contact", contact="0912 345 678", consent="1")
    assert "0912 345 678" in page.html
    assert "0912 345 678" not in send(doors, "withdraw").html


def test_a_deed_this_page_does_not_have_is_refused(doors: Doors, case_id: int):
    for deed in ("", "close", "__class__"):
        assert alert(send(doors, deed, status=400))


def test_the_page_of_a_severe_case_says_who_reads_it(doors: Doors):
    with doors.inside() as office:
        case_id = office.case(CaseKind.SEVERE, link=LINK, text="Đòi tiền")
    page = show(doors)
    assert "Chỉ bộ phận thanh tra" in page.html
    assert "Cơ quan, ngày" not in page.html
    doors.post("inspector", f"{case_id}/reply", **{"reply-text": "Vào hôm nào?"})
    page = show(doors)
    assert "Thanh tra, ngày" in page.html
    assert page.words("blockquote")[-1] == "Vào hôm nào?"


def test_a_referred_case_says_where_to_file(doors: Doors, case_id: int):
    doors.post("head", f"{case_id}/refer", **{"refer-text": "Ban Tiếp công dân tỉnh, 45 Hùng Vương"})
    page = show(doors)
    assert "khiếu nại" in page.words("p", **{"class": "note"})[0]
    assert page.words("blockquote")[-1] == "Ban Tiếp công dân tỉnh, 45 Hùng Vương"
    assert not page.all("textarea")


def test_a_late_case_says_so(doors: Doors):
    with doors.inside() as office:
        office.case(link=LINK)
    assert "trễ" in show(doors).words("p", **{"class": "note"})[0]
