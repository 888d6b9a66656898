"""The tablet's page: the shell, its worker, its manifest, its words and its files. Nothing here knows a tablet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from kiosk.tablet.files import File, file_of, files, version, voices, worker
from kiosk.tablet.texts import NAMES, texts
from survey.foundation.errors import NotFoundError
from survey.foundation.gate import Audience, for_audience
from survey.foundation.pages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_COLOUR = "#0b3b75"


@dataclass(frozen=True)
class _App:
    """One edition of the app, made at the first request: only then are there words."""

    page: File
    words: File
    manifest: File
    worker: File
    files: dict[str, File]
    edition: str


class TabletPages:
    """The addresses below /kiosk/ that every tablet may fetch."""

    @cached_property
    def app(self) -> _App:
        """The edition that is served."""
        spoken = _words()
        edition = version(spoken)
        found = files(edition)
        kept = ["/kiosk/", "/kiosk/manifest.webmanifest", f"/kiosk/words.json?v={edition}"]
        kept += [f"/kiosk/files/{name}?v={edition}" for name in found]
        modules = [name for name in found if name.endswith(".js") and name != "app.js"]
        with force_locale(DEFAULT_LANGUAGE):
            page = render_template("kiosk/page.html", edition=edition, modules=modules, colour=_COLOUR)
            manifest = json.dumps(_manifest(edition), ensure_ascii=False)
        return _App(
            page=file_of("page", "text/html", page),
            words=file_of("words", "application/json", spoken),
            manifest=file_of("manifest", "application/manifest+json", manifest),
            worker=worker(edition, kept),
            files=found,
            edition=edition,
        )

    def page(self) -> Response:
        """Send the shell that every screen is shown in."""
        return self._send(self.app.page)

    def worker(self) -> Response:
        """Send the worker that keeps the app on the tablet."""
        return self._send(self.app.worker)

    def manifest(self) -> Response:
        """Send what a browser needs to install the page as an app."""
        return self._send(self.app.manifest)

    def words(self) -> Response:
        """Send the interface texts in every language."""
        return self._send(self.app.words)

    def file(self, name: str) -> Response:
        """Send one file of the app."""
        found = self.app.files.get(name)
        if found is None:
            raise NotFoundError
        return self._send(found)

    def _send(self, file: File) -> Response:
        # Whoever asks for another edition gets this one, and may not keep it under that name.
        known = request.args.get("v") == self.app.edition
        packed = file.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
        response = Response(packed or file.plain, mimetype=file.kind)
        response.headers["Cache-Control"] = _FOR_EVER if known else _ASK_AGAIN
        response.headers["Hailong-App"] = self.app.edition
        response.headers["Vary"] = "Accept-Encoding"
        response.set_etag(file.tag + ("-gz" if packed else ""))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        conditional: Any = response.make_conditional(request)
        return conditional if isinstance(conditional, Response) else response

    def blueprint(self) -> Blueprint:
        """Give the addresses; none needs a language, for the page brings them all."""
        pages = Blueprint("tablet", __name__)
        anyone = for_audience(Audience.ANYONE)
        rules: dict[str, Callable[..., Response]] = {
            "/kiosk/": self.page,
            "/kiosk/sw.js": self.worker,
            "/kiosk/manifest.webmanifest": self.manifest,
            "/kiosk/words.json": self.words,
            "/kiosk/files/<name>": self.file,
        }
        for rule, view in rules.items():
            pages.add_url_rule(rule, endpoint=view.__name__, view_func=anyone(_speaking(view)))
        return pages


def pages() -> Blueprint:
    """Give the addresses of the tablet's page; they are the same for every house."""
    return TabletPages().blueprint()


def app_version() -> str:
    """Give the edition that is served; needs an app's words, as a request has them."""
    return version(_words())


def _speaking(view: Callable[..., Response]) -> Callable[..., Response]:
    def speaking(**given: str) -> Response:
        g.language = DEFAULT_LANGUAGE
        return view(**given)

    return speaking


@cache
def _words() -> str:
    spoken: dict[str, dict[str, str]] = {}
    for language in NAMES:
        with force_locale(language):
            spoken[language] = texts()
    return json.dumps({"names": NAMES, "words": spoken, "voices": _voices()}, ensure_ascii=False)


def _voices() -> dict[str, dict[str, str]]:
    return {
        language: {code: f"/kiosk/files/voice.{language}.{code}.mp3" for code in codes}
        for language, codes in voices().items()
    }


def _manifest(edition: str) -> dict[str, Any]:
    icons = [
        {"src": f"/kiosk/files/{name}?v={edition}", "sizes": sizes, "type": kind, "purpose": "any maskable"}
        for name, sizes, kind in (
            ("icon.svg", "any", "image/svg+xml"),
            ("icon-192.png", "192x192", "image/png"),
            ("icon-512.png", "512x512", "image/png"),
        )
    ]
    return {
        "id": "/kiosk/",
        "name": _("Citizen satisfaction tablet"),
        "short_name": _("Citizen satisfaction"),
        "start_url": "/kiosk/",
        "scope": "/kiosk/",
        "display": "fullscreen",
        "display_override": ["fullscreen", "standalone"],
        "lang": DEFAULT_LANGUAGE,
        "background_color": "#ffffff",
        "theme_color": _COLOUR,
        "icons": icons,
    }
