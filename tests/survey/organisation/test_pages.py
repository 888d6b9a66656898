from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.organisation import records
from survey.organisation.domain import EventKind
from survey.organisation.services import enter
from tests.helpers.pages import alert
from tests.survey.organisation.glancing import HOSTILE, TODAY, names_on

if TYPE_CHECKING:
    from survey.foundation.database import Store

UNIT = {"code": "MOI", "name": "Xã Mới", "parent": "QT", "kind": "commune", "valid_from": "2025-07-01"}


def test_a_new_unit_is_entered_and_hostile_names_are_mere_text(admin: Any, store: Store):
    page = admin.send("/don-vi/moi", **UNIT | {"name": HOSTILE})
    assert page.words("h1") == [HOSTILE]
    assert page.all("script") == []
    assert names_on(store, TODAY)["MOI"] == HOSTILE
    assert HOSTILE in admin.visit("/don-vi?q=dong").words("a")


def test_a_code_in_use_is_refused_and_what_was_typed_stays(admin: Any, store: Store):
    page = admin.refused("/don-vi/moi", **UNIT | {"code": "DH"})
    assert page.value("name") == "Xã Mới"
    assert page.words("div", id="code-error") == ["“DH” đã được dùng"]
    assert names_on(store, TODAY)["DH"] == "UBND phường Đông Hà"


def test_what_is_wrong_stands_beside_its_field(admin: Any):
    page = admin.refused("/don-vi/moi", code="X", name="", parent="ZZ", valid_from="31/02/2026")
    assert page.words("div", id="name-error") == ["không được để trống"]
    assert page.words("div", id="parent-error") == ["không có đơn vị nào mang mã “ZZ”"]
    assert page.words("div", id="valid_from-error")[0].startswith("“31/02/2026” không phải là ngày")
    assert alert(page) == "Chưa lưu. Xin xem lại các ô được đánh dấu."


def test_a_change_from_a_day_on_writes_nothing_over(admin: Any, store: Store):
    page = admin.send(
        "/don-vi/doi/DH", name="Phường Đông Hà", parent="QT", valid_from="2026-01-01", legal_act="NQ 1"
    )
    assert page.words("h1") == ["Phường Đông Hà"]
    assert names_on(store, date(2025, 12, 31))["DH"] == "UBND phường Đông Hà"
    assert names_on(store, date(2026, 1, 1))["DH"] == "Phường Đông Hà"
    with store.reading() as connection:
        kinds = [entry.kind for entry in records.event_entries(connection) if entry.legal_act == "NQ 1"]
    assert kinds == [EventKind.RENAME]


def test_a_slip_of_the_pen_is_put_right_on_the_same_day(admin: Any, store: Store):
    day = TODAY.isoformat()
    fields = {"parent": "QT", "valid_from": day, "legal_act": "NQ 1"}
    admin.send("/don-vi/doi/DH", name="Phuong Dong Ha", **fields)
    # The same decision again: it is one event, and still the renaming of what stood the day before.
    admin.send("/don-vi/doi/DH", name="Phường Đông Hà", **fields)
    assert names_on(store, TODAY)["DH"] == "Phường Đông Hà"
    assert names_on(store, TODAY - timedelta(days=1))["DH"] == "UBND phường Đông Hà"
    with store.reading() as connection:
        kinds = [entry.kind for entry in records.event_entries(connection) if entry.legal_act == "NQ 1"]
        periods = [version.valid_from for version in records.versions(connection)["DH"]]
    assert kinds == [EventKind.RENAME]
    assert periods[-2:] == [date(2020, 1, 1), TODAY]
    # Before that day nothing is written over, and the same again is no change.
    earlier = (TODAY - timedelta(days=1)).isoformat()
    admin.refused("/don-vi/doi/DH", name="x", parent="QT", valid_from=earlier)
    admin.refused("/don-vi/doi/DH", name="Phường Đông Hà", parent="QT", valid_from=day)


def test_a_new_unit_above_with_its_decision_is_a_transfer(admin: Any, store: Store):
    fields = {"name": "Bộ phận Một cửa Đông Hà", "valid_from": "2026-01-01", "legal_act": "NQ 2"}
    admin.send("/don-vi/doi/DH-MC", parent="ND", **fields)
    with store.reading() as connection:
        assert [entry.kind for entry in records.event_entries(connection)] == [EventKind.TRANSFER] * 2


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"valid_from": "2020-01-01"}, "valid_from-error", "hãy chọn ngày sau 01/01/2020"),
        ({"name": "UBND phường Đông Hà"}, "name-error", "không có gì khác"),
        ({"parent": "DH-MC"}, "parent-error", "thành vòng"),
    ],
)
def test_changes_that_cannot_be_are_refused(admin: Any, fields: dict[str, str], where: str, words: str):
    page = admin.refused("/don-vi/doi/DH", **{"name": "x", "parent": "QT", "valid_from": "2026-01-01"} | fields)
    assert words in page.words("div", id=where)[0]


