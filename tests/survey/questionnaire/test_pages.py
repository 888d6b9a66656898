from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.questionnaire.domain import added, content_hash, parse_document, write_document
from survey.questionnaire.records import draft_by_id, drafts, followers, version_in_force, versions_of
from survey.questionnaire.services import default_document
from tests.helpers.pages import Page, alert, page_of
from tests.survey.questionnaire.conftest import ACCOUNTS, PAGES, Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store
    from survey.questionnaire.domain import Draft, Version

HOSTILE = "<script>alert(1)</script>'; DROP TABLE question;--=HYPERLINK() %(x)s {{7*7}}"


def draft_in(store: Store, path: str) -> Draft:
    with store.reading() as connection:
        sheet = draft_by_id(connection, int(path.rpartition("/")[2]))
    assert sheet is not None
    return sheet.document


def in_force(store: Store, unit_id: int | None = None) -> Version:
    with store.reading() as connection:
        version = version_in_force(connection, "default", unit_id)
    assert version is not None
    return version


def published(browser: Browser, path: str) -> Page:
    return browser.send(path + "/phat-hanh", shown=browser.visit(path + "/phat-hanh").value("shown"))


def flashed(page: Page) -> str:
    return " ".join(page.words("div", role="status"))


def add(browser: Browser, path: str, text: str = "Bãi xe rộng?", **fields: str) -> Page:
    given = {"kind": "event", "group": "unit", "text-vi": text, "do": "save"}
    return browser.send(path + "/cau-moi", **given | fields)


def test_the_list_shows_what_is_in_force(centre: Browser):
    page = centre.visit("/")
    assert any("default" in words for words in page.words("th"))
    assert "in force" in page.words("span", **{"class": "badge text-bg-success"})


def test_every_page_of_a_draft_opens(centre: Browser):
    path = centre.draft()
    for suffix in ("", "/chung", "/cau-moi", "/cau/overall", "/cau/no_harassment", "/phat-hanh"):
        centre.visit(path + suffix)
    for other in ("/xem/default", "/nhap", "/thu-hoi/default"):
        centre.visit(other)


def test_a_reworded_question_is_published_as_the_next_version(centre: Browser, store: Store):
    former = in_force(store)
    path = centre.draft()
    centre.send(path + "/cau/overall", **centre.form(path + "/cau/overall") | {"text-vi": "Ông/Bà thấy thế nào?"})
    assert "Ông/Bà thấy thế nào?" in centre.visit(path + "/phat-hanh").words("ins")
    page = published(centre, path)
    assert "version 2" in page.words("h1")[0]
    version = in_force(store)
    assert version.questions[0].text["vi"] == "Ông/Bà thấy thế nào?"
    assert version.content_hash in page.words("code")
    assert version.questions[1:] == former.questions[1:]
    assert centre.get(path).status_code == 404
    with store.reading() as connection:
        kept = versions_of(connection, "default")[0]
    assert (kept.document, kept.content_hash) == (former.document, former.content_hash)


def test_a_form_sent_unchanged_changes_nothing(centre: Browser, store: Store):
    path = centre.draft()
    for code in ("overall", "no_harassment", "comment"):
        centre.send(f"{path}/cau/{code}", **centre.form(f"{path}/cau/{code}"))
    centre.send(path + "/chung", **centre.form(path + "/chung"))
    assert draft_in(store, path) == default_document()


def test_a_choice_with_a_condition_is_written_without_scripts(centre: Browser, store: Store):
    path = centre.draft()
    fields = {
        "code": "why", "kind": "choice", "group": "overall", "text-vi": "Vì sao ở {desk|đây}?",
        "option-1-vi": "Chờ lâu", "option-2-vi": "Không rõ", "option-2-en": "Unclear", "after": "overall",
    }  # fmt: skip
    looked = page_of(centre.post(path + "/cau-moi", **fields, do="look"))
    assert {"when-1", "when-5", "when-x"} <= {box.given["name"] for box in looked.all("input", type="checkbox")}
    assert looked.value("option-2-en") == "Unclear"
    more = page_of(centre.post(path + "/cau-moi", **fields, do="more"))
    assert more.all("input", name="option-6-vi")
    centre.send(path + "/cau-moi", **fields, do="save", **{"when-1": "1", "when-2": "1"})
    question = next(one for one in draft_in(store, path).questions if one.code == "why")
    assert question.condition is not None
    assert (question.condition.question, question.condition.answers) == ("overall", ("1", "2"))
    assert question.options == ({"vi": "Chờ lâu"}, {"vi": "Không rõ", "en": "Unclear"})
    shown = centre.visit(path + "/cau/why")
    assert {("when-1", "1"), ("when-2", "1")} <= shown.checked()


