"""Offices a tablet can stand in: within this process, or a process of its own that may be killed."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from werkzeug.serving import make_server

from kiosk.fleet.domain import Habits
from kiosk.fleet.records import keep_habits
from kiosk.pairing.domain import Placing, Spot, Wish, shown
from kiosk.pairing.records import devices, pairing_by_code
from kiosk.pairing.services import approve, invite
from survey.foundation.clock import now
from survey.foundation.register import every_table
from survey.intake import records
from tests.bench.processes import held_port
from tests.browser.conftest import Silent
from tests.helpers.builders import a_code, a_desk, a_unit, dice, the_default
from tests.helpers.emptying import empty
from tests.helpers.killable import NOW, Killable
from tests.helpers.tablet import a_manager
from tests.helpers.waiting import PATIENCE, within
from tests.helpers.wire import Counts, Wire

if TYPE_CHECKING:
    import socket

    from werkzeug.serving import BaseWSGIServer

    from survey.app import Service
    from survey.foundation.database import Store


@dataclass(kw_only=True)
class Place:
    """A service on a port of this machine, with one desk and one manager."""

    store: Store
    secret: bytes
    spot: Spot
    manager: int
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        return f"{self.address}/kiosk/"

    def kept(self, table: Any = records.response) -> list[Any]:
        """Give the rows of a table."""
        with self.store.reading() as connection:
            return list(connection.execute(select(table)))

    def empty(self) -> None:
        """Forget every answer and every tablet."""
        with self.store.writing() as connection:
            tables = reversed(every_table().sorted_tables)
            empty(connection, [one for one in tables if one.name in _ANSWERS or one.name.startswith("kiosk_")])

    def approve(self, code: str, label: str = "Máy quầy 3") -> None:
        """Let the manager say yes to the tablet that shows a code."""
        with self.store.writing() as connection:
            pairing = pairing_by_code(connection, code.replace("-", ""))
            assert pairing is not None
            placing = Placing(label=label, spot=self.spot)
            approve(connection, pairing, placing, by=self.manager, at=now(), random=dice())

    def invitation(self) -> str:
        """Let the manager invite a tablet to the desk."""
        placing = Placing(label="Máy quầy 3", spot=self.spot)
        wish = Wish(placing=placing, by=self.manager, lifetime=timedelta(minutes=10))
        with self.store.writing() as connection:
            return shown(invite(connection, wish, at=now(), secret=self.secret, random=dice()))

    def hasten(self) -> None:
        """Let every tablet be ready for the next person as soon as it may."""
        with self.store.writing() as connection:
            for one in devices(connection):
                keep_habits(connection, one.device_id, Habits(pauses={"lockout_s": 0}))


_ANSWERS = {"response", "comment", "trace", "dirty_day"}


def furnished(store: Store) -> dict[str, Any]:
    """Make a desk and a manager in an empty database; give where they are."""
    every_table().create_all(store.engine)
    with store.writing() as connection:
        the_default(connection)
        unit_id = a_unit(connection, name="UBND phường Đông Hà")
        desk_id = a_desk(connection, name="Quầy 3", field="Hộ tịch")
        a_code(connection, desk_id)
        return {"spot": Spot(unit_id=unit_id, desk_id=desk_id), "manager": a_manager(connection)}


@dataclass(kw_only=True)
class Office(Place):
    """A service within this process that may be stopped and started."""

    service: Service
    held: socket.socket = field(default_factory=held_port, repr=False)
    _server: BaseWSGIServer | None = field(default=None, repr=False)

    def start(self) -> None:
        """Answer, at the same port as before."""
        self.port = self.held.getsockname()[1]
        assert within(PATIENCE, self._listens)
        assert self._server is not None
        server = self._server
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def _listens(self) -> bool:
        """Take the port; a connection of the server before that is just ending may hold it for a moment."""
        # The library ends the program where it finds a port taken.
        with suppress(SystemExit):
            self._server = make_server("127.0.0.1", self.port, self.service, threaded=True, request_handler=Silent)
        return self._server is not None

    def stop(self) -> None:
        """Answer nobody."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@dataclass(kw_only=True)
class Real(Place):
    """The service as it is installed: its own process, behind a wire that counts and breaks."""

    server: Killable
    wire: Wire
    _plain: bool = True

    def start(self, *, ahead: timedelta = NOW, **changes: Any) -> None:
        self._plain = not ahead and not changes
        self.server.start(ahead=ahead, **changes)

    def kill(self) -> None:
        self.server.kill()

    def ready(self) -> None:
        """Be as at the beginning: answering, without answers, with a whole wire."""
        if not self._plain:
            self.kill()
        if not self.server.alive:
            self.start()
        self.empty()
        self.wire.cut = False
        self.wire.faults.clear()
        self.wire.counts = Counts()
