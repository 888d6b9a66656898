"""Every person meets the tablet as if nobody had been there before, and it takes leave of each in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.kiosk.hands import answer_once, marks, stored, tap
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser

# All that a person could have left behind; the staff's line, the code of the minute and the countdown are not.
TRACES = """() => {
  const page = document.documentElement.cloneNode(true);
  for (const part of page.querySelectorAll('.strip, aside, .countdown')) part.remove();
  for (const part of page.querySelectorAll('[disabled]')) part.removeAttribute('disabled');
  return [page.outerHTML, location.href, history.length, String(getSelection()), document.activeElement.tagName,
    Object.keys(sessionStorage).length, Object.keys(localStorage).length, document.cookie, document.forms.length];
}"""


def test_nothing_of_a_person_is_left_for_the_next(tablet: Page):
    tablet.wait_for_timeout(700)
    before = tablet.evaluate(TRACES)
    tablet.locator(".languages [lang=km]").click()
    tablet.locator(".contrast").click()
    tap(tablet, "2")
    tablet.locator(".switch").click()
    tap(tablet, "1")
    tap(tablet, "1")
    tablet.wait_for_selector("body.ready")
    assert tablet.evaluate(TRACES) == before


def test_the_next_person_who_does_nothing_sees_no_answer_and_sends_none(office: Office, slow: Page):
    slow.locator(".languages [lang=en]").click()
    expect(slow.locator("h1")).to_contain_text("satisfied")
    slow.clock.run_for(16_000)
    expect(slow.locator(".countdown")).to_be_visible()
    expect(slow.locator(".countdown")).to_contain_text("starts again in 9 seconds")
    slow.clock.run_for(10_000)
    expect(slow.locator("html")).to_have_attribute("lang", "vi")
    assert stored(slow) == []
    assert marks(office) == []


def test_an_idle_end_keeps_what_was_tapped_and_nothing_else(office: Office, slow: Page):
    tap(slow, "4")
    slow.wait_for_selector("body.follow")
    slow.clock.run_for(500)
    tap(slow, "5")
    slow.clock.run_for(500)
    slow.clock.run_for(26_000)
    slow.wait_for_selector("body.ready")
    assert within(PATIENCE, lambda: marks(office) == ["45"])


def test_whoever_needs_more_time_gets_it(slow: Page):
    tap(slow, "4")
    slow.wait_for_selector("body.follow")
    slow.clock.run_for(20_000)
    slow.locator(".countdown button").click()
    expect(slow.locator(".countdown")).to_be_hidden()
    slow.clock.run_for(20_000)
    expect(slow.locator("body")).to_have_class("follow")


def test_between_two_people_is_a_visible_pause(slow: Page):
    tap(slow, "4")
    slow.locator("body.follow .actions > .button").click()
    slow.wait_for_selector("body.thanks")
    expect(slow.locator(".countdown")).to_be_visible()
    assert slow.locator("[data-mark]").count() == 0
    slow.clock.run_for(3_500)
    slow.wait_for_selector("body.ready")


def test_a_second_touch_of_the_same_finger_answers_nothing_more(office: Office, tablet: Page):
    tablet.locator("[data-mark='3']:enabled").wait_for()
    box = tablet.locator("[data-mark='3']").bounding_box()
    assert box
    for _ in range(2):
        tablet.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tablet.wait_for_selector("body.follow")
    tablet.wait_for_timeout(300)
    (record,) = stored(tablet)
    assert record["answers"] == {"overall": "3"}


def test_a_whole_answer_is_given_by_the_keyboard(office: Office, tablet: Page):
    tablet.wait_for_timeout(600)
    tablet.keyboard.press("2")
    tablet.wait_for_selector("body.follow")
    tablet.wait_for_timeout(600)
    for _ in range(20):
        tablet.keyboard.press("Tab")
        if tablet.evaluate("document.activeElement.dataset.mark") == "5":
            break
    tablet.keyboard.press("Space")
    tablet.wait_for_timeout(900)
    tablet.keyboard.press("x")
    tablet.keyboard.press("0")
    tablet.locator("body.follow .actions > .button").press("Enter")
    tablet.wait_for_selector("body.ready")
    assert within(PATIENCE, lambda: marks(office) == ["25"])


def test_everybody_is_asked_other_questions_in_turn(office: Office, tablet: Page):
    asked = [tablet.inner_text("h1")]
    for _ in range(2):
        tap(tablet, "5")
        for _ in range(2):
            tablet.wait_for_selector("body.follow")
            expect(tablet.locator("h1")).not_to_have_text(asked[-1])
            asked.append(tablet.inner_text("h1"))
            tap(tablet, "4")
        tablet.wait_for_selector("body.ready")
    assert len(set(asked[1:])) == 4


def test_the_way_back_leads_nowhere(office: Office, tablet: Page):
    answer_once(tablet)
    length = tablet.evaluate("history.length")
    answer_once(tablet)
    assert tablet.evaluate("history.length") == length
