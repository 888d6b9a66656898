"""Whatever happens to a tablet and its network: what was acknowledged is stored once, nothing else is let go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk.pairing.domain import Spot
from kiosk.pairing.records import devices
from kiosk.pairing.services import revoke
from kiosk.queue.services import import_file
from survey.foundation.clock import now
from survey.intake.domain import Hearing, response_id_of
from survey.intake.records import response
from survey.questionnaire.domain import created_document
from survey.questionnaire.records import publish, version_in_force
from tests.helpers.builders import a_desk, a_unit, the_default
from tests.helpers.houses import AHouse, a_house
from tests.helpers.tablet import Tablet, TabletKey, a_manager

if TYPE_CHECKING:
    from pathlib import Path

SIXTY_DAYS = timedelta(days=60)
YEAR_MS = 365 * 86_400_000
BATCH = 3
"""Few, so that a queue goes in several batches."""


class Promise(RuleBasedStateMachine):
    """A tablet with a model of its queue: `open` and `closed` are what is on its disk."""

    def __init__(self, house: AHouse, manager: int, spots: list[Spot]) -> None:
        super().__init__()
        self.house, self.manager, self.spots = house, manager, spots
        self.tablet = Tablet(house.service)
        self.open: dict[str, Any] | None = None
        self.closed: dict[str, dict[str, Any]] = {}
        self.aside: dict[str, dict[str, Any]] = {}
        self.acknowledged: set[str] = set()
        self.tapped: set[str] = set()
        self.offset: int | None = None
        self.mono = 1_000
        self.paired = False
        self.pair(same_key=True, place=0)

    # What people do.

    @rule(mark=st.sampled_from("12345x"))
    def tap(self, mark: str) -> None:
        self.finish()
        self.mono += 5_000
        item = self.tablet.item(self.version(), answers={"overall": mark}, mono=self.mono, offset=self.offset)
        self.open = item
        self.tapped.add(item["id"])

    @precondition(lambda self: self.open is not None)
    @rule(mark=st.sampled_from("12345x"))
    def tap_another_face(self, mark: str) -> None:
        assert self.open is not None
        self.open["answers"] = {"overall": mark}

    @rule()
    def finish(self) -> None:
        if self.open is not None:
            self.closed[self.open["id"]] = self.open
            self.open = None

    # What happens to the tablet.

    @rule()
    def crash(self) -> None:
        """Only the disk is left: the page is another one, and what was open is closed."""
        self.closed = json.loads(json.dumps(self.closed))
        self.finish()
        self.tablet.session, self.tablet.challenge, self.mono = str(uuid4()), "", 1_000

    @rule(skew=st.integers(-2 * YEAR_MS, 2 * YEAR_MS), noticed=st.booleans())
    def set_clock(self, skew: int, noticed: bool) -> None:
        self.tablet.skew_ms = skew
        if noticed:
            self.crash()
            self.offset = None

    @rule()
    def write_nonsense(self) -> None:
        """A fault of an older edition left a record that is no answer."""
        broken = {"id": str(uuid4()), "payload": "\ud800\x00"}
        self.closed[broken["id"]] = broken

    # What happens between tablet and server.

    @rule(lost=st.booleans())
    def send(self, lost: bool) -> None:
        waiting = list(self.closed.values())
        for first in range(0, len(waiting), BATCH):
            batch = waiting[first : first + BATCH]
            answer = self.tablet.call("responses", self.tablet.batch(*batch, mono=self.mono + 500))
            if self.paired:
                assert answer.status_code == 200, answer.text
            if lost or answer.status_code != 200:
                assert answer.status_code in {200, 401}
                return
            told = answer.get_json()
            self.offset = told["now"] - self.tablet.clock()
            for item, one in zip(batch, told["results"], strict=True):
                assert one["id"] == item["id"]
                self.let_go(item, one["result"])

    def let_go(self, item: dict[str, Any], result: str) -> None:
        del self.closed[item["id"]]
        if result == "quarantined":
            self.aside[item["id"]] = item
        else:
            assert result in {"accepted", "duplicate"}
            self.acknowledged.add(item["id"])

    @rule()
    def bring_a_file(self) -> None:
        file = self.tablet.queue_file(list(self.closed.values()), aside=list(self.aside.values()))
        import_file(self.house.service.house, file, at=now(), oldest=SIXTY_DAYS, hearing=Hearing())

    @rule()
    def revoke(self) -> None:
        with self.house.store.writing() as connection:
            for device in devices(connection):
                if device.active:
                    revoke(connection, device, by=self.manager, at=now())
        self.paired = False

    @rule(same_key=st.booleans(), place=st.integers(0, 2))
    def pair(self, same_key: bool, place: int) -> None:
        if not same_key:
            self.tablet.key = TabletKey()
        self.tablet.pair(self.spots[place], by=self.manager)
        self.paired = True

    @precondition(lambda self: self.paired)
    @rule(lost=st.booleans(), used=st.booleans())
    def change_key(self, lost: bool, used: bool) -> None:
        new = TabletKey()
        assert self.tablet.announce(new).status_code == 200
        if not lost:
            self.tablet.key = new
            if used:
                assert self.tablet.call("responses", self.tablet.batch()).status_code == 200

    @rule()
    def publish_another_edition(self) -> None:
        with self.house.store.writing() as connection:
            code = f"q{uuid4().hex[:8]}"
            made = created_document("default", ["overall", code])
            # It stands outside the index in the packaged questionnaire, and so for good.
            overall, other = made.questions
            questions = (replace(overall, indexed=False), other)
            publish(connection, replace(made, questions=questions), at=now())

    # What must hold.

    def version(self) -> str:
        with self.house.store.reading() as connection:
            found = version_in_force(connection, "default")
        assert found is not None
        return found.content_hash

    def stored(self) -> dict[str, str]:
        """Give the state of every stored answer of this tablet, by its id; each is stored once."""
        names = {response_id_of("kiosk", UUID(item_id).bytes): item_id for item_id in self.tapped}
        with self.house.store.reading() as connection:
            rows = connection.execute(response.select().where(response.c.id.in_(list(names)))).all()
        assert len({row.id for row in rows}) == len(rows)
        return {names[row.id]: row.state for row in rows}

    @invariant()
    def what_was_acknowledged_is_stored_once(self) -> None:
        assert self.acknowledged <= self.stored().keys()

    @invariant()
    def what_was_not_acknowledged_is_still_here(self) -> None:
        kept = {*self.closed, *self.aside, *([self.open["id"]] if self.open else ())}
        assert self.tapped <= kept | self.acknowledged
        assert not kept & self.acknowledged

    def teardown(self) -> None:
        """In the end everything came in, each once; what the clock spoiled waits for a ruling."""
        self.pair(same_key=False, place=0)
        self.crash()
        self.send(lost=False)
        stored = self.stored()
        assert stored.keys() == self.tapped
        spoiled = {item_id for item_id in self.aside if item_id in self.tapped}
        assert {stored[item_id] for item_id in spoiled} <= {"quarantined"}


def test_what_was_acknowledged_is_stored_once_and_nothing_else_is_let_go(tmp_path: Path):
    house = a_house(tmp_path, rooms=("kiosk",), log_level="CRITICAL")
    with house.store.writing() as connection:
        the_default(connection)
        unit_id = a_unit(connection, "DH")
        desks = [a_desk(connection, f"DH-{number}", unit="DH") for number in (1, 2)]
        manager = a_manager(connection)
    spots = [Spot(unit_id=unit_id, desk_id=desk_id) for desk_id in (*desks, None)]
    few = settings(max_examples=25, stateful_step_count=25)
    run_state_machine_as_test(partial(Promise, house, manager, spots), settings=few)  # type: ignore[arg-type]  # it is only called
    house.close()
