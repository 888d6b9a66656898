from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from survey.organisation import records
from survey.organisation.domain import EventEntry, EventKind, only_heir, rings
from survey.organisation.services import ImportRefusedError, unit_after, withdraw_event
from survey.organisation.services.succession import NoSuchEventError
from tests.survey.organisation.entering import ACT, AFTER, BEFORE, DONG_HA, ONE, codes, entered, names_on

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def faults(connection: Connection, folder: Path, units: str, events: str) -> list[str]:
    with pytest.raises(ImportRefusedError) as refused:
        entered(connection, folder, {"units": units, "events": events})
    return [str(fault) for fault in refused.value.details["faults"]]


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
