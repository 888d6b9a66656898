"""A new edition of the app: it comes into force between two people, on every tablet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kiosk.tablet import files
from survey.app import create_app
from tests.browser.kiosk.hands import answer_slowly, edited_app, installed, marks, tap
from tests.browser.kiosk.proving import WAITING, renewed
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from survey.app import Service
    from tests.browser.kiosk.places import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def next_edition(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The same office with the next edition of the app."""
    # The app's files are part of the program, so no setting names their folder.
    monkeypatch.setattr(files, "FOLDER", edited_app(tmp_path))
    files.version.cache_clear()
    former = office.service
    made = create_app(replace(former.house.settings, instance=former.house.settings.instance))
    yield made
    office.stop()
    made.house.store.close()
    office.service = former
    files.version.cache_clear()


def test_a_new_edition_is_put_in_force_between_two_people(office: Office, slow: Page, next_edition: Service):
    installed(slow)
    answer_slowly(slow, "4")
    old = slow.evaluate("document.documentElement.dataset.version")
    office.stop()
    office.service = next_edition
    office.start()
    tap(slow, "5")
    slow.wait_for_selector("body.follow")
    slow.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => null)")
    assert within(PATIENCE, lambda: slow.evaluate(WAITING))
    slow.clock.run_for(12_000)
    assert slow.evaluate("document.documentElement.dataset.version") == old
    expect(slow.locator("body")).to_have_class("follow")
    slow.locator("body.follow .actions > .button").click()
    slow.wait_for_selector("body.thanks")
    slow.clock.run_for(3_300)
    renewed(slow, old)
    assert slow.evaluate("caches.keys().then((names) => names.length)") == 1
    assert within(PATIENCE, lambda: marks(office) == ["4", "5"])


# Lets a page start only when its worker has taken it over, as on a machine that is slow to read its files.
LATE = """(() => {
  const {locks, serviceWorker} = navigator;
  const request = locks.request.bind(locks);
  const taken = new Promise((go) => {
    if (serviceWorker.controller) go();
    else serviceWorker.addEventListener('controllerchange', go);
  });
  locks.request = (...given) => taken.then(() => request(...given));
})()"""
ONE = "navigator.serviceWorker.getRegistration()"


def test_a_page_that_is_taken_over_before_it_starts_still_sees_the_next_edition(
    office: Office, slow: Page, next_edition: Service
):
    installed(slow)
    slow.evaluate(f"() => {ONE}.then((one) => one.unregister()).then(() => null)")
    slow.goto("about:blank")
    slow.goto(office.page)
    assert within(PATIENCE, lambda: slow.evaluate(f"{ONE}.then(Boolean)"))
    slow.add_init_script(LATE)
    slow.reload()
    slow.wait_for_selector("body.ready")
    old = slow.evaluate("document.documentElement.dataset.version")
    office.stop()
    office.service = next_edition
    office.start()
    slow.evaluate(f"() => {ONE}.then((one) => one.update()).then(() => null)")
    assert within(PATIENCE, lambda: slow.evaluate(WAITING))
    renewed(slow, old)
