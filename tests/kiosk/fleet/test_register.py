from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.fleet.domain import AlertKind, CommandKind, Hand, Status
from kiosk.fleet.services import tablets
from kiosk.fleet.web import words
from kiosk.fleet.web.tree import branches, cut
from kiosk.pairing.domain import EventKind, Spot
from kiosk.pairing.records import devices, kiosk_post
from kiosk.pairing.services import revoke
from survey.foundation.clock import local_day, now
from survey.organisation.records import units_on
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import a_desk, a_unit
from tests.helpers.houses import statements
from tests.helpers.tablet import a_manager
from tests.kiosk.managing import REGISTER, Browser, beat

if TYPE_CHECKING:
    from datetime import date

    from tests.helpers.pages import Page
    from tests.helpers.tablet import Tablet
    from tests.kiosk.conftest import Ward

ALERTS = "/admin/kiosk/canh-bao"
DAY = timedelta(days=1)


@pytest.fixture
def head(ward: Ward) -> Browser:
    """The head of the ward; another ward with a tablet stands beside it."""
    with ward.store.writing() as connection:
        other = a_unit(connection, "ND", name="Phường Nam Đông Hà")
        a_manager(connection, "lanhdao", "unit_head", unit="DH")
    ward.paired(Spot(unit_id=other, desk_id=None))
    return Browser(ward, "lanhdao")


def listed(page: Page) -> str:
    return " | ".join(page.words("tbody"))


def served(ward: Ward, day: date, finished: int, *, whole: bool = False) -> None:
    with ward.store.writing() as connection:
        entry = VolumeEntry(
            unit_id=ward.unit_id,
            procedure_id=None,
            day=day.replace(day=1) if whole else day,
            whole=whole,
            volume=Volume(finished=finished, refused=0),
        )
        keep_volumes(connection, [entry])


def long_standing(ward: Ward, days: int = 100) -> None:
    with ward.store.writing() as connection:
        connection.execute(kiosk_post.update().values(since=now() - days * DAY))


def test_an_empty_register_says_how_to_pair(ward: Ward):
    page = Browser(ward, "quantri").see()
    assert "Open" not in page.words("h1")
    assert any("/kiosk/" in each for each in page.words("li"))
    assert page.all("a", href="/admin/kiosk/ghep")


def test_a_head_sees_the_tablets_of_the_own_unit_only(ward: Ward, head: Browser):
    ward.paired()
    page = head.see(REGISTER + "?xem=tat-ca")
    assert "Phường Đông Hà" in listed(page)
    assert "Quầy 1" in listed(page)
    assert "Nam Đông Hà" not in page.html
    assert "Nam Đông Hà" in Browser(ward, "quantri").see(REGISTER + "?xem=tat-ca").html


def test_what_needs_somebody_comes_first(ward: Ward, head: Browser):
    well, ill = ward.paired(), ward.paired(ward.other_desk)
    beat(well)
    beat(ill, battery=0.05)
    page = head.see()
    assert [pill for pill in page.words("a", **{"aria-current": "true"}) if "(" in pill] == ["Needs attention (1)"]
    assert "Quầy 2" in listed(page)
    assert "Quầy 1" not in listed(page)
    assert "The battery runs down" in listed(page)


def test_a_tablet_is_found_without_diacritics(ward: Ward, head: Browser):
    ward.paired()
    ward.paired(ward.other_desk)
    page = head.see(REGISTER + "?xem=tat-ca&q=quay+2")
    assert "Quầy 2" in listed(page)
    assert "Quầy 1" not in listed(page)
    assert "No tablet matches" in head.see(REGISTER + "?q=%3Cscript%3E").html


def test_tablets_of_the_past_are_kept_apart(ward: Ward, head: Browser):
    ward.paired()
    with ward.store.writing() as connection:
        (device,) = devices(connection, unit_ids=[ward.unit_id])
        revoke(connection, device, by=ward.manager, at=now())
    assert device.code not in head.see(REGISTER + "?xem=tat-ca").html
    assert device.code in head.see(REGISTER + "?xem=da-thoi").html


def test_the_register_tells_the_day_of_the_last_answer_and_no_hour(ward: Ward, head: Browser, tablet: Tablet):
    beat(tablet, last_answer_age_s=0, queue=2, oldest_age_s=7200)
    with ward.store.reading() as connection:
        (device,) = devices(connection, unit_ids=[ward.unit_id])
    page = head.see(f"/admin/kiosk/{device.code}")
    facts = dict(zip(page.words("dt"), page.words("dd"), strict=True))
    assert facts["Last answer"] == "earlier today"
    assert facts["The oldest of them"] == "less than a day"
    beat(tablet, last_answer_age_s=49 * 3600)
    page = head.see(f"/admin/kiosk/{device.code}")
    facts = dict(zip(page.words("dt"), page.words("dd"), strict=True))
    assert re.fullmatch(r"\d days? ago|yesterday", facts["Last answer"])
    assert not re.search(r"\d:\d", facts["Last answer"])


def test_files_without_any_answer_are_told(ward: Ward, head: Browser, tablet: Tablet):
    beat(tablet)
    long_standing(ward)
    yesterday = local_day(now()) - DAY
    served(ward, yesterday, 40)
    told = f"40 files, 0 answers by tablet on {yesterday:%d/%m/%Y}"
    assert told in head.see().html
    assert told in head.see(ALERTS).html


def test_a_month_of_files_without_any_answer_is_told(ward: Ward, head: Browser, tablet: Tablet):
    long_standing(ward)
    served(ward, local_day(now()), 40, whole=True)
    assert f"40 files, 0 answers by tablet in {local_day(now()):%m/%Y}" in head.see(ALERTS).html


