from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.clock import local_day, now
from survey.organisation import records
from survey.organisation.domain import EventKind
from survey.organisation.services import enter
from tests.helpers.pages import alert, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store

TODAY = local_day(now())
MONDAY = TODAY + timedelta(days=8 - TODAY.isoweekday())
HOSTILE = '<script>alert(1)</script> "Đông" & =HYPERLINK("x")'
UNIT = {"code": "MOI", "name": "Xã Mới", "parent": "QT", "kind": "commune", "valid_from": "2025-07-01"}


@pytest.fixture
def admin(office: Callable[..., Any]) -> Any:
    return office("quantri")


@pytest.fixture
def head(office: Callable[..., Any]) -> Any:
    return office("lanhdao.dh")


def names_on(store: Store, day: date) -> dict[str, str]:
    with store.reading() as connection:
        return {unit.code: unit.name for unit in records.units_on(connection, day).values()}


def people_at(store: Store, desk: str, day: date) -> list[str]:
    with store.reading() as connection:
        codes = {staff_id: code for code, staff_id in records.staff_ids(connection).items()}
        desk_id = records.desk_places(connection)[desk][1]
        shifts = [shift for shift in records.every_shift(connection) if shift.desk_id == desk_id]
    return [codes[shift.staff_id] for shift in shifts if local_day(shift.starts) == day]


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


def test_a_head_makes_the_roster_of_the_own_desks(head: Any, store: Store):
    pattern = {"desk": "DH-2", "staff": "S2", "from": "07:30", "to": "17:00", "valid_from": TODAY.isoformat()}
    head.send("/lich-truc/mau/moi?unit=DH", **pattern, days=["1", "2"])
    sunday = MONDAY + timedelta(days=6)
    head.send("/lich-truc/lap?unit=DH", first=MONDAY.isoformat(), last=sunday.isoformat())
    with store.reading() as connection:
        (kept,) = records.patterns(connection)
    assert kept.days == {1, 2}
    assert set(people_at(store, "DH-2", MONDAY)) <= {"S2"}
    head.send(f"/lich-truc/mau/{kept.pattern_id}/ket-thuc", valid_to=TODAY.isoformat())
    assert people_at(store, "DH-2", MONDAY) == people_at(store, "DH-2", MONDAY + timedelta(days=1)) == []


def test_a_substitute_stands_in_and_the_change_is_undone(head: Any, store: Store):
    where = f"?desk=DH-1&day={MONDAY}&staff=S1"
    head.visit(f"/lich-truc/ca{where}")
    page = head.send(f"/lich-truc/ca/thay{where}", staff="S2")
    assert people_at(store, "DH-1", MONDAY) == ["S2"]
    assert "Hoàn tác thay đổi vừa rồi" in page.words("button")
    head.send("/hoan-tac")
    assert people_at(store, "DH-1", MONDAY) == ["S1"]
    assert head.post("/hoan-tac").status_code == 404


def test_somebody_is_taken_out_of_a_day_and_put_back(head: Any, store: Store):
    head.send(f"/lich-truc/ca/bo?desk=DH-1&day={MONDAY}&staff=S1")
    assert people_at(store, "DH-1", MONDAY) == []
    head.send("/hoan-tac")
    assert people_at(store, "DH-1", MONDAY) == ["S1"]


def test_two_people_swap_and_swap_back(admin: Any, store: Store):
    with store.reading() as connection:
        other = f"{records.desk_places(connection)['ND-1'][1]}-{records.staff_ids(connection)['S3']}"
    admin.send(f"/lich-truc/ca/doi-cho?desk=DH-1&day={MONDAY}&staff=S1", other=other)
    assert (people_at(store, "DH-1", MONDAY), people_at(store, "ND-1", MONDAY)) == (["S3"], ["S1"])
    admin.send("/hoan-tac")
    assert (people_at(store, "DH-1", MONDAY), people_at(store, "ND-1", MONDAY)) == (["S1"], ["S3"])


def test_a_head_touches_no_desk_person_or_day_that_is_not_the_own(head: Any, store: Store):
    assert head.get(f"/lich-truc/ca?desk=ND-1&day={MONDAY}&staff=S3").status_code == 403
    assert head.get("/lich-truc?unit=ND").status_code == 403
    page = head.refused(f"/lich-truc/ca/thay?desk=DH-1&day={MONDAY}&staff=S1", staff="S3")
    assert alert(page).startswith("S3 không thuộc đơn vị của anh/chị")
    page = head.refused("/lich-truc/ca/thay?desk=DH-1&day=2026-03-02&staff=S1", staff="S2")
    assert alert(page) == "Lịch trực của ngày đã qua chỉ quản trị viên mới sửa được."
    extra = {"desk": "ND-1", "staff": "S1", "day": MONDAY.isoformat(), "from": "17:00", "to": "18:00"}
    assert head.post("/lich-truc/ca/moi?unit=DH", **extra).status_code in {200, 403}
    assert people_at(store, "ND-1", MONDAY) == ["S3"]


