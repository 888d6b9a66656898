"""What assistive technology makes of every citizen's page, in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey.foundation.codes import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def tail(language: str) -> str:
    return "" if language == "vi" else f"/{language}"


def rating_pages(site: Site, page: Page, language: str) -> Iterator[str]:
    """Go through the pages of one answer; give the name of each as it is shown."""
    page.goto(site.page(language))
    yield "the first view"
    page.click("label[for=o4]")
    page.wait_for_selector(".state:not(:empty)")
    page.click("summary")
    yield "all questions"
    page.evaluate("document.querySelector('[name=respect]').value = '9'")
    page.evaluate("document.querySelector('[name=respect]').checked = true")
    page.fill("#comment", "Xin trả lời")
    page.click("label:has([name=wants_answer])")
    page.click(".button >> nth=0")
    page.wait_for_selector("[role=alert]")
    yield "a refused answer"
    page.click(".button >> nth=0")
    page.wait_for_selector("p.code")
    yield "the thank-you"
    receipt = normalise(page.inner_text("p.code"))
    page.goto(f"{site.address}/r/{receipt}{tail(language)}")
    assert page.is_visible("#case")
    yield "the receipt with a case"


OTHERS = {
    "the start": "/",
    "the privacy page": "/rieng-tu",
    "a mistyped code": "/Q/ABC",
    "an unknown code": "/Q/00000000",
    "a mistyped receipt": "/r/ABC",
    "an unknown receipt": "/r/000000000000",
    "no page": "/nowhere",
    "a board": "/bang-tin/DONGHA",
}


def other_pages(site: Site, page: Page, language: str) -> Iterator[str]:
    """Go through the pages that need no answer."""
    # Letters that no slot of two minutes has: a code whose time on the screen has passed.
    for name, path in {**OTHERS, "a passed code": f"/Q/{site.code}ZZZZ"}.items():
        page.goto(site.address + (path + tail(language)).replace("//", "/"))
        yield name


@pytest.mark.parametrize("language", ["vi", "en", "km", "zh"])
def test_no_page_has_a_fault_that_a_machine_finds(site: Site, page: Page, language: str):
    axe = Axe()
    found: dict[str, Any] = {}
    for pages in (rating_pages, other_pages):
        for name in pages(site, page, language):
            faults = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            if faults:
                found[name] = [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in faults]
    assert found == {}
