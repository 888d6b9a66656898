"""Servers as processes of their own: started on a free port, timed by their CPU, always stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.settings import PREFIX, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _OF_WAITED_CHILDREN = 11, 13
_START_WITHIN_S = 30.0
_STOP_WITHIN_S = 10.0


class NotStartedError(RuntimeError):
    """A server did not answer in time; its last words follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server."""

    address: tuple[str, int]
    pid: int


def cpu_seconds(pid: int) -> float:
    """Give the CPU time of a process, its living children and those it has waited for, in seconds."""
    return _spent(pid, waited=True) / _TICKS


def _spent(pid: int, *, waited: bool) -> int:
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:  # it ended just now; its parent counts it from here on
        return 0
    end = _OF_WAITED_CHILDREN + 2 if waited else _OF_WAITED_CHILDREN
    own = sum(map(int, numbers[_USER:end]))
    return own + sum(_spent(int(child), waited=False) for child in children)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Give this process's environment with these settings of ours and no other."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**bare, **given, "PYTHONPATH": str(ROOT)}


def held_port() -> socket.socket:
    """Give a socket that keeps a port of this machine, which refuses all until a server of ours listens there."""
    sock = socket.socket()
    # A server started with the same option may share the port; no other program is given it meanwhile.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


@contextmanager
def served(app: str, folder: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """Serve one of the apps of `tests.bench.server` with its files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    words = folder / "words.log"
    with held_port() as held:
        port = int(held.getsockname()[1])
        command = [sys.executable, "-m", "tests.bench.server", app, str(port)]
        process = start(command, {"HAILONG_INSTANCE": str(folder), **settings}, words)
        try:
            await_server(process, port, words)
            yield Served(address=("127.0.0.1", port), pid=process.pid)
        finally:
            _stop(process)


def start(command: Sequence[str], settings: Mapping[str, str], words: Path) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own; what it says goes to a file."""
    with words.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own modules
            command, env=environment(settings), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )


def await_server(process: subprocess.Popen[bytes], port: int, words: Path) -> None:
    """Return as soon as a server answers at a port; `NotStartedError` when it ended or said nothing in time."""
    last = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < last and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_START_WITHIN_S) as sock:
                sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if sock.recv(64).startswith(b"HTTP/1.1 "):
                    return
        except OSError:
            time.sleep(0.05)
    raise NotStartedError(words.read_text()[-2000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: nobody else is in the group
        process.wait(_STOP_WITHIN_S)
