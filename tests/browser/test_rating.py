"""Rating a desk in a real browser: with the page's script, without it, and with a network that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from survey.feedback.records import case_message
from survey.intake import records
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

SEND = ".button >> nth=0"
CODE = re.compile(r"\w{4}-\w{4}-\w{4}")


def marks(site: Site) -> list[tuple[str, bool]]:
    return [(row.marks.rstrip("-"), row.complete) for row in site.kept()]


def thanked(page: Page) -> str:
    page.wait_for_selector("p.code")
    code = page.inner_text("p.code")
    assert CODE.fullmatch(code)
    return code


def test_one_tap_is_kept_though_the_person_leaves(site: Site, page: Page):
    page.goto(site.page())
    page.click("label[for=o2]")
    page.goto("about:blank")
    assert within(PATIENCE, lambda: marks(site) == [("2", False)])


def test_a_tap_that_is_corrected_counts_as_corrected(site: Site, page: Page):
    page.goto(site.page())
    for level in "1254":
        page.click(f"label[for=o{level}]")
    assert within(PATIENCE, lambda: marks(site) == [("4", False)])


def test_the_thank_you_comes_without_a_reload_and_the_focus_is_on_it(site: Site, page: Page):
    page.goto(site.page("en"))
    page.click("label[for=o5]")
    page.wait_for_selector(".state:has-text('is kept')")
    page.evaluate("window.stillHere = true")
    page.check("[name=respect][value='4']", force=True)
    page.fill("#comment", "Cảm ơn\nnhiều")
    page.click(".button >> nth=1")
    thanked(page)
    assert page.evaluate("window.stillHere") is True
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.title().startswith(page.inner_text("h1"))
    assert marks(site) == [("54", True)]
    assert [row.text for row in site.kept(records.comment)] == ["Cảm ơn\nnhiều"]


def test_a_double_tap_sends_once(site: Site, page: Page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto(site.page())
    page.click("label[for=o4]")
    page.dblclick(SEND)
    thanked(page)
    assert len([body for body in sent if "partial" not in body]) == 1
    assert marks(site) == [("4", True)]


def test_an_answer_is_given_without_the_script(site: Site, browser: Browser):
    page = browser.new_page(java_script_enabled=False, viewport={"width": 320, "height": 568})
    page.goto(site.page("zh"))
    assert not page.is_visible(".more")
    page.click("label[for=o3]")
    page.click("label:has([name=no_harassment][value=y])")
    page.click(SEND)
    thanked(page)
    page.close()
    assert [row.complete for row in site.kept()] == [True]


def test_a_network_that_fails_for_a_moment_loses_nothing(site: Site, page: Page):
    failures = iter(["timedout"])

    def fail(route: Route) -> None:
        reason = next(failures, None) if route.request.method == "POST" else None
        route.abort(reason) if reason else route.continue_()

    page.goto(site.page())
    page.click("label[for=o1]")
    page.wait_for_selector(".state:not(:empty)")
    page.fill("#comment", "Chờ lâu")
    page.route("**/Q/**", fail)
    page.click(SEND)
    assert page.inner_text(SEND) == "Đang gửi…"
    assert page.input_value("#comment") == "Chờ lâu"
    thanked(page)
    assert [row.text for row in site.kept(records.comment)] == ["Chờ lâu"]


def test_without_a_network_the_form_stays_and_can_be_sent_again(site: Site, page: Page):
    page.clock.install()
    page.goto(site.page("en"))
    page.click("label[for=o1]")
    page.wait_for_selector(".state:not(:empty)")
    page.fill("#comment", "Chờ lâu")
    page.context.set_offline(True)
    page.click(SEND)
    for _ in range(40):
        page.clock.run_for(1000)
        page.wait_for_timeout(10)
        if "again" in page.inner_text(SEND):
            break
    assert page.inner_text(SEND).endswith("Tap to send again")
    assert page.input_value("#comment") == "Chờ lâu"
    page.context.set_offline(False)
    page.click(SEND)
    thanked(page)
    assert marks(site) == [("1", True)]


def test_a_server_that_answers_with_something_else_is_left_to_the_browser(site: Site, page: Page):
    page.goto(site.page())
    page.click("label[for=o1]")
    page.wait_for_selector(".state:not(:empty)")
    page.route(
        "**/Q/**",
        lambda route: (
            route.fulfill(status=403, body="no") if route.request.resource_type == "xhr" else route.continue_()
        ),
    )
    page.click(SEND)
    thanked(page)
    assert marks(site) == [("1", True)]


def test_a_refused_answer_is_said_and_nothing_typed_is_lost(site: Site, page: Page):
    page.goto(site.page("en"))
    page.click("label[for=o4]")
    page.fill("#comment", "Một lời nhắn")
    page.evaluate("document.querySelector('[name=respect]').value = '9'")
    page.evaluate("document.querySelector('[name=respect]').checked = true")
    page.click(SEND)
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#comment") == "Một lời nhắn"
    assert page.is_checked("#o4")
    page.click(SEND)
    thanked(page)


def test_a_whole_answer_is_given_with_the_keyboard(site: Site, page: Page):
    page.goto(site.page("en"))
    press = page.keyboard.press
    focused = "[document.activeElement.name, document.activeElement.value]"

    def tab_to(name: str) -> None:
        for _ in range(40):
            press("Tab")
            if page.evaluate(focused)[0] == name:
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    tab_to("overall")
    press("Space")
    assert page.evaluate(focused) == ["overall", "1"]
    for _ in range(3):
        press("ArrowDown")
    assert page.evaluate(focused) == ["overall", "4"]
    tab_to("respect")
    press("Space")
    press("ArrowRight")
    page.evaluate("document.querySelector('summary').focus()")
    press("Enter")
    tab_to("greeting")
    press("Space")
    tab_to("comment")
    page.keyboard.type("Good")
    for key in ("Tab", "Space", "Tab", "Tab", "Enter"):  # an answer is wished for, nobody helped, send
        press(key)
    thanked(page)
    assert [(row.marks[:2], row.complete) for row in site.kept()] == [("42", True)]
    assert [one.text for one in site.kept(case_message)] == ["Good"]
    assert site.kept(records.comment) == []


def test_a_follow_up_of_another_question_comes_with_its_answer(site: Site, page: Page):
    page.goto(site.page())
    # The packaged questionnaire has none; the page marks one so, as the tests of the pages show.
    page.evaluate("Object.assign(document.getElementById('guidance').dataset, {if: 'respect', in: '12'})")
    page.click("label[for=o4]")
    assert not page.is_visible("#guidance")
    page.check("[name=respect][value='1']", force=True)
    assert page.is_visible("#guidance")
    page.check("[name=respect][value='5']", force=True)
    assert not page.is_visible("#guidance")


@pytest.mark.parametrize("language", ["vi", "en", "km", "zh"])
def test_nothing_is_wider_than_the_smallest_phone(site: Site, page: Page, language: str):
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(site.page(language))
    page.click("label[for=o4]")
    page.click("summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
