from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.foundation.codes import normalise
from survey.intake import records
from survey.intake.tickets import issue
from survey.organisation.domain import DeskEntry
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.records import replace, revoke
from tests.helpers.builders import AT, a_code, a_desk, a_unit, dice
from tests.helpers.pages import alert, page_of, visit
from tests.survey.intake.standing import receipt_of

if TYPE_CHECKING:
    from survey.app import Service
    from survey.foundation.database import Store
    from tests.survey.intake.standing import Stand

LANGUAGES = ("vi", "en", "km", "zh")
UNKNOWN = "00000000"


def test_the_page_of_a_code_names_its_place_and_asks(stand: Stand):
    page = stand.page()
    assert page.words("h1") == ["Ông/Bà đang đánh giá: Quầy 1 – Hộ tịch"]
    assert "Phường Đông Hà" in page.html
    assert len(page.all("input", name="overall")) == 6
    assert page.checked() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_the_rules_in_every_language(stand: Stand, language: str):
    tail = "" if language == "vi" else f"/{language}"
    receipt = normalise(receipt_of(stand.send()))
    for address, status in [
        (stand.address + tail, 200),
        (tail or "/", 200),
        ("/rieng-tu" + tail, 200),
        (f"/r/{receipt}{tail}", 200),
        (f"/r/{receipt[::-1]}{tail}", 404),
        (f"/Q/{UNKNOWN}{tail}", 404),
        (f"/Q/ABC{tail}", 404),
    ]:
        page = visit(stand.client, address, status=status)
        assert page.all("html")[0].given["lang"] == language
    posted = stand.client.post(stand.address + tail, data={"ticket": stand.page().value("ticket"), "overall": "5"})
    assert page_of(posted).all("html")[0].given["lang"] == language


def test_an_answer_is_kept_with_its_place_and_a_trace_apart(stand: Stand):
    given = {"respect": "x", "comment": "Tốt", "comment_kind": "praise", "assisted": "1"}
    page_of(stand.send(**given))
    (row,) = stand.kept()
    assert (row.channel, row.tier, row.assisted, row.state) == ("qr_open", "open", True, "counted")
    assert row.marks.startswith("5x")
    assert (row.unit_id, row.desk_id) == (stand.point.unit_id, stand.point.desk_id)
    (comment,) = stand.kept(records.comment)
    assert (comment.text, comment.kind, comment.readership) == ("Tốt", "praise", "unit")
    (trace,) = stand.kept(records.trace)
    assert (len(trace.network), trace.dwell_s in {0, 1}, trace.device) == (16, True, None)