def test_one_extra_shift_is_entered(head: Any, store: Store):
    extra = {"desk": "DH-2", "staff": "S2", "day": MONDAY.isoformat(), "from": "08:00", "to": "10:00"}
    head.send("/lich-truc/ca/moi?unit=DH", **extra)
    assert people_at(store, "DH-2", MONDAY) == ["S2"]
    page = head.refused("/lich-truc/ca/moi?unit=DH", **extra | {"to": "07:00"})
    assert "không sau" in page.words("div", id="to-error")[0]


def test_a_span_that_cannot_be_filled_is_said(head: Any):
    page = head.send("/lich-truc/lap?unit=DH", first=MONDAY.isoformat(), last=TODAY.isoformat())
    assert "không sau" in " ".join(page.words("div", role="status"))


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


def upload(admin: Any, **files: str) -> Any:
    given = [(io.BytesIO(text.encode()), name.replace("_", ".")) for name, text in files.items()]
    answer = admin.post("/bang/nhap", files=given)
    # The test client leaves what it sent open.
    answer.request.environ["wsgi.input"].close()
    return answer


def test_tables_change_nothing_before_the_word_to_go_on(admin: Any, store: Store):
    quoted = HOSTILE.replace('"', '""')
    text = f'code,name,valid_from,parent\nMOI,"{quoted}",2026-01-01,QT\nDH,Khác,2020-01-01,QT\n'
    answer = upload(admin, units_csv=text)
    page = page_of(admin.client.get(answer.location))
    assert HOSTILE in page.words("td")
    assert {"UBND phường Đông Hà", "Khác"} <= set(page.words("del")) | set(page.words("ins"))
    assert "MOI" not in names_on(store, TODAY)
    path = answer.location.removeprefix("/admin/to-chuc")
    page = admin.send(path + "/dong-y")
    assert names_on(store, TODAY)["MOI"] == HOSTILE
    assert names_on(store, TODAY)["DH"] == "Khác"
    assert admin.get(path).status_code == 404


def test_tables_with_faults_are_told_in_the_readers_language(admin: Any, store: Store):
    answer = upload(admin, desks_csv="code,unit,name\nD9,ZZ,\n")
    page = page_of(admin.client.get(answer.location), status=400)
    assert page.words("li")[-2:] == [
        "desks.csv, dòng 2, cột name: không được để trống",
        "desks.csv, dòng 2, cột unit: không có đơn vị nào mang mã “ZZ”",
    ]
    path = answer.location.removeprefix("/admin/to-chuc")
    assert admin.post(path + "/dong-y").location == answer.location
    admin.send(path + "/bo")
    assert admin.get(path).status_code == 404


def test_an_upload_is_for_the_account_that_brought_it(admin: Any, office: Callable[..., Any], store: Store):
    answer = upload(admin, units_csv="code,name,valid_from\nMOI,x,2026-01-01\n")
    path = answer.location.removeprefix("/admin/to-chuc")
    with store.writing() as connection:
        found = records.upload(connection, path.rpartition("/")[2], owner=-1)
    assert found == {}
    assert admin.get(path).status_code == 200
    assert admin.get("/bang/nhap/another").status_code == 404


def test_files_that_are_no_tables_are_refused(admin: Any):
    page = page_of(upload(admin, people_csv="a,b\n"))
    assert "people.csv" in alert(page)
    page = page_of(admin.post("/bang/nhap"))
    assert alert(page).startswith("Phần tải lên không có bảng nào")


def test_an_upload_too_large_is_refused(admin: Any):
    answer = upload(admin, roster_csv="x" * (17 * 2**20))
    assert answer.status_code == 413


def test_every_table_is_fetched_and_comes_back_unchanged(admin: Any):
    packed = admin.get("/bang/tat-ca.zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        tables = {name.replace(".", "_"): archive.read(name).decode() for name in archive.namelist()}
    assert len(tables) == 8
    one = admin.get("/bang/units.csv")
    assert one.data.decode() == tables["units_csv"]
    assert one.headers["Content-Disposition"].startswith("attachment")
    answer = upload(admin, **tables)
    page = page_of(admin.client.get(answer.location))
    assert "Nội dung các bảng trùng với dữ liệu hiện có." in page.words("p")
