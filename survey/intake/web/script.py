"""The page's one small script, under an address that names its content, so that it may be kept for ever."""

from __future__ import annotations

import gzip
import hashlib

from flask import Response, request

from survey.intake.web.sending import anyone
from survey.settings import ROOT

_FOR_EVER = "public, max-age=31536000, immutable"


def _without_margins(source: str) -> bytes:
    """Leave out blanks before lines, empty lines and lines that are comments."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")).encode()


_PLAIN = _without_margins((ROOT / "static" / "survey" / "tap.js").read_text(encoding="utf-8"))
_PACKED = gzip.compress(_PLAIN, 9, mtime=0)

SCRIPT_ADDRESS = f"/tap.{hashlib.sha256(_PLAIN).hexdigest()[:12]}.js"


@anyone
def script() -> Response:
    """Send the script; a page of another edition asks at another address, finds none and works without."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(_PACKED if packed else _PLAIN, mimetype="text/javascript")
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
