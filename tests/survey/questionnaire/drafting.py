"""What the tests of the pages do with a draft: look into it, add to it, publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.records import draft_by_id, version_in_force

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from survey.questionnaire.domain import Draft, Version
    from tests.helpers.pages import Page
    from tests.survey.questionnaire.conftest import Browser

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
