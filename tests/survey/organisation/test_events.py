from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from survey.organisation import records
from survey.organisation.domain import EventEntry, EventKind, only_heir, rings
from survey.organisation.services import ImportRefusedError, read_folder, take_in, unit_after, withdraw_event
from survey.organisation.services.succession import NoSuchEventError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.organisation.domain import Kin
    from survey.organisation.services import Report

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
ACT = "Nghị quyết 1654/NQ-UBTVQH15"
HEADS = {
    "units": "code,name,kind,parent,valid_from,valid_to,address,short_name\n",
    "events": "kind,date,from,to,legal_act,note\n",
}

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
DONG_HA = {
    "units": """TPDH,Thành phố Đông Hà,district,,2009-08-11,,,
P1,Phường 1,ward,TPDH,2009-08-11,,,
P2,Phường 2,ward,TPDH,2009-08-11,,,
P3,Phường 3,ward,TPDH,2009-08-11,,,
PDH,Phường Đông Hà,ward,,2025-07-01,,,
PND,Phường Nam Đông Hà,ward,,2025-07-01,,,
""",
    "events": """split,2025-07-01,TPDH,PDH,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,TPDH,PND,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,P1,PDH,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,P2,PDH,Nghị quyết 1680/NQ-UBTVQH15,một phần diện tích
split,2025-07-01,P2,PND,Nghị quyết 1680/NQ-UBTVQH15,phần còn lại
split,2025-07-01,P3,PND,Nghị quyết 1680/NQ-UBTVQH15,
""",
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
ONE = "A,Cũ,ward,,2020-01-01,,,\n"


def entered(connection: Connection, folder: Path, tables: dict[str, str]) -> Report:
    for path in folder.iterdir():
        path.unlink()
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text(HEADS[name] + lines, encoding="utf-8")
    return take_in(connection, read_folder(folder), on=AFTER)


def faults(connection: Connection, folder: Path, units: str, events: str) -> list[str]:
    with pytest.raises(ImportRefusedError) as refused:
        entered(connection, folder, {"units": units, "events": events})
    return [str(fault) for fault in refused.value.details["faults"]]


def codes(kin: tuple[Kin, ...]) -> set[str]:
    return {one.unit.code for one in kin}


def names_on(connection: Connection, day: date) -> set[str]:
    return {unit.name for unit in records.units_on(connection, day).values()}


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


def test_a_renamed_unit_stays_the_same_unit(connection: Connection, tmp_path: Path):
    entered(
        connection,
        tmp_path,
        {"units": ONE + "A,Mới,ward,,2025-07-01,,,\n", "events": f"rename,2025-07-01,A,,{ACT},\n"},
    )
    (unit_id,) = records.units_on(connection, AFTER)
    assert (names_on(connection, BEFORE), names_on(connection, AFTER)) == ({"Cũ"}, {"Mới"})
    found = records.history(connection, unit_id)
    assert found is not None
    assert [version.name for version in found.versions] == ["Cũ", "Mới"]
    assert [entry.kind for entry in found.events] == [EventKind.RENAME]
    assert found.predecessors == found.successors == ()
    assert unit_after(connection, unit_id, AFTER) == unit_id


def test_a_unit_under_another_parent_is_transferred(connection: Connection, tmp_path: Path):
    units = "P,P,,,2020-01-01,,,\nQ,Q,,,2020-01-01,,,\nA,A,,P,2020-01-01,,,\nA,A,,Q,2025-07-01,,,\n"
    entered(connection, tmp_path, {"units": units, "events": f"transfer,2025-07-01,A,,{ACT},\n"})
    ids = records.unit_ids(connection)
    assert records.units_on(connection, AFTER)[ids["A"]].parent_id == ids["Q"]
    assert records.units_on(connection, BEFORE)[ids["A"]].parent_id == ids["P"]


def test_a_part_may_pass_to_another_unit_and_both_go_on(connection: Connection, tmp_path: Path):
    units = ONE + "B,B,,,2020-01-01,,,\n"
    entered(connection, tmp_path, {"units": units, "events": f"transfer,2025-07-01,A,B,{ACT},một phần\n"})
    ids = records.unit_ids(connection)
    assert unit_after(connection, ids["A"], AFTER) == ids["A"]
    assert codes(records.predecessors(connection, ids["B"])) == {"A"}


def test_a_successor_that_ended_too_hands_on(connection: Connection, tmp_path: Path):
    units = ONE + "B,B,,,2020-01-01,,,\nC,C,,,2020-01-01,,,\n"
    events = f"merge,2022-01-01,A,B,x,\nmerge,2025-07-01,B,C,{ACT},\n"
    entered(connection, tmp_path, {"units": units, "events": events})
    ids = records.unit_ids(connection)
    assert unit_after(connection, ids["A"], AFTER) == ids["C"]
    assert unit_after(connection, ids["A"], date(2023, 1, 1)) == ids["B"]


@pytest.mark.parametrize(
    ("units", "events", "words"),
    [
        (ONE, "merge,2025-07-01,A,A,x,\n", "cannot come after itself"),
        (ONE, "merge,2025-07-01,A,,x,\n", "merged or split has a successor"),
        (ONE + "B,B,,,2020-01-01,,,\n", "rename,2025-07-01,A,B,x,\n", "goes on under its own code"),
        (ONE, "abolish,2020-01-01,A,,x,\n", "not in force on the day before 2020-01-01"),
        ("A,A,,,2020-01-01,2024-12-31,,\n", "abolish,2025-07-01,A,,x,\n", "not in force on the day before"),
        (ONE, "abolish,2025-07-01,Z,,x,\n", "no unit has the code “Z”"),
        (ONE, "merge,2025-07-01,A,Z,x,\n", "no unit has the code “Z”"),
        (ONE + "B,B,,,2026-01-01,,,\n", "merge,2025-07-01,A,B,x,\n", "“B” is not in force on 2025-07-01"),
        (ONE + "A,B,,,2026-01-01,,,\n", "abolish,2025-07-01,A,,x,\n", "also entered from 2026-01-01 on"),
        (ONE, "rename,2025-07-01,A,,x,\n", "as it is from 2025-07-01 on"),
        (ONE + "B,B,,,2025-07-01,,,\n", "merge,2025-07-01,A,B,x,\n", "nothing is merged"),
        (ONE + "B,B,,,2025-07-01,,,\n", "split,2025-07-01,A,B,x,\n", "nothing is split"),
        (ONE, "vanish,2025-07-01,A,,x,\n", "none of merge, split, rename, abolish, transfer"),
        (ONE, "abolish,2025-07-01,A,,,\n", "must not be blank"),
        (ONE, "abolish,2025-07-01,A,,x,\nabolish,2025-07-01,A,,x,\n", "stands already in line 2"),
    ],
)
def test_events_that_cannot_be_are_refused(
    connection: Connection, tmp_path: Path, units: str, events: str, words: str
):
    found = faults(connection, tmp_path, units, events)
    assert any(words in fault for fault in found), found
    assert all(fault.startswith("events.csv, line") for fault in found)


def test_units_that_follow_one_another_in_a_ring_are_refused(connection: Connection, tmp_path: Path):
    units = ONE + "B,B,,,2020-01-01,,,\n"
    found = faults(connection, tmp_path, units, "merge,2024-01-01,A,B,x,\nmerge,2025-07-01,B,A,y,\n")
    assert any("come after one another in a ring: A → B → A" in fault for fault in found)


def test_a_unit_an_event_ended_cannot_be_entered_again(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, {"units": ONE, "events": f"abolish,2025-07-01,A,,{ACT},\n"})
    with pytest.raises(ImportRefusedError) as refused:
        entered(connection, tmp_path, {"units": "A,Lại,ward,,2026-01-01,,,\n"})
    (fault,) = refused.value.details["faults"]
    assert str(fault).startswith("units.csv, line 2, column valid_from: unit “A” ends")


def test_an_event_entered_by_mistake_is_taken_back(connection: Connection, tmp_path: Path):
    entered(connection, tmp_path, DONG_HA)
    (event,) = records.events(connection)
    assert withdraw_event(connection, event.event_id).legal_act == "Nghị quyết 1680/NQ-UBTVQH15"
    ids = records.unit_ids(connection)
    assert {ids["TPDH"], ids["P1"], ids["P2"], ids["P3"]} <= set(records.units_on(connection, AFTER))
    assert records.predecessors(connection, ids["PDH"]) == ()
    with pytest.raises(NoSuchEventError):
        withdraw_event(connection, event.event_id)


def test_an_unknown_unit_has_no_history(connection: Connection):
    assert records.history(connection, 77) is None
    assert unit_after(connection, 77, AFTER) is None


def an_entry(old: str, new: str, kind: EventKind = EventKind.MERGE) -> EventEntry:
    return EventEntry(line=2, kind=kind, day=AFTER, old=old, new=new, legal_act="x", note="")


def test_long_rings_are_found_and_parts_may_pass_to_and_fro():
    chain = [an_entry(old, new) for old, new in ("AB", "BC", "CD", "DB", "XA")]
    assert [set(ring) for ring in rings(chain)] == [{"B", "C", "D"}]
    assert rings([an_entry("A", "B", EventKind.TRANSFER), an_entry("B", "A", EventKind.TRANSFER)]) == []


def test_nobody_is_the_only_heir_of_a_unit_that_passed_to_two():
    heirs = {1: (2, 3), 2: (3,), 4: (5,), 5: (4,)}
    assert only_heir(1, heirs=lambda one: heirs.get(one, ()), stands={3}.__contains__) is None
    assert only_heir(4, heirs=lambda one: heirs.get(one, ()), stands={3}.__contains__) is None
