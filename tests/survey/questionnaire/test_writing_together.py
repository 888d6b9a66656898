"""Two people write the same draft: what each sees, and what is lost (nothing)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.pages import alert, page_of
from tests.survey.questionnaire.drafting import add, draft_in, flashed, in_force

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from tests.survey.questionnaire.conftest import Browser


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
