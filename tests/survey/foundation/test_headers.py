from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client
from werkzeug.wrappers import Response

from survey.foundation.headers import header_list, style_hash, with_headers
from survey.foundation.logs import with_request_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    status = 404 if environ["PATH_INFO"] == "/nowhere" else 200
    return Response("words", status=status, headers={"X-Own": "1"})(environ, start_response)


def test_the_policy_is_exact():
    headers = dict(header_list(style="'self'", referrer="same-origin", https=False))
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_browsers_are_told_to_stay_with_https_where_it_is_served():
    headers = dict(header_list(style="'self'", referrer="no-referrer", https=True))
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_style_hash_is_that_of_the_bytes_between_the_tags():
    digest = base64.b64encode(hashlib.sha256("a{color:red}é".encode()).digest()).decode()
    assert style_hash("a{color:red}é") == f"'sha256-{digest}'"


def test_every_answer_carries_the_headers_beside_its_own():
    client = Client(with_headers(page, header_list(style="'self'", referrer="no-referrer", https=False)))
    for path in ("/", "/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Own"] == "1"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers.get_all("Content-Security-Policy") == [POLICY]


def lines_of(app: Any, *paths: str) -> tuple[list[dict[str, Any]], list[Any]]:
    written: list[dict[str, Any]] = []
    client = Client(with_request_lines(app, lambda event, **told: written.append({"event": event, **told})))
    return written, [client.get(path) for path in paths]


def test_each_request_has_one_line_with_an_id_the_answer_carries_too():
    written, answers = lines_of(page, "/", "/nowhere?secret=1")
    assert [line["status"] for line in written] == [200, 404]
    assert [line["id"] for line in written] == [answer.headers["X-Request-ID"] for answer in answers]
    assert len({line["id"] for line in written}) == 2
    assert "secret" not in repr(written)
    assert "nowhere" not in repr(written)


def test_a_request_that_ends_in_an_error_has_its_line_too():
    def broken(_environ: Any, _start: Any) -> Any:
        raise ZeroDivisionError

    written: list[int] = []
    client = Client(with_request_lines(broken, lambda _event, **told: written.append(told["status"])))
    try:
        client.get("/")
    except ZeroDivisionError:
        assert written == [500]
