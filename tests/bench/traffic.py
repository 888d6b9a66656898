"""The subjects that are loaded over HTTP, in turn, round after round."""

from __future__ import annotations

import gc
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.request import urlopen

from survey.foundation.clock import now
from survey.foundation.database import Store
from survey.intake.records import count
from tests.bench import bare, stages
from tests.bench.clients import get_request, post_request, repeated, run, submissions
from tests.bench.figures import Round, quantile
from tests.bench.processes import cpu_seconds, served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.clients import Script
    from tests.bench.processes import Served
    from tests.bench.stages import PostgreSQL

_ROW = b"unit=17&day=2026-11-21&marks=54354x---yno5544"
_WARM_UP_S = 0.4
# Each process renders the page of a code when it is first asked for: a cost of the start, not of a request.
_FIRST_VIEWS_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One row of the table: which server, by how many clients."""

    name: str
    title: str
    server: str
    clients: int = 16


SUBJECTS = (
    Subject(name="hello", title="bare Flask route", server="hello"),
    Subject(name="page", title="bare Flask, 9 kB page from a Jinja file", server="page"),
    Subject(name="get", title="our citizen's page", server="sqlite"),
    Subject(name="get-gzip", title="our citizen's page, gzip", server="sqlite"),
    Subject(name="insert", title="bare Flask + ORM, one row committed, SQLite", server="insert"),
    Subject(name="sqlite-16", title="our complete submission, SQLite, 16 clients", server="sqlite"),
    Subject(name="sqlite-32", title="our complete submission, SQLite, 32 clients", server="sqlite", clients=32),
    Subject(name="postgresql-16", title="our complete submission, PostgreSQL, 16 clients", server="postgresql"),
    Subject(
        name="postgresql-32",
        title="our complete submission, PostgreSQL, 32 clients",
        server="postgresql",
        clients=32,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the citizens were told and what the database holds."""

    database: str
    thanked: int
    rows: int


class Street:
    """The servers that run and what was measured on them."""

    def __init__(self, folder: Path, postgresql: PostgreSQL | None) -> None:
        self._folder = folder
        self._postgresql = postgresql
        self._open = ExitStack()
        self._servers: dict[str, Served] = {}
        self._stores: dict[str, Store] = {}
        self._thanked: dict[str, int] = {}
        self.measured: dict[str, list[Round]] = {}

    def __enter__(self) -> Street:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open.close()

    def start(self, server: str) -> None:
        """Start a server with its own database, unless it runs."""
        if server in self._servers:
            return
        settings: dict[str, str] = {}
        folder = self._folder / server
        folder.mkdir()
        if server in {"sqlite", "postgresql", "insert"}:
            store = self._open.enter_context(closing(self._database(server)))
            settings["HAILONG_DATABASE_URL"] = store.engine.url.render_as_string(hide_password=False)
            if server == "insert":
                bare.make_table(store)
            else:
                stages.furnish(store, at=now())
                self._stores[server] = store
                self._thanked[server] = 0
        app = "ours" if server in self._stores else server
        running = self._open.enter_context(served(app, folder, settings))
        self._servers[server] = running
        if server in self._stores:
            run(repeated(running.address, self._views(server)), 16, _FIRST_VIEWS_S)

    def _views(self, server: str, *headers: str) -> list[bytes]:
        return [get_request(f"/Q/{code}", *headers) for code in stages.desk_codes(self._stores[server])]

    def _database(self, server: str) -> Store:
        if server == "postgresql":
            assert self._postgresql is not None
            return Store(self._postgresql.fresh("bench_street"))
        return Store(f"sqlite:///{self._folder / server / 'hailong.sqlite3'}")

    def measure(self, subject: Subject, seconds: float) -> None:
        """Load a subject for some seconds, after a moment to warm up that is not measured."""
        script = self._script(subject)
        warm, _ = run(script, subject.clients, _WARM_UP_S)
        server = self._servers[subject.server]
        database = self._postgresql.pid if self._postgresql and subject.server == "postgresql" else None
        gc.collect()
        gc.disable()  # the client's own pauses are not the server's
        before = cpu_seconds(server.pid), cpu_seconds(database) if database else 0.0, time.process_time()
        load, took = run(script, subject.clients, seconds)
        after = cpu_seconds(server.pid), cpu_seconds(database) if database else 0.0, time.process_time()
        gc.enable()
        good = len(load.latencies)
        of_server, of_database, of_client = (
            (b - a) * 1000 / max(good, 1) for a, b in zip(before, after, strict=True)
        )
        ordered = sorted(load.latencies)
        self.measured.setdefault(subject.name, []).append(
            Round(
                per_second=good / took,
                p50=quantile(ordered, 0.5) * 1000,
                p99=quantile(ordered, 0.99) * 1000,
                server_cpu=of_server,
                database_cpu=of_database if database else None,
                client_cpu=of_client,
                good=good,
                failures=load.failures + warm.failures,
            )
        )
        if subject.name.startswith(("sqlite", "postgresql")):
            self._thanked[subject.server] += good + len(warm.latencies)

    def _script(self, subject: Subject) -> Script:
        address = self._servers[subject.server].address
        if subject.server in {"hello", "page"}:
            return repeated(address, [get_request("/")])
        if subject.server == "insert":
            return repeated(address, [post_request("/", _ROW)])
        if subject.name == "get-gzip":
            return repeated(address, self._views(subject.server, "Accept-Encoding: gzip"))
        if subject.name == "get":
            return repeated(address, self._views(subject.server))
        codes = stages.desk_codes(self._stores[subject.server])
        with urlopen(f"http://{address[0]}:{address[1]}/Q/{codes[0]}") as page:
            return submissions(address, codes, stages.forms(page.read().decode()))

    def kept(self) -> list[Kept]:
        """Count the rows of each database against the thanks that were given."""
        found = []
        for name, store in self._stores.items():
            with store.reading() as connection:
                found.append(Kept(database=name, thanked=self._thanked[name], rows=count(connection)))
        return found
