"""Tables brought in and fetched on the pages."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from survey.organisation import records
from tests.helpers.pages import alert, page_of
from tests.survey.organisation.glancing import HOSTILE, TODAY, names_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store


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
