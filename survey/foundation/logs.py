"""One line for each request: id, endpoint, status, time; never an answer, a comment, a code or an address."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("hailong")


def set_up_logs(level: str) -> None:
    """Send structured lines of at least `level` to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def with_request_lines(app: WSGIApplication, write: Any = None) -> WSGIApplication:
    """Write one line for each request; `hailong.endpoint` of the environment names the view, not the address."""
    say = write or log.info

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        environ["hailong.request_id"] = request_id
        seen: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen[:] = [status[:3]]
            return start_response(status, [*headers, ("X-Request-ID", request_id)], *rest)

        try:
            return app(environ, start)
        finally:
            # The path is left out: on the citizen's side it holds a code.
            say(
                "request",
                id=request_id,
                method=environ.get("REQUEST_METHOD"),
                endpoint=environ.get("hailong.endpoint", "-"),
                status=int(seen[0]) if seen else 500,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

    return wrapped