@pytest.mark.parametrize("spell", [str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "])
def test_a_code_may_be_spelled_loosely(stand: Stand, spell: Any):
    page = visit(stand.client, f"/Q/{spell(stand.point.code)}")
    ticket = page.value("ticket")
    assert (
        stand.client.post(f"/q/{spell(stand.point.code)}", data={"ticket": ticket, "overall": "4"}).status_code
        == 200
    )
    assert len(stand.kept()) == 1


def test_a_code_typed_by_hand_leads_to_its_page(stand: Stand):
    response = stand.client.get("/q", query_string={"code": f" {stand.point.code.lower()} ", "lang": "en"})
    assert response.status_code == 302
    page = visit(stand.client, response.headers["Location"])
    assert page.all("html")[0].given["lang"] == "en"
    assert stand.client.get("/q?code=&lang=en").headers["Location"] == "/en"
    assert stand.client.get("/q?lang=xx").headers["Location"] == "/"


def test_a_receipt_typed_by_hand_leads_to_its_page(stand: Stand):
    receipt = receipt_of(stand.send())
    response = stand.client.get("/r", query_string={"code": receipt})
    assert visit(stand.client, response.headers["Location"]).words("p", **{"class": "code"}) == [receipt]


def test_a_mistyped_code_shows_what_was_typed_and_lets_it_be_corrected(stand: Stand):
    code = stand.point.code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    page = visit(stand.client, f"/Q/{wrong}", status=404)
    assert page.value("code") == wrong


def test_an_unknown_code_is_told_apart_from_a_mistyped_one(stand: Stand):
    known, mistyped = visit(stand.client, f"/Q/{UNKNOWN}", status=404), visit(stand.client, "/Q/0", status=404)
    assert known.words("h1") != mistyped.words("h1")


def test_a_code_that_was_replaced_leads_to_the_new_one(stand: Stand):
    with stand.store.writing() as connection:
        new = replace(connection, stand.point, at=AT, random=dice())
    assert new is not None
    page = visit(stand.client, f"{stand.address}/en", status=410)
    assert next(link.given["href"] for link in page.all("a", **{"class": "tap"})) == f"/Q/{new.code}/en"


def test_a_code_that_was_revoked_takes_no_answer(stand: Stand):
    with stand.store.writing() as connection:
        revoke(connection, stand.point.touchpoint_id, at=AT)
    assert stand.client.post(stand.address, data={"overall": "5"}).status_code == 410
    assert stand.kept() == []


def test_hostile_addresses_are_shown_as_text(stand: Stand):
    page = visit(stand.client, "/Q/%3Cscript%3Ealert(1)%3C%2Fscript%3E%22onload=x"[:40], status=404)
    assert "<script" not in page.html


def test_the_page_of_a_unit_needs_no_desk(stand: Stand):
    with stand.store.writing() as connection:
        point = a_code(connection, a_unit(connection, name="Phường Đông Hà"), kind=TouchpointKind.UNIT)
    page = visit(stand.client, f"/Q/{point.code}")
    assert page.words("h1") == ["Ông/Bà đang đánh giá: Phường Đông Hà"]


def test_a_form_sent_twice_counts_once_and_shows_the_same_receipt(stand: Stand):
    ticket = stand.page().value("ticket")
    first, second = stand.send(ticket), stand.send(ticket, overall="1")
    assert receipt_of(first) == receipt_of(second)
    assert [row.marks[0] for row in stand.kept()] == ["5"]


def test_two_people_at_one_desk_have_two_receipts(stand: Stand):
    assert receipt_of(stand.send()) != receipt_of(stand.send())
    assert len(stand.kept()) == 2


def test_the_receipt_tells_day_and_place_and_not_the_answer(stand: Stand):
    receipt = receipt_of(stand.send(comment="Một lời nhắn"))
    page = visit(stand.client, f"/r/{receipt.lower()}")
    assert "Quầy 1 – Hộ tịch" in page.html
    assert "Một lời nhắn" not in page.html
    assert not page.all("input", name="overall")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"overall": "6"}, "overall"),
        ({"respect": "good"}, "respect"),
        ({"no_extra_cost": "maybe"}, "no_extra_cost"),
        ({"comment": "x" * 2001}, None),
        ({"comment": "a\0b"}, None),
        ({"comment_kind": "joke"}, None),
        ({"weight": "5"}, "weight"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_typed_is_lost(stand: Stand, given: dict[str, str], field: str | None):
    typed = {"overall": "4", "guidance": "2", "comment": "<b>lời</b> & ý", "assisted": "1"} | given
    response = stand.send(**typed)
    page = page_of(response, status=400)
    assert alert(page)
    assert [link.given["href"] for link in page.all("a") if link.given["href"] == f"#{field}"] or field is None
    ticked = {("overall", "4"), ("guidance", "2"), ("assisted", "1")} - {(name, "4") for name in given}
    assert ticked <= page.checked()
    assert page.value("comment") == typed["comment"].replace("\0", "")[:2001] or "\0" in typed["comment"]
    assert stand.kept() == []


def test_a_refused_form_keeps_its_ticket(stand: Stand):
    ticket = stand.page().value("ticket")
    page = page_of(stand.send(ticket, overall="6"), status=400)
    assert page.value("ticket") == ticket


def test_an_empty_form_is_refused_kindly(stand: Stand):
    response = stand.client.post(stand.address, data={"ticket": stand.page().value("ticket")})
    assert alert(page_of(response, status=400))


def test_a_forged_or_foreign_ticket_gets_a_new_one_and_loses_nothing(stand: Stand):
    foreign = issue(b"a secret", UNKNOWN, at=1).decode()
    for ticket in ("", "forged", foreign, foreign[:-1] + "A", "\N{SNOWMAN}" * 40):
        response = stand.client.post(stand.address, data={"ticket": ticket, "overall": "4", "comment": "ý"})
        page = page_of(response, status=400)
        assert ("overall", "4") in page.checked()
        assert stand.send(page.value("ticket"), overall="4").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        # Browsers of before 2023 say so of our own form, because our pages send no referrer.
        ({"Origin": "null"}, 200),
    ],
)
def test_a_form_on_another_site_sends_no_answer(stand: Stand, headers: dict[str, str], status: int):
    data = {"ticket": stand.page().value("ticket"), "overall": "5"}
    response = stand.client.post(stand.address, data=data, headers=headers)
    assert response.status_code == status
    assert len(stand.kept()) == (status == 200)


