from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from survey.foundation.clock import now
from survey.foundation.codes import normalise
from survey.foundation.tabular import open_table
from survey.touchpoint import records
from survey.touchpoint.domain import SILENCE, JobState, PrintWish, Tier
from survey.touchpoint.services import resolve
from survey.touchpoint.services.jobs import MOST_AT_ONCE
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.survey.touchpoint.conftest import Browser

OPENED = 200
ROLES = {"": 302, "quantri": 200, "lanhdao.dh": 200, "canbo.dh": 403, "hoidong": 403, "thanhtra": 403}


@pytest.mark.parametrize(("name", "status"), ROLES.items())
def test_the_pages_of_codes_are_for_administrators_and_heads(
    office: Callable[..., Browser], name: str, status: int
):
    browser = office(name)
    code = browser.codes["DH/1"]
    for path in ("/admin/ma/", f"/admin/ma/xem/{code}", "/admin/ma/in", "/admin/ma/phieu/DH/1"):
        assert browser.client.get(path).status_code == status, path


@pytest.mark.parametrize(("name", "status"), [("", 302), ("canbo.dh", 200), ("lanhdao.dh", 200), ("hoidong", 200)])
def test_the_screen_of_a_desk_is_for_the_staff_of_its_unit(office: Callable[..., Browser], name: str, status: int):
    browser = office(name)
    assert browser.client.get("/review/quay/DH/1/man-hinh").status_code == status
    if name.endswith(".dh"):
        assert browser.client.get("/review/quay/ND/1/man-hinh").status_code == 403


def test_a_head_sees_and_changes_the_codes_of_the_own_unit_only(office: Callable[..., Browser]):
    head = office("lanhdao.dh")
    listed = head.visit("/admin/ma/").html
    assert head.codes["DH"] in listed
    assert head.codes["ND"] not in listed
    foreign = head.codes["ND/1"]
    assert head.client.get(f"/admin/ma/xem/{foreign}").status_code == 403
    assert head.client.get(f"/admin/ma/xem/{foreign}/ma.svg").status_code == 403
    assert head.client.get("/admin/ma/phieu/ND/1").status_code == 403
    assert head.client.get(f"/admin/ma/in?code={foreign}").status_code == 403
    for path in ("thu-hoi", "doi"):
        assert head.post(f"/admin/ma/{path}/{foreign}").status_code == 403
    form = {"layout": "a4", "language": "en", "copies": "1"}
    assert head.post("/admin/ma/in", unit="ND", **form).status_code == 403
    assert head.post("/admin/ma/phieu/ND/1", count="1", days="3").status_code == 403


def test_codes_are_found_without_diacritics_and_by_state(office: Callable[..., Browser]):
    admin = office("quantri")
    found = admin.visit("/admin/ma/?q=nam dong ha").html
    assert admin.codes["ND"] in found
    assert admin.codes["DH"] not in found
    assert "Open: by a code anybody may have" in found
    assert "No code matches" in admin.visit("/admin/ma/?state=revoked").html


def test_missing_codes_are_issued_within_the_own_units(office: Callable[..., Browser]):
    assert "0 new codes were issued" in office("lanhdao.dh").send("/admin/ma/cap").html
    assert "1 new code was issued" in office("quantri").send("/admin/ma/cap").html


def test_a_replaced_code_leads_to_the_new_one_and_stays_in_the_history(office: Callable[..., Browser]):
    admin = office("quantri")
    old = admin.codes["DH/1"]
    page = admin.send(f"/admin/ma/doi/{old}")
    new = page.words("h1")[0].removeprefix("Code ")
    assert f"{new} takes the place of {old}" in page.html
    assert page.words("th", scope="row") == [old, new]
    assert page.words("td", **{"class": "font-monospace"}) == [new, "–"]
    assert "Replace the code" not in admin.visit(f"/admin/ma/xem/{old}").html
    assert "no longer used" in admin.post(f"/admin/ma/doi/{old}").text


def test_a_code_is_taken_out_of_use(office: Callable[..., Browser]):
    admin = office("quantri")
    page = admin.send(f"/admin/ma/thu-hoi/{admin.codes['DH']}")
    assert "is out of use now" in page.html
    assert admin.codes["DH"] not in admin.visit("/admin/ma/").html


def test_the_picture_of_a_code_is_read_back(office: Callable[..., Browser]):
    admin = office("quantri")
    code = admin.codes["DH/1"]
    answer = admin.client.get(f"/admin/ma/xem/{code}/ma.svg")
    assert answer.mimetype == "image/svg+xml"
    assert f"/Q/{code}" in answer.text


def test_the_screen_shows_a_code_that_proves_presence(office: Callable[..., Browser]):
    browser = office("canbo.dh")
    answer = browser.client.get("/review/quay/DH/1/man-hinh")
    assert answer.headers["Refresh"] == "60"
    page = browser.visit("/review/quay/DH/1/man-hinh")
    shown = normalise(page.words("strong")[0])
    house = browser.service.house
    with house.store.reading() as connection:
        place = resolve(connection, shown, at=now(), secret=house.secret)
    assert place.tier is Tier.PRESENCE
    assert shown.startswith(browser.codes["DH/1"])


