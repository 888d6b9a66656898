"""A light load: many clients in one thread, requests built beforehand, answers read with little work."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Client = Generator[socket.socket, None, None]
"""Yields the socket it waits to read from; ends when the time is over."""
Reading = Generator[socket.socket, None, bytes]

_BUFFER = 1 << 17
_LENGTH = b"content-length: "
_STALLED_AFTER_S = 15.0
# Clients begin at different places of the list, or all would ask for one page at the same moment.
_APART = 97
_TICKET = b'name="ticket" value="'
_TICKET_LENGTH = 32
_RECEIPT = b'href="/r/'
_POST_HEAD = (
    b"POST /Q/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
    b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
)


class StalledError(RuntimeError):
    """No answer for a long time; the measurement is worth nothing."""


@dataclass(slots=True)
class Load:
    """One measurement as it runs: until when, and what came of each exchange (seconds)."""

    until: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0

    def over(self) -> bool:
        """Tell whether no further exchange may begin."""
        return time.perf_counter() >= self.until

    def note(self, started: float, *, good: bool) -> None:
        """Write down one finished exchange."""
        if good:
            self.latencies.append(time.perf_counter() - started)
        else:
            self.failures += 1


Script = Callable[[Load, int], Client]
"""Makes the client of a number."""


def run(script: Script, clients: int, seconds: float) -> tuple[Load, float]:
    """Let the clients work for some seconds and finish what they began; give the result and the time it took."""
    started = time.perf_counter()
    load = Load(until=started + seconds)
    crowd = _Crowd()
    for number in range(clients):
        crowd.advance(script(load, number))
    crowd.finish()
    return load, time.perf_counter() - started


class _Crowd:
    """The clients that wait for an answer, by the number of their socket."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._known: dict[int, socket.socket] = {}
        self._waiting: dict[int, Client] = {}

    def advance(self, client: Client) -> None:
        """Let a client go on until it waits again or ends."""
        sock = next(client, None)
        if sock is None:
            return
        number = sock.fileno()
        if self._known.get(number) is not sock:  # a closed socket leaves epoll and its number comes again
            self._known[number] = sock
            self._epoll.register(number, select.EPOLLIN)
        self._waiting[number] = client

    def finish(self) -> None:
        """Let every client go on until all have ended."""
        while self._waiting:
            ready = self._epoll.poll(_STALLED_AFTER_S)
            if not ready:
                raise StalledError(f"{len(self._waiting)} clients wait for an answer")
            for number, _event in ready:
                self.advance(self._waiting.pop(number))
        self._epoll.close()


def _connect(address: tuple[str, int]) -> socket.socket:
    sock = socket.create_connection(address)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.settimeout(0)  # what cannot be had at once is waited for in epoll
    return sock


def _answer(sock: socket.socket) -> Reading:
    """Read one whole answer; short when the server hung up."""
    data = b""
    whole = -1
    while whole < 0 or len(data) < whole:
        yield sock
        piece = sock.recv(_BUFFER)
        if not piece:
            return b""
        data += piece
        end = data.find(b"\r\n\r\n") if whole < 0 else -1
        if end >= 0:
            place = data[:end].lower().find(_LENGTH) + len(_LENGTH)
            whole = end + 4 + int(data[place : data.find(b"\r", place)])
    return data


def _is_ok(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200")


def get_request(path: str, *headers: str) -> bytes:
    """Build a GET."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: bench", "Accept: text/html", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def post_request(path: str, body: bytes) -> bytes:
    """Build a POST of a form to the bare routes."""
    head = _POST_HEAD.replace(b"/Q/%s", path.encode()) % len(body)
    return head + body


def repeated(address: tuple[str, int], requests: Sequence[bytes]) -> Script:
    """Send requests in turn on one connection a client, each after the answer to the last."""

    def script(load: Load, number: int) -> Client:
        sock = _connect(address)
        turn = number * _APART
        while not load.over():
            started = time.perf_counter()
            sock.send(requests[turn % len(requests)])
            answer = yield from _answer(sock)
            load.note(started, good=_is_ok(answer))
            if not answer:
                sock.close()
                sock = _connect(address)
            turn += 1
        sock.close()

    return script


def submissions(address: tuple[str, int], codes: Sequence[str], forms: Sequence[bytes]) -> Script:
    """Open a connection, GET the page of a code, POST a form with the ticket read from it, check the thank-you."""
    pages = [(code.encode(), get_request(f"/Q/{code}")) for code in codes]

    def script(load: Load, number: int) -> Client:
        turn = number * _APART
        while not load.over():
            code, request = pages[turn % len(pages)]
            form = forms[turn % len(forms)]
            turn += 1
            started = time.perf_counter()
            sock = _connect(address)
            sock.send(request)
            page = yield from _answer(sock)
            place = page.find(_TICKET) + len(_TICKET)
            body = form + page[place : place + _TICKET_LENGTH]
            sock.send(_POST_HEAD % (code, len(body)) + body)
            thanks = yield from _answer(sock)
            load.note(started, good=_is_ok(page) and _is_ok(thanks) and _RECEIPT in thanks)
            sock.close()

    return script
