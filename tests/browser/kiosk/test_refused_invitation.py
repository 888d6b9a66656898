"""Why an invitation was refused stays on the tablet's screen until the person does something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser

WRONG = "BBBB-BBBB"


def refused(office: Office, page: Page) -> str:
    """Open a wrong invitation in a tab that shows its code already; give what is said."""
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    page.evaluate("(code) => { location.hash = code; }", WRONG)
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator(".user-code")).to_be_visible()
    return page.locator("[role=alert]").inner_text()


def test_the_words_survive_polls_and_a_page_that_is_loaded_anew_by_itself(
    office: Office, page: Page, faults: list[str]
):
    page.clock.install()
    said = refused(office, page)
    with page.expect_response("**/pair/poll"):
        page.clock.run_for(6_000)
    expect(page.locator("[role=alert]")).to_have_text(said)
    page.reload()
    expect(page.locator(".user-code")).to_be_visible()
    expect(page.locator("[role=alert]")).to_have_text(said)
    assert page.evaluate("location.href") == office.page


def test_a_good_invitation_takes_them_away_and_they_do_not_come_back(
    office: Office, page: Page, faults: list[str]
):
    refused(office, page)
    page.locator("#invitation").fill(office.invitation())
    page.locator(".invite button").click()
    page.wait_for_selector("body.ready")
    assert page.evaluate("history.state") is None


def test_a_slow_reply_to_the_question_before_does_not_hide_them(office: Office, page: Page, faults: list[str]):
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/kiosk/api/pair", hold_the_first)
    with page.expect_request("**/kiosk/api/pair"):
        page.goto(office.page)
    page.evaluate("(code) => { location.hash = code; }", WRONG)
    expect(page.locator(".user-code")).to_be_visible()
    asked[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[role=alert]")).to_be_visible()


def test_an_overtaken_reply_does_not_take_the_invitation_for_decided(
    office: Office, page: Page, faults: list[str]
):
    held: list[Route] = []

    def hold_two(route: Route) -> None:
        held.append(route)
        if len(held) > 2:
            route.continue_()

    page.route("**/kiosk/api/pair", hold_two)
    with page.expect_request("**/kiosk/api/pair"):
        page.goto(office.page)
    with page.expect_request("**/kiosk/api/pair"):
        page.evaluate("(code) => { location.hash = code; }", WRONG)
    with page.expect_response("**/kiosk/api/pair"):
        held[0].continue_()
    # The page reads the reply that was overtaken before the one that refuses; nothing on the screen shows when.
    page.wait_for_timeout(200)
    held[1].continue_()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator(".user-code")).to_be_visible()