def test_few_files_an_answer_or_one_that_waits_raise_no_alert(ward: Ward, head: Browser, tablet: Tablet):
    long_standing(ward)
    today = local_day(now())
    served(ward, today, 29)
    assert "0 answers by tablet" not in head.see(ALERTS).html
    served(ward, today, 30)
    assert "0 answers by tablet" in head.see(ALERTS).html
    beat(tablet, queue=1, oldest_age_s=60)
    assert "0 answers by tablet" not in head.see(ALERTS).html
    beat(tablet)
    assert tablet.results(tablet.item(ward.version.content_hash)) == [("accepted", None)]
    assert "0 answers by tablet" not in head.see(ALERTS).html


def test_a_tablet_that_came_today_answers_for_no_file_of_before(ward: Ward, head: Browser, tablet: Tablet):
    beat(tablet)
    served(ward, local_day(now()) - DAY, 400)
    served(ward, local_day(now()), 400)
    assert "0 answers by tablet" not in head.see(ALERTS).html


def test_alerts_say_what_is_wrong_and_what_to_do(ward: Ward, head: Browser, tablet: Tablet):
    tablet.skew_ms = 3_600_000
    beat(tablet, persisted=False, battery=0.1, queue=3, oldest_age_s=30 * 3600)
    page = head.see(ALERTS)
    headings = " ".join(page.words("h2"))
    for kind in (AlertKind.OLD_ANSWERS, AlertKind.STORAGE, AlertKind.CLOCK, AlertKind.BATTERY):
        assert page.all("h2", id=kind.value), headings
    # Set to within the call's own time.
    assert re.search(r"off by (59|60) minutes", page.html)
    assert "3 answers wait" in page.html


def test_without_alerts_the_page_says_so(ward: Ward, head: Browser, tablet: Tablet):
    beat(tablet)
    assert "Nothing needs attention" in head.see(ALERTS).html
    assert "Nothing needs attention" in head.see(REGISTER + "?xem=can-xem").html


def test_an_inspector_looks_and_changes_nothing(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        a_manager(connection, "thanhtra", "inspector")
        (device,) = devices(connection)
    inspector = Browser(ward, "thanhtra")
    page = inspector.see(f"/admin/kiosk/{device.code}")
    assert not page.all("button", name="deed")
    assert "PIN" not in page.html
    assert not inspector.see().all("a", href="/admin/kiosk/ghep")
    for address in (f"/admin/kiosk/{device.code}", "/admin/kiosk/moi/1/thoi"):
        assert inspector.send(address, deed="revoke").status_code == 403
    for address in ("/admin/kiosk/moi", f"/admin/kiosk/{device.code}/thoi"):
        assert inspector.client.get(address).status_code == 403


def test_the_menu_leads_managers_here_and_others_not(ward: Ward, head: Browser):
    with ward.store.writing() as connection:
        a_manager(connection, "canbo", "officer", unit="DH")
    assert 'href="/admin/kiosk/"' in head.see().html
    officer = Browser(ward, "canbo")
    assert officer.client.get(REGISTER).status_code == 403
    assert 'href="/admin/kiosk/"' not in officer.client.get(REGISTER).text


def test_the_tree_of_units_holds_parents_of_those_with_tablets_and_counts_below(ward: Ward):
    with ward.store.writing() as connection:
        a_unit(connection, "TINH", name="Tỉnh")
        a_unit(connection, "B", name="Xã Bến Hải", parent="TINH")
        a_unit(connection, "A", name="Xã Ái Tử", parent="TINH")
        a_unit(connection, "X", name="Xã không máy", parent="TINH")
        desk = a_desk(connection, "B-1", unit="B")
        units = units_on(connection, local_day(now()))
        ids = {unit.code: unit.unit_id for unit in units.values()}
    ward.paired(Spot(unit_id=ids["B"], desk_id=desk))
    ward.paired(Spot(unit_id=ids["A"], desk_id=None))
    ward.paired(Spot(unit_id=ids["A"], desk_id=None))
    page = Browser(ward, "quantri").see(REGISTER + "?xem=tat-ca")
    assert [heading.split(" ·")[0] for heading in page.words("th", scope="rowgroup")] == [
        "Tỉnh 3 tablets",
        "Xã Ái Tử 2 tablets",
        "Xã Bến Hải 1 tablet",
    ]


def test_a_page_of_the_tree_shows_its_tablets_and_the_counts_of_all(ward: Ward):
    for _ in range(4):
        ward.paired(ward.hall)
    with ward.store.reading() as connection:
        found = tablets(connection, unit_ids=None, at=now())
        units = units_on(connection, local_day(now()))
    (whole,) = branches(units, found, {found[0].device.code})
    (part,) = cut(units, [whole], 3, 6)
    assert (len(part.tablets), part.total, part.needy) == (1, 4, 1)
    assert cut(units, [whole], 4, 8) == []
    (lost,) = branches({}, found, ())
    assert (lost.unit, lost.total) == (None, 4)


def test_the_register_of_many_asks_the_database_as_often_as_that_of_few(ward: Ward, head: Browser):
    def asked() -> int:
        with statements(ward.store) as found:
            head.see(REGISTER + "?xem=tat-ca")
        return len(found)

    ward.paired()
    few = asked()
    for _ in range(5):
        ward.paired(ward.hall)
    assert asked() == few


def test_every_state_event_and_command_has_its_words(ward: Ward):
    with ward.service.staff.test_request_context():
        assert set(words.status_words()) == set(words.SHAPES) == set(Status)
        assert len(set(words.SHAPES.values())) == len(Status)
        assert set(words.alert_names()) == set(words.remedies()) == set(AlertKind)
        assert set(words.event_words()) == set(EventKind)
        assert set(words.command_words()) == set(CommandKind)
        assert set(words.hand_words()) == {"", *Hand}
