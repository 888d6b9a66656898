"""What every citizen's page shares: its language and addresses, where a form came from, how a page is sent."""

from __future__ import annotations

from typing import Any

from flask import Response, g, redirect, request

from survey.foundation.errors import NotFoundError
from survey.foundation.gate import Audience, for_audience
from survey.foundation.pages import DEFAULT_LANGUAGE
from survey.intake.kept import KeptPage, keep

LANGUAGES = ("vi", "en", "km", "zh")

anyone = for_audience(Audience.ANYONE)


def speak(language: str) -> None:
    """Answer this request in a language; an unknown one is an address that does not exist."""
    if language not in LANGUAGES:
        raise NotFoundError
    g.language = language


def suffix(language: str) -> str:
    """Give what an address ends with for a language."""
    return "" if language == DEFAULT_LANGUAGE else f"/{language}"


def menu(path: str) -> tuple[tuple[str, str], ...]:
    """Give the address of a page in each language."""
    return tuple((language, (path + suffix(language)) or "/") for language in LANGUAGES)


def lead(path: str, typed: str) -> Response:
    """Lead from what was typed into a form to its address."""
    bare = "".join(letter for letter in typed if letter.isalnum())[:40]
    language = request.args.get("lang", DEFAULT_LANGUAGE)
    tail = suffix(language) if language in LANGUAGES else ""
    return go(path + bare + tail if bare else tail or "/")


def go(address: str, status: int = 302) -> Response:
    """Send the browser to an address."""
    answer: Any = redirect(address, status)
    return answer if isinstance(answer, Response) else Response(answer)


def from_here() -> bool:
    """Tell whether a form was sent from our own page; browsers before 2020 say nothing and are believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    # Because our pages send no referrer, Safari before 16.4 calls the origin of our own form "null".
    return origin in {None, "null"} or (origin or "").rpartition("://")[2] == request.host


def html(page: str, status: int = 200) -> Response:
    """Send a page rendered for this one request."""
    return send(keep(page), b"", status)


def send(page: KeptPage, filling: bytes, status: int = 200) -> Response:
    """Send a page with its hole filled, compressed for whoever takes it so; no browser keeps it."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(
        page.fill_gzip(filling) if packed else page.fill(filling), status=status, mimetype="text/html"
    )
    response.headers["Cache-Control"] = "no-store"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