def test_a_form_too_large_is_refused_with_a_page(stand: Stand):
    response = stand.send(comment="x" * 70_000)
    assert "2.000" in page_of(response, status=413).html
    assert stand.kept() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_nobody_uses_is_refused_and_the_known_ones_are_named(stand: Stand, method: str):
    response = stand.client.open(stand.address, method=method)
    page_of(response, status=405)
    assert {"GET", "POST", "HEAD"} <= set(response.headers["Allow"].split(", "))
    assert stand.client.post("/rieng-tu").status_code == 405


def test_head_tells_what_get_would_without_the_page(stand: Stand):
    response = stand.client.head(stand.address)
    assert response.status_code == 200
    assert response.data == b""
    assert int(response.headers["Content-Length"]) == len(stand.client.get(stand.address).data)


@pytest.mark.parametrize("address", ["/nowhere", "/Q/", "/Q/ABCD2345/xx", "/r/", "/rieng-tu/xx", "/fr"])
def test_an_address_that_does_not_exist_has_a_page(stand: Stand, address: str):
    visit(stand.client, address, status=404)


def test_an_address_that_does_not_exist_answers_in_the_language_asked_for(stand: Stand):
    assert visit(stand.client, "/nowhere/en", status=404).all("html")[0].given["lang"] == "en"


def test_without_a_questionnaire_there_is_a_page_that_says_so(service: Service, store: Store):
    with store.writing() as connection:
        point = a_code(connection, a_desk(connection))
    visit(Client(service), f"/Q/{point.code}", status=503)


def test_a_failure_of_ours_has_a_page_without_its_reason(stand: Stand):
    with stand.store.writing() as connection:
        records.receipt.drop(connection)
    try:
        page = page_of(stand.send(), status=500)
    finally:
        with stand.store.writing() as connection:
            records.receipt.create(connection)
    assert "receipt" not in page.html


def test_pages_are_compressed_when_asked(stand: Stand):
    packed = stand.client.get("/rieng-tu", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == stand.client.get("/rieng-tu").data


def test_nothing_of_a_citizen_is_kept_by_the_browser(stand: Stand):
    for response in (stand.client.get(stand.address), stand.send(), stand.client.get("/r/x")):
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers


def test_a_name_that_changes_is_on_the_page_at_once_or_soon(stand: Stand):
    from survey.organisation.records import keep_desks  # noqa: PLC0415

    stand.page()
    entry = DeskEntry(
        line=2, code="DH-1", unit="DONGHA", name="Quầy mới", field="", opens=None, closes=None, days=frozenset()
    )
    with stand.store.writing() as connection:
        keep_desks(connection, [entry])
    # Another spelling of the code is not yet known to the process.
    assert "Quầy mới" in visit(stand.client, f"/q/{stand.point.code}-").html
