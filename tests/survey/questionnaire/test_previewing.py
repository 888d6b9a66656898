"""The preview of a draft: the page a citizen will see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.pages import page_of
from tests.survey.questionnaire.drafting import add, flashed

if TYPE_CHECKING:
    from tests.survey.questionnaire.conftest import Browser


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
