"""The wire between a tablet and its server: it counts what is delivered, and breaks when a test wants it to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_BATCH = b"POST /kiosk/api/responses "
_PIECE = 65_536


@dataclass
class Delivery:
    """One request on its way; `server` is open to where it goes."""

    request: bytes
    server: socket.socket

    def pass_on(self, until: int | None = None) -> None:
        """Let the server have the request, or its first bytes."""
        self.server.sendall(self.request[:until])

    def reply(self) -> bytes:
        """Wait for everything the server has to say."""
        return b"".join(iter(lambda: self.server.recv(_PIECE), b""))


def passes(delivery: Delivery) -> bytes:
    """Lose nothing."""
    delivery.pass_on()
    return delivery.reply()


def loses_reply(delivery: Delivery) -> bytes:
    """Let the server do what it is asked, and the tablet hear nothing of it."""
    passes(delivery)
    return b""


@dataclass
class Counts:
    """What went over the wire."""

    batches: int = 0
    answers: int = 0


@dataclass
class Wire:
    """A port in front of another; one connection a request, so that each can break by itself."""

    to_port: int
    faults: deque[Callable[[Delivery], bytes]] = field(default_factory=deque)
    """What happens to the next batches of answers, in order; nothing to those after."""
    counts: Counts = field(default_factory=Counts)
    cut: bool = False
    """Nothing comes through while it is cut."""

    def __post_init__(self) -> None:
        wire = self

        class Passing(BaseRequestHandler):
            def handle(self) -> None:
                wire.carry(self.request)

        class Server(ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Passing)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def carry(self, tablet: socket.socket) -> None:
        """Carry one request and its reply, as far as the fault whose turn it is lets it come."""
        # A side that hangs up in the middle is what this is for.
        with suppress(OSError):
            request = _read(tablet)
            if self.cut:
                return
            fault = self._fault(request)
            with socket.create_connection(("127.0.0.1", self.to_port)) as server:
                tablet.sendall(fault(Delivery(request, server)))

    def _fault(self, request: bytes) -> Callable[[Delivery], bytes]:
        if not request.startswith(_BATCH):
            return passes
        body: dict[str, Any] = json.loads(request.partition(b"\r\n\r\n")[2])
        self.counts.batches += 1
        self.counts.answers += len(body["items"])
        return self.faults.popleft() if self.faults else passes

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _read(tablet: socket.socket) -> bytes:
    """Read a request and ask that its connection be closed behind it."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(tablet)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    fields = {line.partition(b":")[0].lower(): line.partition(b":")[2].strip() for line in lines[1:]}
    while len(body) < int(fields.get(b"content-length", 0)):
        body += _some(tablet)
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join((*kept, b"Connection: close", b"", body))


def _some(tablet: socket.socket) -> bytes:
    piece = tablet.recv(_PIECE)
    if not piece:
        raise ConnectionResetError
    return piece