def test_removing_is_undone_and_questions_move(centre: Browser, store: Store):
    path = centre.draft()
    html = centre.get(path).text
    mark = re.search(r'name="question" value="respect">\s*<input type="hidden" name="seen" value="([^"]+)"', html)
    assert mark
    assert "respect" in flashed(centre.send(path + "/bo-cau", question="respect", seen=mark[1]))
    assert "respect" not in [one.code for one in draft_in(store, path).questions]
    centre.send(path + "/hoan-tac")
    assert draft_in(store, path) == default_document()
    centre.send(path + "/chuyen", question="respect", to="up")
    assert [one.code for one in draft_in(store, path).questions][:2] == ["respect", "overall"]


def test_two_who_write_different_questions_lose_nothing(centre: Browser, sign_in, store: Store):
    other, path = sign_in("phogiamdoc"), centre.draft()
    mine, theirs = centre.form(path + "/cau/respect"), other.form(path + "/cau/overall")
    other.send(path + "/cau/overall", **theirs | {"text-vi": "Của người kia"})
    centre.send(path + "/cau/respect", **mine | {"text-vi": "Của tôi"})
    assert [one.text["vi"] for one in draft_in(store, path).questions[:2]] == ["Của người kia", "Của tôi"]


def test_the_later_of_two_who_write_the_same_question_sees_both_texts(centre: Browser, sign_in, store: Store):
    other, path = sign_in("phogiamdoc"), centre.draft() + "/cau/respect"
    mine = centre.form(path)
    other.send(path, **other.form(path) | {"text-vi": "Của người kia", "core": ""})
    refused = page_of(centre.post(path, **mine | {"text-vi": "Của tôi"}), status=409)
    assert "Somebody else saved" in alert(refused)
    assert refused.value("text-vi") == "Của tôi"
    assert "Của người kia" in refused.words("q")
    assert draft_in(store, path.partition("/cau/")[0]).questions[1].text["vi"] == "Của người kia"
    centre.send(path, **mine | {"text-vi": "Của tôi", "seen": refused.value("seen")})
    assert draft_in(store, path.partition("/cau/")[0]).questions[1].text["vi"] == "Của tôi"


def test_a_question_removed_while_it_was_written_can_be_put_in_again(centre: Browser, sign_in, store: Store):
    other, path = sign_in("phogiamdoc"), centre.draft()
    mine = centre.form(path + "/cau/badge")
    mark = other.form(path + "/cau/badge")["seen"]
    other.send(path + "/bo-cau", question="badge", seen=mark)
    refused = page_of(centre.post(path + "/cau/badge", **mine | {"text-vi": "Của tôi"}), status=409)
    assert refused.value("text-vi") == "Của tôi"
    again = centre.send(path + "/cau/badge", **mine | {"text-vi": "Của tôi", "seen": refused.value("seen")})
    assert "Của tôi" in " ".join(again.words("li"))


def test_a_removal_of_what_somebody_changed_is_refused(centre: Browser, sign_in, store: Store):
    other, path = sign_in("phogiamdoc"), centre.draft()
    mark = centre.form(path + "/cau/badge")["seen"]
    other.send(path + "/cau/badge", **other.form(path + "/cau/badge") | {"text-vi": "Khác"})
    assert "Somebody else" in flashed(centre.send(path + "/bo-cau", question="badge", seen=mark))
    assert "badge" in [one.code for one in draft_in(store, path).questions]