def test_slips_of_a_page_are_good_and_the_csv_tells_their_tokens(office: Callable[..., Browser]):
    head = office("lanhdao.dh")
    answer = head.post("/admin/ma/phieu/DH/1", count="3", days="5", occasion="refused", form="csv", language="en")
    assert answer.status_code == OPENED
    with open_table(io.BytesIO(answer.data), required=("token", "address", "expires")) as table:
        rows = [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows]
    assert len(rows) == 3
    house = head.service.house
    with house.store.reading() as connection:
        for row in rows:
            place = resolve(connection, row["token"], at=now(), secret=house.secret)
            assert place.tier is Tier.VERIFIED
            slip = records.slip_by_hash(connection, place.slip_hash or b"")
            assert slip is not None
            assert (slip.occasion, slip.expires_at - slip.valid_from) == ("refused", timedelta(days=5))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"count": "0"}, "Between 1 and 560 slips"),
        ({"count": "561"}, "Between 1 and 560 slips"),
        ({"count": "²"}, "Between 1 and 560 slips"),
        ({"days": "2"}, "good for 3 to 30 days"),
        ({"days": "31"}, "good for 3 to 30 days"),
        ({"occasion": "joke"}, "is no occasion"),
    ],
)
def test_slips_that_cannot_be_issued_say_why(office: Callable[..., Browser], given: dict[str, str], reason: str):
    answer = office("quantri").post("/admin/ma/phieu/DH/1", **({"count": "1", "days": "3"} | given))
    assert answer.status_code == 400
    assert reason in answer.text


def test_few_posters_come_at_once(office: Callable[..., Browser]):
    admin = office("quantri")
    answer = admin.post("/admin/ma/in", code=admin.codes["DH/1"], layout="a5", language="km", copies="2")
    assert answer.status_code == OPENED
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("given", [{"layout": "a3"}, {"language": "fr"}, {"copies": "0"}, {"copies": "101"}])
def test_a_print_nobody_can_make_is_refused(office: Callable[..., Browser], given: dict[str, str]):
    form = {"unit": "DH", "layout": "a4", "language": "en", "copies": "1"} | given
    answer = office("quantri").post("/admin/ma/in", **form)
    assert answer.status_code == 400
    assert "Please choose a paper" in answer.text


def test_many_posters_become_a_job_that_shows_its_progress_and_gives_its_file(office: Callable[..., Browser]):
    admin = office("quantri")
    form = {"unit": "DH", "layout": "sticker", "language": "none", "copies": str(MOST_AT_ONCE)}
    answer = admin.post("/admin/ma/in", **form)
    assert answer.status_code == 303
    answer.close()  # the job begins when the answer has left
    path = answer.location
    assert within(PATIENCE, lambda: "The posters are ready" in admin.visit(path).html)
    assert admin.client.get(path + "/tai").data.startswith(b"%PDF")
    other = office("lanhdao.dh")
    assert other.client.get(path).status_code == 404
    assert other.client.get(path + "/tai").status_code == 404


def a_job(browser: Browser, *, state: JobState, ago: timedelta) -> str:
    """Keep a job that stands where a worker left it some time ago; give its page."""
    at = now() - ago
    with browser.service.house.store.writing() as connection:
        (account,) = [row.id for row in connection.exec_driver_sql("SELECT id FROM account")]
        wish = PrintWish(codes=(browser.codes["DH"],), layout="a5", language="none", copies=1)
        job_id = records.add_job(connection, wish, account_id=account, at=at)
        if state is not JobState.WAITING:
            assert records.claim(connection, job_id, at=at)
        if state is JobState.DONE:
            records.finish_job(connection, job_id, b"%PDF", at=at)
    return f"/admin/ma/in/{job_id}"


def test_a_running_job_is_shown_with_its_bar_and_comes_again_by_itself(office: Callable[..., Browser]):
    admin = office("quantri")
    path = a_job(admin, state=JobState.RUNNING, ago=timedelta(0))
    answer = admin.client.get(path)
    assert answer.headers["Refresh"] == "2"
    assert "<progress" in answer.text
    assert "Refresh" not in admin.client.get(path + "?still=1").headers
    assert admin.post(path + "/lai").status_code == 303


def test_a_job_nobody_works_on_any_more_is_interrupted_and_can_be_started_again(office: Callable[..., Browser]):
    admin = office("quantri")
    path = a_job(admin, state=JobState.RUNNING, ago=SILENCE + timedelta(seconds=1))
    assert "was interrupted" in admin.visit(path).html
    admin.post(path + "/lai").close()
    assert within(PATIENCE, lambda: "The posters are ready" in admin.visit(path).html)


def test_a_file_is_kept_for_a_day(office: Callable[..., Browser]):
    admin = office("quantri")
    fresh = a_job(admin, state=JobState.DONE, ago=timedelta(hours=23, minutes=59))
    assert admin.client.get(fresh + "/tai").status_code == OPENED
    old = a_job(admin, state=JobState.DONE, ago=timedelta(hours=24))
    assert "is gone" in admin.visit(old).html
    assert admin.client.get(old + "/tai").status_code == 410
    answer = admin.post(old + "/lai")
    assert answer.location not in {old, fresh}


def test_codes_of_no_place_are_refused_by_their_reason(office: Callable[..., Browser]):
    admin = office("quantri")
    assert "is not right" in admin.client.get("/admin/ma/xem/ABC").text
    assert admin.client.get("/admin/ma/phieu/none").status_code == 404
    assert admin.client.get("/review/quay/none/man-hinh").status_code == 404
    assert admin.client.get("/admin/ma/in/77").status_code == 404
