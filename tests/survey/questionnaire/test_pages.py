from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from survey.questionnaire.domain import content_hash
from survey.questionnaire.records import drafts, version_in_force, versions_of
from survey.questionnaire.services import default_document
from tests.helpers.pages import alert, page_of
from tests.survey.questionnaire.drafting import HOSTILE, add, draft_in, flashed, in_force, published

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from tests.survey.questionnaire.conftest import Browser


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


def test_a_question_that_leaves_the_index_cannot_be_published(centre: Browser, store: Store):
    path = centre.draft()
    fields = centre.form(path + "/cau/respect") | {"indexed": ""}
    centre.send(path + "/cau/respect", **fields)
    page = centre.visit(path + "/phat-hanh")
    assert "Question “respect” was published in the index and cannot leave it" in " ".join(page.words("main"))
    assert "Give the question a new code." in " ".join(page.words("main"))
    assert not [words for words in page.words("button") if "new questionnaire" in words]


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


def test_a_questionnaire_is_retired_after_a_second_look(centre: Browser, store: Store):
    assert "asked nowhere" in " ".join(centre.visit("/thu-hoi/default").words("li"))
    assert "asked no more" in flashed(centre.send("/thu-hoi/default"))
    with store.reading() as connection:
        assert version_in_force(connection, "default") is None
    assert centre.get("/thu-hoi/default").status_code == 404
    path = centre.draft()
    assert "version 2" in published(centre, path).words("h1")[0]


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
