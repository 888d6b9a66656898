"""The headers every answer carries, set once at the outer door."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_A_YEAR_S = 31_536_000


def style_hash(stylesheet: str) -> str:
    """Give the CSP source that lets exactly this inline stylesheet through."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(stylesheet.encode()).digest()).decode() + "'"


def header_list(*, style: str, referrer: str, https: bool) -> tuple[tuple[str, str], ...]:
    """Give the headers of one kind of page: its style sources, its referrer policy, HSTS when served by HTTPS."""
    policy = ContentSecurityPolicy().default_src("'none'").script_src("'self'").style_src(style)
    policy = policy.img_src("'self'", "data:").connect_src("'self'").form_action("'self'")
    return _headers(policy.base_uri("'none'").frame_ancestors("'none'"), referrer=referrer, https=https)


def _headers(policy: ContentSecurityPolicy, *, referrer: str, https: bool) -> tuple[tuple[str, str], ...]:
    chosen = Secure(
        csp=policy,
        referrer=ReferrerPolicy().set(referrer),
        xcto=XContentTypeOptions(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().camera().geolocation().microphone().payment().usb(),
        hsts=StrictTransportSecurity().max_age(_A_YEAR_S).include_subdomains() if https else None,
    )
    return tuple(chosen.headers.items())


def kiosk_headers(*, https: bool) -> tuple[tuple[str, str], ...]:
    """Give the headers of the tablet's page: its own files only, a worker, and no text that becomes a script."""
    own = "'self'"
    policy = ContentSecurityPolicy().default_src("'none'").script_src(own).style_src(own).img_src(own, "data:")
    policy = policy.connect_src(own).manifest_src(own).worker_src(own).font_src(own).media_src(own)
    policy = policy.base_uri("'none'").frame_ancestors("'none'").form_action("'none'")
    policy = policy.require_trusted_types_for("'script'").trusted_types("hailong")
    return _headers(policy, referrer="no-referrer", https=https)


def with_headers(app: WSGIApplication, headers: tuple[tuple[str, str], ...]) -> WSGIApplication:
    """Add the headers to every answer of `app`, error pages and static files too."""
    extra = list(headers)

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, given + extra, *rest)

        return app(environ, start)

    return wrapped
