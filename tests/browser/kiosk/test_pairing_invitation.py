"""A tablet that brings an invitation is paired by opening an address, or by nine letters typed on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kiosk.pairing.domain import Placing, Wish, shown
from kiosk.pairing.records import kiosk_device
from kiosk.pairing.services import invite
from survey.foundation.clock import now
from survey.foundation.installation import DEMONSTRATION, installation, note
from survey.operations.welcome import lines
from tests.browser.kiosk.hands import tap, until_ready
from tests.helpers.builders import dice

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser


def invitation(office: Office, lifetime: timedelta = timedelta(minutes=10)) -> str:
    house = office.service.house
    wish = Wish(placing=Placing(label="", spot=office.spot), by=office.manager, lifetime=lifetime)
    with house.store.writing() as connection:
        return shown(invite(connection, wish, at=now(), secret=house.secret, random=dice()))


def test_opening_the_printed_address_pairs_the_tablet(office: Office, page: Page, faults: list[str]):
    house = office.service.house
    with house.store.writing() as connection:
        note(connection, DEMONSTRATION)
        told = "\n".join(lines(house, connection, at=now()))
        connection.execute(installation.delete())
    code = told.split("/kiosk/#")[1][:9]
    page.goto(f"{office.page}#{code}")
    page.wait_for_selector("body.ready")
    assert page.evaluate("location.href") == office.page
    expect(page.locator(".place")).to_contain_text("Quầy 3")
    tap(page, "5")
    page.wait_for_selector("body.follow")
    (device,) = office.kept(kiosk_device)
    assert (device.desk_id, device.state) == (office.spot.desk_id, "active")


def test_an_invitation_is_typed_on_the_pairing_screen(office: Office, page: Page, faults: list[str]):
    page.goto(office.page)
    page.locator("#invitation").fill(invitation(office).lower())
    page.locator(".invite button").click()
    page.wait_for_selector("body.ready")


@pytest.mark.parametrize("code", ["BBBB-BBBB", "x", "%00", "a" * 200])
def test_a_wrong_invitation_is_said_and_the_ordinary_way_goes_on(
    office: Office, page: Page, faults: list[str], code: str
):
    page.clock.install()
    page.goto(f"{office.page}#{code}")
    page.wait_for_selector(".user-code")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.evaluate("location.href") == office.page
    office.approve(page.locator(".user-code").inner_text())
    until_ready(page)


def test_an_invitation_out_of_date_is_told_apart(office: Office, page: Page, faults: list[str]):
    page.goto(f"{office.page}#BBBB-BBBB")
    wrong = page.locator("[role=alert]").inner_text()
    page.goto("about:blank")
    page.goto(f"{office.page}#{invitation(office, timedelta(0))}")
    expect(page.locator("[role=alert]")).not_to_have_text(wrong)
    expect(page.locator(".user-code")).to_be_visible()


def test_an_invitation_whose_reply_got_lost_still_pairs_once(office: Office, page: Page, faults: list[str]):
    lost = iter([True])

    def lose(route: object) -> None:
        if next(lost, False):
            route.fetch()  # type: ignore[attr-defined] # the server has paired it, the tablet hears nothing
            route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.clock.install()
    page.route("**/kiosk/api/pair", lose)
    with page.expect_event("requestfailed"):
        page.goto(f"{office.page}#{invitation(office)}")
    page.wait_for_selector(".note")
    until_ready(page)
    assert len(office.kept(kiosk_device)) == 1