def test_the_head_saved_by_two_shows_both_too(centre: Browser, sign_in):
    other, path = sign_in("phogiamdoc"), centre.draft() + "/chung"
    mine = centre.form(path)
    other.send(path, **other.form(path) | {"title-vi": "Phiếu của người kia"})
    refused = page_of(centre.post(path, **mine | {"title-vi": "Phiếu của tôi"}), status=409)
    assert refused.value("title-vi") == "Phiếu của tôi"
    assert "Phiếu của người kia" in refused.words("q")


def test_a_draft_changed_after_it_was_shown_is_not_published(centre: Browser, sign_in, store: Store):
    other, path = sign_in("phogiamdoc"), centre.draft()
    add(centre, path, code="parking")
    shown = centre.visit(path + "/phat-hanh").value("shown")
    add(other, path, code="queue")
    assert "Somebody else" in flashed(centre.send(path + "/phat-hanh", shown=shown))
    assert in_force(store).number == 1


def test_the_head_takes_a_new_group_and_drops_an_empty_one(centre: Browser, store: Store):
    path = centre.draft()
    centre.send(
        path + "/chung", **centre.form(path + "/chung") | {"new-group": "parking", "new-group-vi": "Bãi xe"}
    )
    assert draft_in(store, path).groups["parking"] == {"vi": "Bãi xe"}
    number = list(draft_in(store, path).groups).index("parking") + 1
    centre.send(path + "/chung", **centre.form(path + "/chung") | {f"group-{number}-vi": ""})
    assert "parking" not in draft_in(store, path).groups


def test_errors_stand_beside_their_question_and_stop_the_publishing(centre: Browser, store: Store):
    path = centre.draft()
    add(centre, path, "Họ tên của Ông/Bà?", code="who")
    assert any("asks who the person is" in words for words in centre.visit(path + "/cau/who").words("li"))
    review = centre.visit(path + "/phat-hanh")
    assert not review.all("input", name="shown")
    assert "has errors" in flashed(centre.send(path + "/phat-hanh", shown=content_hash(draft_in(store, path))))
    assert in_force(store).number == 1


def test_a_change_of_scale_is_offered_as_a_new_questionnaire(centre: Browser, store: Store):
    path = centre.draft()
    fields = centre.form(path + "/cau/respect") | {"kind": "event", "indexed": ""}
    centre.send(path + "/cau/respect", **fields)
    assert "Make it the new questionnaire default_2" in centre.visit(path + "/phat-hanh").words("button")
    assert "default_2" in flashed(centre.send(path + "/bo-moi", code="default_2"))
    assert "version 1" in published(centre, path).words("h1")[0]
    assert in_force(store).questions[1].kind == "rating5"
    taken = centre.send(centre.draft("default_2") + "/bo-moi", code="default")
    assert "already" in flashed(taken)


