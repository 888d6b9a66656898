"""The headers every answer carries, set once at the outer door."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def style_hash(stylesheet: str) -> str:
    """Give the CSP source that lets exactly this inline stylesheet through."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(stylesheet.encode()).digest()).decode() + "'"


def header_list(*, style: str, referrer: str, secure: bool) -> tuple[tuple[str, str], ...]:
    """Give the headers of one kind of page: its style sources, its referrer policy, HSTS when served by HTTPS."""
    found = [
        ("Content-Security-Policy", _POLICY.format(style=style)),
        ("Referrer-Policy", referrer),
        *_ALWAYS,
    ]
    if secure:
        found.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return tuple(found)


def with_headers(app: WSGIApplication, headers: tuple[tuple[str, str], ...]) -> WSGIApplication:
    """Add the headers to every answer of `app`, error pages and static files too."""
    extra = list(headers)

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, given + extra, *rest)

        return app(environ, start)

    return wrapped
