"""The reform of 2025 at places whose names say one thing and whose law another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.organisation import records
from survey.organisation.services import unit_after
from tests.survey.organisation.entering import ACT, AFTER, BEFORE, DONG_HA, codes, entered, names_on

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

AN_BIEN = {
    "units": """KG,Tỉnh Kiên Giang,province,,1957-01-01,,,
HAB,Huyện An Biên,district,KG,1977-01-01,,,
TT3,Thị trấn Thứ Ba,commune,HAB,1977-01-01,,,
DY,Xã Đông Yên,commune,HAB,1977-01-01,,,
HY,Xã Hưng Yên,commune,HAB,1977-01-01,,,
AG,Tỉnh An Giang,province,,1957-01-01,,,
XAB,Xã An Biên,commune,AG,2025-07-01,,,
""",
    "events": f"""merge,2025-07-01,TT3,XAB,{ACT},
merge,2025-07-01,DY,XAB,{ACT},
merge,2025-07-01,HY,XAB,{ACT},
abolish,2025-07-01,HAB,,{ACT},không còn cấp huyện
merge,01/07/2025,KG,AG,Nghị quyết 202/2025/QH15,
""",
}
CU_LAO_DUNG = {
    "units": """TCLD,Thị trấn Cù Lao Dung,commune,,2002-01-01,,,
AT1,Xã An Thạnh 1,commune,,2002-01-01,,,
AT2,Xã An Thạnh 2,commune,,2002-01-01,,,
DA1,Xã Đại Ân 1,commune,,2002-01-01,,,
AT3,Xã An Thạnh 3,commune,,2002-01-01,,,
ATN,Xã An Thạnh Nam,commune,,2002-01-01,,,
XAT,Xã An Thạnh,commune,,2025-07-01,,,
XCLD,Xã Cù Lao Dung,commune,,2025-07-01,,,
""",
    "events": "".join(
        f"merge,2025-07-01,{old},{new},Nghị quyết 1668/NQ-UBTVQH15,\n"
        for old, new in (
            ("TCLD", "XAT"),
            ("AT1", "XAT"),
            ("AT2", "XCLD"),
            ("DA1", "XCLD"),
            ("AT3", "XCLD"),
            ("ATN", "XCLD"),
        )
    ),
}
NGA_NAM = {
    "units": """TXNN,Thị xã Ngã Năm,district,,2013-12-29,,,
PNN,Phường Ngã Năm,ward,,2025-07-01,,,
PMQ,Phường Mỹ Quới,ward,,2025-07-01,,,
""",
    "events": """split,2025-07-01,TXNN,PNN,Nghị quyết 1668/NQ-UBTVQH15,
split,2025-07-01,TXNN,PMQ,Nghị quyết 1668/NQ-UBTVQH15,
""",
}


def test_the_old_district_an_bien_is_not_the_new_commune(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, AN_BIEN)
    ids = records.unit_ids(connection)
    assert {"Huyện An Biên", "Xã An Biên"} & names_on(connection, BEFORE) == {"Huyện An Biên"}
    assert {"Huyện An Biên", "Xã An Biên"} & names_on(connection, AFTER) == {"Xã An Biên"}
    assert codes(records.predecessors(connection, ids["XAB"])) == {"TT3", "DY", "HY"}
    assert records.successors(connection, ids["HAB"]) == ()
    assert unit_after(connection, ids["HAB"], AFTER) is None
    assert unit_after(connection, ids["TT3"], AFTER) == ids["XAB"]
    assert unit_after(connection, ids["TT3"], BEFORE) == ids["TT3"]
    # A province took another one in and goes on under its own code.
    assert codes(records.predecessors(connection, ids["AG"])) == {"KG"}
    assert unit_after(connection, ids["KG"], AFTER) == ids["AG"]


def test_a_closed_period_keeps_its_names_and_parents(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, AN_BIEN)
    ids = records.unit_ids(connection)
    then, now = records.units_on(connection, BEFORE), records.units_on(connection, AFTER)
    assert then[ids["TT3"]].parent_id == ids["HAB"]
    assert then[ids["HAB"]].parent_id == ids["KG"]
    assert now[ids["XAB"]].parent_id == ids["AG"]
    assert not {ids["TT3"], ids["HAB"], ids["KG"]} & set(now)


def test_the_town_cu_lao_dung_went_to_another_commune_than_the_one_of_its_name(
    connection: Connection, tmp_path: Path
):
    entered(connection, tmp_path, CU_LAO_DUNG)
    ids = records.unit_ids(connection)
    assert codes(records.predecessors(connection, ids["XCLD"])) == {"AT2", "DA1", "AT3", "ATN"}
    assert unit_after(connection, ids["TCLD"], AFTER) == ids["XAT"]
    assert [one.unit.name for one in records.successors(connection, ids["TCLD"])] == ["Xã An Thạnh"]


def test_dong_ha_was_split_across_its_old_wards(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, DONG_HA)
    ids = records.unit_ids(connection)
    assert codes(records.predecessors(connection, ids["PDH"])) == {"TPDH", "P1", "P2"}
    assert codes(records.predecessors(connection, ids["PND"])) == {"TPDH", "P2", "P3"}
    assert [unit_after(connection, ids[code], AFTER) for code in ("TPDH", "P1", "P2", "P3")] == [
        None,
        ids["PDH"],
        None,
        ids["PND"],
    ]
    assert [one.note for one in records.successors(connection, ids["P2"])] == [
        "một phần diện tích",
        "phần còn lại",
    ]


def test_the_town_nga_nam_became_two_wards(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, NGA_NAM)
    ids = records.unit_ids(connection)
    assert codes(records.successors(connection, ids["TXNN"])) == {"PNN", "PMQ"}
    assert unit_after(connection, ids["TXNN"], AFTER) is None


def test_the_same_events_again_change_nothing(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, AN_BIEN)
    again = entered(connection, tmp_path, AN_BIEN)
    assert {(change.added, change.changed) for change in again.changes.values()} == {(0, 0)}
    # Not even the units alone, which know nothing of the end.
    only = entered(connection, tmp_path, {"units": AN_BIEN["units"]})
    assert {(change.added, change.changed) for change in only.changes.values()} == {(0, 0)}
    assert len(records.events(connection)) == 3


def test_a_changed_note_is_brought_up_to_date(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, NGA_NAM)
    report = entered(
        connection, tmp_path, NGA_NAM | {"events": NGA_NAM["events"].replace("NQ-UBTVQH15,\n", "NQ-UBTVQH15,x\n")}
    )
    assert report.changes["events"].changed == 2
    assert {entry.note for entry in records.event_entries(connection)} == {"x"}
