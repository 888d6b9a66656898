"""Who may write which questions: a head the own ones, nobody somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.questionnaire.domain import added
from survey.questionnaire.records import drafts, followers
from survey.questionnaire.services import default_document
from tests.helpers.pages import page_of
from tests.helpers.staff import ACCOUNTS
from tests.survey.questionnaire.conftest import PAGES, Browser
from tests.survey.questionnaire.drafting import add, draft_in, in_force, published

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store


def test_a_head_writes_three_questions_and_no_more(head: Browser, store: Store):
    path = head.draft()
    for number in range(3):
        add(head, path, f"Bãi xe {number} rộng?")
    unit_id = int(draft_in(store, path).questions[0].code.split("_")[1])
    assert [one.code for one in draft_in(store, path).questions] == [f"u_{unit_id}_{n}" for n in (1, 2, 3)]
    assert "Add a question" not in head.get(path).text
    add(head, path, "Thứ tư")
    assert "may add 3" in " ".join(head.visit(path + "/phat-hanh").words("li"))
    head.send(path + "/hoan-tac")
    published(head, path)
    assert len(added(in_force(store, unit_id).document)) == 3
    assert in_force(store).number == 1
    assert "Bãi xe 0 rộng?" in head.get(f"/phien-ban/{in_force(store, unit_id).version_id}/xem-truoc").text


def test_a_head_cannot_make_a_question_core_or_look_into_a_secret(head: Browser, store: Store):
    path = head.draft()
    add(head, path, core="1", indexed="1", confidential="1", group="overall")
    question = draft_in(store, path).questions[0]
    assert (question.core, question.indexed, question.confidential, question.group) == (
        False,
        False,
        False,
        "u_own",
    )
    add(head, path, after="no_harassment", **{"when-n": "1"})
    assert "would tell what was answered" in head.get(path + "/phat-hanh").text
    assert head.get(path + "/chung").status_code == 404
    assert head.get(path + "/cau/overall").status_code == 404


def test_a_head_brings_a_file_of_questions(head: Browser, store: Store):
    text = '[[question]]\ncode = "u_parking"\nkind = "rating5"\ntext = { vi = "Bãi xe" }\n'
    page = page_of(head.client.get(head.post("/nhap", text=text, code="default").location))
    assert "Bãi xe" in " ".join(page.words("p"))
    assert page_of(head.post("/nhap", text=text, code="none"), status=404)
    with store.reading() as connection:
        (sheet,) = drafts(connection)
    assert head.get(f"/ban-thao/{sheet.draft_id}.toml").text.strip().startswith("[[question]]")


def test_a_head_retires_only_the_own_questions(head: Browser, store: Store):
    assert head.get("/thu-hoi/default").status_code == 404
    path = head.draft()
    add(head, path)
    unit_id = int(draft_in(store, path).questions[0].code.split("_")[1])
    published(head, path)
    head.send("/thu-hoi/default")
    assert in_force(store, unit_id).unit_id is None


def test_nobody_writes_what_is_not_theirs(
    centre: Browser, head: Browser, sign_in: Callable[[str], Browser], store: Store
):
    central, own = centre.draft(), head.draft()
    add(head, own)
    neighbour = sign_in("lanhdao.nd")
    for browser, path in ((head, central), (centre, own), (neighbour, own), (neighbour, central)):
        for suffix in ("", "/cau-moi", "/phat-hanh", "/xem-truoc", ".toml"):
            assert browser.get(path + suffix).status_code == 404, suffix
        for suffix in ("/chuyen", "/bo-cau", "/hoan-tac", "/huy", "/bo-moi", "/phat-hanh", "/cau/overall"):
            assert browser.post(path + suffix, question="overall", code="x").status_code in {302, 404}
    assert draft_in(store, central) == default_document()
    published(head, own)
    with store.reading() as connection:
        (version,) = followers(connection, "default")
    for suffix in ("", ".toml", "/xem-truoc"):
        assert neighbour.get(f"/phien-ban/{version.version_id}{suffix}").status_code == 404
        assert centre.get(f"/phien-ban/{version.version_id}{suffix}").status_code == 200


@pytest.mark.parametrize("name", [*ACCOUNTS, "stranger"])
def test_who_may_write_what(sign_in: Callable[[str], Browser], name: str):
    browser = sign_in(name) if name != "stranger" else Browser(Client(sign_in("quantri").client.application))
    writes = {"quantri", "phogiamdoc", "lanhdao.dh", "lanhdao.nd"}
    reads = writes | {"quantri.dh"}
    shut = 302 if name == "stranger" else 403
    for address in ("/", "/xem/default", "/phien-ban/999", "/dien-thoai.css"):
        expected = 404 if "999" in address else 200
        assert browser.get(address).status_code == (expected if name in reads else shut)
    if name in reads - writes:
        assert browser.post("/soan/default").status_code == 403
    assert (browser.get("/nhap").status_code == 200) == (name in writes)


def test_a_form_without_its_token_changes_nothing(centre: Browser, store: Store):
    path = centre.draft()
    for suffix in ("/chuyen", "/bo-cau", "/huy", "/phat-hanh", "/cau/overall", "/cau-moi"):
        assert centre.client.post(PAGES + path + suffix, data={"question": "overall"}).status_code == 400
    assert draft_in(store, path) == default_document()
