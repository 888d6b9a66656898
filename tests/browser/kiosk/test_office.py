"""What the office does to its tablets: notices, locks, commands, withdrawal, rescue of a queue."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kiosk.fleet.domain import CommandKind
from kiosk.fleet.services import order
from kiosk.pairing.records import kiosk_device
from kiosk.pairing.services import lock, revoke, set_notice
from kiosk.queue.services import import_file
from survey.foundation.clock import now
from survey.foundation.register import every_table
from survey.intake.domain import Hearing
from tests.browser.kiosk.hands import (
    answer_once,
    answer_slowly,
    device,
    installed,
    marks,
    open_menu,
    stored,
    tap,
    until_ready,
)
from tests.browser.kiosk.proving import HURRY
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser


def test_a_withdrawn_tablet_keeps_its_answers_and_sends_them_when_paired_again(office: Office, slow: Page):
    tablet = slow
    installed(tablet)
    office.stop()
    answer_slowly(tablet, "2")
    one = device(office)
    with office.service.house.store.writing() as connection:
        revoke(connection, one, by=office.manager, at=now())
    office.start()
    tablet.reload()
    tablet.wait_for_selector("body.pairing .user-code")
    assert len(stored(tablet)) == 1
    expect(tablet.locator("main .note")).to_contain_text("1")
    office.approve(tablet.inner_text(".user-code"))
    until_ready(tablet)
    assert within(PATIENCE, lambda: marks(office) == ["2"] and stored(tablet) == [])


def test_a_late_no_to_what_a_withdrawn_tablet_asked_does_not_end_its_new_pairing(office: Office, slow: Page):
    installed(slow)
    office.stop()
    answer_slowly(slow, "2")
    with office.store.writing() as connection:
        revoke(connection, device(office), by=office.manager, at=now())
    office.start()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    # Its sign of life is refused at once; what it sends meanwhile is refused long after.
    slow.route("**/kiosk/api/responses", hold, times=1)
    slow.reload()
    slow.wait_for_selector("body.pairing .user-code")
    office.approve(slow.inner_text(".user-code"))
    until_ready(slow)
    assert len(held) == 1
    held[0].continue_()
    slow.wait_for_timeout(500)
    slow.clock.run_for(5_100)
    slow.wait_for_timeout(500)
    expect(slow.locator("body.ready")).to_have_count(1)
    assert len(office.kept(kiosk_device)) == 2


def test_a_withdrawal_waits_for_the_person_who_is_answering(office: Office, slow: Page):
    office.stop()
    answer_slowly(slow, "5")
    tap(slow, "4")
    slow.wait_for_selector("body.follow")
    with office.store.writing() as connection:
        revoke(connection, device(office), by=office.manager, at=now())
    office.start()
    with slow.expect_response(lambda answer: answer.status == 401):
        slow.evaluate(HURRY)
    slow.clock.run_for(12_000)
    expect(slow.locator("body")).to_have_class("follow")
    tap(slow, "4")
    tap(slow, "4")
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(10_000)
    slow.wait_for_selector("body.pairing")
    assert [one["answers"]["overall"] for one in stored(slow)] == ["5", "4"]


def test_a_notice_and_a_lock_arrive(office: Office, tablet: Page):
    with office.service.house.store.writing() as connection:
        set_notice(connection, device(office), {"vi": "Hôm nay nghỉ sớm"}, by=office.manager, at=now())
    tablet.reload()
    expect(tablet.locator(".note")).to_have_text("Hôm nay nghỉ sớm", timeout=10_000)
    with office.service.house.store.writing() as connection:
        lock(connection, device(office), by=office.manager, at=now())
    tablet.reload()
    tablet.wait_for_selector("body.locked", timeout=10_000)


def test_a_command_is_done_once(office: Office, slow: Page):
    with office.store.writing() as connection:
        order(connection, device(office), CommandKind.RELOAD, by=office.manager, at=now())
    loads: list[str] = []
    slow.on("load", lambda page: loads.append(page.url))
    slow.reload()
    slow.wait_for_selector("body.ready")

    def told() -> bool:
        slow.clock.run_for(5_100)
        slow.wait_for_selector("body.ready")
        slow.clock.fast_forward(340_000)
        (row,) = office.kept(every_table().tables["kiosk_command"])
        return row.done_at is not None

    # It hears of it with one sign of life, and says with a later one that it was done.
    assert within(PATIENCE, told)
    for _ in range(3):
        told()
    assert len(loads) == 2


def test_the_code_of_the_moment_stands_beside_the_question(office: Office, tablet: Page):
    expect(tablet.locator("aside svg.code path")).to_have_attribute("d", re.compile("^M"), timeout=10_000)
    expect(tablet.locator(".typed strong")).to_have_text(re.compile(r"[0-9A-Z]{4} [0-9A-Z]{4}"))


def test_a_queue_saved_as_a_file_is_taken_in_by_hand(office: Office, tablet: Page, tmp_path: Path):
    installed(tablet)
    office.stop()
    answer_once(tablet, "1")
    answer_once(tablet, "5")
    open_menu(office, tablet)
    with tablet.expect_download() as download:
        tablet.get_by_text("Save the queue as a file").or_(tablet.get_by_text("Lưu hàng chờ thành tệp")).click()
    file = tmp_path / "queue.json"
    download.value.save_as(file)
    report = import_file(
        office.service.house, file.read_bytes(), at=now(), oldest=timedelta(days=60), hearing=Hearing()
    )
    assert (report.accepted, marks(office)) == (2, ["1", "5"])
    assert len(stored(tablet)) == 2
    office.start()
    tablet.reload()
    assert within(PATIENCE, lambda: stored(tablet) == [])
    assert marks(office) == ["1", "5"]


def test_the_service_menu_is_shut_to_a_wrong_number(office: Office, tablet: Page):
    tablet.locator(".strip .service").click()
    for _ in range(6):
        tablet.keyboard.type("0")
        tablet.locator(".go").click()
        tablet.wait_for_timeout(250)
    expect(tablet.locator(".said")).to_contain_text(re.compile("30|29"))
    expect(tablet.locator("body")).to_have_class("pin")
