"""Who stands at which desk, as heads and administrators write it on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from survey.organisation import records
from tests.helpers.pages import alert
from tests.survey.organisation.glancing import MONDAY, TODAY, people_at

if TYPE_CHECKING:
    from survey.foundation.database import Store


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
    assert alert(page).startswith("S3 không thuộc đơn vị của Ông/Bà")
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