def test_a_file_is_brought_in_and_taken_out(centre: Browser, store: Store):
    text = (
        write_document(default_document())
        .replace("Nhìn chung,", "Nói chung,")
        .replace('code = "default"', 'code = "own"', 1)
    )
    page = page_of(centre.client.get(centre.post("/nhap", file=(BytesIO(text.encode()), "own.toml")).location))
    assert "Draft" in page.words("h1")[0]
    with store.reading() as connection:
        (sheet,) = drafts(connection)
    assert sheet.code == "own"
    file = centre.get(f"/ban-thao/{sheet.draft_id}.toml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="own-draft.toml"'
    assert parse_document(file.text) == parse_document(text)
    replaced = page_of(centre.client.get(centre.post("/nhap", text=text).location))
    assert "taken the place" in flashed(replaced)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code =", "cannot be read"),
        ("", "title"),
        ('code = "A"', "reviewed_by"),
        ("a = [" * 900, "cannot be read"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_and_kept_in_the_form(centre: Browser, text: str, words: str):
    page = page_of(centre.post("/nhap", text=text), status=400)
    assert page.value("text") == text
    if text:
        assert words in alert(page)


def test_bytes_of_another_encoding_are_refused(centre: Browser):
    page = page_of(centre.post("/nhap", file=(BytesIO("Phiếu".encode("utf-16")), "a.toml")), status=400)
    assert "UTF-8" in alert(page)


def test_a_hostile_text_is_shown_as_text(centre: Browser, store: Store):
    path = centre.draft()
    add(centre, path, HOSTILE, code="hostile")
    assert draft_in(store, path).questions[-2].text["vi"] == HOSTILE
    for address in (path, path + "/cau/hostile", path + "/phat-hanh"):
        assert "<script>alert" not in centre.get(address).text
        centre.visit(address)


@pytest.mark.parametrize(
    "fields",
    [
        {"text-vi": "a\0b"},
        {"text-vi": "a" * 1001},
        {"kind": "stars"},
        {"code": "A B"},
        {"code": "overall"},
        {"code": ""},
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_was_typed(centre: Browser, fields: dict[str, str]):
    path = centre.draft() + "/cau-moi"
    given = {
        "code": "new",
        "kind": "event",
        "group": "unit",
        "text-vi": "Câu",
        "text-en": "My words",
        "do": "save",
    }
    answer = centre.post(path, **given | fields)
    assert answer.status_code in {400, 409}
    page = page_of(answer, status=answer.status_code)
    assert alert(page)
    assert page.value("text-en") == "My words"


def test_the_preview_is_the_citizens_page_and_sends_nothing(centre: Browser):
    path = centre.draft()
    answer = centre.get(path + "/xem-truoc?ngon-ngu=en")
    page = page_of(answer)
    assert answer.headers.getlist("Content-Security-Policy")[0] == "form-action 'none'"
    assert "Preview: nothing can be sent from here." in " ".join(page.words("p"))
    assert "Overall, how satisfied are you" in " ".join(page.words("legend"))
    assert page.all("link", rel="stylesheet")
    assert "<style" not in answer.text
    assert centre.post(path + "/xem-truoc").status_code == 405
    style = centre.get("/dien-thoai.css")
    assert (style.mimetype, "max-width:390px" in style.text) == ("text/css", True)
    assert "min-width:40em" not in style.text


@pytest.mark.parametrize("language", ["vi", "km", "zh", "xx", "<b>"])
def test_the_preview_speaks_every_language(centre: Browser, language: str):
    answer = centre.get(f"/phien-ban/{1}/xem-truoc?ngon-ngu={language}")
    assert answer.status_code in {200, 404}
    path = centre.draft()
    page = page_of(centre.get(f"{path}/xem-truoc?ngon-ngu={language}"))
    assert page.all("html")[0].given["lang"] == (language if language in ("vi", "km", "zh") else "vi")


def test_the_preview_puts_names_in_and_waits_for_errors_to_be_mended(centre: Browser):
    path = centre.draft()
    add(centre, path, "Tại {desk|đây} có sạch không?", code="clean_desk")
    assert "Tại Quầy 3 – Hộ tịch có sạch không?" in centre.get(path + "/xem-truoc").text
    add(centre, path, "", code="empty")
    assert "errors" in flashed(centre.visit(centre.get(path + "/xem-truoc").location))


def test_a_questionnaire_is_retired_after_a_second_look(centre: Browser, store: Store):
    assert "asked nowhere" in " ".join(centre.visit("/thu-hoi/default").words("li"))
    assert "asked no more" in flashed(centre.send("/thu-hoi/default"))
    with store.reading() as connection:
        assert version_in_force(connection, "default") is None
    assert centre.get("/thu-hoi/default").status_code == 404
    path = centre.draft()
    assert "version 2" in published(centre, path).words("h1")[0]


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


@pytest.mark.parametrize("name", [name for name, _, _ in ACCOUNTS] + ["stranger"])
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


def test_addresses_that_name_nothing_are_not_found(centre: Browser):
    path = centre.draft()
    for address in (
        "/xem/none",
        "/thu-hoi/none",
        "/phien-ban/9999",
        "/ban-thao/9999",
        path + "/cau/none",
        path + "/cau/" + "a" * 500,
    ):
        assert centre.get(address).status_code == 404
    assert centre.post("/soan/none").status_code == 404


def test_a_draft_is_thrown_away(centre: Browser, store: Store):
    path = centre.draft()
    assert "thrown away" in flashed(centre.send(path + "/huy"))
    with store.reading() as connection:
        assert drafts(connection) == []
