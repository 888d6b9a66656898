from __future__ import annotations

from itertools import product

import pytest

from survey.feedback.domain import TRANSITIONS, Action, CaseKind, CaseState, alleges, kind_of, link_of, next_state
from survey.feedback.domain.office_refusals import AlreadyAnsweredError, NobodyInChargeError
from survey.feedback.domain.refusals import CaseClosedError, CaseReferredError, CaseStillOpenError

OPEN, ASSIGNED, ANSWERED, CLOSED, REOPENED, REFERRED = CaseState
ALLOWED = {
    (Action.ASSIGN, OPEN): ASSIGNED,
    (Action.ASSIGN, ASSIGNED): ASSIGNED,
    (Action.ASSIGN, REOPENED): ASSIGNED,
    (Action.ASSIGN, ANSWERED): ANSWERED,
    (Action.REPLY, OPEN): ANSWERED,
    (Action.REPLY, ASSIGNED): ANSWERED,
    (Action.REPLY, ANSWERED): ANSWERED,
    (Action.REPLY, REOPENED): ANSWERED,
    (Action.WRITE, OPEN): OPEN,
    (Action.WRITE, ASSIGNED): ASSIGNED,
    (Action.WRITE, ANSWERED): ASSIGNED,
    (Action.WRITE, REOPENED): REOPENED,
    (Action.CLOSE, ASSIGNED): CLOSED,
    (Action.CLOSE, ANSWERED): CLOSED,
    (Action.REOPEN, CLOSED): REOPENED,
    (Action.REFER, OPEN): REFERRED,
    (Action.REFER, ASSIGNED): REFERRED,
    (Action.REFER, ANSWERED): REFERRED,
    (Action.REFER, REOPENED): REFERRED,
    (Action.RAISE, OPEN): OPEN,
    (Action.RAISE, ASSIGNED): OPEN,
    (Action.RAISE, ANSWERED): OPEN,
    (Action.RAISE, REOPENED): OPEN,
    (Action.ESCALATE, OPEN): OPEN,
    (Action.ESCALATE, ASSIGNED): ASSIGNED,
    (Action.ESCALATE, REOPENED): REOPENED,
    (Action.JUDGE, CLOSED): CLOSED,
    (Action.LETTER, OPEN): OPEN,
    (Action.LETTER, ASSIGNED): ASSIGNED,
    (Action.LETTER, ANSWERED): ANSWERED,
    (Action.LETTER, REOPENED): REOPENED,
    (Action.LETTER, CLOSED): CLOSED,
}
REFUSED = {
    (Action.CLOSE, OPEN): NobodyInChargeError,
    (Action.CLOSE, REOPENED): NobodyInChargeError,
    (Action.ESCALATE, ANSWERED): AlreadyAnsweredError,
    **{(action, state): CaseStillOpenError for action in (Action.REOPEN, Action.JUDGE) for state in CaseState},
    **{(action, CLOSED): CaseClosedError for action in Action},
    **{(action, REFERRED): CaseReferredError for action in Action},
}


@pytest.mark.parametrize(("action", "state"), list(product(TRANSITIONS, CaseState)))
def test_a_deed_leads_where_the_table_says_or_is_refused_by_name(action: Action, state: CaseState):
    if (action, state) in ALLOWED:
        assert next_state(action, state) is ALLOWED[action, state]
    else:
        with pytest.raises(REFUSED[action, state]) as caught:
            next_state(action, state)
        assert type(caught.value) is REFUSED[action, state]


def test_every_deed_but_opening_has_a_row():
    assert set(TRANSITIONS) == set(Action) - {Action.OPEN}


def test_nothing_leads_out_of_a_referred_case():
    assert not [row for row in TRANSITIONS.values() if REFERRED in row]


@pytest.mark.parametrize(
    ("kind", "confidential", "wants_answer", "case"),
    [
        ("praise", False, False, None),
        (None, False, False, None),
        ("praise", False, True, CaseKind.PRAISE),
        ("problem", False, True, CaseKind.PROBLEM),
        (None, False, True, CaseKind.SUGGESTION),
        ("problem", True, False, CaseKind.SEVERE),
        # Told in confidence, it is read by the inspection whatever box was ticked.
        ("praise", True, False, CaseKind.SEVERE),
        (None, True, True, CaseKind.SEVERE),
    ],
)
def test_a_comment_opens_the_case_it_asks_for(
    *, kind: str | None, confidential: bool, wants_answer: bool, case: CaseKind | None
):
    assert kind_of(kind, "Chờ lâu", confidential=confidential, wants_answer=wants_answer) is case


@pytest.mark.parametrize(
    "text",
    [
        "Phải đưa thêm 200 nghìn mới được nhận hồ sơ.",
        "Cán bộ đòi 200 nghìn",
        "đòi tôi đưa tiền mới làm",
        'Bị gợi ý "bồi dưỡng" để làm nhanh.',
        "Thu thêm tiền photo cao hơn bên ngoài mà không có biên lai.",
        "Cán bộ nói khéo là phải có quà thì hồ sơ mới nhanh.",
        "Giữ giấy tờ của tôi, hẹn gặp riêng ngoài giờ mới trả.",
        "VÒI VĨNH NGƯỜI DÂN",
        "bắt dân chung chi",
    ],
)
def test_a_text_about_money_or_harassment_goes_to_the_inspection(text: str):
    assert alleges(text)
    assert kind_of("problem", text, confidential=False, wants_answer=False) is CaseKind.SEVERE
    assert kind_of(None, text, confidential=False, wants_answer=False) is CaseKind.SEVERE
    assert kind_of("praise", text, confidential=False, wants_answer=False) is None


@pytest.mark.parametrize(
    "text",
    [
        "Chờ hơn một tiếng mới tới lượt dù không đông.",
        "Cán bộ không đòi tiền, rất tốt",
        "không hề vòi vĩnh",
        "chưa bao giờ nhận phong bì",
        "Xin cho biết rõ lệ phí từ đầu, đừng để cuối mới nói.",
        "Nên cho thanh toán bằng mã QR.",
        "đề nghị cán bộ đi bồi dưỡng nghiệp vụ",
        "Nộp tiền lệ phí ở đâu?",
        "Đề nghị có máy photo miễn phí cho hộ nghèo.",
        "Tôi đã gọi số 0912 345 678 ghi trên phiếu hẹn nhiều lần không ai nghe máy.",
    ],
)
def test_a_text_about_something_else_stays_with_the_office(text: str):
    assert not alleges(text)
    assert kind_of("problem", text, confidential=False, wants_answer=True) is CaseKind.PROBLEM


def test_a_link_needs_the_key_and_is_not_the_receipt():
    receipt = bytes(range(16))
    assert link_of(b"key", receipt) == link_of(b"key", receipt)
    assert len({link_of(b"key", receipt), link_of(b"other", receipt), receipt}) == 3
