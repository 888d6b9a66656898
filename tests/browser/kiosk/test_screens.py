"""How the tablet's screens are made: without faults a machine finds, unclipped, big enough to hit, light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.kiosk.hands import FULL, installed, open_menu, pair, tap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser

SIZES = [(1280, 800), (800, 1280), (360, 640)]
# Elements whose text does not fit into them, and everything that stands out of the screen's width.
CLIPPED = """() => [...document.body.querySelectorAll('h1, h2, p, button, span, strong, dd, dt, small')]
  .filter((one) => one.offsetParent && getComputedStyle(one).visibility === 'visible' && !one.closest('.contrast'))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    || one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
  .map((one) => `${one.tagName}.${one.className}: ${one.textContent}`)"""
MM_20 = 20 / 25.4 * 96


def told(page: Page, **changes: Any) -> None:
    """Let the tablet be told something else, and begin anew with it."""

    def change(route: Route) -> None:
        headers = {name: text for name, text in route.request.headers.items() if name != "if-none-match"}
        answer = route.fetch(headers=headers)
        route.fulfill(response=answer, json=answer.json() | changes)

    page.unroute("**/kiosk/api/config")
    page.route("**/kiosk/api/config", change)
    page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open('hailong-kiosk');
          asked.onsuccess = () => {
            const writing = asked.result.transaction('kept', 'readwrite');
            writing.objectStore('kept').delete('config');
            writing.oncomplete = () => { asked.result.close(); done(); };
          };
        })"""
    )
    page.reload()
    page.wait_for_selector("body:not(.still):not(.waiting)")


def speak(page: Page, language: str) -> None:
    page.locator(f".languages [lang={language}]").click()


def screens(office: Office, page: Page, language: str) -> Iterator[str]:
    """Go through every screen in a language; give its name as it is shown."""
    yield from staff_screens(office, page, language)
    yield from asking_screens(page)
    yield from other_screens(page)


def staff_screens(office: Office, page: Page, language: str) -> Iterator[str]:
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    speak(page, language)
    yield "pairing"
    pair(office, page)
    open_menu(office, page)
    page.locator(
        f".choice [aria-pressed]:nth-of-type({['vi', 'en', 'km', 'zh'].index(language) + 1})"
    ).first.click()
    page.wait_for_timeout(200)
    yield "the service menu"
    page.locator(".top .button").click()
    page.wait_for_selector("body.ready")
    page.locator(".strip .service").click()
    page.wait_for_selector("body.pin")
    yield "the service number"
    page.locator("main > .light").click()


def asking_screens(page: Page) -> Iterator[str]:
    told(
        page,
        notice={"vi": "Hôm nay quầy nghỉ lúc 16 giờ"},
        staff=[{"name": "Nguyễn Thị Thuỳ Dương", "title": "Chuyên viên"}],
    )
    page.wait_for_selector("aside svg.code")
    yield "the first question"
    page.locator(".contrast").click()
    yield "the first question in high contrast"
    page.locator(".contrast").click()
    tap(page, "4")
    page.wait_for_selector("body.follow")
    page.locator("[data-mark]:enabled").first.wait_for()
    yield "a second question"
    tap(page, "4")
    tap(page, "4")
    page.wait_for_selector("body.thanks")
    yield "the thank-you"


def other_screens(page: Page) -> Iterator[str]:
    told(page, hours={"days": [], "opens": "07:30", "closes": "17:00"}, sleep=True)
    page.wait_for_selector("body.closed")
    yield "outside office hours"
    told(page, locked=True)
    page.wait_for_selector("body.locked")
    yield "locked"
    told(page)
    page.evaluate(FULL)
    tap(page, "2")
    page.wait_for_selector("body.trouble")
    yield "a full disk"


@pytest.mark.parametrize("language", ["vi", "en", "km", "zh"])
def test_no_screen_has_a_fault_that_a_machine_finds(office: Office, page: Page, faults: list[str], language: str):
    axe = Axe()
    found: dict[str, Any] = {}
    for name in screens(office, page, language):
        assert page.get_attribute("html", "lang") == language, name
        assert page.title().startswith(page.inner_text("h1")), name
        wrong = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if wrong:
            found[name] = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in wrong]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if clipped := page.evaluate(CLIPPED):
                found[f"{name} at {width}"] = clipped
        page.set_viewport_size({"width": 1280, "height": 800})
    assert found == {}


def test_faces_are_big_and_stand_where_a_hand_reaches(tablet: Page):
    tablet.wait_for_selector("aside svg.code")
    for width, height in SIZES[:2]:
        tablet.set_viewport_size({"width": width, "height": height})
        for place in range(5):
            face = tablet.locator(".faced .face").nth(place).bounding_box()
            button = tablet.locator(".faced").nth(place).bounding_box()
            assert face
            assert button
            assert min(face["width"], face["height"]) >= MM_20
            assert button["y"] + button["height"] / 2 > height / 2
        assert tablet.evaluate("document.documentElement.scrollHeight") <= height


def test_nothing_moves_when_the_countdown_appears(office: Office, page: Page, faults: list[str]):
    page.clock.install()
    pair(office, page)
    page.wait_for_timeout(600)
    speak(page, "en")
    before = page.locator(".faced").first.bounding_box()
    page.clock.run_for(17_000)
    expect(page.locator(".countdown")).to_be_visible()
    assert page.locator(".faced").first.bounding_box() == before


def test_the_hand_and_the_contrast_that_the_staff_chose_stay(office: Office, tablet: Page):
    open_menu(office, tablet)
    tablet.locator(".choice").nth(1).locator(".switch").first.click()
    tablet.locator(".choice").nth(2).locator(".switch").last.click()
    tablet.wait_for_timeout(200)
    tablet.reload()
    tablet.wait_for_selector("body.ready")
    expect(tablet.locator("html")).to_have_attribute("data-hand", "left")
    expect(tablet.locator("html")).to_have_attribute("data-contrast", "high")


def test_a_dark_screen_wakes_wherever_it_is_touched(tablet: Page):
    told(tablet, hours={"days": [], "opens": "07:30", "closes": "17:00"}, sleep=True)
    tablet.wait_for_selector("body.closed")
    tablet.mouse.click(20, 20)
    tablet.wait_for_selector("body.ready")


def test_colours_that_the_system_forces_leave_everything_visible(office: Office, tablet: Page):
    tablet.emulate_media(forced_colors="active")
    for place in range(5):
        # Asked until it stands: the screen is drawn anew when the desk's code arrives.
        expect(tablet.locator(".faced").nth(place)).to_have_css("border-top-style", "solid")
    stroke = tablet.locator(".faced .face").first.evaluate("(one) => getComputedStyle(one).stroke")
    assert stroke != tablet.locator(".faced").first.evaluate("(one) => getComputedStyle(one).backgroundColor")


def test_the_whole_app_is_light(office: Office, page: Page, faults: list[str]):
    session = page.context.new_cdp_session(page)
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(office.page)
    page.wait_for_selector(".user-code")
    # Headers too; once only, for from then on the worker has everything.
    assert sum(sizes) < 70_000
    installed(page)
