from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from survey.foundation.codes import check_code
from survey.foundation.register import every_table
from survey.organisation.records import add_places, desk_places, unit_ids
from survey.touchpoint import records
from survey.touchpoint.domain import CODE_LENGTH, Tier, Touchpoint, TouchpointKind, TouchpointState, tier_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def dice(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - a test must throw the same twice


class LoadedDice(Random):
    """Dice that show the same several times before they roll."""

    def __init__(self, *, repeats: int) -> None:
        super().__init__(7)
        self.repeats = repeats

    def randbytes(self, n: int) -> bytes:
        self.repeats -= 1
        return b"\x55" * n if self.repeats >= 0 else super().randbytes(n)


@pytest.fixture
def offices(connection: Connection) -> Connection:
    add_places(
        connection,
        units=["DONGHA", "NAMDONGHA"],
        desks=[("DH-1", "DONGHA"), ("DH-2", "DONGHA"), ("NDH-1", "NAMDONGHA")],
        valid_from=date(2026, 1, 1),
    )
    return connection


def a_touchpoint(connection: Connection, *, desk: str = "DH-1", seed: int = 1) -> Touchpoint:
    desk_id = desk_places(connection)[desk][1]
    return records.issue(connection, kind=TouchpointKind.DESK, place_id=desk_id, at=AT, random=dice(seed))


def a_row(connection: Connection, **changed: Any) -> dict[str, Any]:
    row = {"code": "00000000", "kind": "unit", "unit_id": unit_ids(connection)["DONGHA"], "desk_id": None}
    return {**row, "state": "active", "issued_at": AT, **changed}


def test_every_kind_has_a_tier_and_a_code_that_can_be_passed_on_proves_no_visit() -> None:
    assert {kind: tier_of(kind) for kind in TouchpointKind} == dict.fromkeys(TouchpointKind, Tier.OPEN)


def test_an_issued_code_is_found_with_its_place(offices: Connection) -> None:
    unit_id, desk_id = desk_places(offices)["DH-1"]
    issued = a_touchpoint(offices)
    assert issued == Touchpoint(
        touchpoint_id=issued.touchpoint_id,
        code=check_code(issued.code, CODE_LENGTH),
        kind=TouchpointKind.DESK,
        unit_id=unit_id,
        desk_id=desk_id,
        state=TouchpointState.ACTIVE,
        issued_at=AT,
        revoked_at=None,
        replaced_by=None,
    )
    assert records.by_code(offices, issued.code) == issued == records.by_id(offices, issued.touchpoint_id)
    assert issued.active
    assert issued.tier is Tier.OPEN


def test_an_unknown_code_is_not_found(offices: Connection) -> None:
    assert records.by_code(offices, "00000000") is None
    assert records.by_id(offices, 0) is None


def test_a_desk_has_one_code_in_force(offices: Connection) -> None:
    a_touchpoint(offices)
    with pytest.raises(records.CodeInForceError, match="This desk has a code in force"):
        a_touchpoint(offices, seed=2)


def test_a_unit_may_have_several_links_but_one_poster(offices: Connection) -> None:
    unit_id = unit_ids(offices)["DONGHA"]
    links = [
        records.issue(offices, kind=TouchpointKind.LINK, place_id=unit_id, at=AT, random=dice(seed))
        for seed in (1, 2)
    ]
    assert {link.unit_id for link in links} == {unit_id}
    records.issue(offices, kind=TouchpointKind.UNIT, place_id=unit_id, at=AT, random=dice(3))
    with pytest.raises(records.CodeInForceError, match="This unit"):
        records.issue(offices, kind=TouchpointKind.UNIT, place_id=unit_id, at=AT, random=dice(4))


def test_a_code_drawn_before_is_drawn_again(offices: Connection) -> None:
    places = desk_places(offices)
    first, second = (
        records.issue(
            offices, kind=TouchpointKind.DESK, place_id=places[desk][1], at=AT, random=LoadedDice(repeats=3)
        )
        for desk in ("DH-1", "DH-2")
    )
    assert first.code != second.code


def test_each_desk_and_unit_without_a_code_gets_one_and_only_one(offices: Connection) -> None:
    a_touchpoint(offices)
    assert records.issue_missing(offices, at=AT, random=dice()) == 4
    assert records.issue_missing(offices, at=AT, random=dice(2)) == 0
    listed = records.listed(offices)
    assert sorted((each.kind, each.unit_id, each.desk_id or 0) for each in listed) == sorted(
        [(TouchpointKind.UNIT, unit_id, 0) for unit_id in unit_ids(offices).values()]
        + [(TouchpointKind.DESK, *place) for place in desk_places(offices).values()]
    )
    assert len({each.code for each in listed}) == 5


def test_missing_codes_are_issued_even_when_the_same_is_drawn_again_and_again(offices: Connection) -> None:
    assert records.issue_missing(offices, at=AT, random=LoadedDice(repeats=8)) == 5
    assert len({each.code for each in records.listed(offices)}) == 5


def test_a_unit_not_yet_in_force_gets_no_code(offices: Connection) -> None:
    add_places(offices, units=["NEW"], desks=[("NEW-1", "NEW")], valid_from=date(2027, 1, 1))
    assert records.issue_missing(offices, at=AT, random=dice()) == 5
    assert records.issue_missing(offices, at=datetime(2026, 12, 31, 17, 0, tzinfo=UTC), random=dice(2)) == 2


def test_the_list_of_some_units_holds_their_desks_and_nothing_else(offices: Connection) -> None:
    records.issue_missing(offices, at=AT, random=dice())
    unit_id = unit_ids(offices)["NAMDONGHA"]
    assert [each.unit_id for each in records.listed(offices, unit_ids={unit_id})] == [unit_id, unit_id]
    assert records.listed(offices, unit_ids=()) == []


def test_the_sign_of_a_desk_follows_the_desk_to_another_unit(offices: Connection) -> None:
    issued = a_touchpoint(offices)
    desk = every_table().tables["desk"]
    new_home = unit_ids(offices)["NAMDONGHA"]
    offices.execute(update(desk).where(desk.c.code == "DH-1").values(unit_id=new_home))
    found = records.by_code(offices, issued.code)
    assert found is not None
    assert found.unit_id == new_home
    assert [each.code for each in records.listed(offices, unit_ids={new_home})] == [issued.code]


def test_a_code_is_revoked_once(offices: Connection) -> None:
    issued = a_touchpoint(offices)
    assert records.revoke(offices, issued.touchpoint_id, at=LATER)
    assert not records.revoke(offices, issued.touchpoint_id, at=LATER + timedelta(days=1))
    found = records.by_code(offices, issued.code)
    assert found is not None
    assert (found.active, found.revoked_at, found.replaced_by) == (False, LATER, None)


def test_a_replaced_code_points_at_the_new_one_of_the_same_place(offices: Connection) -> None:
    old = a_touchpoint(offices)
    new = records.replace(offices, old, at=LATER, random=dice(2))
    assert new is not None
    assert (new.kind, new.unit_id, new.desk_id, new.active) == (old.kind, old.unit_id, old.desk_id, True)
    ended = records.by_code(offices, old.code)
    assert ended is not None
    assert (ended.active, ended.revoked_at, ended.replaced_by) == (False, LATER, new.touchpoint_id)
    assert records.replace(offices, old, at=LATER, random=dice(3)) is None
    assert len(records.listed(offices)) == 2


def test_a_revoked_place_gets_a_new_code_with_the_missing_ones(offices: Connection) -> None:
    records.issue_missing(offices, at=AT, random=dice())
    records.revoke(offices, records.listed(offices)[0].touchpoint_id, at=LATER)
    assert records.issue_missing(offices, at=LATER, random=dice(2)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "desk"},
        {"kind": "poster"},
        {"state": "asleep"},
        {"state": "revoked"},
        {"revoked_at": AT},
        {"unit_id": None},
        {"unit_id": -1},
        {"code": None},
    ],
)
def test_the_database_refuses_a_touchpoint_that_contradicts_itself(
    offices: Connection, changed: dict[str, Any]
) -> None:
    row = a_row(offices, **changed)
    with pytest.raises(IntegrityError), offices.begin_nested():
        offices.execute(insert(records.touchpoint), row)


def test_the_database_refuses_the_same_code_and_two_codes_in_force_at_one_place(offices: Connection) -> None:
    offices.execute(insert(records.touchpoint), a_row(offices))
    other = unit_ids(offices)["NAMDONGHA"]
    for row in (a_row(offices, unit_id=other), a_row(offices, code="00000001")):
        with pytest.raises(IntegrityError), offices.begin_nested():
            offices.execute(insert(records.touchpoint), row)