def test_units_are_merged_on_a_page_and_the_event_is_taken_back(admin: Any, store: Store):
    admin.send("/don-vi/moi", **UNIT | {"valid_from": "2026-07-01"})
    form = {"kind": "merge", "date": "2026-07-01", "legal_act": "NQ 3", "to": "MOI"}
    admin.send("/su-kien/moi", **form, **{"from": "DH-MC\nND"})
    assert {"DH-MC", "ND", "MOI"} & set(names_on(store, date(2026, 7, 1))) == {"MOI"}
    page = admin.visit("/don-vi/xem/MOI")
    assert {"Bộ phận Một cửa Đông Hà", "UBND phường Nam Đông Hà"} <= set(page.words("a"))
    with store.reading() as connection:
        event = records.events(connection)[-1]
    admin.visit(f"/su-kien/{event.event_id}")
    admin.send(f"/su-kien/{event.event_id}/rut-lai")
    assert {"DH-MC", "ND", "MOI"} <= set(names_on(store, date(2026, 7, 1)))


def test_an_event_that_cannot_be_is_refused_on_its_page(admin: Any, store: Store):
    page = admin.refused("/su-kien/moi", kind="split", date="2026-07-01", legal_act="", **{"from": "DH", "to": ""})
    assert page.words("div", id="legal_act-error") == ["không được để trống"]
    page = admin.refused("/su-kien/moi", kind="abolish", date="2020-01-01", legal_act="x", **{"from": "DH"})
    assert "không hoạt động vào ngày trước 01/01/2020" in page.words("div", id="date-error")[0]
    assert "DH" in names_on(store, TODAY)


def test_a_desk_is_entered_changed_and_ended(admin: Any, store: Store):
    desk = {"code": "DH/3", "unit": "DH", "name": "Quầy 3", "opens": "07:30", "closes": "17:00"}
    admin.send("/quay/moi", **desk, days=["1", "2", "3"])
    assert "Quầy 3" in admin.visit("/quay?q=quay+3").words("a")
    page = admin.visit("/quay/sua/DH/3")
    assert page.checked() == {("days", "1"), ("days", "2"), ("days", "3")}
    admin.send("/quay/sua/DH/3", **desk | {"unit": "ND", "code": "stolen"}, valid_to="2026-01-31", days=["1"])
    with store.reading() as connection:
        found = {one.code: one for one in records.desks(connection).values()}
        assert found["DH/3"].unit_id == records.unit_ids(connection)["ND"]
    assert (found["DH/3"].valid_to, found["DH/3"].days, "stolen" in found) == (date(2026, 1, 31), {1}, False)
    page = admin.refused("/quay/moi", **desk | {"code": "DH-4", "opens": "18:00"})
    assert page.words("div", id="closes-error") == ["17:00 không sau 18:00"]


def test_long_lists_come_in_pages(admin: Any, store: Store):
    rows = [{"code": f"K{number}", "unit": "DH", "name": f"Bàn {number:03}"} for number in range(60)]
    with store.writing() as connection:
        enter(connection, {"desks": rows}, on=TODAY)
    first, second = admin.visit("/quay?q=ban"), admin.visit("/quay?q=ban&page=2")
    assert ("Bàn 000" in first.words("a"), "Bàn 059" in first.words("a")) == (True, False)
    assert "Bàn 059" in second.words("a")
    assert "Trang 2 trên 2" in second.words("span")


def test_a_person_is_entered_moves_and_leaves(admin: Any, store: Store):
    person = {"code": "S9", "name": "Phạm Văn Dũng", "home_unit": "DH", "kind": "official", "title": "Công chức"}
    admin.send("/can-bo/moi", **person, valid_from="2025-07-01")
    admin.send("/can-bo/doi/S9", home_unit="ND", title="Chuyên viên", valid_from="2026-01-01")
    admin.send("/can-bo/nghi/S9", valid_to="2026-02-28")
    with store.reading() as connection:
        homes = [(home.unit, home.title, home.valid_to) for home in records.homes(connection)["S9"]]
        assert records.staff_by_id(connection)[records.staff_ids(connection)["S9"]].name == "Phạm Văn Dũng"
    assert homes == [("DH", "Công chức", date(2025, 12, 31)), ("ND", "Chuyên viên", date(2026, 2, 28))]
    page = admin.refused("/can-bo/doi/S9", home_unit="DH", title="x", valid_from="2026-01-01")
    assert "hãy chọn ngày sau 01/01/2026" in page.words("div", id="valid_from-error")[0]
    page = admin.refused("/can-bo/nghi/S9", valid_to="2025-01-01")
    assert "lại trước ngày đầu" in page.words("div", id="valid_to-error")[0]


def test_a_holiday_is_entered_taken_off_and_put_back(admin: Any, store: Store):
    day = f"{TODAY.year}-12-24"
    admin.send("/ngay-nghi", day=day, name=HOSTILE, kind="closed", expected="y")
    with store.reading() as connection:
        found = {one.day.isoformat(): one for one in records.holidays(connection)}
    assert (found[day].name, found[day].expected) == (HOSTILE, True)
    admin.send("/ngay-nghi/bo", day=day)
    with store.reading() as connection:
        assert day not in {one.day.isoformat() for one in records.holidays(connection)}
    page = admin.send("/hoan-tac")
    assert any(HOSTILE in words for words in page.words("td"))
    assert admin.post("/ngay-nghi/bo", day="1999-01-01").status_code == 404
    page = admin.refused("/ngay-nghi", day="x", name="y", kind="party")
    assert page.words("div", id="kind-error")
