"""The real server as a process of its own: killed at any moment, its clock moved, its tablets' app changed."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from survey.settings import ROOT, read_settings, secret_of
from tests.bench.processes import await_server, held_port, start

if TYPE_CHECKING:
    import socket
    import subprocess

NOW = timedelta()


@dataclass
class Killable:
    """A server at one port of this machine, with the database of its folder and one process that answers."""

    folder: Path
    secret: str
    held: socket.socket = field(default_factory=held_port, repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def port(self) -> int:
        """Where it answers, also after it was killed."""
        return int(self.held.getsockname()[1])

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self.folder / "hailong.sqlite3"

    @property
    def alive(self) -> bool:
        return self._process is not None

    def start(self, *, ahead: timedelta = NOW, app: Path = ROOT / "static" / "kiosk") -> None:
        """Answer, with a clock that is ahead, and with the tablets' app of another folder."""
        settings = {
            "HAILONG_INSTANCE": str(self.folder),
            "HAILONG_SECRET_KEY": self.secret,
            "HAILONG_ROOMS": "kiosk",
            "HAILONG_WORKERS": "1",
            "HAILONG_LOG_LEVEL": "WARNING",
        }
        words = self.folder / "words.log"
        told = (str(self.port), str(ahead.total_seconds()), str(app))
        self._process = start([sys.executable, "-m", "tests.helpers.killable", *told], settings, words)
        await_server(self._process, self.port, words)

    def kill(self) -> None:
        """End it as a power cut does, with everything it was doing."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)  # its own session: nobody else is in the group
            self._process.wait()
            self._process = None


def main() -> None:
    """Serve by gunicorn as `hailong serve` does; the clock is moved before anybody has looked at it."""
    port, ahead_s, app = sys.argv[1:]
    ahead = timedelta(seconds=float(ahead_s))
    clock = vars(import_module("survey.foundation.clock"))
    actual = clock["now"]
    clock["now"] = lambda: actual() + ahead
    vars(import_module("kiosk.tablet.files"))["FOLDER"] = Path(app)
    settings = read_settings()
    secret_of(settings)
    server = import_module("survey.operations.server")
    server.Server(settings, server._options(settings, f"127.0.0.1:{port}")).run()  # noqa: SLF001 - what serve does


if __name__ == "__main__":
    main()
