"""The tablet's page and its files, read once; one version names them all, so that no tablet mixes two editions."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER = ROOT / "static" / "kiosk"
PAGE = "kiosk/page.html"
WORKER = "sw.js"
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_TEXT = frozenset((".css", ".js", ".svg"))
_IMPORT = re.compile(r"(from ')\./([a-z]+\.js)(')")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as it is sent; `packed` is None where compression gains nothing."""

    name: str
    kind: str
    plain: bytes
    packed: bytes | None

    @property
    def tag(self) -> str:
        """What names these bytes."""
        return hashlib.sha256(self.plain).hexdigest()[:16]


def file_of(name: str, kind: str, content: str | bytes) -> File:
    """Make a file; text is compressed."""
    plain = content.encode() if isinstance(content, str) else content
    packed = gzip.compress(plain, 9, mtime=0) if isinstance(content, str) else None
    return File(name=name, kind=kind, plain=plain, packed=packed)


@cache
def version(words: str = "") -> str:
    """Give the edition of the app: a hash over every file of it and over its words."""
    digest = hashlib.sha256(words.encode())
    for path in (*_paths(), ROOT / "templates" / PAGE):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def files(edition: str) -> dict[str, File]:
    """Give every file but the worker by its name, each module asking for the others of its own edition."""
    return {path.name: _read(path, edition) for path in _paths() if path.name != WORKER}


def worker(edition: str, addresses: Iterable[str]) -> File:
    """Give the worker that keeps these addresses of this edition on the tablet."""
    kept = ", ".join(f"'{address}'" for address in addresses)
    head = f"const VERSION = '{edition}';\nconst FILES = [{kept}];\n"
    source = (FOLDER / WORKER).read_text(encoding="utf-8")
    return file_of(WORKER, KINDS[".js"], head + without_margins(source))


def voices() -> dict[str, list[str]]:
    """Give the questions that were recorded in each language: files named `voice.LANGUAGE.QUESTION.mp3`."""
    found: dict[str, list[str]] = {}
    for path in FOLDER.glob("voice.*.*.mp3"):
        _, language, code, _ = path.name.split(".")
        found.setdefault(language, []).append(code)
    return {language: sorted(codes) for language, codes in found.items()}


def without_margins(source: str) -> str:
    """Leave out blanks before lines, empty lines and lines that are comments."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/** ")))


def _paths() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.suffix in KINDS)


def _read(path: Path, edition: str) -> File:
    if path.suffix not in _TEXT:
        return file_of(path.name, KINDS[path.suffix], path.read_bytes())
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        text = _IMPORT.sub(rf"\1./\2?v={edition}\3", without_margins(text))
    return file_of(path.name, KINDS[path.suffix], text)
